"""The page at the door, and the address that the QR code of a booking opens."""

from __future__ import annotations

from flask import abort, current_app, g, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from survey_app.accounts.permissions import permission, permissions_of, public
from survey_app.database import db, now
from survey_app.extensions import limiter
from survey_app.forums.door.codes import find_by_code
from survey_app.forums.door.hours import is_open, opens_at, why_closed
from survey_app.forums.models import Forum
from survey_app.forums.pages import blueprint, forum_or_404
from survey_app.forums.registering.pages import blueprint as public_blueprint
from survey_app.forums.registering.pages import choices_of
from survey_app.forums.words import ROLE_GROUPS, SECTORS
from survey_app.security import HEADERS
from survey_app.walkabouts.notes.compressing import compressed

WHY = "people who come to forums have no account; whoever opens it without one reads what the public page says anyway"
A_ROOM = "1200 per hour"  # from one network address: everybody in the venue shares it


@blueprint.get("/door/app")
@permission("forums.run")
def door_app() -> ResponseReturnValue:
    """The shell of the page at the door: the same for every forum, kept on the device, with nothing of anybody."""
    choices = choices_of(g.partnership)
    page = render_template(
        "door/app.html", partnership=g.partnership, agencies=choices.agencies, sectors=SECTORS, roles=ROLE_GROUPS
    )
    response = make_response(page)
    response.headers["Permissions-Policy"] = HEADERS["Permissions-Policy"].replace("camera=()", "camera=(self)")
    return compressed(response)


@blueprint.get("/forums/<int:forum_id>/door")
@permission("forums.run")
def door(forum_id: int) -> ResponseReturnValue:
    """Leads to the page at the door with this forum, or says when its door opens."""
    forum = forum_or_404(forum_id)
    if is_open(forum, now()):
        return redirect(url_for("forums.door_app") + f"#/{forum.id}")
    return render_template(
        "door/closed.html", forum=forum, cycle=forum.cycle, why=why_closed(forum, now()), opens=opens_at(forum),
        is_ahead=now() < opens_at(forum),
    )  # fmt: skip


@public_blueprint.get("/d/<public_name>/<code>")
@public(WHY)
@limiter.limit(A_ROOM)
def door_code(public_name: str, code: str) -> ResponseReturnValue:
    """What the QR code of a booking opens: the door for whoever keeps it, and for anybody else what the forum is.

    Nothing of the person stands on it, and it leads to no page of theirs: whoever photographs a code learns nothing
    from it, and can do nothing with it.
    """
    forum = db.session.scalar(select(Forum).where(Forum.public_name == public_name)) or abort(404)
    g.partnership = forum.cycle.partnership
    booking = find_by_code(db.session(), current_app.config["SECRET_KEY"], forum, code)
    shown = booking.forum if booking is not None else forum
    if booking is not None and _keeps_doors() and is_open(shown, now()):
        return redirect(url_for("forums.door_app") + f"#/{shown.id}/code/{code[:40]}")
    return render_template("hub/door_code.html", forum=shown, cycle=shown.cycle, is_known=booking is not None)


def _keeps_doors() -> bool:
    """Whether whoever looks is signed in and may check people in here."""
    return current_user.is_authenticated and "forums.run" in permissions_of(current_user.id, g.partnership.id)
