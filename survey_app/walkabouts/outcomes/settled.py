"""The grades of a cycle's walkabout round as reports count them: of final assessments, one for each.

What auditors note before counts nowhere: two of one visit would count twice, and a grade would be read before the
agency has seen it. Their conversations and observations are counted as they come.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from analysis.beside.graded_forms import standards_in
from analysis.round_data import Form, ResponseRecord, SettledGrades
from survey_app.rounds.models import Round
from survey_app.walkabouts.models import Section11Assessment, Section11Cycle, Visit
from survey_app.walkabouts.models.outcomes import FinalRevision
from survey_app.walkabouts.outcomes.final_grades import final_grades_of, newest_finals

OF_NOTES = (
    "Everything else is counted over the notes of all auditors, so a visit counts once for each of them, and a "
    "conversation that two of them noted counts twice. No other grade in the notes is counted."
)

AS_NOTED = "Each auditor’s own notes and grades, as they were sent. Reports count grades of final assessments alone."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    """How many assessments of a round are how far."""

    final: int
    narrative: int
    under_way: int
    visits_made: int
    visits_planned: int


def settled_grades(session: Session, round_: Round, form: Form) -> SettledGrades | None:
    """The final grades of a cycle's walkabout round; None for every other round, whose answers count as they are."""
    cycles = session.scalars(select(Section11Cycle).where(Section11Cycle.walkabout_round_id == round_.id)).all()
    asked = standards_in(form) if cycles else {}
    if not asked:
        return None
    choices = {name: {choice.name for choice in item.choices} for name, item in asked.items()}
    records, narrative = [], 0
    for assessment, revision in newest_finals(session, cycles):
        grades = final_grades_of(revision.content)
        document = {name: grade if grade in choices[name] else None for name, grade in grades.items() if name in asked}
        records.append(
            ResponseRecord(response_id=assessment.id, document=document, received_on=revision.made_at.date())
        )
        narrative += bool(revision.content["narrative_only"])
    standing = _standing(session, cycles, final=len(records), narrative=narrative)
    return SettledGrades(
        responses=tuple(records),
        questions=frozenset(asked),
        assessments=standing.final + standing.under_way,
        notes=tuple(_sentences(standing)),
    )


def _standing(session: Session, cycles: Sequence[Section11Cycle], *, final: int, narrative: int) -> _Standing:
    open_ones = [
        Section11Assessment.cycle_id.in_([cycle.id for cycle in cycles]),
        Section11Assessment.stage.not_in(("final", "withdrawn")),
        Section11Assessment.id.not_in(select(FinalRevision.assessment_id)),
    ]
    under_way = session.scalar(select(func.count()).select_from(Section11Assessment).where(*open_ones)) or 0
    rows = session.execute(
        select(Visit.state, func.count())
        .join(Section11Assessment, Section11Assessment.id == Visit.assessment_id)
        .where(*open_ones)
        .group_by(Visit.state)
    )
    visits = {row[0]: row[1] for row in rows}
    return _Standing(
        final=final, narrative=narrative, under_way=under_way, visits_made=visits.get("done", 0),
        visits_planned=visits.get("planned", 0),
    )  # fmt: skip


def _sentences(standing: _Standing) -> Iterator[str]:
    if not standing.final:
        yield "No assessment is final yet, so no grade is counted."
    elif standing.final == 1:
        yield "Grades are those of 1 final assessment, as its team agreed on them, and no auditor’s own."
    else:
        yield f"Grades are those of {standing.final} final assessments, one for each, and no auditor’s own."
    if standing.under_way:
        one = standing.under_way == 1
        visits = f"{standing.visits_made} visit{'' if standing.visits_made == 1 else 's'} made"
        planned = f", {standing.visits_planned} planned" if standing.visits_planned else ""
        yield (
            f"{standing.under_way} assessment{' is' if one else 's are'} still under way ({visits}{planned}): none of "
            f"{'its' if one else 'their'} grades is counted."
        )
    if standing.narrative:
        one = standing.narrative == 1
        yield (
            f"{standing.narrative} final assessment{' is' if one else 's are'} narrative only, since the team spoke "
            f"with too few members of staff: {'it has' if one else 'they have'} no grades."
        )
    yield OF_NOTES


def raw_remark(session: Session, round_: Round) -> str:
    """What must stand with single answers of a round; empty for all but a cycle's walkabouts."""
    return AS_NOTED if settled_states(session, [round_.id]) else ""


def settled_states(session: Session, round_ids: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    """For each round of a cycle's walkabouts, what changes whenever :func:`settled_grades` would."""
    rows = session.execute(
        select(Section11Cycle.id, Section11Cycle.walkabout_round_id).where(
            Section11Cycle.walkabout_round_id.in_(round_ids)
        )
    )
    cycles = {cycle_id: round_id for cycle_id, round_id in rows if round_id is not None}
    if not cycles:
        return {}
    found: dict[int, list[Any]] = {round_id: [] for round_id in cycles.values()}
    for cycle_id, *rest in (*_assessments(session, cycles), *_visits(session, cycles)):
        found[cycles[cycle_id]].append(tuple(rest))
    return {round_id: tuple(sorted(parts, key=repr)) for round_id, parts in found.items()}


def _assessments(session: Session, cycles: Mapping[int, int]) -> Sequence[Any]:
    """Each assessment with its newest copy, and whether it is under way."""
    over = case((Section11Assessment.stage.in_(("final", "withdrawn")), Section11Assessment.stage), else_="")
    return session.execute(
        select(Section11Assessment.cycle_id, Section11Assessment.id, over, func.max(FinalRevision.id))
        .outerjoin(FinalRevision, FinalRevision.assessment_id == Section11Assessment.id)
        .where(Section11Assessment.cycle_id.in_(cycles))
        .group_by(Section11Assessment.cycle_id, Section11Assessment.id, Section11Assessment.stage)
    ).all()


def _visits(session: Session, cycles: Mapping[int, int]) -> Sequence[Any]:
    return session.execute(
        select(Section11Assessment.cycle_id, Visit.state, func.count())
        .join(Section11Assessment, Section11Assessment.id == Visit.assessment_id)
        .where(Section11Assessment.cycle_id.in_(cycles), Section11Assessment.stage.not_in(("final", "withdrawn")))
        .group_by(Section11Assessment.cycle_id, Visit.state)
    ).all()
