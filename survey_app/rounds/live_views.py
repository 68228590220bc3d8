"""The page of a round's responses as they come, for whoever runs it."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from survey_app.accounts.permissions import permission
from survey_app.application import LONDON
from survey_app.database import db, now
from survey_app.rounds.live_response import live_response
from survey_app.rounds.mail_views import mail_hours
from survey_app.rounds.next_steps import next_steps
from survey_app.rounds.pages import blueprint, round_or_404


@blueprint.get("/<slug>/responses")
@permission("rounds.manage")
def responses(slug: str) -> ResponseReturnValue:
    """Responses by group, day and way in; what they may come to; what to do next. Nobody is named."""
    round_, at = round_or_404(slug), now()
    live = live_response(db.session(), round_, today=at.astimezone(LONDON).date())
    steps = next_steps(db.session(), round_, live, at=at, hours=mail_hours())
    most = max((count for _, count in live.days), default=1)
    return render_template("rounds/responses.html", round=round_, live=live, steps=steps, most=most)
