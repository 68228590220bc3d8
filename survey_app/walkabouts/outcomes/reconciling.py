"""Reconciling: the team agrees one text and one grade for each standard, from notes that stay as they are."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from survey_app.walkabouts.cycles.stages import advance
from survey_app.walkabouts.cycles.standards import standards_for
from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.models.outcomes import AssessmentStep, Judgement
from survey_app.walkabouts.outcomes.grades import NOT_APPLICABLE
from survey_app.walkabouts.outcomes.judgements import Wording, add_judgement, current_judgements, find_standard
from survey_app.walkabouts.outcomes.received import TeamNotes, team_notes
from survey_app.walkabouts.outcomes.refusals import StepRefused
from survey_app.walkabouts.outcomes.steps import add_step, lock, newest, require_stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversations:
    """With how many people the team spoke, and what follows from it.

    With fewer than the cycle asks for, the assessment is narrative only: it says in words what was found and reports
    no grade, since a grade of a walkabout says what *most* staff know and do, and of so few nobody can say it.
    """

    counted: int
    fewest: int

    @property
    def narrative_only(self) -> bool:
        return self.counted < self.fewest

    @property
    def why(self) -> str:
        """One sentence; empty where grades are given."""
        if not self.narrative_only:
            return ""
        return (
            f"Narrative only: the team spoke with fewer than {self.fewest} members of staff, too few to say what most "
            "of them know and do. The findings are told in words, and no grade is given."
        )


def conversations_of(
    session: Session, assessment: Section11Assessment, notes: TeamNotes | None = None
) -> Conversations:
    """As settled when the notes were reconciled; before that, as the notes stand now."""
    fewest = assessment.cycle.fewest_conversations
    if assessment.stage not in ("planned", "fieldwork"):
        step = newest(session, assessment, "reconciled")
        if step is not None:
            return Conversations(counted=step.details["counted"], fewest=step.details["fewest"])
    notes = notes or team_notes(session, assessment)
    return Conversations(counted=notes.conversations, fewest=fewest)


def changed_since(session: Session, assessment: Section11Assessment, notes: TeamNotes) -> tuple[str, ...]:
    """The notes that came or were amended after the team had reconciled, by reference."""
    step = newest(session, assessment, "reconciled")
    if step is None or assessment.stage in ("planned", "fieldwork"):
        return ()
    known = {source["submission"]: source["revision"] for source in step.details["sources"]}
    return tuple(one.reference for one in notes.received if known.get(one.submission_id) != one.revision)


def agree(
    session: Session, assessment: Section11Assessment, standard: str, wording: Wording, *, by: int | None,
    seen: int | None = None,
) -> Judgement | None:  # fmt: skip
    """Keep what the team agrees of one standard. It may be unfinished: nothing typed is lost."""
    lock(session, assessment)
    require_stage(assessment, ("fieldwork", "reconciled"), "agree on the notes")
    if find_standard(assessment, standard) is None:
        raise StepRefused("That standard does not apply to this agency.")
    if not team_notes(session, assessment).received:
        raise StepRefused("No notes have been received yet. Each auditor sends their own first.")
    if conversations_of(session, assessment).narrative_only:
        wording = without_grade(wording)
    return add_judgement(session, assessment, standard, wording, by=by, seen=seen)


def without_grade(wording: Wording) -> Wording:
    """The words alone. That a standard does not apply is no grade, and stays."""
    return wording if wording.grade == NOT_APPLICABLE else replace(wording, grade="")


def open_standards(session: Session, assessment: Section11Assessment, *, narrative_only: bool) -> dict[str, str]:
    """The standards that are not settled, each with what is missing."""
    found = current_judgements(session, assessment)
    missing = {}
    for standard in standards_for(assessment):
        wording = Wording.of(found.get(standard.name))
        if wording.grade == NOT_APPLICABLE:
            continue
        if not wording.grade and not narrative_only:
            missing[standard.name] = "a grade"
        elif not wording.rationale:
            missing[standard.name] = "what was found" if narrative_only else "the reason for the grade"
    return missing


def reconcile(
    session: Session, assessment: Section11Assessment, *, by: int | None, spoken_with: int | None = None,
    without: str = "",
) -> AssessmentStep:  # fmt: skip
    """The team has agreed on every standard.

    Parameters
    ----------
    spoken_with : int, optional
        With how many different people the team spoke, where two auditors noted the same conversation. At least the most
        that one of them noted, at most all that were noted.
    without : str
        Why it goes on without the notes of somebody who has sent none.
    """
    lock(session, assessment)
    require_stage(assessment, ("fieldwork",), "reconcile the notes")
    notes = team_notes(session, assessment)
    counted = _counted(notes, spoken_with)
    talks = Conversations(counted=counted, fewest=assessment.cycle.fewest_conversations)
    if not notes.received:
        raise StepRefused("No notes have been received yet. Each auditor sends their own first.")
    if notes.missing and not without.strip():
        names = ", ".join(dict.fromkeys(member.user.name for member in notes.missing))
        raise StepRefused(f"Notes are still to come from {names}. Wait for them, or say why you go on without.")
    _refuse_open(session, assessment, narrative_only=talks.narrative_only)
    if talks.narrative_only:
        _take_grades_out(session, assessment, talks, by)
    step = add_step(
        session, assessment, "reconciled", by=by,
        details={
            "counted": counted, "noted": notes.conversations, "fewest": talks.fewest, "sources": notes.sources,
            "without": without.strip(),
        },
    )  # fmt: skip
    advance(session, assessment, "reconciled", by)
    return step


def _counted(notes: TeamNotes, spoken_with: int | None) -> int:
    if spoken_with is None:
        return notes.conversations
    if not notes.most_in_one <= spoken_with <= notes.conversations:
        raise StepRefused(
            f"The number of people spoken with lies between {notes.most_in_one}, the most that one of you noted, and "
            f"{notes.conversations}, all that were noted."
        )
    return spoken_with


def _refuse_open(session: Session, assessment: Section11Assessment, *, narrative_only: bool) -> None:
    missing = open_standards(session, assessment, narrative_only=narrative_only)
    if missing:
        first, what = next(iter(missing.items()))
        label = next(one.label for one in standards_for(assessment) if one.name == first)
        more = f", and {len(missing) - 1} more are not settled" if len(missing) > 1 else ""
        raise StepRefused(f"“{label}” still needs {what}{more}.")


def _take_grades_out(session: Session, assessment: Section11Assessment, talks: Conversations, by: int | None) -> None:
    for name, judgement in current_judgements(session, assessment).items():
        add_judgement(session, assessment, name, without_grade(Wording.of(judgement)), by=by, reason=talks.why)


def reconcile_again(session: Session, assessment: Section11Assessment, *, by: int | None) -> None:
    """Back to the notes, before any grade is recorded: somebody has sent or amended theirs."""
    lock(session, assessment)
    require_stage(assessment, ("reconciled",), "go back to the notes")
    advance(session, assessment, "fieldwork", by)
