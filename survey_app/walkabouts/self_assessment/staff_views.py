"""The staff survey that mirrors the standards: its link and code to hand out, and nothing of who answered."""

from __future__ import annotations

from flask import Response, abort, render_template, url_for
from flask.typing import ResponseReturnValue

from survey_app.accounts.permissions import permission
from survey_app.collect.sealing import BATCH_SIZE
from survey_app.database import db
from survey_app.rounds.counts import counts_of
from survey_app.rounds.models import Round
from survey_app.rounds.pages import public_address
from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.self_assessment.pages import blueprint, led_or_404
from survey_app.walkabouts.self_assessment.qr_code import qr_svg


@blueprint.get("/<assessment_id>/staff")
@permission("walkabouts.agency")
def staff(assessment_id: str) -> ResponseReturnValue:
    """A sheet for the noticeboard. The count is the released one, of the whole round: never of one agency."""
    assessment = led_or_404(assessment_id)
    round_ = _staff_round(assessment)
    return render_template(
        "self_assessment/staff.html", assessment=assessment, round=round_, address=_address(round_), batch=BATCH_SIZE,
        counts=counts_of(db.session(), round_, live=False),
    )  # fmt: skip


@blueprint.get("/<assessment_id>/staff/code.svg")
@permission("walkabouts.agency")
def staff_code(assessment_id: str) -> ResponseReturnValue:
    """The address of the survey as a QR code."""
    round_ = _staff_round(led_or_404(assessment_id))
    if not (address := _address(round_)):
        abort(404)
    return Response(qr_svg(address, label=f"Leads to {address}"), mimetype="image/svg+xml")


def _staff_round(assessment: Section11Assessment) -> Round:
    """The cycle's staff survey; only an anonymous one is handed out from here."""
    round_ = assessment.cycle.staff_round
    if round_ is None or not round_.anonymous or round_.state == "draft":
        abort(404)
    return round_


def _address(round_: Round) -> str:
    """The one address for everybody; empty where each person gets a link of their own, or the round is closed."""
    if round_.access != "open" or round_.state != "open":
        return ""
    return public_address(url_for("collect.open_start", slug=round_.slug, partnership=round_.partnership.slug))
