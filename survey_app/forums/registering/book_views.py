"""The public pages on which people book: the forums of a cycle, the form, and what follows.

Whatever the address has already, the page answers the same: what somebody has is told in a message to them alone.
"""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import RequestLimit
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from survey_app.accounts.permissions import public
from survey_app.database import db
from survey_app.extensions import limiter
from survey_app.flooding import is_newcomer, visitor_key
from survey_app.forums.booking import places
from survey_app.forums.booking.counting import count_places, of_mailbox
from survey_app.forums.booking.refusals import HubRefused
from survey_app.forums.mailing.telling import tell, tell_asked
from survey_app.forums.models import Forum, HubCycle
from survey_app.forums.pages import terms
from survey_app.forums.registering.forms import FindForm, RegistrationForm
from survey_app.forums.registering.pages import blueprint, choices_of, open_forums, public_cycle_or_404
from survey_app.partnership.page_text import render_page_text
from survey_app.rounds.addresses import normal_address

WHY = "people who come to forums have no account"
A_ROOM = "1500 per hour"  # from one network address: a whole room or town hall may share it
ONE_BROWSER = "40 per hour"  # so that nobody uses up what the room has
ONE_MAILBOX = "20 per hour"


def _too_many(limit: RequestLimit) -> Response:
    page = render_template(
        "errors/error.html",
        title="Too many bookings in a short time",
        message="Nothing was booked just now. Wait an hour and try again, or write to the partnership.",
    )
    return make_response(page, 429)


def _mailbox() -> str:
    return normal_address(request.form.get("email", "")) or "nobody"


@blueprint.get("/f/<public_name>")
@public(WHY)
def short(public_name: str) -> ResponseReturnValue:
    """The short link of a forum, for newsletters: the form with the forum chosen."""
    forum = db.session.scalar(select(Forum).where(Forum.public_name == public_name))
    if forum is None:
        raise NotFound
    cycle = forum.cycle
    return redirect(url_for(".book", partnership=cycle.partnership.slug, hub=cycle.slug, forum=public_name))


@blueprint.get("/hub/<partnership>/<hub>")
@public(WHY)
def forums(hub: str) -> ResponseReturnValue:
    """The forums of a cycle, with the places that are left."""
    cycle = public_cycle_or_404(hub)
    return render_template(
        "hub/forums.html", cycle=cycle, counts=count_places(db.session(), cycle.forums), terms=terms(),
        introduction=render_page_text(cycle.introduction),
    )  # fmt: skip


@blueprint.route("/hub/<partnership>/<hub>/book", methods=["GET", "POST"])
@public(WHY)
@limiter.limit(ONE_BROWSER, key_func=visitor_key, exempt_when=is_newcomer, methods=["POST"], on_breach=_too_many)
@limiter.limit(A_ROOM, methods=["POST"], on_breach=_too_many)
@limiter.limit(ONE_MAILBOX, key_func=_mailbox, methods=["POST"], on_breach=_too_many)
def book(hub: str) -> ResponseReturnValue:
    """Ask for a place at one of the forums."""
    cycle, now_terms = public_cycle_or_404(hub), terms()
    listed, form = open_forums(cycle, now_terms), RegistrationForm()
    form.choose_from(choices_of(cycle.partnership))
    hints = form.choose_forums(listed, count_places(db.session(), listed))
    if request.method == "GET" and request.args.get("forum") in hints:
        form.forum.data = request.args["forum"]
    if listed and form.validate_on_submit():
        if form.website.data:  # a program: it is told what people are told
            return redirect(url_for(".sent", hub=hub))
        return _book(cycle, form)
    page = render_template("hub/book.html", form=form, cycle=cycle, hints=hints, listed=listed)
    return page, 422 if request.method == "POST" else 200


def _book(cycle: HubCycle, form: RegistrationForm) -> ResponseReturnValue:
    forum = next(one for one in cycle.forums if one.public_name == form.forum.data)
    try:
        events = places.book(db.session(), forum, form.applicant(), terms())
    except HubRefused as refused:  # booking closed between the page and the answer
        db.session.rollback()
        form.forum.errors = [f"{refused.message} Choose another one."]
        listed = open_forums(cycle, terms())
        hints = form.choose_forums(listed, count_places(db.session(), listed))
        return render_template("hub/book.html", form=form, cycle=cycle, hints=hints, listed=listed), 422
    tell(db.session(), events)
    db.session.commit()
    return redirect(url_for(".sent", hub=cycle.slug))


@blueprint.get("/hub/<partnership>/<hub>/sent")
@public(WHY)
def sent(hub: str) -> ResponseReturnValue:
    """Says the same to everybody: a message is on its way."""
    return render_template("hub/sent.html", cycle=public_cycle_or_404(hub))


@blueprint.route("/hub/<partnership>/<hub>/my-place", methods=["GET", "POST"])
@public(WHY)
@limiter.limit(ONE_BROWSER, key_func=visitor_key, exempt_when=is_newcomer, methods=["POST"], on_breach=_too_many)
@limiter.limit(A_ROOM, methods=["POST"], on_breach=_too_many)
@limiter.limit(ONE_MAILBOX, key_func=_mailbox, methods=["POST"], on_breach=_too_many)
def find(hub: str) -> ResponseReturnValue:
    """Have the link to one's booking sent again."""
    cycle, form = public_cycle_or_404(hub), FindForm()
    if form.validate_on_submit():
        tell_asked(db.session(), of_mailbox(db.session(), cycle.id, form.email.data or ""))
        db.session.commit()
        return redirect(url_for(".link_sent", hub=hub))
    return render_template("hub/find.html", form=form, cycle=cycle), 422 if form.errors else 200


@blueprint.get("/hub/<partnership>/<hub>/my-place/sent")
@public(WHY)
def link_sent(hub: str) -> ResponseReturnValue:
    """Says the same whether there is a booking or not."""
    return render_template("hub/link_sent.html", cycle=public_cycle_or_404(hub))
