"""What the Executive's pages refuse, in words for the person who asked."""

from __future__ import annotations

from survey_app.errors import UserError


class ExecutiveRefused(UserError):
    """Something is missing, is not allowed at this point, or somebody was sooner."""

    status = 422
    title = "This cannot be done"
