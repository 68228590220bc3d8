"""The register of access: who read which results, comments, answers or pages, and when. It is part of the audit log."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload

from analysis.formula_guard import guarded
from survey_app.accounts.models import User
from survey_app.audit_log import AuditEvent
from survey_app.database import UtcDateTime

PAGE_SIZE = 100
DAYS = 90
# How the actions of reading end. A change of something is never called so.
ENDINGS = (" read", " downloaded")
KINDS = {
    "raw answers read": "Single answers",
    "working results read": "Working results",
    "results downloaded": "Downloads",
    "dashboard read": "Dashboard pages",
    "case audit read": "Case audits",
}
OTHER = "Comments and the rest"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessAsked:
    """Which readings: of one person or all, from one day to another, both included."""

    first: date
    last: date
    person_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """How often somebody read each kind, and when last."""

    user: User
    counts: dict[str, int]
    total: int
    last: datetime


def asked(first: date | None, last: date | None, person_id: int | None, *, today: date) -> AccessAsked:
    """What an address asks for, nothing of the future; without days, the last ninety."""
    last = min(last or today, today)
    earlier = last - timedelta(days=DAYS) if last > date.min + timedelta(days=DAYS) else date.min
    return AccessAsked(first=min(first or earlier, last), last=last, person_id=person_id)


def readings(
    session: Session, partnership_id: int, what: AccessAsked, *, at_most: int | None = None
) -> Iterable[AuditEvent]:
    """The entries of the audit log that are readings, the newest first."""
    query = select(AuditEvent).options(joinedload(AuditEvent.actor)).where(*_conditions(partnership_id, what))
    return session.scalars(query.order_by(AuditEvent.id.desc()).limit(at_most))


def people(session: Session, partnership_id: int, what: AccessAsked) -> list[PersonLine]:
    """The readings by person, whoever read most first."""
    counted = (
        select(User.id, AuditEvent.action, func.count(), func.max(AuditEvent.at, type_=UtcDateTime))
        .join(User, User.id == AuditEvent.actor_id)
        .where(*_conditions(partnership_id, what))
        .group_by(User.id, AuditEvent.action)
    )
    counts: dict[int, Counter[str]] = {}
    last: dict[int, datetime] = {}
    for person, action, count, latest in session.execute(counted):
        counts.setdefault(person, Counter())[KINDS.get(action, OTHER)] += count
        last[person] = max(latest, last.get(person, latest))
    users = session.scalars(select(User).where(User.id.in_(counts)))
    lines = [
        PersonLine(user=user, counts=dict(counts[user.id]), total=counts[user.id].total(), last=last[user.id])
        for user in users
    ]
    return sorted(lines, key=lambda line: (-line.total, line.user.name))


def _conditions(partnership_id: int, what: AccessAsked) -> Iterator[ColumnElement[bool]]:
    yield AuditEvent.partnership_id == partnership_id
    yield AuditEvent.at >= datetime.combine(what.first, time(), UTC)
    yield AuditEvent.at < datetime.combine(what.last, time(), UTC) + timedelta(days=1)
    yield or_(*(AuditEvent.action.endswith(ending) for ending in ENDINGS))
    if what.person_id is not None:
        yield AuditEvent.actor_id == what.person_id


def register_csv(events: Iterable[AuditEvent]) -> Iterator[str]:
    """The register as CSV for Excel: UTF-8 with a byte order mark, texts guarded against formulas."""
    yield "\ufeff"
    for row in (("When (UTC)", "Who", "Did what", "To what", "Details"), *map(_row, events)):
        line = io.StringIO()
        csv.writer(line, lineterminator="\r\n").writerow(row)
        yield line.getvalue()


def _row(event: AuditEvent) -> tuple[str, ...]:
    details = "; ".join(f"{name}: {value}" for name, value in event.details.items())
    texts = (event.actor.name if event.actor else "The system", event.action, event.subject, details)
    return (f"{event.at.astimezone(UTC):%Y-%m-%d %H:%M:%S}", *map(guarded, texts))
