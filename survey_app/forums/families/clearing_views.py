"""Pages of the second person: what waits in a cycle, and one point with what could tell who it is about."""

from __future__ import annotations

from flask import abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.forums.booking.refusals import HubRefused
from survey_app.forums.families import clearing as desk
from survey_app.forums.families.forms import CheckedForm, SendBackForm
from survey_app.forums.families.groups import smallest_group
from survey_app.forums.families.pages import blueprint, log_group
from survey_app.forums.models.families import FocusGroupPoint
from survey_app.forums.pages import cycle_or_404
from survey_app.results.voices.wording import QuoteRefused, known_names


@blueprint.get("/cycles/<hub>/clearing")
@permission("families.clear")
def clearing(hub: str) -> ResponseReturnValue:
    """What waits to be cleared, what is cleared, and what is of groups that are too small."""
    cycle, session = cycle_or_404(hub), db.session()
    found = desk.points_of_cycle(session, cycle, "waiting", "cleared")
    large = {point.id for point in desk.of_large_groups(session, cycle, found)}
    return render_template(
        "families/clearing.html", cycle=cycle,
        waiting=[one for one in found if one.state == "waiting" and one.id in large],
        cleared=[one for one in found if one.state == "cleared" and one.id in large],
        too_small=len(found) - len(large), smallest=smallest_group(session, g.partnership.id),
        mine={one.id for one in found if current_user.id in (one.entered_by_id, one.group.recorded_by_id)},
    )  # fmt: skip


@blueprint.get("/points/<point_id>")
@permission("families.clear")
def clear_page(point_id: str) -> ResponseReturnValue:
    """One point as it would be passed on. The original of a quote is not here."""
    point = _point_or_404(point_id)
    log_group("focus group point read", point.group)
    db.session.commit()
    return _show(point, SendBackForm(formdata=None))


@blueprint.post("/points/<point_id>/clear")
@permission("families.clear")
def clear(point_id: str) -> ResponseReturnValue:
    """Let a point be passed on."""
    point, form = _point_or_404(point_id), CheckedForm()
    if form.validate_on_submit():
        try:
            desk.clear_point(
                db.session(), g.partnership.id, point, by_id=current_user.id, checked=bool(form.checked.data)
            )
        except (HubRefused, QuoteRefused) as refused:
            db.session.rollback()
            flash(refused.message)
            return redirect(url_for("families.clear_page", point_id=point_id))
        log_group("focus group point cleared", point.group)
        db.session.commit()
        flash("It is cleared, and may be passed on.", "success")
    return redirect(url_for("families.clearing", hub=point.group.cycle.slug))


@blueprint.route("/points/<point_id>/send-back", methods=["POST"])
@permission("families.clear")
def send_back(point_id: str) -> ResponseReturnValue:
    """Turn a point down, or take back that it was cleared."""
    point, form = _point_or_404(point_id), SendBackForm()
    if not form.validate_on_submit():
        return _show(point, form), 422
    desk.send_back(db.session(), point, by_id=current_user.id, reason=form.reason.data or "")
    log_group("focus group point sent back", point.group)
    db.session.commit()
    flash("It is sent back to whoever wrote it down.", "success")
    return redirect(url_for("families.clearing", hub=point.group.cycle.slug))


def _show(point: FocusGroupPoint, form: SendBackForm) -> str:
    session = db.session()
    known = known_names(session, g.partnership.id)
    size = desk.sized(session, g.partnership.id, point.group)
    return render_template(
        "families/clear.html", point=point, group=point.group, cycle=point.group.cycle, form=form, size=size,
        title=desk.marked_words(point.group.title, known), text=desk.marked_words(point.text, known),
        quote=desk.marked_words(point.quote, known),
        doubtful=desk.doubtful(point, known), checked=CheckedForm(formdata=None),
        mine=current_user.id in (point.entered_by_id, point.group.recorded_by_id),
    )  # fmt: skip


def _point_or_404(point_id: str) -> FocusGroupPoint:
    return desk.find_point_of(db.session(), g.partnership.id, point_id) or abort(404)
