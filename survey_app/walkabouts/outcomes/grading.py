"""The walkabout's grades are recorded, then the agency's own are shown, and each gap between them gets its reason."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.walkabouts.cycles.stages import advance
from survey_app.walkabouts.cycles.standards import standards_for
from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.models.outcomes import GapReason, Judgement
from survey_app.walkabouts.outcomes.actions import refuse_without_action
from survey_app.walkabouts.outcomes.grades import CycleGrades, cycle_grades
from survey_app.walkabouts.outcomes.judgements import Wording, add_judgement, current_judgements, find_standard
from survey_app.walkabouts.outcomes.own_grades import own_grades, own_grades_as_sent
from survey_app.walkabouts.outcomes.received import team_notes
from survey_app.walkabouts.outcomes.reconciling import (
    Conversations,
    changed_since,
    conversations_of,
    open_standards,
    without_grade,
)
from survey_app.walkabouts.outcomes.refusals import StepRefused
from survey_app.walkabouts.outcomes.steps import add_step, lock, require_stage

REVISED_IN = ("graded", "compared")


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One standard with both grades; ``gap`` is how many steps the walkabout's lies above the agency's own."""

    standard: str
    label: str
    grade: str
    own: str
    gap: int | None
    differs: bool
    reason: str


def record_grades(session: Session, assessment: Section11Assessment, *, by: int | None) -> None:
    """The walkabout's grades stand, without anybody of the team having seen the agency's own."""
    lock(session, assessment)
    require_stage(assessment, ("reconciled",), "record the grades")
    late = changed_since(session, assessment, team_notes(session, assessment))
    if late:
        raise StepRefused(
            f"Notes came or were amended after you reconciled ({', '.join(late)}). Go back to the notes first."
        )
    talks = conversations_of(session, assessment)
    _refuse_unsettled(session, assessment, talks)
    refuse_without_action(session, assessment)
    add_step(session, assessment, "graded", by=by)
    advance(session, assessment, "graded", by)


def _refuse_unsettled(session: Session, assessment: Section11Assessment, talks: Conversations) -> None:
    missing = open_standards(session, assessment, narrative_only=talks.narrative_only)
    if missing:
        labels = {standard.name: standard.label for standard in standards_for(assessment)}
        name, what = next(iter(missing.items()))
        raise StepRefused(f"“{labels[name]}” still needs {what}.")


def grade_again(session: Session, assessment: Section11Assessment, *, by: int | None) -> None:
    """Back to grading, as long as nobody has seen the agency's own grades."""
    lock(session, assessment)
    require_stage(assessment, ("graded",), "grade again")
    advance(session, assessment, "reconciled", by)


def show_own_grades(session: Session, assessment: Section11Assessment, *, by: int | None) -> None:
    """Show the agency's own grades to the team. They are kept as they are now: this is what the gaps are about."""
    lock(session, assessment)
    require_stage(assessment, ("graded",), "see the agency’s own grades")
    own = own_grades_as_sent(session, assessment)
    add_step(session, assessment, "revealed", by=by, details={"own": own})
    advance(session, assessment, "compared", by)


def compared(session: Session, assessment: Section11Assessment) -> list[Compared]:
    """Both grades of every standard; empty before they have been shown."""
    own, judged = own_grades(session, assessment), current_judgements(session, assessment)
    if not own:
        return []
    reasons, grades = _gap_reasons(session, assessment), cycle_grades(assessment.cycle)
    return [
        _compared(standard.name, standard.label, judged.get(standard.name), own.get(standard.name, ""), reasons, grades)
        for standard in standards_for(assessment)
    ]


def _compared(
    name: str, label: str, judgement: Judgement | None, own: str, reasons: dict[str, GapReason], grades: CycleGrades
) -> Compared:
    grade = judgement.grade if judgement is not None else ""
    given = reasons.get(name)
    holds = given is not None and (given.walkabout_grade, given.own_grade) == (grade, own)
    return Compared(
        standard=name,
        label=label,
        grade=grade,
        own=own,
        gap=grades.gap(grade, own),
        differs=bool(grade and own and grade != own),
        reason=given.reason if given is not None and holds else "",
    )


def _gap_reasons(session: Session, assessment: Section11Assessment) -> dict[str, GapReason]:
    rows = session.scalars(select(GapReason).where(GapReason.assessment_id == assessment.id).order_by(GapReason.id))
    return {row.standard: row for row in rows}


def give_gap_reason(
    session: Session, assessment: Section11Assessment, standard: str, reason: str, *, by: int | None
) -> None:
    """Say why the two grades differ."""
    lock(session, assessment)
    require_stage(assessment, ("compared", "replying"), "give the reason for a gap")
    line = next((one for one in compared(session, assessment) if one.standard == standard), None)
    if line is None or not line.differs:
        raise StepRefused("The two grades of that standard do not differ, so there is no gap to explain.")
    if not reason.strip():
        raise StepRefused("Say why the two grades differ.")
    if reason.strip() == line.reason:
        return
    session.add(
        GapReason(
            assessment_id=assessment.id, standard=standard, own_grade=line.own, walkabout_grade=line.grade,
            reason=reason.strip(), made_by_id=by,
        )
    )  # fmt: skip
    session.flush()


def gaps_without_reason(session: Session, assessment: Section11Assessment) -> list[Compared]:
    """The standards whose grades differ for no reason given yet."""
    return [line for line in compared(session, assessment) if line.differs and not line.reason]


def refuse_unexplained(session: Session, assessment: Section11Assessment) -> None:
    """Refuse to go on while a gap has no reason."""
    missing = gaps_without_reason(session, assessment)
    if missing:
        raise StepRefused(f"Say first why the two grades of “{missing[0].label}” differ.")


def revise(
    session: Session, assessment: Section11Assessment, standard: str, wording: Wording, *, reason: str, by: int | None,
    seen: int | None = None,
) -> Judgement:  # fmt: skip
    """Change a judgement whose grade is recorded: a revision with its reason, marked where it came after seeing."""
    lock(session, assessment)
    require_stage(assessment, REVISED_IN, "revise a judgement")
    return add_revision(session, assessment, standard, wording, reason=reason, by=by, seen=seen)


def add_revision(
    session: Session, assessment: Section11Assessment, standard: str, wording: Wording, *, reason: str, by: int | None,
    seen: int | None = None,
) -> Judgement:  # fmt: skip
    """A revision of a recorded judgement. Whoever calls has locked the assessment and looked at its stage."""
    if find_standard(assessment, standard) is None:
        raise StepRefused("That standard does not apply to this agency.")
    if not reason.strip():
        raise StepRefused("Say why you change it. The reason stays with the revision.")
    talks = conversations_of(session, assessment)
    if talks.narrative_only:
        wording = without_grade(wording)
    elif not wording.grade:
        raise StepRefused("Choose a grade.")
    if wording.grade != "not_applicable" and not wording.rationale.strip():
        raise StepRefused("Give the reason for the grade.")
    judgement = add_judgement(session, assessment, standard, wording, by=by, reason=reason, seen=seen)
    if judgement is None:
        raise StepRefused("Nothing has changed, so there is nothing to revise.")
    return judgement
