"""Who gets which message of a round, and when; and who gets none, and why. The worker sends what the page shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.application import LONDON
from survey_app.mail_hours import MailHours
from survey_app.mail_ledger import Noted, noted_about
from survey_app.rounds.campaigns.models import Campaign
from survey_app.rounds.invitations import Invited, invitations_of
from survey_app.rounds.mail_models import REMINDER_DAYS, ContactStanding, InvitationRun, RoundMail
from survey_app.rounds.models import Round
from survey_app.rounds.standing import INVITATION, standings, why_not

REMINDER, AGAIN = "reminder ", "again "
OVERTAKEN = "a later one was due"
ANSWERED, NO_ADDRESS = "has answered", "no e-mail address"
ALL_SENT, NOT_SENT = "has had every reminder", "the invitation did not go out"
WAITS = "the invitation waits to be sent"
AFTER_CLOSE = "the next reminder would come after the last day"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedMail:
    """The next message to one person."""

    invitation_id: str
    name: str
    email: str
    agency: str
    purpose: str
    day: int | None  # of a reminder: how many days after the invitation
    due: datetime
    is_last: bool
    overtaken: tuple[int, ...]  # reminders that are not sent, because this one is due as well

    @property
    def what(self) -> str:
        return "Invitation" if self.day is None else f"Reminder, day {self.day}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Somebody who gets no message."""

    name: str
    email: str
    agency: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailPlan:
    """The plan of a round's mail as it stands now."""

    mail: tuple[PlannedMail, ...]
    left_out: tuple[LeftOut, ...]
    reminder_days: tuple[int, ...]
    is_inviting: bool  # a run of invitations is under way

    def due(self, at: datetime) -> list[PlannedMail]:
        """What can be queued at this moment."""
        return [one for one in self.mail if one.due <= at]


@dataclass(frozen=True, slots=True)
class _Past:
    """What one person has had: when the invitation went out, and which reminders are dealt with."""

    invited_at: datetime | None = None
    is_asked: bool = False  # the invitation is in the ledger, whatever became of it
    waits: bool = False  # it has not gone out yet
    reminded: frozenset[int] = frozenset()


def subject_of(round_: Round) -> str:
    """What the ledger of mail calls a round."""
    return f"round {round_.id}"


def reminder_purpose(day: int) -> str:
    """What the ledger calls the reminder of a day."""
    return f"{REMINDER}{day}"


def reminder_days_of(session: Session, round_: Round) -> tuple[int, ...]:
    """The days after the invitation on which a round reminds. Campaigns have reminders of their own."""
    if session.get(Campaign, round_.id) is not None:
        return ()
    own = session.get(RoundMail, round_.id)
    return tuple(sorted(set(own.reminder_days))) if own is not None else REMINDER_DAYS


def set_reminder_days(session: Session, round_: Round, days: Iterable[int]) -> None:
    """Change when a round reminds."""
    own = session.get(RoundMail, round_.id) or RoundMail(round_id=round_.id)
    own.reminder_days = sorted(set(days))
    session.add(own)
    session.flush()


def plan_mail(session: Session, round_: Round, *, at: datetime, hours: MailHours | None) -> MailPlan:
    """The next message to everybody in the frame of a round, as things are at this moment."""
    invited = invitations_of(session, round_.id)
    contact_ids = {item.invitation.contact_id for item in invited if item.invitation.contact_id is not None}
    known = standings(session, contact_ids)
    past = _past(noted_about(session, subject_of(round_)))
    days = reminder_days_of(session, round_)
    mail: list[PlannedMail] = []
    left_out: list[LeftOut] = []
    for item in invited:
        next_one = _next(item, past.get(item.invitation.id, _Past()), known, days, round_.closes_on, at, hours)
        if isinstance(next_one, PlannedMail):
            mail.append(next_one)
        else:
            left_out.append(LeftOut(name=item.name, email=item.email, agency=item.agency, why=next_one))
    mail.sort(key=lambda one: (one.due, one.name.casefold(), one.invitation_id))
    return MailPlan(
        mail=tuple(mail), left_out=tuple(left_out), reminder_days=days, is_inviting=running(session, round_) is not None
    )


def running(session: Session, round_: Round) -> InvitationRun | None:
    """The run of invitations that is under way."""
    return session.scalars(
        select(InvitationRun).where(InvitationRun.round_id == round_.id, InvitationRun.state == "running").limit(1)
    ).first()


def _past(entries: Sequence[Noted]) -> dict[str, _Past]:
    """What each person has had, by the keys of their invitations."""
    found: dict[str, _Past] = {}
    for entry in entries:
        one = found.get(entry.recipient, _Past())
        if entry.purpose == INVITATION:
            went = entry.attempted_at if entry.state in ("sent", "unknown") else None
            one = _Past(went, True, entry.state in ("queued", "sending"), one.reminded)
        elif entry.purpose.startswith(AGAIN) and entry.state == "sent":
            one = _Past(one.invited_at or entry.attempted_at, one.is_asked, False, one.reminded)
        elif entry.purpose.startswith(REMINDER):
            day = int(entry.purpose.removeprefix(REMINDER))
            one = _Past(one.invited_at, one.is_asked, one.waits, one.reminded | {day})
        found[entry.recipient] = one
    return found


def _next(
    item: Invited,
    past: _Past,
    known: dict[int, ContactStanding],
    days: tuple[int, ...],
    closes_on: date | None,
    at: datetime,
    hours: MailHours | None,
) -> PlannedMail | str:
    """The next message to one person, or why there is none."""
    silent = why_not(known.get(item.invitation.contact_id or 0))
    why = ANSWERED if item.answered else NO_ADDRESS if not item.email else silent
    if why:
        return why
    day: int | None = None
    overtaken: tuple[int, ...] = ()
    due = at
    if past.is_asked:
        if past.invited_at is None:
            return WAITS if past.waits else NOT_SENT
        left = [day for day in days if day > max(past.reminded, default=0)]
        if not left:
            return ALL_SENT
        reached = [one for one in left if _morning(past.invited_at, one) <= at]
        day = max(reached, default=left[0])
        overtaken, due = tuple(one for one in left if one < day), max(_morning(past.invited_at, day), at)
    due = hours.next_opening(due) if hours is not None else due
    if closes_on is not None and due.astimezone(LONDON).date() > closes_on:
        return AFTER_CLOSE
    return PlannedMail(
        invitation_id=item.invitation.id, name=item.name, email=item.email, agency=item.agency, day=day, due=due,
        purpose=INVITATION if day is None else reminder_purpose(day), overtaken=overtaken,
        is_last=day is not None and day == max(days),
    )  # fmt: skip


def _morning(invited_at: datetime, days: int) -> datetime:
    """When the day begins that is so many days after the invitation, in London."""
    day = invited_at.astimezone(LONDON).date() + timedelta(days=days)
    return datetime.combine(day, time.min, tzinfo=LONDON).astimezone(UTC)
