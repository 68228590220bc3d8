"""What of incidents can be put right by whoever sent it."""

from __future__ import annotations

from survey_app.errors import Conflict, UserError


class IncidentRefused(UserError):
    """Something cannot be entered so; the message says what to do."""


class IncidentChanged(Conflict):
    """Somebody else has changed the incident since the page was opened."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} was changed after you opened the page. Open it again and look at what is new.")
