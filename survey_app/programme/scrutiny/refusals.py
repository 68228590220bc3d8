"""What the scrutineer's desk does not do, with the sentence that says what to do instead."""

from __future__ import annotations

from survey_app.errors import UserError


class ScrutinyRefused(UserError):
    """Something of the register, a challenge, a request or a report cannot be done as asked; the message says why."""

    status = 422
    title = "This was not kept"
