"""What the year's pages do not do, with the sentence that says what to do instead."""

from __future__ import annotations

from survey_app.errors import UserError


class YearRefused(UserError):
    """Something of a programme, of priorities or of the annual report cannot be done as asked."""

    status = 422
    title = "This was not kept"


class ChangedMeanwhile(YearRefused):
    """Somebody else has changed it since the page was opened."""

    status = 409
    title = "Somebody changed this meanwhile"
