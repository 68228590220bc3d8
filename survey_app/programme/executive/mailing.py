"""Mail about decisions to those who lead the agency that carries them out: once when recorded, and once when late.

A message has the number of the decision and a link, and nothing of what was decided. One that waits is called off
where its reader no longer leads the agency, or nothing is to be carried out any more.
"""

from __future__ import annotations

from datetime import date

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.happenings import alone
from survey_app.improvement.actions.people import leads_of
from survey_app.local_time import day_of
from survey_app.local_time import today as today_in_england
from survey_app.mail import OutboxMessage, composes
from survey_app.mail_ledger import entry_of, leave_out, queue_once
from survey_app.partnership.models import Partnership
from survey_app.programme.executive.carrying_out import late_decisions, standing_of
from survey_app.programme.executive.models import ExecutiveDecision

GIVEN_MAIL, LATE_MAIL = "decision_given", "decision_late"
LATE_FOR = 30  # days; after that nobody is written to any more, and the pages still say it


def tell_agency(session: Session, decision: ExecutiveDecision) -> int:
    """Write to those who lead the agency that carries a decision out; how many messages are queued.

    Where its day had passed when it was recorded, this says so, and no second message says that it is late.
    """
    recorded_on = day_of(decision.recorded_at)
    if not standing_of(session, decision, recorded_on).is_open:
        return 0
    late = decision.due_by is not None and decision.due_by < recorded_on
    due = f" by {decision.due_by:%-d %B %Y}" if decision.due_by is not None else ""
    first = f"the Executive has decided something that your agency {'was' if late else 'is'} to carry out{due}"
    if late:
        _leave_out(session, decision, LATE_MAIL, "said when it was recorded")
    return _queue(session, decision, GIVEN_MAIL, f"Decision {decision.reference} names your agency", first)


def remind_of_decisions(session: Session, today: date) -> int:
    """Write once to those who lead where the day of a decision has passed; how many messages are queued."""
    queued = 0
    for partnership_id in session.scalars(select(Partnership.id).order_by(Partnership.id)).all():
        with alone(session, f"reminding of late decisions in partnership {partnership_id}"):
            for decision, standing in late_decisions(session, partnership_id, today):
                if standing.days_late <= LATE_FOR and decision.due_by is not None:
                    first = f"a decision that your agency carries out was due by {decision.due_by:%-d %B %Y}"
                    queued += _queue(session, decision, LATE_MAIL, f"Decision {decision.reference} is late", first)
    return queued


@composes(GIVEN_MAIL)
@composes(LATE_MAIL)
def _as_it_goes_out(session: Session, message: OutboxMessage) -> str | None:
    """The message as it was queued; None, which calls it off, where it no longer holds."""
    decision, entry = session.get(ExecutiveDecision, message.about), entry_of(session, message)
    if decision is None or decision.agency_id is None or entry is None:
        return None
    standing = standing_of(session, decision, today_in_england())
    leads = {_recipient(one) for one in leads_of(session, decision.partnership_id, decision.agency_id)}
    return message.body if standing.is_open and entry.recipient in leads else None


def _recipient(user: User) -> str:
    return f"user {user.id}"


def _leave_out(session: Session, decision: ExecutiveDecision, kind: str, why: str) -> None:
    if decision.agency_id is not None:
        for user in leads_of(session, decision.partnership_id, decision.agency_id):
            leave_out(
                session, purpose=kind, about=f"decision {decision.id}", recipient=_recipient(user),
                partnership_id=decision.partnership_id, why=why,
            )  # fmt: skip


def _queue(session: Session, decision: ExecutiveDecision, kind: str, subject: str, first: str) -> int:
    if decision.agency_id is None:
        return 0
    partnership = session.get_one(Partnership, decision.partnership_id)
    root = str(current_app.config["WALKABOUT_PUBLIC_URL"]).rstrip("/")
    link = f"{root}/p/{partnership.slug}/executive/decisions/{decision.number}"

    def write_to(user: User) -> int:
        body = (
            f"Dear {user.name},\n\n{first}. Sign in to read it, and note there what came of it:\n{link}\n\n"
            f"{partnership.name}\n"
        )
        message = queue_once(
            session, purpose=kind, about=f"decision {decision.id}", recipient=_recipient(user), to=user.email,
            kind=kind, partnership_id=partnership.id, subject=subject, body=body, key=decision.id,
        )  # fmt: skip
        return 0 if message is None else 1

    return sum(write_to(user) for user in leads_of(session, partnership.id, decision.agency_id))
