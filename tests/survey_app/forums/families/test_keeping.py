"""Notes go after months, the rest with the cycle; a worry of a group is kept from its own day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.collect.models import SafetyAlert
from survey_app.forums.families import saying, worries
from survey_app.forums.models import HubCycle
from survey_app.forums.models.families import FocusGroup, FocusGroupNote, FocusGroupPoint
from survey_app.partnership.models import Partnership
from survey_app.retention import GRACE_DAYS, add_default_rules, apply_retention
from tests.survey_app.forums.families.focus_factories import clear, say

WRITTEN = datetime(2020, 3, 2, 10, tzinfo=UTC)


@pytest.fixture
def written(session: Session, partnership: Partnership, cycle: HubCycle, group: FocusGroup, planner: User) -> HubCycle:
    """A group of 2020 with a note, a quote and a worry."""
    add_default_rules(session, partnership)
    saying.add_note(session, group, group.questions[0], "A note", [1])
    clear(session, say(session, group, "A point", [1], quote="A quote"), by_id=planner.id)
    worries.answer_unsafe(session, partnership, group, unsafe=True, by_id=group.recorded_by_id)
    session.execute(update(FocusGroupNote).values(noted_at=WRITTEN))
    session.execute(update(SafetyAlert).values(raised_at=WRITTEN))
    cycle.starts_on, cycle.ends_on = date(2020, 1, 1), date(2020, 3, 31)
    session.flush()
    return cycle


def left(session: Session, day: date) -> tuple[int, ...]:
    """Apply the rules on a day and once the grace has passed; how many notes, points, groups and worries are left."""
    for today in (day, day + timedelta(days=GRACE_DAYS + 1)):
        apply_retention(session, today=today)
        session.expire_all()
    models = (FocusGroupNote, FocusGroupPoint, FocusGroup, SafetyAlert)
    return tuple(session.scalar(select(func.count()).select_from(model)) or 0 for model in models)


def test_notes_and_first_wordings_go_after_six_months_and_the_rest_stays(session: Session, written: HubCycle) -> None:
    assert left(session, date(2020, 8, 1)) == (2, 1, 1, 1)
    assert left(session, date(2020, 10, 1)) == (0, 1, 1, 1)
    assert session.scalars(select(FocusGroupPoint.quote)).all() == ["A quote"]


def test_a_group_goes_with_its_cycle_and_a_worry_by_its_own_rule(session: Session, written: HubCycle) -> None:
    assert left(session, date(2027, 2, 20)) == (0, 1, 1, 1)
    assert left(session, date(2027, 6, 1)) == (0, 0, 0, 0)


def test_a_legal_hold_on_the_cycle_holds_its_notes(session: Session, written: HubCycle) -> None:
    written.legal_hold = True
    assert left(session, date(2027, 6, 1))[:3] == (2, 1, 1)
