"""Who visits whom: the visits of assessments, as the overview of a cycle needs them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from survey_app.walkabouts.cycles.parts import NextStep
from survey_app.walkabouts.models import Section11Assessment, Visit, VisitMember


def visits_of(session: Session, assessments: Sequence[Section11Assessment]) -> dict[str, list[Visit]]:
    """The visits of each assessment that have not been called off, by day; those without a day last."""
    found: dict[str, list[Visit]] = {assessment.id: [] for assessment in assessments}
    visits = session.scalars(
        select(Visit)
        .where(Visit.assessment_id.in_(found), Visit.state != "cancelled")
        .options(selectinload(Visit.team).selectinload(VisitMember.user))
    ).all()
    for visit in sorted(visits, key=lambda one: (one.day or date.max, one.starts_at)):
        if visit.assessment_id is not None:
            found[visit.assessment_id].append(visit)
    return found


def visitors(visits: Sequence[Visit]) -> tuple[str, ...]:
    """Who is in the teams, each once, leaders first."""
    team = [member for visit in visits for member in visit.team]
    team.sort(key=lambda member: member.role != "leader")
    return tuple(dict.fromkeys(member.user.name for member in team))


def steps_of_visitors(visits: Sequence[Visit], *, today: date) -> list[NextStep]:
    """The visits that each of the team has before them."""
    return [
        NextStep(person=member.user.name, text=f"Visit to {visit.site or visit.agency.name}", due=visit.day)
        for visit in visits
        if visit.state == "planned" and visit.day is not None and visit.day >= today
        for member in visit.team
    ]
