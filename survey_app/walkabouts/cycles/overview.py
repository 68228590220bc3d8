"""A cycle at a glance: who visits whom, how far each assessment is, which agencies have none, and who is to act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from survey_app.partnership.models import AGENCY_TYPES, Agency
from survey_app.walkabouts.cycles.assessments import agencies_without, holding_assessments
from survey_app.walkabouts.cycles.cycles import assessments_of, missing_for_fieldwork
from survey_app.walkabouts.cycles.parts import AssessmentPart, Viewer, parts_of
from survey_app.walkabouts.cycles.stages import is_underway
from survey_app.walkabouts.cycles.visiting import steps_of_visitors, visitors, visits_of
from survey_app.walkabouts.models import STAGES, Section11Assessment, Section11Cycle

IN_OVERVIEW = ("rubric", "self", "visits")  # what comes after a visit is told by the stage
NOBODY = AssessmentPart(title="", status="–", tone="")
STAGE_TONES = {"planned": "grey", "final": "green", "withdrawn": "grey"}


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewLine:
    """One assessment: its parts in the order of the columns, its stage and who visits."""

    assessment: Section11Assessment
    members: tuple[str, ...]  # of a collective assessment
    cells: tuple[AssessmentPart, ...]
    stage: AssessmentPart
    team: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """An agency of the area without an assessment in this cycle; ``held_by`` says who assesses it already."""

    agency: Agency
    held_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What somebody has to do, and for which assessment."""

    assessment: Section11Assessment
    text: str
    due: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleOverview:
    """Everything the page of a cycle shows."""

    cycle: Section11Cycle
    columns: tuple[str, ...]
    lines: tuple[OverviewLine, ...]
    gaps: Mapping[str, tuple[Gap, ...]]  # kind of agency → those without
    steps: Mapping[str, tuple[Step, ...]]  # person → what they do next, the most urgent first
    missing: tuple[str, ...]  # what fieldwork still needs
    n_agencies: int  # in the area, with or without an assessment

    @property
    def n_gaps(self) -> int:
        return sum(map(len, self.gaps.values()))


def overview_of(session: Session, cycle: Section11Cycle, viewer: Viewer, *, today: date) -> CycleOverview:
    """The overview of a cycle, as far as this viewer may see it."""
    assessments = assessments_of(session, cycle)
    parts = parts_of(session, assessments, viewer)
    shown = [column for key, column in parts.items() if key in IN_OVERVIEW]
    visits = visits_of(session, assessments)
    lines = tuple(
        OverviewLine(
            assessment=one,
            members=tuple(sorted(member.agency.name for member in one.members)) if one.is_collective else (),
            cells=tuple(column.get(one.id, NOBODY) for column in shown),
            stage=AssessmentPart(title="Stage", status=STAGES[one.stage], tone=STAGE_TONES.get(one.stage, "blue")),
            team=visitors(visits[one.id]),
        )
        for one in assessments
    )
    gaps = _gaps(session, cycle, today)
    covered = {m.agency_id for one in assessments if one.stage != "withdrawn" for m in one.members}
    return CycleOverview(
        cycle=cycle,
        columns=tuple(_title_of(column) for column in shown),
        lines=lines,
        gaps=gaps,
        steps=steps_by_person(session, assessments, parts, today=today),
        missing=tuple(missing_for_fieldwork(cycle)),
        n_agencies=len(covered) + sum(map(len, gaps.values())),
    )


def _title_of(column: Mapping[str, AssessmentPart]) -> str:
    return next((part.title for part in column.values()), "")


def _gaps(session: Session, cycle: Section11Cycle, today: date) -> dict[str, tuple[Gap, ...]]:
    found: dict[str, list[Gap]] = {}
    without = agencies_without(session, cycle)
    holding = holding_assessments(session, cycle, [agency.id for agency in without], today=today)
    for agency in without:
        held = holding.get(agency.id)
        found.setdefault(agency.agency_type, []).append(Gap(agency=agency, held_by=_holder(held, cycle)))
    return {AGENCY_TYPES[kind]: tuple(found[kind]) for kind in AGENCY_TYPES if kind in found}


def _holder(held: Section11Assessment | None, cycle: Section11Cycle) -> str:
    """Who assesses an agency already: “by …” another partnership, “in …” another cycle of one's own."""
    if held is None:
        return ""
    where = f"in “{held.cycle.title}”" if held.partnership_id == cycle.partnership_id else f"by {held.partnership.name}"
    return f"{where}, started on {held.started_on:%-d %B %Y}"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def steps_by_person(
    session: Session,
    assessments: Sequence[Section11Assessment],
    parts: Mapping[str, Mapping[str, AssessmentPart]],
    *,
    today: date,
) -> dict[str, tuple[Step, ...]]:
    """What each person has to do next in these assessments; those with a day come first."""
    found: dict[str, list[Step]] = {}
    visits = visits_of(session, assessments)
    for one in filter(is_underway, assessments):
        told = [step for column in parts.values() if one.id in column for step in column[one.id].next_steps]
        for step in [*told, *steps_of_visitors(visits[one.id], today=today)]:
            found.setdefault(step.person, []).append(Step(assessment=one, text=_sentence(step.text), due=step.due))
    return {
        person: tuple(sorted(found[person], key=lambda step: step.due or date.max))
        for person in sorted(found, key=lambda name: (name.casefold(), name))
    }
