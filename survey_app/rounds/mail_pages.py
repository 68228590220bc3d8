"""What the pages of a round's mail show: the plan in portions, the very texts, and how far the sending is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.mail import OutboxMessage
from survey_app.mail_hours import MailHours
from survey_app.mail_ledger import MailOnce, noted_about, states_about
from survey_app.rounds import mail_texts
from survey_app.rounds.mail_plan import AGAIN, MailPlan, plan_mail, subject_of
from survey_app.rounds.models import Round

ON_ONE_PAGE = 100
STATES = {
    "sent": "sent", "queued": "waiting to be sent", "sending": "being sent now", "failed": "failed",
    "unknown": "fate not known", "called_off": "no longer needed",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Troubled:
    """A message that failed, or may or may not have arrived."""

    message_id: str
    to_address: str
    subject: str
    state: str
    problem: str
    attempted_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The very words of one message."""

    title: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailPage:
    """A round's mail at a glance."""

    plan: MailPlan
    counts: tuple[tuple[str, int], ...]
    handed: int  # of the messages asked for, how many are dealt with
    asked: int
    left_out: tuple[tuple[str, int], ...]
    troubled: tuple[Troubled, ...]
    samples: tuple[Sample, ...]
    to_invite: int
    opens: datetime | None  # when mail goes out again, where it does not now
    is_paused: bool
    hours: str


def mail_page(session: Session, round_: Round, *, at: datetime, hours: MailHours | None) -> MailPage:
    """Everything that the page of a round's mail needs."""
    plan = plan_mail(session, round_, at=at, hours=hours)
    states = states_about(session, subject_of(round_))
    reasons = Counter(one.why for one in plan.left_out)
    asked = sum(states.values())
    quiet = hours is not None and not hours.allow(at)
    return MailPage(
        plan=plan,
        counts=tuple((label, states[state]) for state, label in STATES.items() if states.get(state)),
        asked=asked,
        handed=asked - states.get("queued", 0) - states.get("sending", 0),
        left_out=tuple(reasons.most_common()),
        troubled=troubled_messages(session, round_),
        samples=samples_of(round_, plan.reminder_days),
        to_invite=sum(one.day is None for one in plan.mail),
        opens=hours.next_opening(at) if hours is not None and quiet else None,
        is_paused=quiet,
        hours=hours.describe() if hours is not None else "",
    )


def troubled_messages(session: Session, round_: Round) -> tuple[Troubled, ...]:
    """Messages that a person has to look at: those sent again since are not among them."""
    about = subject_of(round_)
    again = {one.purpose.removeprefix(AGAIN) for one in noted_about(session, about) if one.purpose.startswith(AGAIN)}
    found = session.scalars(
        select(OutboxMessage)
        .join(MailOnce, MailOnce.message_id == OutboxMessage.id)
        .where(MailOnce.subject == about, OutboxMessage.state.in_(("unknown", "failed")))
        .order_by(OutboxMessage.state.desc(), OutboxMessage.to_address)
    )
    return tuple(
        Troubled(
            message_id=one.id, to_address=one.to_address, subject=one.subject, state=one.state, problem=one.problem,
            attempted_at=one.attempted_at,
        )
        for one in found
        if one.id not in again
    )  # fmt: skip


def samples_of(round_: Round, reminder_days: tuple[int, ...]) -> tuple[Sample, ...]:
    """The very words of the invitation and of the reminders; only name and addresses differ."""
    name, link = "Name of the person", "(a personal link, made as the message is sent)"
    texts = [("Invitation", f"{round_.title}: your invitation", mail_texts.invitation_text(round_, name))]
    if len(reminder_days) > 1:
        title = "Reminder" if len(reminder_days) == 2 else "Reminders but the last"
        texts.append((title, f"Reminder: {round_.title}", mail_texts.reminder_text(round_, name, is_last=False)))
    if reminder_days:
        texts.append(
            ("Last reminder", f"Reminder: {round_.title}", mail_texts.reminder_text(round_, name, is_last=True))
        )
    return tuple(
        Sample(title=title, subject=subject, text=mail_texts.filled(
            text, link=link, unsubscribe="(a personal address to unsubscribe)"
        ))
        for title, subject, text in texts
    )  # fmt: skip
