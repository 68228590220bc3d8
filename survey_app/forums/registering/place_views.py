"""The page behind the link that is mailed: what somebody has, and giving it back, accepting, declining, changing.

Opening it changes nothing, so that programs which look at links in mail do no harm; each act is a button.
"""

from __future__ import annotations

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from survey_app.accounts.permissions import public
from survey_app.database import db, now
from survey_app.errors import UserError
from survey_app.forums.booking import places
from survey_app.forums.booking.counting import count_places, has_room, position
from survey_app.forums.booking.links import find_by_key
from survey_app.forums.booking.refusals import HubRefused
from survey_app.forums.door.showing import shown_code
from survey_app.forums.mailing.calendar_entry import entry_of
from survey_app.forums.mailing.telling import tell
from survey_app.forums.models import ACTIVE_STATES, Booking, Forum
from survey_app.forums.pages import terms, whole_address
from survey_app.forums.planning.forms import ConfirmForm
from survey_app.forums.registering.forms import PlaceForm
from survey_app.forums.registering.pages import blueprint, open_forums
from survey_app.forums.words import ordinal
from survey_app.walkabouts.visits.calendar_file import Method

WHY = "people who come to forums have no account: the link that was mailed to them is the key"
DONE = {
    "booked": "You have a place. We have written to you with the details.",
    "expired": "The time to accept had passed, so the place went to the next person.",
    "declined": "Thank you. The place goes to the next person.",
    "cancelled": "Thank you for telling us. Your booking is cancelled.",
    "moved": "Your place is changed. We have written to you with the details.",
}


class PlaceLinkUnknown(UserError):
    """The link opens no booking: mistyped, or older than the server's secret."""

    status = 404
    title = "This link does not open a booking"


def booking_or_404(token: str) -> Booking:
    """The booking that the link opens; its partnership becomes the page's."""
    booking = find_by_key(db.session(), token)
    if booking is None:
        raise PlaceLinkUnknown(
            "Part of it may be missing, or it was replaced by the link of a later message. Use the link of your "
            "newest message. On the page on which you booked, you can also have it sent again."
        )
    g.partnership = booking.cycle.partnership
    return booking


@blueprint.get("/place/<token>")
@public(WHY)
def place(token: str) -> ResponseReturnValue:
    """What somebody has booked."""
    return _page(booking_or_404(token), token)


@blueprint.post("/place/<token>")
@public(WHY)
def act(token: str) -> ResponseReturnValue:
    """Accept or decline an offer, give a place back, or change to another forum."""
    booking = booking_or_404(token)
    wanted = request.form.get("act", "")
    if not ConfirmForm().validate_on_submit():
        return _page(booking, token)
    try:
        events = _move(booking) if wanted == "move" else _do(booking, wanted)
    except HubRefused as refused:
        db.session.rollback()
        flash(refused.message)
        return redirect(url_for(".place", token=token))
    tell(db.session(), events)
    done = "moved" if wanted == "move" else booking.state
    db.session.commit()
    if done in DONE:
        flash(DONE[done], "success" if done != "expired" else "message")
    return redirect(url_for(".place", token=token))


@blueprint.get("/place/<token>/forum.ics")
@public(WHY)
def calendar(token: str) -> ResponseReturnValue:
    """The forum for a calendar; of a place that was given back, what takes it out again."""
    booking = booking_or_404(token)
    page = whole_address(".place", token=token)
    method: Method = "PUBLISH" if booking.state == "booked" else "CANCEL"
    text = entry_of(booking, booking.forum, page, at=now(), method=method)
    headers = {"Content-Disposition": "attachment; filename=forum.ics"}
    return Response(text, mimetype="text/calendar", headers=headers)


def _do(booking: Booking, wanted: str) -> list[places.Event]:
    acts = {"accept": places.accept, "decline": places.decline, "cancel": places.cancel}
    if wanted not in acts:
        raise HubRefused("Choose one of the buttons on this page.")
    return acts[wanted](db.session(), booking, terms())


def _move(booking: Booking) -> list[places.Event]:
    chosen = next((one for one in booking.cycle.forums if one.public_name == request.form.get("forum")), None)
    if chosen is None:
        raise HubRefused("Choose the forum that you want to change to.")
    return places.move(db.session(), booking, chosen, terms())


def _page(booking: Booking, token: str) -> ResponseReturnValue:
    session, form = db.session(), PlaceForm(formdata=None)
    others = _others(booking)
    hints = form.choose_forums(others, count_places(session, others))
    queue = ordinal(position(session, booking)) if booking.state == "waiting" else ""
    return render_template(
        "hub/place.html", booking=booking, forum=booking.forum, cycle=booking.cycle, token=token, form=form,
        hints=hints, others=others, queue=queue, door=shown_code(booking, at=now()),
        is_over=booking.forum.ends_at <= now(), is_active=booking.state in ACTIVE_STATES,
    )  # fmt: skip


def _others(booking: Booking) -> list[Forum]:
    """The forums that somebody can change to now."""
    if booking.state not in ACTIVE_STATES or booking.checked_in_at is not None:
        return []
    listed = open_forums(booking.cycle, terms())
    return [one for one in listed if one.id != booking.forum_id and has_room(db.session(), one)]
