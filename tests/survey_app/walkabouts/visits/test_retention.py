"""Visits and inspection reports go when their time is over, unless they are held."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.partnership.models import Partnership
from survey_app.retention import GRACE_DAYS, add_default_rules, apply_retention
from survey_app.walkabouts.models import InspectionReport, Section11Assessment, Visit, VisitMember, VisitNotes
from survey_app.walkabouts.models.outcomes import FeedbackCard
from tests.survey_app.walkabouts.section11_factories import (
    make_cycle,
    make_notes,
    make_section11_assessment,
    make_visit,
)

MADE = datetime(2019, 3, 4, 12, tzinfo=UTC)
DUE = date(2026, 3, 5)
DESTROYED = DUE + timedelta(days=GRACE_DAYS)


@pytest.fixture
def partnership(partnership: Partnership, session: Session) -> Partnership:
    add_default_rules(session, partnership)
    return partnership


@pytest.fixture
def visit(session: Session, partnership: Partnership, leader: User) -> Visit:
    cycle = make_cycle(session, partnership, rounds=("walkabout",))
    found = make_visit(session, make_section11_assessment(session, cycle), leader, state="done", created_at=MADE)
    make_notes(session, found, leader)
    session.add(FeedbackCard(visit_id=found.id, partnership_id=partnership.id, heard="Thank you"))
    report = InspectionReport(
        partnership_id=partnership.id, agency_id=found.agency_id, inspectorate="Inspectorate", title="Report",
        published_on=MADE.date(), logged_at=MADE,
    )  # fmt: skip
    session.add(report)
    session.flush()
    found.inspection_id = report.id
    session.flush()
    return found


def counts(session: Session) -> list[int]:
    models = (Visit, VisitMember, VisitNotes, FeedbackCard, InspectionReport)
    return [session.scalar(select(func.count()).select_from(model)) or 0 for model in models]


def test_a_visit_and_a_report_are_destroyed_when_their_time_is_over(session: Session, visit: Visit) -> None:
    apply_retention(session, today=DUE - timedelta(days=1))
    apply_retention(session, today=DUE)
    assert counts(session) == [1, 1, 1, 1, 1], "they are due, and an administrator may still hold them"
    destroyed = apply_retention(session, today=DESTROYED)
    assert (destroyed["visit"], destroyed["inspection_report"]) == (1, 1)
    assert counts(session) == [0, 0, 0, 0, 0]


def test_a_hold_on_the_round_of_the_notes_holds_the_visit(session: Session, visit: Visit) -> None:
    assert visit.assessment is not None
    round_ = visit.assessment.cycle.walkabout_round
    assert round_ is not None
    round_.legal_hold = True
    for day in (DUE, DESTROYED):
        apply_retention(session, today=day)
    assert counts(session) == [1, 1, 1, 1, 0]
    session.expire_all()
    assert visit.inspection_id is None


def test_a_held_visit_stays(session: Session, visit: Visit, assessment: Section11Assessment) -> None:
    visit.legal_hold = True
    make_visit(session, assessment)
    for day in (DUE, DESTROYED):
        apply_retention(session, today=day)
    assert counts(session)[0] == 2
