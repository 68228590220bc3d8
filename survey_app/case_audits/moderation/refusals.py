"""What a panel cannot do now, in a sentence that says what to do instead."""

from __future__ import annotations

from survey_app.errors import UserError


class ModerationRefused(UserError):
    """Something is missing, was changed meanwhile by somebody else, or is not the panel's to do now."""

    status = 409
    title = "That cannot be kept yet"


class ChangedMeanwhile(ModerationRefused):
    """Somebody else has kept other words since the page was opened."""

    title = "This was changed meanwhile"
