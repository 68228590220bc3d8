"""Visits as lists: all of a partnership, somebody's own, those to an agency, those that an inspection calls for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from survey_app.walkabouts.models import VISIT_STATES, Section11Assessment, Section11Cycle, Visit, VisitMember

NOT_AGREED = "Rubric not agreed yet"
RUNNING = ("planned", "fieldwork")  # stages of an assessment in which visits are planned


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitDays:
    """Visits under the heading of a month or of a part of somebody's list."""

    title: str
    visits: tuple[Visit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MyVisits:
    """Somebody's own visits: today's, those to come, and those that are over or were called off."""

    today: tuple[Visit, ...]
    coming: tuple[Visit, ...]
    past: tuple[Visit, ...]


def find_visit(session: Session, partnership_id: int, visit_id: str) -> Visit | None:
    """The visit of this partnership."""
    return session.scalar(select(Visit).where(Visit.id == visit_id, Visit.partnership_id == partnership_id))


def is_rubric_agreed(visit: Visit) -> bool:
    """Whether fieldwork may begin: what good looks like is agreed and locked. A visit outside assessments waits not."""
    return visit.assessment is None or visit.assessment.rubric_locked_at is not None


def is_over(visit: Visit) -> bool:
    """Whether its assessment has gone on without it, or was withdrawn."""
    return visit.assessment is not None and visit.assessment.stage not in RUNNING


def visits_listed(
    session: Session, partnership_id: int, *, state: str = "", cycle_id: int | None = None
) -> list[VisitDays]:
    """The visits of a partnership by month, the newest month first; proposed ones stand apart."""
    query = (
        select(Visit)
        .where(Visit.partnership_id == partnership_id, Visit.state != "proposed", Visit.day.is_not(None))
        .options(
            selectinload(Visit.team).selectinload(VisitMember.user), selectinload(Visit.agency),
            selectinload(Visit.assessment),
        )
        .order_by(Visit.day.desc(), Visit.starts_at, Visit.id)
    )  # fmt: skip
    if state in VISIT_STATES:
        query = query.where(Visit.state == state)
    if cycle_id is not None:
        query = query.join(Section11Assessment, Section11Assessment.id == Visit.assessment_id).where(
            Section11Assessment.cycle_id == cycle_id
        )
    return _by_month(session.scalars(query))


def _by_month(visits: Iterable[Visit]) -> list[VisitDays]:
    months: dict[str, list[Visit]] = {}
    for visit in visits:
        if visit.day is not None:
            months.setdefault(f"{visit.day:%B %Y}", []).append(visit)
    return [VisitDays(title=title, visits=tuple(found)) for title, found in months.items()]


def proposals(session: Session, partnership_id: int) -> list[Visit]:
    """Visits that an inspection report calls for and that nobody has planned or declined, the oldest first."""
    return list(
        session.scalars(
            select(Visit)
            .where(Visit.partnership_id == partnership_id, Visit.state == "proposed")
            .order_by(Visit.created_at, Visit.id)
        )
    )


def my_visits(session: Session, partnership_id: int, user_id: int, *, today: date) -> MyVisits:
    """The visits whose team somebody is in."""
    found = session.scalars(
        select(Visit)
        .join(VisitMember, VisitMember.visit_id == Visit.id)
        .where(Visit.partnership_id == partnership_id, VisitMember.user_id == user_id, Visit.day.is_not(None))
        .options(selectinload(Visit.team), selectinload(Visit.agency), selectinload(Visit.assessment))
        .order_by(Visit.day, Visit.starts_at, Visit.id)
    ).all()
    live = [visit for visit in found if visit.state != "cancelled"]
    over = [visit for visit in found if visit.state == "cancelled" or (visit.day or today) < today]
    return MyVisits(
        today=tuple(visit for visit in live if visit.day == today),
        coming=tuple(visit for visit in live if (visit.day or today) > today),
        past=tuple(reversed(over)),
    )


def assessments_to_visit(
    session: Session, partnership_id: int, agency_id: int | None = None
) -> list[Section11Assessment]:
    """The assessments led by this partnership in which visits are planned now, by title; or those of one agency."""
    found = session.scalars(
        select(Section11Assessment)
        .join(Section11Cycle, Section11Cycle.id == Section11Assessment.cycle_id)
        .where(
            Section11Assessment.partnership_id == partnership_id, Section11Assessment.stage.in_(RUNNING),
            Section11Cycle.state != "closed",
        )
        .options(selectinload(Section11Assessment.members), selectinload(Section11Assessment.cycle))
        .order_by(Section11Assessment.title, Section11Assessment.id)
    )  # fmt: skip
    if agency_id is None:
        return list(found)
    return [one for one in found if any(member.agency_id == agency_id for member in one.members)]


def cycles_of(session: Session, partnership_id: int) -> list[Section11Cycle]:
    """The cycles to choose visits by, the newest first."""
    return list(
        session.scalars(
            select(Section11Cycle)
            .where(Section11Cycle.partnership_id == partnership_id)
            .order_by(Section11Cycle.starts_on.desc(), Section11Cycle.id.desc())
        )
    )
