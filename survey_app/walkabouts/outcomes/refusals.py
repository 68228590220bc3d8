"""What cannot be done now, in a sentence that says what to do instead."""

from __future__ import annotations

from survey_app.errors import UserError


class StepRefused(UserError):
    """This is not the next step of the assessment, or something that it needs is missing."""

    status = 409
    title = "That is not the next step"


class NotYours(UserError):
    """Somebody else has to do this."""

    status = 403
    title = "That is for somebody else to do"
