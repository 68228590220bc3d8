"""How much a room may send at once. It shares one network address, with whoever floods it from there."""

from __future__ import annotations

import logging

from flask_limiter.util import get_remote_address
from limits import parse

from survey_app.extensions import limiter

log = logging.getLogger(__name__)

# Whoever has waited as they were asked goes by a way of their own, so that a flood slows the room down and does not
# lock it out. What is counted is kept for a minute, in memory, and never with what was sent.
FROM_A_ROOM, AFTER_WAITING = parse("150 per minute"), parse("300 per minute")


def is_let_in(code: str, *, has_waited: bool) -> bool:
    """Whether one more may be taken now from this network for this room."""
    if not limiter.enabled:
        return True
    limit = AFTER_WAITING if has_waited else FROM_A_ROOM
    try:
        return limiter.limiter.hit(limit, "say", code, get_remote_address())
    except Exception as error:  # where counts are kept is away: nobody is locked out for that
        log.warning("what phones send could not be counted: %s", type(error).__name__)
        return True
