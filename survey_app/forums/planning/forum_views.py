"""Pages of a forum: one at a glance, planning it, changing it, cancelling it."""

from __future__ import annotations

from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.forums.booking.counting import count_places, places_held
from survey_app.forums.booking.refusals import HubRefused
from survey_app.forums.mailing.telling import tell, tell_changed
from survey_app.forums.models import Forum
from survey_app.forums.pages import blueprint, cycle_or_404, forum_or_404, log, terms, whole_address
from survey_app.forums.parts import forum_parts
from survey_app.forums.planning import forums
from survey_app.forums.planning.forms import CancelForumForm, ForumForm
from survey_app.partnership.models import Locality

BOOK_PAGE = "hub_booking.short"


@blueprint.route("/cycles/<hub>/forums/new", methods=["GET", "POST"])
@permission("forums.manage")
def forum_new(hub: str) -> ResponseReturnValue:
    """Plan a forum of a cycle."""
    cycle, form = cycle_or_404(hub), _form()
    if form.validate_on_submit():
        try:
            forum = forums.plan_forum(db.session(), cycle, form.plan())
        except HubRefused as refused:
            form.day.errors = [*form.day.errors, refused.message]
        else:
            log("forum planned", f"forum {forum.id}")
            db.session.commit()
            flash("The forum is planned, and people can book.", "success")
            return redirect(url_for("forums.forum", forum_id=forum.id))
    return render_template("forums/forum_form.html", form=form, cycle=cycle, forum=None), 422 if form.errors else 200


@blueprint.get("/forums/<int:forum_id>")
@permission("forums.read")
def forum(forum_id: int) -> ResponseReturnValue:
    """One forum: where and when, how many places, and what else there is to it."""
    found = forum_or_404(forum_id)
    public = whole_address(BOOK_PAGE, public_name=found.public_name) if BOOK_PAGE in current_app.view_functions else ""
    return render_template(
        "forums/forum.html", forum=found, cycle=found.cycle, count=count_places(db.session(), [found])[found.id],
        parts=forum_parts(found.id), public=public, terms=terms(),
    )  # fmt: skip


@blueprint.route("/forums/<int:forum_id>/change", methods=["GET", "POST"])
@permission("forums.manage")
def forum_change(forum_id: int) -> ResponseReturnValue:
    """Change a forum; people are told where it matters to them."""
    found, form = forum_or_404(forum_id), _form()
    if found.cancelled_at is not None:
        raise HubRefused("This forum is cancelled, so it can no longer be changed. Plan a new one.")
    if request.method == "GET":
        form.fill_from(found)
    if form.validate_on_submit():
        seen = int(form.seen.data) if (form.seen.data or "").isdecimal() else -1
        try:
            change = forums.change_forum(db.session(), found, form.plan(), terms(), seen=seen)
        except HubRefused as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            return _changed(found, change)
    page = render_template(
        "forums/forum_form.html", form=form, cycle=found.cycle, forum=found, held=places_held(db.session(), found.id)
    )
    return page, 422 if form.errors else 200


def _changed(found: Forum, change: forums.ForumChange) -> ResponseReturnValue:
    told = tell_changed(db.session(), found, terms(), change.events) if change.schedule else 0
    tell(db.session(), change.events)
    offered = sum(event.kind == "offered" for event in change.events)
    log("forum changed", f"forum {found.id}", changed=", ".join(change.fields))
    db.session.commit()
    words = "The forum is changed." if change.fields else "Nothing was changed."
    if told:
        words += " The one person who has or waits for a place is told." if told == 1 else f" {told} people are told."
    if offered:
        words += " One person on the waiting list is" if offered == 1 else f" {offered} people on the waiting list are"
        words += " offered a place."
    flash(words, "success")
    return redirect(url_for("forums.forum", forum_id=found.id))


@blueprint.route("/forums/<int:forum_id>/cancel", methods=["GET", "POST"])
@permission("forums.manage")
def forum_cancel(forum_id: int) -> ResponseReturnValue:
    """Cancel a forum, with the reason."""
    found, form = forum_or_404(forum_id), CancelForumForm()
    count = count_places(db.session(), [found])[found.id]
    if form.validate_on_submit():
        events = forums.cancel_forum(db.session(), found, form.reason.data or "", terms())
        tell(db.session(), events)
        ended = sum(event.kind == "forum_cancelled" for event in events)
        log("forum cancelled", f"forum {found.id}", bookings=ended)
        db.session.commit()
        people = (
            "nobody had a place" if not ended else "one person is told" if ended == 1 else f"{ended} people are told"
        )
        flash(f"The forum is cancelled; {people}.", "success")
        return redirect(url_for("forums.cycle", hub=found.cycle.slug))
    page = render_template("forums/forum_cancel.html", form=form, forum=found, cycle=found.cycle, count=count)
    return page, 422 if form.errors else 200


def _form() -> ForumForm:
    form = ForumForm()
    mine = select(Locality).where(Locality.partnership_id == g.partnership.id).order_by(Locality.name)
    form.choose_localities(db.session.scalars(mine))
    return form
