"""Bank holidays count for every partnership of an installation, so that two people change them: one puts a change
forward, and another confirms it.

What is put forward is tried out at once, so that nothing waits that could not be applied, and checked again when it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.case_audits.locking import lock_row
from survey_app.database import now
from survey_app.programme.incidents.holidays import add_one_off, apply_list, take_back
from survey_app.programme.incidents.models import BankHolidayProposal
from survey_app.programme.incidents.refusals import IncidentRefused


def put_one_off(
    session: Session, day: date, title: str, reason: str, *, by_id: int, partnership_id: int, today: date
) -> BankHolidayProposal:
    """Put a one-off holiday forward that was proclaimed."""
    document = {"day": day.isoformat(), "title": title, "reason": reason}
    return _put(session, "one_off", document, by_id=by_id, partnership_id=partnership_id, today=today)


def put_take_back(
    session: Session, day: date, reason: str, *, by_id: int, partnership_id: int, today: date
) -> BankHolidayProposal:
    """Put forward that a one-off holiday is taken back."""
    document = {"day": day.isoformat(), "reason": reason}
    return _put(session, "take_back", document, by_id=by_id, partnership_id=partnership_id, today=today)


def put_list(
    session: Session, listed: Mapping[date, str], *, mark: str, take_out: Sequence[date], by_id: int,
    partnership_id: int, today: date,
) -> BankHolidayProposal:  # fmt: skip
    """Put gov.uk's list forward as it was shown."""
    document = {
        "listed": {day.isoformat(): title for day, title in sorted(listed.items())}, "mark": mark,
        "take_out": [day.isoformat() for day in sorted(take_out)],
    }  # fmt: skip
    return _put(session, "list", document, by_id=by_id, partnership_id=partnership_id, today=today)


def waiting_proposals(session: Session, partnership_id: int) -> Sequence[BankHolidayProposal]:
    """What a partnership has put forward and nobody has confirmed, the oldest first."""
    query = select(BankHolidayProposal).where(
        BankHolidayProposal.partnership_id == partnership_id, BankHolidayProposal.outcome == ""
    )
    return session.scalars(query.order_by(BankHolidayProposal.id)).all()


def confirm(session: Session, proposal: BankHolidayProposal, *, by_id: int, today: date) -> None:
    """Apply what somebody else put forward."""
    _lock(session, proposal)
    if by_id == proposal.proposed_by_id:
        raise IncidentRefused("You put this forward. Somebody else confirms it.")
    _carry_out(
        session, proposal.kind, proposal.document, by_id=proposal.proposed_by_id,
        partnership_id=proposal.partnership_id, today=today,
    )  # fmt: skip
    proposal.outcome, proposal.decided_at, proposal.decided_by_id = "applied", now(), by_id
    session.flush()


def send_back(session: Session, proposal: BankHolidayProposal, *, by_id: int) -> None:
    """Send a change back, or take back one's own; nothing of it counts."""
    _lock(session, proposal)
    proposal.outcome, proposal.decided_at, proposal.decided_by_id = "sent_back", now(), by_id
    session.flush()


def _put(
    session: Session, kind: str, document: dict[str, Any], *, by_id: int, partnership_id: int, today: date
) -> BankHolidayProposal:
    trial = session.begin_nested()
    try:
        says = _carry_out(session, kind, document, by_id=by_id, partnership_id=partnership_id, today=today)
    finally:
        trial.rollback()
    made = BankHolidayProposal(
        partnership_id=partnership_id, kind=kind, document=document, says=says, proposed_by_id=by_id
    )
    session.add(made)
    session.flush()
    return made


def _carry_out(
    session: Session, kind: str, document: Mapping[str, Any], *, by_id: int, partnership_id: int, today: date
) -> str:
    """Change the bank holidays; what was changed, in words."""
    who: dict[str, Any] = {"by_id": by_id, "partnership_id": partnership_id, "today": today}
    if kind == "one_off":
        made = add_one_off(session, _day(document["day"]), document["title"], document["reason"], **who)
        return f"Add {_named(made.day, made.title)}. {made.reason}"
    if kind == "take_back":
        made = take_back(session, _day(document["day"]), document["reason"], **who)
        return f"Take back {_named(made.day, made.title)}. {made.reason}"
    listed = {_day(text): title for text, title in document["listed"].items()}
    gone = {_day(text) for text in document["take_out"]}
    diff = apply_list(session, listed, mark=document["mark"], take_out=gone, **who)
    parts = [f"Add {_named(*one)}." for one in diff.added]
    parts += [f"Take out {_named(*one)}." for one in diff.missing if one[0] in gone]
    return " ".join(("The list of gov.uk.", *parts))


def _lock(session: Session, proposal: BankHolidayProposal) -> None:
    lock_row(session, proposal)
    if proposal.outcome:
        raise IncidentRefused("This change does not wait any more. Open the page again.")


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _named(day: date, title: str) -> str:
    return f"{day:%A %-d %B %Y}, {title}"
