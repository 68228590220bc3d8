"""One point with its history: changed, taken out, put back; by facilitators and officers."""

from __future__ import annotations

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import can, permission
from survey_app.database import db, now, random_key
from survey_app.forums.booking.refusals import HubRefused
from survey_app.forums.pages import blueprint, log
from survey_app.forums.planning.forms import ConfirmForm
from survey_app.forums.tables import points
from survey_app.forums.tables.forms import PointForm
from survey_app.forums.tables.history import steps_of
from survey_app.forums.tables.models import TONES, WALL, TablePoint
from survey_app.forums.tables.plain import is_key
from survey_app.forums.tables.reading import find_point, source_of
from survey_app.forums.tables.table_views import SAID, point_form
from survey_app.forums.tables.tables import lock_forum
from survey_app.forums.tables.words import noticed


@blueprint.app_context_processor
def words() -> dict[str, object]:
    """The names of what a point can be, for every template."""
    return {"POINT_TONES": TONES, "POINT_WALL": WALL, "source_of": source_of}


@blueprint.route("/points/<point_id>", methods=["GET", "POST"])
@permission("forums.run")
def point(point_id: str) -> ResponseReturnValue:
    """One point: its words to change, and how they were."""
    found = point_or_404(point_id)
    form = point_form(found.forum, found.question)
    if request.method == "GET":
        form.fill_from(found)
        form.change.data = random_key()
    if form.validate_on_submit():
        lock_forum(db.session(), found.forum)
        db.session.refresh(found)
        try:
            said = _rewritten(found, form)
        except HubRefused as refused:
            form.text.errors = [refused.message]
        else:
            log("point changed", f"forum {found.forum_id}", point=found.id)
            db.session.commit()
            flash(said, "success")
            return redirect(back_from(found))
    page = render_template(
        "tables/point.html", point=found, forum=found.forum, form=form, back=back_from(found),
        history=steps_of(db.session(), found), noticed=noticed(f"{found.text}\n{found.quote}"),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@blueprint.post("/points/<point_id>/act")
@permission("forums.run")
def point_act(point_id: str) -> ResponseReturnValue:
    """Take a point out, or put it back."""
    found, act = point_or_404(point_id), request.form.get("act", "")
    if ConfirmForm().validate_on_submit() and act in ("remove", "restore"):
        lock_forum(db.session(), found.forum)
        db.session.refresh(found)
        points.remove(db.session(), found, removed=act == "remove", by=current_user.id, at=now())
        log("point taken out" if act == "remove" else "point put back", f"forum {found.forum_id}", point=found.id)
        db.session.commit()
        flash("The point is taken out. It can be put back." if act == "remove" else "The point is back.", "success")
    return redirect(url_for("forums.point", point_id=found.id))


def point_or_404(point_id: str) -> TablePoint:
    """The point of this address in the partnership of this page."""
    return find_point(db.session(), g.partnership.id, point_id) or abort(404)


def back_from(found: TablePoint) -> str:
    """The page from which a point is opened: of its table, or for officers, of all that was said."""
    if found.table_id is not None and not request.args.get("list"):
        to = url_for("forums.table", forum_id=found.forum_id, table_id=found.table_id)
        return f"{to}#point-{found.id}"
    if can("forums.manage"):
        return url_for("forums.forum_points", forum_id=found.forum_id)
    return url_for("forums.screen", forum_id=found.forum_id)


def _rewritten(found: TablePoint, form: PointForm) -> str:
    """Change the words; of a table's point so that nobody else's are lost. What to tell."""
    session, by, at = db.session(), current_user.id, now()
    if found.table is None:
        points.rewrite(session, found, form.words(), by=by, at=at)
        return "Saved."
    change, seen = form.change.data or "", form.seen.data or ""
    writing = points.Writing(
        id=found.id, change=change if is_key(change) else random_key(), words=form.words(), by=by, at=at,
        seen=int(seen[:9]) if seen.isascii() and seen.isdecimal() else 0,
    )  # fmt: skip
    return SAID[points.write(session, found.forum, found.table, writing).outcome]
