"""The sponsor's page: what is declared, and one button. The link that was mailed is the key, and works once."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from survey_app.accounts.permissions import public
from survey_app.database import db
from survey_app.errors import UserError
from survey_app.rounds.tokens import hash_token
from survey_app.walkabouts.self_assessment import declaring
from survey_app.walkabouts.self_assessment.deadlines import declaration_day
from survey_app.walkabouts.self_assessment.declaring import answers_now
from survey_app.walkabouts.self_assessment.evidence import weighed_evidence
from survey_app.walkabouts.self_assessment.forms import ConfirmForm
from survey_app.walkabouts.self_assessment.models import EVIDENCE_KINDS, SelfAssessment
from survey_app.walkabouts.self_assessment.pages import key_store
from survey_app.walkabouts.self_assessment.returns import form_of_return

sponsor_blueprint = Blueprint("sponsor", __name__, url_prefix="/sponsor", template_folder="templates")


class SponsorLinkUnknown(UserError):
    """The link opens nothing: used, ended, replaced, or mistyped."""

    status = 404
    title = "This link does not confirm anything"

    def __init__(self, message: str = "") -> None:
        super().__init__(
            message
            or "It has been used, it was replaced by the link of a later message, or part of it is missing. If you "
            "have had a later message, use the link in that one."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredStandard:
    """One standard as it is declared."""

    label: str
    grade: str
    evidence: str


@sponsor_blueprint.route("/<token>", methods=["GET", "POST"])
@public("a sponsor has no account: the link that was mailed to them is the key")
def confirm(token: str) -> ResponseReturnValue:
    """Show what is declared; confirm it, and with that send the return."""
    token_hash = hash_token(token[:200])
    kept = db.session.scalar(select(SelfAssessment).where(SelfAssessment.sponsor_token_hash == token_hash))
    if kept is None:
        raise SponsorLinkUnknown
    assessment = kept.assessment
    g.partnership = assessment.partnership
    if problem := declaring.link_problem(assessment, kept, token_hash):
        raise SponsorLinkUnknown(problem)
    form = ConfirmForm()
    if form.validate_on_submit():
        receipt = declaring.confirm(db.session(), key_store(), assessment, token_hash)
        title = assessment.title
        db.session.commit()
        return render_template("self_assessment/confirmed.html", receipt=receipt, title=title)
    return render_template(
        "self_assessment/confirm.html", assessment=assessment, kept=kept, form=form, declared=_declared(kept)
    ), 422 if form.errors else 200  # fmt: skip


def _declared(kept: SelfAssessment) -> list[DeclaredStandard]:
    """Every standard with its grade in words and what stands behind it."""
    assessment, compiled = kept.assessment, form_of_return(kept)
    document = answers_now(db.session(), assessment, kept) or {}
    found = []
    for one in weighed_evidence(db.session(), assessment, document, declaration_day(kept)):
        item, grade = compiled.find(one.standard.name), document.get(one.standard.name)
        labels = {choice.name: choice.label for choice in item.choices} if item is not None else {}
        kinds = dict.fromkeys(EVIDENCE_KINDS[piece.kind].lower() for piece in one.kept)
        count = "1 piece" if len(one.kept) == 1 else f"{len(one.kept)} pieces"
        found.append(
            DeclaredStandard(
                label=one.standard.label, grade=labels.get(str(grade)) or "Not answered",
                evidence=f"{count}: {', '.join(kinds)}" if one.kept else "None",
            )
        )  # fmt: skip
    return found
