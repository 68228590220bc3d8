"""Constructed serious incidents, by reference alone: one closed, one with a review, one late, one just entered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy.orm import Session

from analysis.working_days import add_working_days
from survey_app.accounts.models import User
from survey_app.database import now
from survey_app.partnership.models import Partnership
from survey_app.programme.incidents.approving import approve, propose
from survey_app.programme.incidents.copies import acknowledge, note_reading
from survey_app.programme.incidents.entering import NewIncident, change_days, end_incident, enter_incident
from survey_app.programme.incidents.models import SeriousIncident
from survey_app.programme.incidents.rules import RuleTerms, add_rule
from survey_app.programme.incidents.settings import OUTCOMES, keep_settings

WHY = "Health, police and children’s services agree (constructed)."
HEAD = "head of service"


def load_incidents(session: Session, partnership: Partnership, people: Mapping[str, User], *, today: date) -> None:
    """Load the chair, one rule of the partnership's own, and four incidents."""
    keep_settings(
        session, partnership.id, chair_id=people["second-qa"].id, outcomes=OUTCOMES, reminders=(3, 1, 0),
        by_id=people["qa"].id,
    )  # fmt: skip
    _closed(session, partnership, people, today)
    _under_review(session, partnership, people, today)
    _late(session, partnership, people, today)
    _entered(session, partnership, people, today, 4, add_working_days(today, -2))
    add_rule(
        session, partnership.id,
        RuleTerms(
            clock="referrer_told", trigger="decided", limit=1, unit="working days", trigger_day=0,
            off_day_trigger="stays", basis="Local front-door procedures (constructed)", holds_from=today,
            reason="The referrer can only be told what has been decided (constructed).",
        ),
        by_id=people["qa"].id,
    )  # fmt: skip
    session.flush()


def _closed(session: Session, partnership: Partnership, people: Mapping[str, User], today: date) -> None:
    aware = add_working_days(today - timedelta(days=150), 1)
    sent = add_working_days(aware, 4)
    made = _entered(session, partnership, people, today, 1, aware)
    _decided(session, made, people, "notification", "notify", today)
    _days(session, made, people, today, notified_on=sent, notified_by=HEAD, review_began_on=add_working_days(sent, 2))
    _decided(session, made, people, "rapid_review", "b", today)
    _days(session, made, people, today, review_completed_on=add_working_days(sent, 14))
    _days(session, made, people, today, panel_response="agrees", panel_replied_on=add_working_days(sent, 25))
    for name in ("executive", "second-executive"):
        note_reading(session, made, people[name].id, at=now())
    acknowledge(session, made, people["executive"].id, at=now())
    ended = "Local learning has been taken up (constructed)."
    end_incident(session, made, why=ended, by_id=people["qa"].id, today=today)


def _under_review(session: Session, partnership: Partnership, people: Mapping[str, User], today: date) -> None:
    aware = add_working_days(today - timedelta(days=120), 1)
    sent, completed = add_working_days(aware, 5), add_working_days(aware, 19)
    made = _entered(session, partnership, people, today, 2, aware)
    _decided(session, made, people, "notification", "notify", today)
    _days(session, made, people, today, notified_on=sent, notified_by=HEAD, review_began_on=add_working_days(sent, 1))
    _decided(session, made, people, "rapid_review", "c", today)
    started = add_working_days(completed, 5)
    _days(
        session, made, people, today, review_completed_on=completed, lcspr_started_on=started,
        terms_agreed_on=add_working_days(started, 10),
    )  # fmt: skip


def _late(session: Session, partnership: Partnership, people: Mapping[str, User], today: date) -> None:
    made = _entered(session, partnership, people, today, 3, add_working_days(today, -8))
    waiting = propose(session, made, "notification", "notify", WHY, by_id=people["qa"].id)
    approve(session, waiting, by_id=people["executive"].id, today=today)


def _entered(
    session: Session, partnership: Partnership, people: Mapping[str, User], today: date, number: int, aware: date
) -> SeriousIncident:
    given = NewIncident(reference=f"SI-{aware.year}-{number}", children=1 + number % 2, aware_on=aware)
    return enter_incident(session, partnership.id, given, by_id=people["qa"].id, today=today)


def _decided(
    session: Session, incident: SeriousIncident, people: Mapping[str, User], kind: str, what: str, today: date
) -> None:
    made = propose(session, incident, kind, what, WHY, by_id=people["qa"].id)
    approve(session, made, by_id=people["executive"].id, today=today)
    approve(session, made, by_id=people["second-qa"].id, today=today)


def _days(
    session: Session, incident: SeriousIncident, people: Mapping[str, User], today: date, **values: object
) -> None:
    change_days(session, incident, values, why="", by_id=people["qa"].id, today=today)
