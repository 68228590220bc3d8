"""The routes by which a device keeps the door of a forum: hello, the list and check-ins, a look at other forums."""

from __future__ import annotations

from typing import Any

from flask import current_app, g, jsonify, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.permissions import permission
from survey_app.database import db, now
from survey_app.forums.door.acts import LONGEST, MessageRefused, plain_text, read_message
from survey_app.forums.door.hours import is_open, why_closed
from survey_app.forums.door.listing import list_of, name_of_list, places_elsewhere
from survey_app.forums.door.lists import note_gone, note_list
from survey_app.forums.door.taking import Sender, Taken, take_acts
from survey_app.forums.mailing.telling import tell
from survey_app.forums.models import Forum, HubCycle
from survey_app.forums.pages import blueprint, forum_or_404, log, terms
from survey_app.forums.words import when
from survey_app.walkabouts.notes.routes import BodyRefused, json_route, read_object

LARGEST_BODY = 512 * 1024


@blueprint.get("/door/hello")
@permission("forums.run")
@json_route
def door_hello() -> ResponseReturnValue:
    """Who is signed in, a fresh form token, the time, and the forums whose door is open."""
    session = db.session()
    listed = session.scalars(
        select(Forum).join(HubCycle).where(HubCycle.partnership_id == g.partnership.id).order_by(Forum.starts_at)
    )
    forums = [{"id": one.id, "title": one.title, "when": when(one)} for one in listed if is_open(one, now())]
    return jsonify(
        user={"id": current_user.id, "name": current_user.name}, csrf=generate_csrf(), server_time=now().isoformat(),
        forums=forums,
    )  # fmt: skip


@blueprint.post("/forums/<int:forum_id>/door/sync")
@permission("forums.run")
@json_route
def door_sync(forum_id: int) -> ResponseReturnValue:
    """Take check-ins, and give the list where the device has another one. Acts that come late are taken as well."""
    forum = forum_or_404(forum_id)
    try:
        message = read_message(_body())
    except (BodyRefused, MessageRefused) as refused:
        return jsonify(error=str(refused)), 422
    session = db.session()
    sender = Sender(user=current_user._get_current_object(), device=message.device, terms=terms())
    taken = take_acts(session, forum, message.acts, sender) if message.acts else Taken()
    tell(session, taken.events)
    for act in taken.new:
        details = {"forum": forum.id, "act": act.id}
        log("checked in" if act.kind == "in" else "check-in taken back", _subject(act.booking_id), **details)
    answer = {"taken": taken.taken, "refused": taken.refused, **_list(session, forum, message.device, message.seen)}
    session.commit()
    return jsonify(answer)


@blueprint.post("/forums/<int:forum_id>/door/elsewhere")
@permission("forums.run")
@json_route
def door_elsewhere(forum_id: int) -> ResponseReturnValue:
    """What somebody without a place here has at other forums of the cycle."""
    forum = forum_or_404(forum_id)
    try:
        body = _body()
    except BodyRefused as refused:
        return jsonify(error=str(refused)), 422
    name, email = (
        plain_text(value) if isinstance(value, str) else "" for value in (body.get("name"), body.get("email"))
    )
    if not is_open(forum, now()):
        return jsonify(error=why_closed(forum, now())), 409
    found = places_elsewhere(db.session(), forum, name=name[:LONGEST], email=email[:LONGEST])
    return jsonify(found=found)


@blueprint.post("/forums/<int:forum_id>/door/gone")
@permission("forums.run")
@json_route
def door_gone(forum_id: int) -> ResponseReturnValue:
    """The device has deleted the list."""
    forum = forum_or_404(forum_id)
    try:
        message = read_message({**_body(), "acts": []})
    except (BodyRefused, MessageRefused) as refused:
        return jsonify(error=str(refused)), 422
    user = current_user._get_current_object()
    if note_gone(db.session(), forum, user, message.device, now()):
        log("list for the door deleted from a device", f"forum {forum.id}", device=message.device)
    db.session.commit()
    return jsonify(gone=True)


def _body() -> dict[str, Any]:
    if (request.content_length or 0) > LARGEST_BODY:
        raise BodyRefused(f"Send at most {LARGEST_BODY // 1024} KB at once.")
    return read_object()


def _list(session: Session, forum: Forum, device: str, seen: str) -> dict[str, Any]:
    """The list where it is another one than the device has; why there is none where the door is closed."""
    if not is_open(forum, now()):
        return {"list": None, "seen": "", "closed": why_closed(forum, now())}
    content = list_of(session, forum, secret=current_app.config["SECRET_KEY"])
    name = name_of_list(content)
    user = current_user._get_current_object()
    if note_list(session, forum, user, device, now()):
        log("list for the door taken onto a device", f"forum {forum.id}", device=device, people=len(content["people"]))
    return {"list": content if name != seen else None, "seen": name, "closed": ""}


def _subject(booking_id: str | None) -> str:
    return f"booking {booking_id}" if booking_id else "check-in"
