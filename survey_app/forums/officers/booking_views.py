"""An officer's pages of bookings: the list, one booking, adding, moving, cancelling, and the list as a workbook."""

from __future__ import annotations

from flask import Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.forums.booking import places
from survey_app.forums.booking.counting import count_places, position
from survey_app.forums.booking.refusals import HubRefused
from survey_app.forums.mailing.telling import tell
from survey_app.forums.models import ACTIVE_STATES, Booking, Forum
from survey_app.forums.officers.forms import AddForm, MoveForm
from survey_app.forums.officers.listing import FILTERS, SOURCES, agencies_in, agency_of, bookings_of, find_booking
from survey_app.forums.officers.workbook import MIME, bookings_workbook
from survey_app.forums.pages import blueprint, forum_or_404, log, terms
from survey_app.forums.planning.forms import ConfirmForm
from survey_app.forums.registering.pages import choices_of
from survey_app.forums.words import ROLE_GROUPS, ordinal

ADDED = {
    "booked": "{name} has a place and is told by e-mail.",
    "waiting": "The forum is full. {name} is on the waiting list and is told by e-mail.",
    "has_place": "{name} has a place in this cycle already. Nothing was added.",
    "already_waiting": "{name} is on this waiting list already. Nothing was added.",
}


@blueprint.app_context_processor
def booking_words() -> dict[str, object]:
    """How an agency and a role are written, for the templates of bookings."""
    return {"agency_of": agency_of, "ROLE_GROUPS": ROLE_GROUPS, "BOOKING_SOURCES": SOURCES}


@blueprint.get("/forums/<int:forum_id>/bookings")
@permission("forums.manage")
def bookings(forum_id: int) -> ResponseReturnValue:
    """Who has, waits for, or gave back a place."""
    forum, session = forum_or_404(forum_id), db.session()
    chosen, agency = _filters()
    everybody = [*bookings_of(session, forum), *bookings_of(session, forum, chosen="ended")]
    return render_template(
        "forums/bookings.html", forum=forum, cycle=forum.cycle, filters=FILTERS, chosen=chosen, agency=agency,
        found=bookings_of(session, forum, chosen=chosen, agency=agency), agencies=agencies_in(everybody),
        count=count_places(session, [forum])[forum.id], position=lambda one: ordinal(position(session, one)),
    )  # fmt: skip


@blueprint.get("/forums/<int:forum_id>/bookings.xlsx")
@permission("forums.manage")
def bookings_file(forum_id: int) -> ResponseReturnValue:
    """The same list as a workbook."""
    forum = forum_or_404(forum_id)
    chosen, agency = _filters()
    found = bookings_of(db.session(), forum, chosen=chosen, agency=agency)
    data = bookings_workbook(forum, found)
    log("bookings downloaded", f"forum {forum.id}", rows=len(found))
    db.session.commit()
    return workbook_response(data, f"bookings-{forum.public_name}.xlsx")


@blueprint.route("/forums/<int:forum_id>/bookings/add", methods=["GET", "POST"])
@permission("forums.manage")
def booking_add(forum_id: int) -> ResponseReturnValue:
    """Add somebody by hand."""
    forum, form = forum_or_404(forum_id), AddForm()
    form.choose_from(choices_of(g.partnership))
    form.about_them()
    if form.validate_on_submit():
        try:
            events = places.book(db.session(), forum, form.applicant(), terms(), source="officer")
        except HubRefused as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            return _added(forum, events)
    page = render_template("forums/booking_add.html", form=form, forum=forum, cycle=forum.cycle)
    return page, 422 if form.errors else 200


def _added(forum: Forum, events: list[places.Event]) -> ResponseReturnValue:
    own = events[0]
    words = ADDED[own.kind].format(name=own.booking.name)
    if own.kind in ("booked", "waiting"):
        tell(db.session(), events)
        log("booking added", f"booking {own.booking.id}", forum=forum.id)
    else:
        tell(db.session(), events[1:])  # the officer sees it; the person has not asked
    db.session.commit()
    flash(words, "success" if own.kind in ("booked", "waiting") else "message")
    return redirect(url_for("forums.bookings", forum_id=forum.id))


@blueprint.get("/bookings/<booking_id>")
@permission("forums.manage")
def booking(booking_id: str) -> ResponseReturnValue:
    """One booking, and what can be done with it."""
    found = _booking_or_404(booking_id)
    form = MoveForm(formdata=None)
    form.choose_forums(_others(found))
    queue = ordinal(position(db.session(), found)) if found.state == "waiting" else ""
    return render_template(
        "forums/booking.html", booking=found, forum=found.forum, cycle=found.cycle, form=form, others=_others(found),
        is_active=found.state in ACTIVE_STATES, queue=queue,
    )  # fmt: skip


@blueprint.post("/bookings/<booking_id>/move")
@permission("forums.manage")
def booking_move(booking_id: str) -> ResponseReturnValue:
    """Move somebody to another forum of the cycle; they are told."""
    found, form = _booking_or_404(booking_id), MoveForm()
    form.choose_forums(_others(found))
    if not form.validate_on_submit():
        flash("Choose the forum to move to.")
        return redirect(url_for("forums.booking", booking_id=booking_id))
    target = forum_or_404(int(form.forum.data))
    events = places.move(db.session(), found, target, terms(), by_officer=True)
    told = _told(events)
    log("booking moved", f"booking {found.id}", forum=target.id)
    db.session.commit()
    flash(f"{found.name} now has a place at “{target.title}”{told}.", "success")
    return redirect(url_for("forums.booking", booking_id=booking_id))


@blueprint.post("/bookings/<booking_id>/cancel")
@permission("forums.manage")
def booking_cancel(booking_id: str) -> ResponseReturnValue:
    """Cancel for somebody; they are told, and the place goes to the next."""
    found = _booking_or_404(booking_id)
    if ConfirmForm().validate_on_submit():
        events = places.cancel(db.session(), found, terms())
        told = _told(events)
        log("booking cancelled", f"booking {found.id}", forum=found.forum_id)
        db.session.commit()
        flash(f"The booking of {found.name} is cancelled{told}.", "success")
    return redirect(url_for("forums.bookings", forum_id=found.forum_id))


def workbook_response(data: bytes, name: str) -> Response:
    """A workbook to keep."""
    return Response(data, mimetype=MIME, headers={"Content-Disposition": f"attachment; filename={name}"})


def _told(events: list[places.Event]) -> str:
    """Tell everybody concerned; the end of a sentence on it."""
    tell(db.session(), events)
    offered = sum(event.kind == "offered" for event in events)
    own = ", and is told by e-mail" if events and events[0].booking.email else ""
    return own + (f". {offered} offered a place from the waiting list" if offered else "")


def _booking_or_404(booking_id: str) -> Booking:
    return find_booking(db.session(), g.partnership.id, booking_id) or abort(404)


def _others(found: Booking) -> list[Forum]:
    """The forums that somebody can be moved to: not cancelled, not over, and another one."""
    if found.state not in ACTIVE_STATES or found.checked_in_at is not None:
        return []
    at = terms().at
    listed = [one for one in found.cycle.forums if one.cancelled_at is None and one.ends_at > at]
    return [one for one in listed if one.id != found.forum_id]


def _filters() -> tuple[str, str]:
    chosen = request.args.get("show", "")
    return chosen if chosen in FILTERS else "", request.args.get("agency", "")
