"""Where "you said, we did" of a cycle stands: the end page of a survey, messages and posters name it."""

from __future__ import annotations

from flask import current_app, has_request_context, request

from survey_app.forums.models import HubCycle

PAGE = "hub_said.page"  # the endpoint, which takes ``hub``; it answers before there is anything to read, too


def you_said_address(cycle: HubCycle) -> str:
    """The whole address of the public page of a cycle. It is there from the first forum on, and says so when empty."""
    base = str(current_app.config["WALKABOUT_PUBLIC_URL"] or "")
    if not base and has_request_context():
        base = request.url_root
    return f"{base.rstrip('/')}/hub/{cycle.partnership.slug}/{cycle.slug}/you-said-we-did"
