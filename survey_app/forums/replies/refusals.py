"""What cannot be done with themes, reports and replies; the message says why, for the person who tried."""

from __future__ import annotations

from survey_app.errors import UserError


class RepliesRefused(UserError):
    """A theme, a report or a reply cannot be changed as asked."""

    title = "That cannot be done"
