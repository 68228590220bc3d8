"""Constructed serious incidents, by reference alone: closed, under review, late, new, and late with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.orm import Session

from analysis.working_days import add_working_days
from survey_app.accounts.models import User
from survey_app.database import now
from survey_app.partnership.models import Partnership
from survey_app.programme.incidents.approving import approve, propose
from survey_app.programme.incidents.breaches import follow_breaches, give_reason
from survey_app.programme.incidents.copies import acknowledge, note_reading
from survey_app.programme.incidents.entering import NewIncident, change_days, end_incident, enter_incident
from survey_app.programme.incidents.models import SeriousIncident
from survey_app.programme.incidents.rules import RuleTerms, add_rule
from survey_app.programme.incidents.settings import OUTCOMES, keep_settings

WHY = "Health, police and children’s services agree (constructed)."
HEAD = "head of service"
LATE_BECAUSE = (
    "It was known to the duty team only until the fifth day; the team now tells the head at once (constructed)."
)


def load_incidents(session: Session, partnership: Partnership, people: Mapping[str, User], *, today: date) -> None:
    """Load the chair, one rule of the partnership's own, and five incidents, each step on the day it was taken."""
    keep_settings(
        session, partnership.id, chair_id=people["second-qa"].id, outcomes=OUTCOMES, reminders=(3, 1, 0),
        by_id=people["qa"].id,
    )  # fmt: skip
    _closed(session, partnership, people, today)
    _under_review(session, partnership, people, today)
    _late(session, partnership, people, today)
    aware = add_working_days(today, -2)
    _on(session, _entered(session, partnership, people, 4, aware), aware)
    _explained(session, partnership, people, today)
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
    made = _entered(session, partnership, people, 1, aware)
    _decided(session, made, people, "notification", "notify", add_working_days(aware, 2))
    _days(session, made, people, sent, notified_on=sent, notified_by=HEAD)
    _days(session, made, people, add_working_days(sent, 2), review_began_on=add_working_days(sent, 2))
    done = add_working_days(sent, 14)
    _decided(session, made, people, "rapid_review", "b", done)
    _days(session, made, people, done, review_completed_on=done)
    replied = add_working_days(sent, 25)
    _days(session, made, people, replied, panel_response="agrees", panel_replied_on=replied)
    for name, days in (("executive", 1), ("second-executive", 4)):
        note_reading(session, made, people[name].id, at=_noon(add_working_days(done, days)))
    acknowledge(session, made, people["executive"].id, at=_noon(add_working_days(done, 1)))
    ended = "Local learning has been taken up (constructed)."
    end_incident(session, made, why=ended, by_id=people["qa"].id, today=replied)
    _on(session, made, replied)


def _under_review(session: Session, partnership: Partnership, people: Mapping[str, User], today: date) -> None:
    aware = add_working_days(today - timedelta(days=120), 1)
    sent, completed = add_working_days(aware, 5), add_working_days(aware, 19)
    made = _entered(session, partnership, people, 2, aware)
    _decided(session, made, people, "notification", "notify", add_working_days(aware, 3))
    _days(session, made, people, sent, notified_on=sent, notified_by=HEAD)
    _days(session, made, people, add_working_days(sent, 1), review_began_on=add_working_days(sent, 1))
    _decided(session, made, people, "rapid_review", "c", completed)
    started = add_working_days(completed, 5)
    agreed = add_working_days(started, 10)
    _days(session, made, people, completed, review_completed_on=completed)
    _days(session, made, people, started, lcspr_started_on=started)
    _days(session, made, people, agreed, terms_agreed_on=agreed)


def _late(session: Session, partnership: Partnership, people: Mapping[str, User], today: date) -> None:
    """Not notified in time: one of the two who approve has not, and nobody has said why yet."""
    aware = add_working_days(today, -8)
    made = _entered(session, partnership, people, 3, aware)
    waiting = propose(session, made, "notification", "notify", WHY, by_id=people["qa"].id)
    approve(session, waiting, by_id=people["executive"].id, today=aware)
    _on(session, made, add_working_days(aware, 1))
    _breached(session, made, add_working_days(aware, 6))


def _explained(session: Session, partnership: Partnership, people: Mapping[str, User], today: date) -> None:
    """Notified two days late with its reason, and under rapid review, which is due soon."""
    aware = add_working_days(today, -19)
    sent = add_working_days(aware, 7)
    made = _entered(session, partnership, people, 5, aware)
    _on(session, made, sent)
    _decided(session, made, people, "notification", "notify", sent)
    _days(session, made, people, sent, notified_on=sent, notified_by=HEAD)
    _breached(session, made, sent)
    give_reason(session, made, "notification", LATE_BECAUSE, by_id=people["qa"].id, today=sent)
    for breach in made.breaches:
        breach.reason_at = _noon(sent)
    _days(session, made, people, add_working_days(sent, 2), review_began_on=add_working_days(sent, 2))
    note_reading(session, made, people["executive"].id, at=_noon(add_working_days(sent, 1)))


def _entered(
    session: Session, partnership: Partnership, people: Mapping[str, User], number: int, aware: date
) -> SeriousIncident:
    given = NewIncident(reference=f"SI-{aware.year}-{number}", children=1 + number % 2, aware_on=aware)
    made = enter_incident(session, partnership.id, given, by_id=people["qa"].id, today=aware)
    _on(session, made, aware)
    return made


def _decided(
    session: Session, incident: SeriousIncident, people: Mapping[str, User], kind: str, what: str, day: date
) -> None:
    made = propose(session, incident, kind, what, WHY, by_id=people["qa"].id)
    approve(session, made, by_id=people["executive"].id, today=day)
    approve(session, made, by_id=people["second-qa"].id, today=day)
    _on(session, incident, day)


def _days(session: Session, incident: SeriousIncident, people: Mapping[str, User], day: date, **values: object) -> None:
    change_days(session, incident, values, why="", by_id=people["qa"].id, today=day)
    _on(session, incident, day)


def _breached(session: Session, incident: SeriousIncident, day: date) -> None:
    follow_breaches(session, incident, today=day)
    for breach in incident.breaches:
        breach.noted_at = _noon(day) - timedelta(hours=11, minutes=55)  # just after midnight, as the nightly run does
    _on(session, incident, day)


def _on(session: Session, incident: SeriousIncident, day: date) -> None:
    """Date what was entered just now to the day on which it was: the demonstration is loaded in one go."""
    session.flush()
    session.expire(incident, ["changes", "decisions", "copies"])
    latest, moment = now() - timedelta(hours=1), _noon(day)
    if moment > latest:
        return
    for record, names in (
        *((one, ("at",)) for one in incident.changes),
        *((one, ("entered_at", "first_at", "second_at")) for one in incident.decisions),
        *((one, ("sent_at",)) for one in incident.copies),
    ):
        for name in names:
            if (at := getattr(record, name)) is not None and at > latest:
                setattr(record, name, moment)
    session.flush()


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)
