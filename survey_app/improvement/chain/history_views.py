"""The history of a record: every change, for whoever may read the record, and nothing to change in it."""

from __future__ import annotations

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue

from survey_app.accounts.permissions import can, permission
from survey_app.database import db
from survey_app.improvement.actions.pages import seen_action_or_404
from survey_app.improvement.chain.history import history_of
from survey_app.improvement.chain.seeing import seen_or_404
from survey_app.improvement.models import Action, Finding, Recommendation
from survey_app.improvement.pages import blueprint, finding_or_404
from survey_app.improvement.retests.views import reads_results_of

BACK = {Finding: "improvement.finding", Recommendation: "improvement.recommendation", Action: "improvement.action"}


@blueprint.get("/<any(findings, recommendations, actions):chain_list>/<int:number>/history")
@permission("improvement.read", "improvement.agency", "improvement.act")
def history(chain_list: str, number: int) -> ResponseReturnValue:
    """Who changed what of a record, when, from what to what, and why."""
    record = _record(chain_list, number)
    return render_template(
        "improvement/chain/history.html", record=record, back=url_for(BACK[type(record)], number=number),
        acts=history_of(db.session(), record, reads_result=reads_results_of),
    )  # fmt: skip


def _record(chain_list: str, number: int) -> Finding | Recommendation | Action:
    if chain_list == "recommendations":
        return seen_or_404(number)
    if chain_list == "findings":
        return finding_or_404(number) if can("improvement.read") else abort(404)
    return seen_action_or_404(number)
