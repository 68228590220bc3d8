"""The return on the form's own pages: who opens it, what it answers by itself, what speaks against a grade."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template, url_for
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from instruments.compiled import Item, Section
from survey_app.collect.keeping import finds_keeping, guards_round
from survey_app.database import db
from survey_app.rounds.models import Round
from survey_app.walkabouts.cycles.standards import short_name, standards_left_out
from survey_app.walkabouts.models import Section11Assessment, Section11Cycle
from survey_app.walkabouts.self_assessment import deadlines
from survey_app.walkabouts.self_assessment.access import leads_assessment
from survey_app.walkabouts.self_assessment.deadlines import declaration_day
from survey_app.walkabouts.self_assessment.declaring import completed_answers
from survey_app.walkabouts.self_assessment.evidence import (
    StandardEvidence,
    evidence_of,
    find_standard,
    weigh_standard,
)  # fmt: skip
from survey_app.walkabouts.self_assessment.evidence_rules import GRADES
from survey_app.walkabouts.self_assessment.given import DECLARATION, WHO, WHY_NOT, given_names
from survey_app.walkabouts.self_assessment.models import SelfAssessment
from survey_app.walkabouts.self_assessment.returns import form_of_return

Answers = dict[str, Any]


@dataclass(frozen=True, slots=True)
class KeptReturn:
    """A return on the form's pages, for one of the agency's leads."""

    assessment: Section11Assessment
    kept: SelfAssessment

    @property
    def address(self) -> str:
        return url_for("self_assessment.show", assessment_id=self.assessment.id)

    @property
    def sending(self) -> str:
        return url_for("self_assessment.declare", assessment_id=self.assessment.id)

    def refusal(self) -> str:
        return deadlines.refusal(self.assessment, self.kept, deadlines.today_here())

    def completed(self, document: Answers) -> Answers:
        return completed_answers(db.session(), self.assessment, self.kept, document)

    def asked(self, section: Section, items: tuple[Item, ...]) -> tuple[Item, ...]:
        given = given_names(form_of_return(self.kept), section, self._left_out())
        return tuple(item for item in items if item.name not in given)

    def beside(self, section: Section, document: Answers) -> Markup:
        """The evidence of a standard beside its questions; what the record answers, where a page is not asked."""
        if section.name in self._left_out():
            return self._panel("left_out", why=WHY_NOT)
        if section.name == DECLARATION:
            return self._panel("declaration")
        if (shown := self._weighed(section, document)) is not None:
            return self._panel("standard", shown=shown, short=short_name(shown.standard.name))
        names = {item.name for item in section.items}
        return self._panel("agency") if set(WHO[:1]) <= names else Markup()

    def errors(self, document: Answers, section: Section) -> Mapping[str, str]:
        shown = self._weighed(section, document)
        if shown is None or shown.verdict.allows(document.get(shown.standard.name)):
            return {}
        grade = GRADES[str(document[shown.standard.name])]
        return {
            shown.standard.name: f"{grade} is not possible with the evidence in your store. {shown.verdict.sentence}"
        }

    def _left_out(self) -> set[str]:
        return {standard.name for standard in standards_left_out(self.assessment)}

    def _weighed(self, section: Section, document: Answers) -> StandardEvidence | None:
        """The standard that a page grades, with its evidence."""
        graded = next((item.name for item in section.items if item.part == "grade"), "")
        standard = find_standard(self.assessment, graded)
        if standard is None:
            return None
        items = evidence_of(db.session(), self.assessment.id)
        return weigh_standard(standard, items, document, declaration_day(self.kept))

    def _panel(self, panel: str, **values: Any) -> Markup:
        return Markup(
            render_template(
                "self_assessment/beside.html", panel=panel, assessment=self.assessment, kept=self.kept, **values
            )
        )


@finds_keeping
def find_return_of_draft(session: Session, round_: Round, draft_id: str, user_id: int) -> KeptReturn | None:
    """The return that a draft belongs to, for the leads of its agency and nobody else."""
    kept = session.scalar(
        select(SelfAssessment).where(SelfAssessment.draft_id == draft_id, SelfAssessment.round_id == round_.id)
    )
    if kept is None or kept.assessment.stage == "withdrawn" or kept.begun_at is None:
        return None
    return KeptReturn(kept.assessment, kept) if leads_assessment(session, kept.assessment, user_id) else None


@guards_round
def round_of_returns(session: Session, round_: Round) -> str:
    """A cycle's self-assessment round takes the returns of its assessments, and nothing that somebody else sends."""
    cycle = session.scalar(select(Section11Cycle.id).where(Section11Cycle.self_round_id == round_.id))
    if cycle is None:
        return ""
    return (
        f"“{round_.title}” is answered by the agencies of a Section 11 cycle, each with one return of its own. The "
        "leads of an agency find theirs under “Your agency”."
    )
