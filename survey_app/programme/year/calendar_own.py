"""What concerns a person's own agency or own returns: dated for whoever may not read the partnership's whole calendar.

A lead sees visits of which the agency was told, the returns it owes and its self-assessment; an auditor sees the
returns that they make. Other agencies and the members of teams are named in none of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from survey_app.case_audits.models import CaseAudit
from survey_app.case_audits.planning.people import AUDITING, LEADING, people_with
from survey_app.case_audits.planning.people import agencies_led_by as agencies_of_returns
from survey_app.case_audits.planning.standing import standings_of
from survey_app.local_time import today
from survey_app.programme.year.calendar_entries import CalendarEntry
from survey_app.walkabouts.cycles.people import AGENCY, agencies_led_by
from survey_app.walkabouts.models import Visit
from survey_app.walkabouts.self_assessment.access import assessments_led
from survey_app.walkabouts.self_assessment.deadlines import deadline_of, state_of
from survey_app.walkabouts.self_assessment.models import SelfAssessment


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Whose own entries are asked for, in which partnership and from which day to which, both included."""

    partnership_id: int
    user_id: int
    start: date
    end: date


def own_entries(session: Session, asking: Asking) -> Iterator[CalendarEntry]:
    """All that is dated for one person's own part."""
    for source in SOURCES:
        yield from (one for one in source(session, asking) if asking.start <= one.starts_on <= asking.end)


def _visits(session: Session, asking: Asking) -> Iterator[CalendarEntry]:
    """Visits to one's agency, once the agency was told of them."""
    led = agencies_led_by(session, asking.user_id, asking.partnership_id)
    rows = session.scalars(
        select(Visit)
        .where(
            Visit.partnership_id == asking.partnership_id, Visit.agency_id.in_(led), Visit.notified_at.is_not(None),
            Visit.state.in_(("planned", "done")), Visit.day.is_not(None),
        )
        .options(selectinload(Visit.agency))
        .order_by(Visit.day, Visit.id)
    )  # fmt: skip
    for one in rows:
        if one.day is not None:
            yield CalendarEntry(
                uid=f"visit-{one.id}", kind="visit", title=f"Visit to {one.agency.name}", starts_on=one.day,
                ends_on=one.day, starts_at=one.starts_at, ends_at=one.ends_at, place=one.site, permission=AGENCY,
                visited=frozenset({one.agency.name}), endpoint="self_assessment.index",
            )  # fmt: skip


def _returns(session: Session, asking: Asking) -> Iterator[CalendarEntry]:
    """The day of the first return that one's agency, or one oneself, still owes to an audit."""
    led = agencies_of_returns(session, asking.partnership_id, asking.user_id)
    audits = any(one.id == asking.user_id for one in people_with(session, asking.partnership_id, AUDITING))
    if not led and not audits:
        return
    rows = session.scalars(
        select(CaseAudit)
        .where(CaseAudit.partnership_id == asking.partnership_id, CaseAudit.state.in_(("fieldwork", "moderation")))
        .order_by(CaseAudit.id)
    ).all()
    for audit in rows:
        owed = [one for one in standings_of(session, audit, today()) if one.is_missing and one.due_on is not None]
        of_agency = [one for one in owed if one.asked.agency_id in led]
        mine = of_agency or [one for one in owed if audits and one.asked.auditor_id == asking.user_id]
        if not mine:
            continue
        day = min(one.due_on for one in mine if one.due_on is not None)
        yield CalendarEntry(
            uid=f"audit-{audit.id}-returns", kind="audit", title=f"Returns due: {audit.title}", starts_on=day,
            ends_on=day, permission=LEADING if of_agency else AUDITING, is_deadline=True,
            audited=frozenset(one.asked.agency.name for one in mine),
            endpoint="agency_returns.audit" if of_agency else "my_returns.mine",
            values={"audit": audit.slug} if of_agency else {},
        )  # fmt: skip


def _self_assessments(session: Session, asking: Asking) -> Iterator[CalendarEntry]:
    """The last day for one's agency's self-assessment, with its own extension, until it is sent."""
    for one in assessments_led(session, asking.partnership_id, asking.user_id):
        kept = session.get(SelfAssessment, one.id)
        day = deadline_of(one, kept)
        if day is not None and state_of(one, kept, today()) not in ("sent", "closed", "no_round"):
            yield CalendarEntry(
                uid=f"section11-{one.cycle_id}-self", kind="section11", is_deadline=True, starts_on=day, ends_on=day,
                title=f"Self-assessment due: {one.cycle.title}", permission=AGENCY, endpoint="self_assessment.index",
            )  # fmt: skip


SOURCES: tuple[Callable[[Session, Asking], Iterator[CalendarEntry]], ...] = (_visits, _returns, _self_assessments)
