"""The blueprint of the Learning Hub, and what all of its pages need. :mod:`survey_app.forums.views` fills it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from flask import Blueprint, abort, current_app, g, request, url_for
from flask_login import current_user

from survey_app.audit_log import record
from survey_app.collect.display import LOCAL_TIME
from survey_app.database import db, now
from survey_app.forums.booking.terms import Terms
from survey_app.forums.models import BOOKING_STATES, Forum, HubCycle
from survey_app.forums.planning.cycles import find_cycle
from survey_app.forums.planning.forums import find_forum
from survey_app.forums.words import SECTORS, day_of, times_of, when

blueprint = Blueprint("forums", __name__, url_prefix="/p/<partnership>/learning-hub", template_folder="templates")


@blueprint.app_context_processor
def words() -> dict[str, dict[str, str] | Callable[[Forum], str]]:
    """The names of states, and how a forum's day and times are written, for every template."""
    return {
        "BOOKING_STATES": BOOKING_STATES, "SECTORS": SECTORS, "forum_when": when, "forum_day": day_of,
        "forum_times": times_of,
    }  # fmt: skip


def cycle_or_404(slug: str) -> HubCycle:
    """The cycle of this address in the partnership of this page."""
    return find_cycle(db.session(), g.partnership.id, slug) or abort(404)


def forum_or_404(forum_id: int) -> Forum:
    """The forum of this address in the partnership of this page."""
    return find_forum(db.session(), g.partnership.id, forum_id) or abort(404)


def terms() -> Terms:
    """The present moment, and until when places are offered here."""
    at = datetime.now(UTC)  # finer than a second: the place in the queue hangs on it
    return Terms(at=at, stop_hours=current_app.config["WALKABOUT_HUB_LAST_OFFER_HOURS"])


def today() -> date:
    """The day it is in England."""
    return now().astimezone(LOCAL_TIME).date()


def whole_address(endpoint: str, **values: Any) -> str:
    """An address as people outside reach it."""
    base = current_app.config["WALKABOUT_PUBLIC_URL"] or request.url_root
    return f"{base.rstrip('/')}{url_for(endpoint, **values)}"


def log(action: str, subject: str, **details: object) -> None:
    """Record what the signed-in person does; ``subject`` is such as "forum 3"."""
    record(
        db.session(), action, actor_id=current_user.id, partnership_id=g.partnership.id, subject=subject,
        details=details,
    )  # fmt: skip
