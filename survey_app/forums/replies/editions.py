"""Editions of the report: frozen as they are sent, and how each reached the Strategic Group."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from survey_app.accounts.models import Membership, User
from survey_app.collect.display import LOCAL_TIME
from survey_app.database import now
from survey_app.forums.models import HubCycle
from survey_app.forums.replies.models import ReportDelivery, ReportEdition
from survey_app.forums.replies.refusals import RepliesRefused
from survey_app.forums.replies.report import compile_report, fingerprint_of, texts_of
from survey_app.forums.replies.telling import Telling, refuse_unchecked, telling_in
from survey_app.forums.replies.themes import lock
from survey_app.mail_ledger import queue_once

READS = "forums.read"
MAIL = "hub_report"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What somebody decides as they send an edition: to whom, or at which meeting it is tabled, and why again.

    ``seen`` is the fingerprint of the report that they read; another one is not sent.
    """

    seen: str
    reason: str = ""
    members: Collection[int] = ()
    meeting: str = ""
    on_day: date | None = None
    checked: bool = False  # that the marked words identify nobody


def editions_of(session: Session, cycle: HubCycle) -> list[ReportEdition]:
    """Every edition of a cycle, the newest first."""
    return list(
        session.scalars(
            select(ReportEdition)
            .where(ReportEdition.cycle_id == cycle.id)
            .options(selectinload(ReportEdition.deliveries))
            .order_by(ReportEdition.number.desc())
        )
    )


def find_edition(session: Session, cycle: HubCycle, number: int) -> ReportEdition | None:
    """One edition of a cycle."""
    return session.scalar(
        select(ReportEdition).where(ReportEdition.cycle_id == cycle.id, ReportEdition.number == number)
    )


def readers_of(session: Session, partnership_id: int) -> list[User]:
    """The members of a partnership who may read the report, by name."""
    members = session.scalars(
        select(Membership)
        .where(Membership.partnership_id == partnership_id)
        .options(selectinload(Membership.user), selectinload(Membership.role))
    )
    found = {one.user_id: one.user for one in members if READS in one.role.permissions and one.user.active}
    return sorted(found.values(), key=lambda user: (user.name, user.email))


def telling_report(session: Session, cycle: HubCycle, at: datetime) -> list[Telling]:
    """What in the report as it stands could tell who somebody is."""
    return telling_in(session, cycle.partnership_id, texts_of(compile_report(session, cycle, at)))


def send_edition(session: Session, cycle: HubCycle, sending: Sending, *, by: int, at: datetime) -> ReportEdition:
    """Freeze the report as it stands and send it to members, or note at which meeting it is tabled.

    Raises
    ------
    RepliesRefused
        There is no theme, nobody to send it to, no reason for a later edition, or the report is not what was seen.
    """
    lock(session, cycle)
    content = compile_report(session, cycle, at)
    newest = session.scalar(select(func.max(ReportEdition.number)).where(ReportEdition.cycle_id == cycle.id)) or 0
    _check(session, cycle, sending, content["themes"], is_first=not newest)
    if fingerprint_of(content) != sending.seen:
        raise RepliesRefused(
            "The report has changed since you read it: something was sorted, answered or reworded meanwhile. Read it "
            "again, then send it."
        )
    refuse_unchecked(telling_in(session, cycle.partnership_id, texts_of(content)), checked=sending.checked)
    edition = ReportEdition(
        cycle_id=cycle.id, number=newest + 1, content=content, fingerprint=fingerprint_of(content),
        reason=sending.reason.strip() if newest else "", made_at=at, made_by_id=by,
    )  # fmt: skip
    session.add(edition)
    session.flush()
    deliver(session, edition, sending, by=by)
    return edition


def _check(session: Session, cycle: HubCycle, sending: Sending, themes: Sequence[object], *, is_first: bool) -> None:
    if not themes:
        raise RepliesRefused("The report has no theme yet. Make the themes and sort what was heard under them first.")
    if not is_first and not sending.reason.strip():
        raise RepliesRefused("Say why there is another edition: whoever has read the one before wants to know.")
    _check_way(session, cycle, sending)


def _check_way(session: Session, cycle: HubCycle, sending: Sending) -> None:
    if not sending.members and not sending.meeting.strip():
        raise RepliesRefused("Choose at least one person to send it to, or enter the meeting at which it is tabled.")
    if sending.meeting.strip() and sending.on_day is None:
        raise RepliesRefused("Enter the day of the meeting.")
    if not set(sending.members) <= {user.id for user in readers_of(session, cycle.partnership_id)}:
        raise RepliesRefused("One of these people may not read the report. Reload the page and choose again.")


def deliver(session: Session, edition: ReportEdition, sending: Sending, *, by: int) -> int:
    """Send an edition to members who have not had it, or note a meeting; how many messages are queued."""
    _check_way(session, edition.cycle, sending)
    readers = {user.id: user for user in readers_of(session, edition.cycle.partnership_id)}
    had = {one.user_id for one in edition.deliveries}
    queued = 0
    for user_id in sorted(set(sending.members) - had):
        edition.deliveries.append(
            ReportDelivery(user_id=user_id, on_day=now().astimezone(LOCAL_TIME).date(), noted_by_id=by)
        )
        queued += _mail(session, edition, readers[user_id])
    if sending.meeting.strip() and sending.on_day is not None:
        edition.deliveries.append(
            ReportDelivery(meeting=" ".join(sending.meeting.split()), on_day=sending.on_day, noted_by_id=by)
        )
    session.flush()
    return queued


def _mail(session: Session, edition: ReportEdition, user: User) -> bool:
    """A message that says where the report is; it carries nothing of it."""
    cycle = edition.cycle
    message = queue_once(
        session, purpose=f"report edition {edition.number}", about=f"hub cycle {cycle.id}", recipient=f"user {user.id}",
        partnership_id=cycle.partnership_id, to=user.email, kind=MAIL, key=str(edition.id),
        subject=f"What the Learning Hub heard: {cycle.theme}", body="Written as it is sent.",
    )  # fmt: skip
    return message is not None
