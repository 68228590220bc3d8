"""Those who were told what leaders decided are asked by themselves, months later, whether they noticed a difference.

A day is set as the message goes out. On that day the worker begins the round of the cycle, opens it and asks for one
e-mail to each; all of it in one transaction, so that a worker that is killed, or two at once, ask once. The e-mails
themselves go the way of every other round: in mail hours, each once, with the link to unsubscribe.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.audit_log import record
from survey_app.collect.sealing import BATCH_SIZE
from survey_app.database import now
from survey_app.errors import place_of
from survey_app.forums.booking.counting import lock_cycle
from survey_app.forums.hub.rounds import beginning, inviting
from survey_app.forums.hub.rounds.kinds import MONTHS_LATER, NOTICED
from survey_app.forums.hub.rounds.people import people_of
from survey_app.forums.hub.saying import day_words, people
from survey_app.forums.models import HubCycle, YouSaidPage
from survey_app.forums.replies.mailing import may_be_asked
from survey_app.forums.replies.publishing import is_published, page_of
from survey_app.forums.replies.refusals import RepliesRefused
from survey_app.forums.replies.standing import standings_of
from survey_app.forums.replies.themes import lock
from survey_app.forums.replies.told import first_told
from survey_app.local_time import day_of
from survey_app.mail_hours import MailHours
from survey_app.retention import add_months
from survey_app.rounds.mail_plan import set_reminder_days
from survey_app.rounds.mailing import start_inviting
from survey_app.rounds.services import open_round

log = logging.getLogger(__name__)
LATEST_MONTHS = 12  # after that nobody remembers what they were told
BY_ITSELF = "Walkabout, by itself"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """When those who were told are asked: the day that is set, why they are not, or when they were."""

    ask_on: date | None
    asked_on: date | None
    not_because: str
    set_by: str  # who set the day or called it off; empty: the worker
    first_day: date  # the earliest day that can be set, and the one that is suggested
    last_day: date
    has_round: bool  # somebody, or the worker, has begun the round

    @property
    def is_set(self) -> bool:
        """Whether they will be asked by themselves."""
        return self.ask_on is not None and self.asked_on is None and not self.not_because and not self.has_round


def asking_of(session: Session, cycle: HubCycle, at: datetime, hours: MailHours | None) -> Asking:
    """When those who were told are asked, and which days can be set: from three months after the message on."""
    page, today = page_of(session, cycle), day_of(at)
    told = first_told(session, cycle) or day_of(hours.next_opening(at) if hours is not None else at)
    by = session.get(User, page.ask_set_by_id) if page is not None and page.ask_set_by_id is not None else None
    first = max(add_months(told, MONTHS_LATER), today)
    return Asking(
        ask_on=page.ask_on if page else None, asked_on=page.asked_on if page else None,
        not_because=page.not_asked_because if page else "", set_by=by.name if by is not None else "",
        first_day=first, last_day=max(add_months(told, LATEST_MONTHS), first),
        has_round=cycle.noticed_round is not None,
    )  # fmt: skip


def set_day(
    session: Session, cycle: HubCycle, day: date, *, by: int, at: datetime, hours: MailHours | None
) -> None:  # fmt: skip
    """Have those who are told asked on a day; a day set before, or that it was called off, counts no more.

    Raises
    ------
    RepliesRefused
        The page is not there, the day is too early or too late, or they are being asked already.
    """
    page = _changeable(session, cycle)
    asking = asking_of(session, cycle, at, hours)
    if not asking.first_day <= day <= asking.last_day:
        raise RepliesRefused(
            f"Choose a day from {day_words(asking.first_day)}, three months after the message, to "
            f"{day_words(asking.last_day)}."
        )
    page.ask_on, page.ask_set_by_id, page.not_asked_because = day, by, ""
    session.flush()


def call_off(session: Session, cycle: HubCycle, because: str, *, by: int) -> None:
    """Have nobody asked by itself, and say why.

    Raises
    ------
    RepliesRefused
        There is no reason, no day that could be called off, or they are being asked already.
    """
    page = _changeable(session, cycle)
    if page.ask_on is None or page.not_asked_because:
        raise RepliesRefused("No day is set on which they would be asked, so there is nothing to call off.")
    if not because.strip():
        raise RepliesRefused("Say why they are not asked.")
    page.ask_set_by_id, page.not_asked_because = by, because.strip()
    session.flush()


def _changeable(session: Session, cycle: HubCycle) -> YouSaidPage:
    lock(session, cycle)
    session.refresh(cycle)
    page = page_of(session, cycle)
    if page is None:
        raise RepliesRefused("Publish the page first: people are asked about what it says.")
    session.refresh(page)
    if page.asked_on is not None or cycle.noticed_round is not None:
        raise RepliesRefused("They are being asked already. To end it, close the round.")
    return page


def ask_whether_noticed(session: Session) -> None:
    """The worker's job: ask where the day has come, each cycle by itself, so that one in trouble holds up no other."""
    at = now()
    waiting = select(YouSaidPage.cycle_id).where(YouSaidPage.ask_on <= day_of(at), YouSaidPage.not_asked_because == "")
    for cycle_id in session.scalars(waiting.order_by(YouSaidPage.cycle_id)).all():
        try:
            ask_in(session, cycle_id, at)
            session.commit()
        except Exception as error:
            session.rollback()
            log.error(
                "asking in hub cycle %d whether it was noticed failed: %s at %s",
                cycle_id, type(error).__name__, place_of(error),
            )  # fmt: skip


def ask_in(session: Session, cycle_id: int, at: datetime) -> int:
    """Ask in one cycle whoever is due and was not asked yet; how many. Nothing is committed here."""
    cycle = lock_cycle(session, cycle_id)
    page = page_of(session, cycle)
    if page is None or page.not_asked_because or page.ask_on is None or page.ask_on > day_of(at):
        return 0
    if page.asked_on is not None:
        return _ask_late(session, cycle, at)
    if cycle.noticed_round is not None or cycle.retention_state == "destroyed" or not _is_readable(session, cycle, at):
        return 0
    return _ask_first(session, cycle, page, at)


def _is_readable(session: Session, cycle: HubCycle, at: datetime) -> bool:
    """Whether what people would be asked about can be read."""
    return is_published(session, cycle) and any(one.reply for one in standings_of(session, cycle, day_of(at)))


def _ask_first(session: Session, cycle: HubCycle, page: YouSaidPage, at: datetime) -> int:
    """Begin the round, open it, and ask for the e-mails; where too few are left for any answer to be read, say so."""
    plan = beginning.suggested(cycle, NOTICED, day_of(at))
    due, later = may_be_asked(session, cycle, day_of(at), until=plan.closes_on)
    if (not due and later) or first_told(session, cycle) is None:
        return 0  # the first of them are due on a later day, or the messages have not gone out yet
    if len(due) + len(later) < BATCH_SIZE:
        page.not_asked_because, page.ask_set_by_id = _too_few(len(due) + len(later)), None
        _record(session, cycle, "not asked whether it was noticed", people=len(due) + len(later))
        return 0
    by = session.get(User, page.ask_set_by_id) if page.ask_set_by_id is not None else None
    round_ = beginning.begin(
        session, cycle, NOTICED, plan, by=by.name if by is not None else BY_ITSELF, actor_id=page.ask_set_by_id, at=at
    )
    invited = _invite(session, cycle, at)
    open_round(session, round_, today=day_of(at))
    set_reminder_days(session, round_, ())  # one e-mail to each
    start_inviting(session, round_, by=None)
    page.asked_on = day_of(at)
    _record(session, cycle, "asked whether it was noticed", people=invited, round=round_.slug)
    return invited


def _ask_late(session: Session, cycle: HubCycle, at: datetime) -> int:
    """Ask those who were told later than the others, once their own three months are over, while the round is open."""
    round_ = cycle.noticed_round
    if round_ is None or round_.state != "open" or round_.access != "token":
        return 0
    if round_.closes_on is not None and round_.closes_on < day_of(at):
        return 0
    invited = _invite(session, cycle, at)
    if invited:
        start_inviting(session, round_, by=None)
        _record(session, cycle, "asked whether it was noticed", people=invited, round=round_.slug)
    return invited


def _invite(session: Session, cycle: HubCycle, at: datetime) -> int:
    """Put whoever is due on the list of the round, each mailbox once."""
    round_ = NOTICED.round_of(cycle)
    if round_ is None:
        return 0
    asked = people_of(session, cycle, NOTICED, round_, at=at)
    return inviting.invite(session, cycle, NOTICED, mark=asked.mark, sources=(), at=at) if asked.asked else 0


def _too_few(count: int) -> str:
    left = "Nobody is left" if not count else f"Only {people(count)} {'is' if count == 1 else 'are'} left"
    return f"{left} who may be asked. Fewer than five answers are never opened, so nobody was asked."


def _record(session: Session, cycle: HubCycle, action: str, **details: object) -> None:
    record(
        session, action, actor_id=None, subject=f"hub cycle {cycle.slug}", partnership_id=cycle.partnership_id,
        details=details,
    )  # fmt: skip
    session.flush()
