"""Who visits whom: the visits of assessments, as the overview of a cycle needs them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.walkabouts.cycles.parts import AssessmentPart, NextStep, PartLink, Viewer, assessment_part
from survey_app.walkabouts.cycles.rubric_part import QA_GROUP
from survey_app.walkabouts.models import Section11Assessment, Visit


def visits_of(session: Session, assessments: Sequence[Section11Assessment]) -> dict[str, list[Visit]]:
    """The visits of each assessment that have not been called off, by day; those without a day last."""
    found: dict[str, list[Visit]] = {assessment.id: [] for assessment in assessments}
    visits = session.scalars(select(Visit).where(Visit.assessment_id.in_(found), Visit.state != "cancelled")).all()
    for visit in sorted(visits, key=lambda one: (one.day or date.max, one.starts_at)):
        if visit.assessment_id is not None:
            found[visit.assessment_id].append(visit)
    return found


def visitors(visits: Sequence[Visit]) -> tuple[str, ...]:
    """Who is in the teams, each once, leaders first."""
    team = [member for visit in visits for member in visit.team]
    team.sort(key=lambda member: member.role != "leader")
    return tuple(dict.fromkeys(member.user.name for member in team))


@assessment_part("visits", position=30)
def visits_part(
    session: Session, assessments: Sequence[Section11Assessment], viewer: Viewer
) -> Mapping[str, AssessmentPart]:
    """How many visits are planned and done, when and by whom."""
    today = now().date()
    found = visits_of(session, assessments)
    return {assessment.id: _part(assessment, found[assessment.id], today) for assessment in assessments}


def _part(assessment: Section11Assessment, visits: Sequence[Visit], today: date) -> AssessmentPart:
    status, tone = _status(visits)
    links = [
        PartLink(text=f"Visit: {visit.site or 'no site yet'}", endpoint="visits.show", values={"visit_id": visit.id})
        for visit in visits
    ]
    if assessment.stage in ("planned", "fieldwork"):
        links.append(PartLink(text="Plan a visit", endpoint="visits.plan", values={"assessment_id": assessment.id}))
    return AssessmentPart(
        title="Visits", status=status, tone=tone, lines=tuple(map(_line, visits)), links=tuple(links),
        next_steps=_steps(assessment, visits, today),
    )  # fmt: skip


def _status(visits: Sequence[Visit]) -> tuple[str, str]:
    states = [visit.state for visit in visits]
    counts = [f"{states.count(state)} {state}" for state in ("done", "planned", "proposed") if state in states]
    if not counts:
        return "None planned", "grey"
    return ", ".join(counts), "green" if set(states) == {"done"} else "blue"


def _line(visit: Visit) -> str:
    day = f"{visit.day:%-d %B %Y}" if visit.day else "No day yet"
    times = f", {visit.starts_at} to {visit.ends_at}" if visit.starts_at and visit.ends_at else ""
    who = ", ".join(visitors([visit])) or "nobody yet"
    return f"{day}{times}: {visit.site or 'no site yet'}. Team: {who}."


def _steps(assessment: Section11Assessment, visits: Sequence[Visit], today: date) -> tuple[NextStep, ...]:
    steps = [
        NextStep(person=member.user.name, text=f"Visit {visit.site or visit.agency.name}", due=visit.day)
        for visit in visits
        if visit.state == "planned" and visit.day is not None and visit.day >= today
        for member in visit.team
    ]
    if assessment.stage in ("planned", "fieldwork") and not visits:
        steps.append(NextStep(person=QA_GROUP, text="Plan a visit"))
    return tuple(steps)
