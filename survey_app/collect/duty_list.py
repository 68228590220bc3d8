"""The duty list: worries about children and requests for help, put so that a page can show them as they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.collect.display import date_time_text, moment_text
from survey_app.collect.help_now import is_call
from survey_app.collect.models import Draft, HelpRequest, SafetyAlert, Submission
from survey_app.collect.safety import tell_duty_people
from survey_app.database import now
from survey_app.partnership.models import Contact, Partnership
from survey_app.rounds.models import Invitation, Round


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyEntry:
    """A line of the duty list, with the names that belong to it."""

    kind: str  # "worry" or "help"
    record: SafetyAlert | HelpRequest
    when: str
    by: str
    round_title: str = ""
    told_when: str = ""
    said_when: str = ""  # by the clock of the device that told of it, where that is not the same minute
    taken_on: str = ""  # when and by whom
    is_call: bool = False  # an answer after which the form showed where to get help, not a worry put into words
    link: str = ""  # whose personal link it came by


def duty_entries(session: Session, partnership_id: int) -> list[DutyEntry]:
    """What nobody has taken on first, worries before requests for help, the newest at the top."""
    names = {row[0]: row[1] for row in session.execute(select(User.id, User.name))}
    alerts = session.execute(
        select(SafetyAlert, Round.title)
        .outerjoin(Round, Round.id == SafetyAlert.round_id)
        .where(SafetyAlert.partnership_id == partnership_id)
        .order_by(SafetyAlert.raised_at.desc(), SafetyAlert.id)
    )
    requests = session.scalars(
        select(HelpRequest)
        .where(HelpRequest.partnership_id == partnership_id)
        .order_by(HelpRequest.created_at.desc(), HelpRequest.id)
    )
    links = _links(session, partnership_id)
    entries = [_worry(alert, title, names, links.get(alert.draft_id, "")) for alert, title in alerts]
    entries += [_help(one, names) for one in requests]
    return sorted(entries, key=lambda entry: entry.record.acknowledged_at is not None)


def _links(session: Session, partnership_id: int) -> dict[str, str]:
    """Whose personal link led to the answers that an alert comes of, as far as there is one."""
    found: dict[str, str] = {}
    for kept in (Draft, Submission):
        statement = (
            select(kept.id, Contact.name, Contact.email)
            .join(SafetyAlert, SafetyAlert.draft_id == kept.id)
            .join(Invitation, Invitation.id == kept.invitation_id)
            .join(Contact, Contact.id == Invitation.contact_id)
            .where(SafetyAlert.partnership_id == partnership_id)
        )
        found |= {key: f"{name} ({email})" if name else email for key, name, email in session.execute(statement)}
    return found


def _worry(alert: SafetyAlert, title: str | None, names: dict[int, str], link: str) -> DutyEntry:
    return DutyEntry(
        kind="worry", record=alert, when=moment_text(alert.raised_at), by=names.get(alert.raised_by_id or 0, ""),
        round_title=title or alert.place, told_when=date_time_text(alert.told_at) if alert.told_at else "",
        said_when=_said_when(alert), taken_on=_taken_on(alert, names), is_call=is_call(alert.note), link=link,
    )  # fmt: skip


def _said_when(alert: SafetyAlert) -> str:
    said = moment_text(datetime.fromisoformat(alert.said_at)) if alert.said_at else ""
    return said if said != moment_text(alert.raised_at) else ""


def _help(request: HelpRequest, names: dict[int, str]) -> DutyEntry:
    return DutyEntry(
        kind="help", record=request, when=moment_text(request.created_at), by=request.name,
        taken_on=_taken_on(request, names),
    )  # fmt: skip


def _taken_on(record: SafetyAlert | HelpRequest, names: dict[int, str]) -> str:
    if record.acknowledged_at is None:
        return ""
    return f"{moment_text(record.acknowledged_at)} by {names.get(record.acknowledged_by_id or 0, 'somebody')}"


def acknowledge(record: SafetyAlert | HelpRequest, user_id: int) -> bool:
    """Record who has taken an entry on; False when somebody has already."""
    if record.acknowledged_at is not None:
        return False
    record.acknowledged_at, record.acknowledged_by_id = now(), user_id
    return True


def ask_for_help(session: Session, partnership: Partnership, *, name: str, contact: str, message: str) -> HelpRequest:
    """Keep contact details for the duty people and tell them that there is something to look at."""
    request = HelpRequest(partnership_id=partnership.id, name=name, contact=contact, message=message)
    session.add(request)
    session.flush()
    what = "Somebody has left their details and asks for help."
    tell_duty_people(session, partnership, "Somebody asks for help", what)
    return request
