"""What anybody in the room can open: the wall by its secret address, and the page from which phones send something.

Nothing of whoever opens these pages is kept or logged, and none of them sets a cookie.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from survey_app.accounts.permissions import public
from survey_app.database import db, now
from survey_app.errors import UserError
from survey_app.extensions import csrf
from survey_app.forums.tables.crowding import is_let_in
from survey_app.forums.tables.forms import SayForm
from survey_app.forums.tables.models import ForumScreen
from survey_app.forums.tables.phones import Said, take
from survey_app.forums.tables.screen import content_of, find_room, find_wall, takes_from_phones
from survey_app.forums.tables.screen_views import room_address
from survey_app.forums.tables.tickets import Ticket, new_ticket, read_ticket
from survey_app.forums.tables.words import PointRefused, noticed
from survey_app.rounds.ways.links import qr_svg
from survey_app.walkabouts.notes.routes import speaks_json

blueprint = Blueprint("hub_room", __name__)

WHY_WALL = "a projector has no account: the address, which a facilitator opens for some hours, is the key"
WHY_PHONES = "whoever is in the room may say something without a name; the address stands on the wall"


class AddressUnknown(UserError):
    """The short address leads to no room: mistyped, or replaced."""

    status = 404
    title = "This address leads nowhere"


@blueprint.get("/wall/<token>")
@public(WHY_WALL)
def wall(token: str) -> ResponseReturnValue:
    """The page for the projector. What was said comes to it from :func:`wall_points`."""
    found = _wall_or_404(token)
    cycle = found.forum.cycle
    return render_template(
        "tables/wall.html", token=token, theme=cycle.theme, boards=cycle.partnership.boards or cycle.partnership.name,
        content=content_of(db.session(), found, now()), address=_without_scheme(room_address(found)),
        is_demo=cycle.partnership.is_demo,
    )  # fmt: skip


@blueprint.get("/wall/<token>/points")
@public(WHY_WALL)
@speaks_json
def wall_points(token: str) -> ResponseReturnValue:
    """All that stands on the wall; 304 where that is what the page has."""
    response = jsonify(content_of(db.session(), _wall_or_404(token), now()))
    response.add_etag()
    return response.make_conditional(request)


@blueprint.get("/wall/<token>/code.svg")
@public(WHY_WALL)
def wall_code(token: str) -> ResponseReturnValue:
    """The address for phones as a picture that they read."""
    address = room_address(_wall_or_404(token))
    return Response(qr_svg(address, label=f"Leads to {address}"), mimetype="image/svg+xml")


@blueprint.route("/say/<code>", methods=["GET", "POST"])
@public(WHY_PHONES)
@csrf.exempt
def say(code: str) -> ResponseReturnValue:
    """One field, and whether it is a strength or a concern; sent without a name."""
    found, at = _room_or_404(code), now()
    form = _form(found)
    if request.method == "GET":
        return _say_page(found, form, new_ticket(_secret(), at))
    ticket = _ticket(at)
    if not is_let_in(found.code, has_waited=ticket is not None and ticket.has_waited(at)):
        return _asked_to_wait(found, form, ticket)
    if ticket is None:  # the page was open for very long: what is written on it is not lost
        form.form_errors.append("This page was open for a long time. Read what you wrote, and send it again.")
        return _say_page(found, form, new_ticket(_secret(), at))
    if not form.validate():
        return _say_page(found, form, form.ticket.data or "")
    text = form.text.data or ""
    telling = noticed(text)
    if telling and form.looked.data != _digest(text):
        return _say_page(found, form, form.ticket.data or "", telling=telling)
    try:
        said = Said(ticket=ticket.name, question=form.question.data or "", text=text, tone=form.tone.data or "")
        take(db.session(), found, said, at)
    except PointRefused as refused:
        db.session.rollback()
        form.text.errors = [refused.message]
        return _say_page(_room_or_404(code), form, form.ticket.data or "")
    straight = found.straight and not telling
    db.session.commit()
    return redirect(url_for(".said", code=code, shown="yes" if straight else None))


@blueprint.get("/say/<code>/sent")
@public(WHY_PHONES)
def said(code: str) -> ResponseReturnValue:
    """Says that it has come, the same to everybody."""
    found = _room_or_404(code)
    return render_template(
        "tables/said.html", code=code, cycle=found.forum.cycle, straight=request.args.get("shown") == "yes",
        takes=takes_from_phones(found, now()),
    )  # fmt: skip


def _asked_to_wait(found: ForumScreen, form: SayForm, ticket: Ticket | None) -> Response:
    """Too much comes from this network at once: give the text back, with a ticket that counts after a wait."""
    form.form_errors.append(
        "Very many people are sending something just now, and yours has not come yet. It is still on this page: wait "
        "for half a minute, then press Send again."
    )
    waits = new_ticket(_secret(), now(), name=ticket.name if ticket is not None else "", wait=True)
    body, _ = _say_page(found, form, waits)
    response = make_response(body, 429)
    response.headers["Retry-After"] = "20"
    return response


def _say_page(
    found: ForumScreen, form: SayForm, ticket: str, telling: tuple[object, ...] = ()
) -> tuple[str, int]:  # fmt: skip
    page = render_template(
        "tables/say.html", form=form, forum=found.forum, cycle=found.forum.cycle, code=found.code, ticket=ticket,
        telling=telling, looked=_digest(form.text.data or ""), straight=found.straight,
        takes=takes_from_phones(found, now()), partnership=found.forum.cycle.partnership,
    )  # fmt: skip
    return page, 422 if form.errors or form.form_errors or telling else 200


def _form(found: ForumScreen) -> SayForm:
    form = SayForm()
    form.choose_from(found.forum.cycle.questions)
    return form


def _ticket(at: datetime) -> Ticket | None:
    return read_ticket(_secret(), request.form.get("ticket", ""), at)


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def _digest(text: str) -> str:
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "ignore")).hexdigest()[:24]


def _without_scheme(address: str) -> str:
    return address.split("://", 1)[-1]


def _wall_or_404(token: str) -> ForumScreen:
    """The wall that is open at this address; otherwise nothing tells whether there was one."""
    return find_wall(db.session(), token, now()) or abort(404)


def _room_or_404(code: str) -> ForumScreen:
    found = find_room(db.session(), code)
    if found is None:
        raise AddressUnknown("Compare it with the one on the screen, letter by letter, or scan the code again.")
    g.partnership = found.forum.cycle.partnership
    return found
