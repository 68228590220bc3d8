"""Who sees which recommendation: whoever reads the chain all of them, an agency's lead those of that agency."""

from __future__ import annotations

from flask import abort, g
from flask_login import current_user

from survey_app.accounts.permissions import can
from survey_app.database import db
from survey_app.improvement.actions.people import agencies_led_by
from survey_app.improvement.models import Recommendation
from survey_app.improvement.pages import recommendation_or_404


def led_agencies() -> frozenset[int]:
    """The agencies whose lead the signed-in person is in this partnership."""
    return agencies_led_by(db.session(), g.partnership.id, current_user.id)


def seen_or_404(number: int) -> Recommendation:
    """A recommendation that one may see; any other does not exist."""
    found = recommendation_or_404(number)
    return found if can("improvement.read") or found.owner_id in led_agencies() else abort(404)


def replied_to_or_403(number: int) -> Recommendation:
    """A recommendation to which one may reply: its owner's lead, or who manages the chain."""
    found = seen_or_404(number)
    return found if may_reply(found) else abort(403)


def may_reply(recommendation: Recommendation) -> bool:
    """Whether one speaks for the owner of a recommendation, or enters its reply for it."""
    return can("improvement.manage") or recommendation.owner_id in led_agencies()
