"""What a topic can be taken from: reviews, inspections, priorities, the backlog of scrutiny themes; themes in use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.programme.years import first_day, last_day
from survey_app.case_audits.models import CaseAudit
from survey_app.forums.models import HubCycle
from survey_app.improvement.models import SOURCE_KINDS, OutsideReview
from survey_app.programme.scrutiny.backlog import themes
from survey_app.programme.year.models import ProgrammeTopic, ScrutinyProgramme
from survey_app.programme.year.priorities import sets_of
from survey_app.walkabouts.models import InspectionReport

SINCE_YEARS = 3  # older reviews and inspections are offered no more


def reasons_offered(session: Session, partnership_id: int, year: int) -> dict[str, str]:
    """``kind:record id`` → what the reason says, for the topics of a year; in the order of the page."""
    found: dict[str, str] = {}
    for source in (_priorities, _reviews, _inspections, _backlog):
        found.update(source(session, partnership_id, year))
    return found


def themes_in_use(session: Session, partnership_id: int) -> list[str]:
    """The themes of audits, the Learning Hub, the backlog and earlier topics, each once, by name."""
    found = {one.name for one in themes(session, partnership_id)}
    for model in (CaseAudit, HubCycle):
        found |= set(session.scalars(select(model.theme).where(model.partnership_id == partnership_id)))
    found |= set(
        session.scalars(
            select(ProgrammeTopic.theme)
            .join(ScrutinyProgramme, ScrutinyProgramme.id == ProgrammeTopic.programme_id)
            .where(ScrutinyProgramme.partnership_id == partnership_id, ProgrammeTopic.dropped_on.is_(None))
        )
    )
    return sorted(found - {""}, key=str.casefold)


def _priorities(session: Session, partnership_id: int, year: int) -> Iterator[tuple[str, str]]:
    for one in sets_of(session, partnership_id):
        if one.starts_on <= last_day(year) and one.ends_on >= first_day(year):
            for priority in one.priorities:
                yield f"priority:{priority.id}", f"Priority: {priority.text} (“{one.title}”)"


def _reviews(session: Session, partnership_id: int, year: int) -> Iterator[tuple[str, str]]:
    rows = session.scalars(
        select(OutsideReview)
        .where(OutsideReview.partnership_id == partnership_id, OutsideReview.dated >= date(year - SINCE_YEARS, 4, 1))
        .order_by(OutsideReview.dated.desc(), OutsideReview.number)
    )
    for one in rows:
        yield f"review:{one.id}", f"{SOURCE_KINDS[one.kind]} {one.reference}: {one.title} ({one.dated:%-d %B %Y})"


def _inspections(session: Session, partnership_id: int, year: int) -> Iterator[tuple[str, str]]:
    rows = session.scalars(
        select(InspectionReport)
        .where(
            InspectionReport.partnership_id == partnership_id,
            InspectionReport.published_on >= date(year - SINCE_YEARS, 4, 1),
        )
        .order_by(InspectionReport.published_on.desc(), InspectionReport.id)
    )
    for one in rows:
        yield (
            f"inspection:{one.id}",
            f"Inspection: {one.inspectorate}, {one.agency.name}, {one.title} ({one.published_on:%-d %B %Y})",
        )


def _backlog(session: Session, partnership_id: int, year: int) -> Iterator[tuple[str, str]]:
    for one in themes(session, partnership_id):
        yield f"backlog:{one.id}", f"Backlog of scrutiny themes: {one.name}"
