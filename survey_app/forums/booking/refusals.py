"""What is answered where something about a cycle, a forum or a place cannot be done."""

from __future__ import annotations

from survey_app.errors import Conflict


class HubRefused(Conflict):
    """Something about a cycle, a forum or a place cannot be done; the message says why, and what can."""

    title = "That cannot be done"
