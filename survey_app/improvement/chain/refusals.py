"""What the chain does not do, with the sentence that says what to do instead."""

from __future__ import annotations

from survey_app.errors import UserError


class ChainRefused(UserError):
    """Something of a finding, a recommendation or a review cannot be done as asked; the message says why."""

    status = 422
    title = "This was not kept"
