"""What the worker does by itself: it reminds auditors before a return is due, and when it is late, once each time.

Whoever has returned is not reminded, nor is an agency that was not involved. One message names all that a person still
has to return of an audit.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.case_audits.models import CaseAudit
from survey_app.case_audits.planning import mailing
from survey_app.case_audits.planning.asking import keep_population
from survey_app.case_audits.planning.plans import lock_audit
from survey_app.case_audits.planning.standing import Standing
from survey_app.collect.display import LOCAL_TIME
from survey_app.database import now
from survey_app.errors import place_of

log = logging.getLogger(__name__)
DAYS_BEFORE = (14, 7, 1)
LATE = "late"


def remind_auditors(session: Session) -> None:
    """Remind for every audit under way; each in a transaction of its own, so that one in trouble holds up no other."""
    day = now().astimezone(LOCAL_TIME).date()
    under_way = select(CaseAudit.id).where(CaseAudit.state.in_(("fieldwork", "moderation"))).order_by(CaseAudit.id)
    for audit_id in session.scalars(under_way).all():
        try:
            _remind_one(session, audit_id, day)
            session.commit()
        except Exception as error:
            session.rollback()
            log.error("reminders of case audit %d failed: %s at %s", audit_id, type(error).__name__, place_of(error))


def _remind_one(session: Session, audit_id: int, day: date) -> None:
    audit = session.get(CaseAudit, audit_id)
    if audit is None:  # destroyed meanwhile
        return
    remind(session, audit, day)
    mailing.tell_leads(session, audit)  # an agency may have got its lead since
    keep_population(session, audit)  # a case may have been replaced since


def remind(session: Session, audit: CaseAudit, day: date) -> int:
    """Queue the reminders of one audit that are due on a day; how many people are written to."""
    if not any(_marks_due(one, day) for one in mailing.outstanding(session, audit)):
        return 0
    lock_audit(session, audit)  # another worker may have done the same meanwhile
    due = [one for one in mailing.outstanding(session, audit) if _marks_due(one, day)]
    people = mailing.by_auditor(due)
    for user, standings in people.items():
        for one in standings:
            one.asked.reminders = [*one.asked.reminders, *_marks_due(one, day)]  # of two that are due, one is sent
        is_late = any(one.state == "late" for one in standings)
        mailing.queue_reminder(session, audit, user, is_late=is_late, due_on=min(filter(None, map(_day, standings))))
    if people:
        mailing.note_reminders(session, audit, len(people))
    session.flush()
    return len(people)


def _marks_due(one: Standing, day: date) -> list[str]:
    return list(_marks(one, day))


def _marks(one: Standing, day: date) -> Iterator[str]:
    """The reminders whose day has come and that have not been sent for this deadline."""
    if one.due_on is None:
        return
    left = (one.due_on - day).days
    for days in DAYS_BEFORE:
        mark = f"{one.due_on.isoformat()}:{days}"
        if 0 <= left <= days and mark not in one.asked.reminders:
            yield mark
    if left < 0 and (late := f"{one.due_on.isoformat()}:{LATE}") not in one.asked.reminders:
        yield late


def _day(one: Standing) -> date | None:
    return one.due_on
