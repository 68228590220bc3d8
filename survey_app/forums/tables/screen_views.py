"""The page from which a facilitator shows a forum to its room: the wall, the phones, and what waits for a look."""

from __future__ import annotations

from flask import current_app, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from survey_app.accounts.permissions import permission
from survey_app.database import db, now
from survey_app.forums.booking.refusals import HubRefused
from survey_app.forums.models import Forum
from survey_app.forums.pages import blueprint, forum_or_404, log, whole_address
from survey_app.forums.planning.forms import ConfirmForm
from survey_app.forums.tables import screen as walls
from survey_app.forums.tables.forms import PhonesForm
from survey_app.forums.tables.models import WALL, ForumScreen, TablePoint
from survey_app.forums.tables.phones import look, waiting_of
from survey_app.forums.tables.plain import is_key
from survey_app.forums.tables.reading import Filter, points_of
from survey_app.forums.tables.words import noticed
from survey_app.walkabouts.notes.routes import speaks_json

DONE = {
    "open": "The screen is open. Open its address on the computer that is connected to the projector.",
    "close": "The screen is closed: its address shows nothing any more.",
    "pause": "The screen is paused: it shows the theme alone.",
    "go_on": "The screen shows what is said again.",
    "code": "The phones have a new address; the one before leads nowhere. The screen is closed: open it again.",
}
LOOKED = {"shown": "on the screen", "off": "kept, but not on the screen", "refused": "refused"}
MOST_AT_ONCE = 1000


@blueprint.get("/forums/<int:forum_id>/screen")
@permission("forums.run")
def screen(forum_id: int) -> ResponseReturnValue:
    """Everything about the screen of a forum on one page."""
    forum = forum_or_404(forum_id)
    found, form = db.session.get(ForumScreen, forum.id), PhonesForm(formdata=None)
    form.phones.data = found.phones if found is not None else "forum"
    form.straight.data = "straight" if found is not None and found.straight else "look"
    return _page(forum, form)


@blueprint.post("/forums/<int:forum_id>/screen/act")
@permission("forums.run")
def screen_act(forum_id: int) -> ResponseReturnValue:
    """Open, pause or close the screen, or give the phones a new address."""
    forum, act = forum_or_404(forum_id), request.form.get("act", "")
    if ConfirmForm().validate_on_submit() and act in DONE:
        if act == "open" and forum.cancelled_at is not None:
            raise HubRefused("This forum is cancelled, so there is no room to show it to.")
        _do(walls.screen_of(db.session(), forum), act)
        log(f"screen: {act}", f"forum {forum.id}")
        db.session.commit()
        flash(DONE[act], "success")
    return redirect(url_for("forums.screen", forum_id=forum.id))


@blueprint.post("/forums/<int:forum_id>/screen/phones")
@permission("forums.run")
def screen_phones(forum_id: int) -> ResponseReturnValue:
    """Decide when phones may send something, and whether somebody looks first."""
    forum, form = forum_or_404(forum_id), PhonesForm()
    if not form.validate_on_submit():
        return _page(forum, form)
    found, straight = walls.screen_of(db.session(), forum), form.straight.data == "straight"
    walls.set_phones(db.session(), found, form.phones.data or "", straight=straight, at=now())
    log("phones of the room", f"forum {forum.id}", phones=found.phones, straight=straight)
    db.session.commit()
    flash("Saved.", "success")
    return redirect(url_for("forums.screen", forum_id=forum.id))


@blueprint.post("/forums/<int:forum_id>/screen/look")
@permission("forums.run")
def screen_look(forum_id: int) -> ResponseReturnValue:
    """Put points on the screen, take them off it, or refuse them."""
    forum, wall = forum_or_404(forum_id), request.form.get("wall", "")
    seen = _seen(request.form.getlist("point")[:MOST_AT_ONCE])
    if ConfirmForm().validate_on_submit() and wall in LOOKED and seen:
        count = look(db.session(), forum, seen, wall)
        log(f"points looked at: {LOOKED[wall]}", f"forum {forum.id}", count=count)
        db.session.commit()
        flash(f"{'One point is' if count == 1 else f'{count} points are'} {LOOKED[wall]}.", "success")
        if count < len(seen):
            flash("Somebody has changed the words meanwhile. Look again at what is still below.")
    return redirect(url_for("forums.screen", forum_id=forum.id))


@blueprint.get("/forums/<int:forum_id>/screen/waiting")
@permission("forums.run")
@speaks_json
def screen_waiting(forum_id: int) -> ResponseReturnValue:
    """How many points wait for a look: asked every few seconds by the page."""
    forum = forum_or_404(forum_id)
    waiting = select(func.count()).where(
        TablePoint.forum_id == forum.id, TablePoint.wall == "waiting", TablePoint.removed.is_(False),
        TablePoint.beside == "",
    )  # fmt: skip
    return jsonify(waiting=db.session.scalar(waiting))


def wall_address(found: ForumScreen) -> str:
    """The whole address of the wall."""
    return whole_address("hub_room.wall", token=walls.wall_key(current_app.config["SECRET_KEY"], found))


def room_address(found: ForumScreen) -> str:
    """The whole address for the room's phones."""
    return whole_address("hub_room.say", code=found.code)


def _seen(values: list[str]) -> dict[str, int]:
    """The points that were on the page with their revisions, from values such as "0f….3"."""
    parts = [value.partition(".") for value in values]
    return {id_: int(number[:9]) for id_, _, number in parts if is_key(id_) and number.isascii() and number.isdecimal()}


def _do(found: ForumScreen, act: str) -> None:
    session = db.session()
    if act == "open":
        walls.open_wall(session, found, current_app.config["SECRET_KEY"], now())
    elif act == "close":
        walls.close_wall(session, found)
    elif act == "code":
        walls.new_code(session, found)
    else:
        found.paused = act == "pause"


def _page(forum: Forum, form: PhonesForm) -> ResponseReturnValue:
    session, at = db.session(), now()
    found = session.get(ForumScreen, forum.id)
    waiting = waiting_of(session, forum)
    page = render_template(
        "tables/screen.html", forum=forum, cycle=forum.cycle, screen=found, form=form, waiting=waiting,
        telling={one.id: noticed(one.text) for one in waiting}, groups=_decided(forum),
        wall=wall_address(found) if found is not None and walls.is_open(found, at) else "",
        room=room_address(found) if found is not None else "",
        takes=found is not None and walls.takes_from_phones(found, at),
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _decided(forum: Forum) -> list[tuple[str, str, list[TablePoint]]]:
    """What is on the screen, what is kept off it, and what was refused."""
    session, cycle = db.session(), forum.cycle
    rows = [
        *points_of(session, cycle, Filter(forum_id=forum.id)),
        *points_of(session, cycle, Filter(forum_id=forum.id, state="refused")),
    ]
    return [(wall, WALL[wall], [one for one in rows if one.wall == wall]) for wall in ("shown", "off", "refused")]
