"""What cannot be kept of an audit's learning, in a sentence that says what to do."""

from __future__ import annotations

from survey_app.errors import UserError


class LearningRefused(UserError):
    """A text, a recommendation or a report cannot be kept or made as asked."""

    status = 409
    title = "That cannot be kept yet"
