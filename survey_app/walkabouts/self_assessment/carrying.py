"""What an agency said last time, offered one by one: each is reaffirmed or left out before the return is declared.

Grades are never carried: they are shown beside, as what was said last time. Evidence comes as a copy that does not
count until somebody has reaffirmed it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from instruments.compiled import CompiledInstrument
from survey_app.application import LONDON
from survey_app.audit_log import record
from survey_app.collect import drafts
from survey_app.collect.models import Submission
from survey_app.database import now
from survey_app.errors import UserError
from survey_app.walkabouts.cycles.standards import standards_for
from survey_app.walkabouts.models import AssessmentMember, CycleStandard, Section11Assessment
from survey_app.walkabouts.self_assessment.grades import self_grades
from survey_app.walkabouts.self_assessment.models import CarriedAnswer, Evidence, SelfAssessment

CARRIED_PARTS = ("rationale", "strength", "gap", "impact")  # what people wrote; ticks are answered anew
PART_LABELS = {
    "rationale": "Reason for the grade", "strength": "Strength", "gap": "Gap", "impact": "Impact on children",
}  # fmt: skip
DECISIONS = ("reaffirmed", "dropped")
COPIED = (
    "standard",
    "kind",
    "title",
    "dated_on",
    "note",
    "link",
    "file_name",
    "media_type",
    "size",
    "sha256",
    "content",
)


class OfferGone(UserError):
    """Something offered was decided meanwhile, or is not there."""

    status = 409
    title = "This was changed meanwhile"


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardOffers:
    """What is offered of one standard; ``last_grade`` is told and never carried."""

    standard: CycleStandard
    answers: tuple[CarriedAnswer, ...]
    evidence: tuple[Evidence, ...]
    last_grade: str

    @property
    def undecided(self) -> int:
        return sum(one.state == "offered" for one in self.answers) + sum(one.is_offered for one in self.evidence)

    @property
    def total(self) -> int:
        return len(self.answers) + len(self.evidence)


def last_return(session: Session, assessment: Section11Assessment) -> SelfAssessment | None:
    """The newest return that was sent for all the agencies of this assessment, in whichever cycle."""
    agencies = {member.agency_id for member in assessment.members}
    sent = session.scalars(
        select(SelfAssessment)
        .where(
            SelfAssessment.submitted_at.is_not(None),
            SelfAssessment.assessment_id != assessment.id,
            SelfAssessment.assessment_id.in_(
                select(AssessmentMember.assessment_id).where(AssessmentMember.agency_id.in_(agencies))
            ),
        )
        .order_by(SelfAssessment.submitted_at.desc(), SelfAssessment.assessment_id)
    )
    return next((one for one in sent if agencies <= {member.agency_id for member in one.assessment.members}), None)


def offer_last_return(
    session: Session, assessment: Section11Assessment, kept: SelfAssessment, form: CompiledInstrument
) -> None:
    """Put what the agency wrote last time, and the evidence it named, before its leads."""
    last = last_return(session, assessment)
    submission = session.get(Submission, last.draft_id) if last is not None else None
    if last is None or submission is None or submission.retention_state == "destroyed":
        return
    document, given_on = drafts.current_document(session, submission), _day_of(last)
    for standard in standards_for(assessment):
        for part in CARRIED_PARTS:
            question = f"{standard.name}_{part}"
            text = document.get(question)
            if isinstance(text, str) and text.strip() and form.find(question) is not None:
                session.add(
                    CarriedAnswer(
                        assessment_id=assessment.id, standard=standard.name, question=question, text=text,
                        given_on=given_on,
                    )
                )  # fmt: skip
    _copy_evidence(session, last, kept, {standard.name for standard in standards_for(assessment)})
    session.flush()


def _copy_evidence(session: Session, last: SelfAssessment, kept: SelfAssessment, standards: set[str]) -> None:
    earlier = session.scalars(
        select(Evidence)
        .where(Evidence.assessment_id == last.assessment_id, Evidence.standard.in_(standards))
        .options(undefer(Evidence.content))
        .order_by(Evidence.added_at, Evidence.id)
    ).all()
    for item in earlier:
        if item.is_kept:
            values = {name: getattr(item, name) for name in COPIED}
            session.add(
                Evidence(
                    assessment_id=kept.assessment_id, round_id=kept.round_id, carried_from=item.id,
                    added_by_id=item.added_by_id, **values,
                )
            )  # fmt: skip


def offers_of(session: Session, assessment: Section11Assessment) -> list[StandardOffers]:
    """Everything offered, decided or not, by standard; standards without an offer are left out."""
    answers = session.scalars(
        select(CarriedAnswer).where(CarriedAnswer.assessment_id == assessment.id).order_by(CarriedAnswer.question)
    ).all()
    evidence = session.scalars(
        select(Evidence)
        .where(Evidence.assessment_id == assessment.id, Evidence.carried_from.is_not(None))
        .order_by(Evidence.added_at, Evidence.id)
    ).all()
    grades = _last_grades(session, assessment) if answers or evidence else {}
    order = {part: place for place, part in enumerate(CARRIED_PARTS)}
    found = [
        StandardOffers(
            standard=standard,
            answers=tuple(
                sorted((one for one in answers if one.standard == standard.name), key=lambda one: order[part_of(one)])
            ),
            evidence=tuple(one for one in evidence if one.standard == standard.name),
            last_grade=grades.get(standard.name, ""),
        )
        for standard in standards_for(assessment)
    ]
    return [one for one in found if one.total]


def part_of(answer: CarriedAnswer) -> str:
    """Which part of a standard an answer is: "rationale" …"""
    return answer.question.removeprefix(f"{answer.standard}_")


def decide_answer(
    session: Session,
    assessment: Section11Assessment,
    kept: SelfAssessment,
    answer: CarriedAnswer,
    decision: str,
    *,
    by: int,
) -> None:
    """Reaffirm an answer, which puts it into the return, or leave it out. The caller holds the return's lock.

    What the return says already stays: the text of last time goes below it.
    """
    if answer.assessment_id != assessment.id or answer.state != "offered" or decision not in DECISIONS:
        raise OfferGone("That answer has been decided meanwhile. Reload the page.")
    answer.state, answer.decided_at, answer.decided_by_id = decision, now(), by
    draft = drafts.lock_draft(session, kept.draft_id)
    if decision == "reaffirmed" and draft is not None:
        before = str(draft.document.get(answer.question) or "").strip()
        text = answer.text if before in ("", answer.text.strip()) else f"{before}\n\n{answer.text}"
        drafts.save_draft(session, draft, {**draft.document, answer.question: text})
    session.flush()
    _log(session, assessment, decision, answer.question, by)


def decide_evidence(
    session: Session, assessment: Section11Assessment, item: Evidence, decision: str, *, by: int
) -> None:
    """Reaffirm a piece of evidence, from when on it counts for what its age allows, or leave it out."""
    if item.assessment_id != assessment.id or not item.is_offered or decision not in DECISIONS:
        raise OfferGone("That evidence has been decided meanwhile. Reload the page.")
    if decision == "reaffirmed":
        item.reaffirmed_at, item.reaffirmed_by_id = now(), by
    else:
        item.withdrawn_at, item.withdrawn_by_id, item.withdrawn_why = now(), by, "Not carried over from last time"
    session.flush()
    _log(session, assessment, decision, f"evidence {item.id}", by)


def _last_grades(session: Session, assessment: Section11Assessment) -> dict[str, str]:
    last = last_return(session, assessment)
    return {name: one.label for name, one in self_grades(session, last.assessment).items()} if last else {}


def _day_of(last: SelfAssessment) -> date:
    assert last.submitted_at is not None
    return last.submitted_at.astimezone(LONDON).date()


def _log(session: Session, assessment: Section11Assessment, decision: str, what: str, by: int) -> None:
    details: dict[str, Any] = {"decision": decision, "what": what}
    record(
        session, "carried over decided", actor_id=by, partnership_id=assessment.partnership_id,
        subject=f"self-assessment {assessment.id}", details=details,
    )  # fmt: skip
