"""The grades that dashboards and releases may show: those of final assessments, one for each assessment, and no draft.

A walkabout round that belongs to a cycle holds each auditor's own notes. These are never counted as grades: two
auditors of one visit would count twice, and what is not final would be read before the agency has seen it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.beside.graded_forms import VISIT_DAY, GradedRound, agency_of, standards_in
from analysis.round_data import Form, ResponseRecord
from survey_app.rounds.models import Round
from survey_app.walkabouts.models import AssessmentMember, Section11Assessment, Section11Cycle
from survey_app.walkabouts.models.outcomes import FinalRevision
from survey_app.walkabouts.outcomes.grades import NOT_APPLICABLE
from survey_app.walkabouts.self_assessment.access import COMPARED


@dataclass(frozen=True, slots=True, kw_only=True)
class FinalGrades(GradedRound):
    """A walkabout round whose answers are the final assessments of its cycle."""

    finals: tuple[tuple[ResponseRecord, Mapping[str, Any]], ...]

    def documents(self) -> Iterator[tuple[ResponseRecord, Mapping[str, Any]]]:
        return iter(self.finals)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownOwnGrades(GradedRound):
    """A round of self-assessments without those that nobody who grades may see yet."""

    shown: GradedRound
    hidden: frozenset[str]  # agencies, in small letters

    def documents(self) -> Iterator[tuple[ResponseRecord, Mapping[str, Any]]]:
        for response, document in self.shown.documents():
            agency = agency_of(response, document, {})
            if agency is None or agency.casefold() not in self.hidden:
                yield response, document


def as_it_counts(session: Session, round_: Round, graded: GradedRound) -> GradedRound:
    """A round of grades as dashboards and documents may count it.

    A walkabout round of a cycle gives its final assessments, a round of self-assessments those whose assessment has
    come as far as both grades being shown. Every other round stays as it is.
    """
    walked = session.scalars(select(Section11Cycle).where(Section11Cycle.walkabout_round_id == round_.id)).all()
    if walked:
        return FinalGrades(form=graded.form, responses=(), finals=tuple(_finals(session, walked, graded.form)))
    own = session.scalars(
        select(Section11Cycle).where(
            Section11Cycle.self_round_id == round_.id, Section11Cycle.walkabout_round_id.is_not(None)
        )
    ).all()
    hidden = frozenset(_hidden(session, own)) if own else frozenset()
    return ShownOwnGrades(form=graded.form, responses=(), shown=graded, hidden=hidden) if hidden else graded


def _finals(
    session: Session, cycles: Sequence[Section11Cycle], form: Form
) -> Iterator[tuple[ResponseRecord, Mapping[str, Any]]]:
    for assessment, revision in newest_finals(session, cycles):
        content = revision.content
        days = [visit["day"] for visit in content["visits"] if visit["day"]]
        day = max(days, default=revision.made_at.date().isoformat())
        known = set(standards_in(form))
        document = {"agency": assessment.title, VISIT_DAY: day}
        document |= {name: grade for name, grade in final_grades_of(content).items() if name in known}
        evidence = {f"{one['name']}_evidence_date": one.get("evidence_on") for one in content["standards"]}
        document |= {name: on for name, on in evidence.items() if on}
        record = ResponseRecord(response_id=assessment.id, document=document, received_on=date.fromisoformat(day))
        yield record, document
        for agency in content["agencies"]:
            apart = {
                name: one["grade"]
                for name, one in agency["exceptions"].items()
                if one.get("grade") and _counts(one["grade"], content)
            }
            if apart and agency["name"] != assessment.title:
                yield record, {"agency": agency["name"], VISIT_DAY: day, **apart}


def final_grades_of(content: Mapping[str, Any]) -> dict[str, str | None]:
    """The grades of a final copy by standard; None where there is none, as always where it is narrative only."""
    return {
        one["name"]: one["grade"] if one["grade"] and _counts(one["grade"], content) else None
        for one in content["standards"]
    }


def _counts(grade: str, content: Mapping[str, Any]) -> bool:
    """Of an assessment with too few conversations only that a standard does not apply, which is no grade."""
    return grade == NOT_APPLICABLE or not content["narrative_only"]


def newest_finals(
    session: Session, cycles: Sequence[Section11Cycle]
) -> list[tuple[Section11Assessment, FinalRevision]]:
    """The newest copy of each assessment that is or was final and is not withdrawn, by title."""
    numbers = (
        select(FinalRevision.assessment_id, func.max(FinalRevision.number).label("newest"))
        .group_by(FinalRevision.assessment_id)
        .subquery()
    )
    rows = session.execute(
        select(Section11Assessment, FinalRevision)
        .join(FinalRevision, FinalRevision.assessment_id == Section11Assessment.id)
        .join(
            numbers,
            (numbers.c.assessment_id == FinalRevision.assessment_id) & (numbers.c.newest == FinalRevision.number),
        )
        .where(
            Section11Assessment.cycle_id.in_([cycle.id for cycle in cycles]), Section11Assessment.stage != "withdrawn"
        )
        .order_by(Section11Assessment.title, Section11Assessment.id)
    ).all()
    return [(assessment, revision) for assessment, revision in rows]


def _hidden(session: Session, cycles: Sequence[Section11Cycle]) -> Iterator[str]:
    rows = session.scalars(
        select(Section11Assessment).where(
            Section11Assessment.cycle_id.in_([cycle.id for cycle in cycles]),
            Section11Assessment.stage.not_in((*COMPARED, "withdrawn")),
        )
    )
    for assessment in rows:
        yield assessment.title.casefold()
        for member in assessment.members:
            yield member.agency.name.casefold()


def units_of(session: Session, partnership_id: int) -> pd.DataFrame | None:
    """Which agencies are assessed together, as the analysis takes it; None where none are."""
    rows = session.execute(
        select(Section11Assessment.title, AssessmentMember)
        .join(AssessmentMember, AssessmentMember.assessment_id == Section11Assessment.id)
        .where(
            Section11Assessment.partnership_id == partnership_id, Section11Assessment.is_collective,
            Section11Assessment.stage != "withdrawn",
        )
        .order_by(Section11Assessment.started_on, Section11Assessment.id)
    ).all()  # fmt: skip
    found = {member.agency.name: title for title, member in rows}  # of two cycles, the later names the unit
    if not found:
        return None
    return pd.DataFrame({"agency": list(found), "unit": list(found.values())})


def outcome_state(session: Session, rounds: Sequence[Round]) -> tuple[Any, ...]:
    """What changes whenever :func:`as_it_counts` would give something else."""
    ids = [round_.id for round_ in rounds]
    cycles = select(Section11Cycle.id).where(
        Section11Cycle.walkabout_round_id.in_(ids) | Section11Cycle.self_round_id.in_(ids)
    )
    assessments = session.execute(
        select(Section11Assessment.id, Section11Assessment.stage)
        .where(Section11Assessment.cycle_id.in_(cycles))
        .order_by(Section11Assessment.id)
    ).all()
    copies = session.execute(
        select(func.count(FinalRevision.id), func.max(FinalRevision.id))
        .join(Section11Assessment, Section11Assessment.id == FinalRevision.assessment_id)
        .where(Section11Assessment.cycle_id.in_(cycles))
    ).one()
    return tuple(map(tuple, assessments)), tuple(copies), tuple(session.scalars(cycles.order_by(Section11Cycle.id)))
