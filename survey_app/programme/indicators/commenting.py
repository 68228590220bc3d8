"""What is said of a period: by the QA group or the agency that submits, shown once somebody else has approved it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from analysis.indicators.periods import last_ended, period_label, period_of
from survey_app.case_audits.locking import lock_row
from survey_app.database import now
from survey_app.errors import UserError
from survey_app.forums.replies.telling import telling_in
from survey_app.improvement.chain.numbering import lock_numbers
from survey_app.improvement.chain.sent_twice import kept_before
from survey_app.programme.indicators.models import IndicatorAdoption, IndicatorComment

LONGEST = 2_000


class CommentRefused(UserError):
    """A comment cannot be kept or decided so."""

    status = 422


def write_comment(
    session: Session, adoption: IndicatorAdoption, start: date, text: str, *, agency_id: int | None, by_id: int,
    today: date,
) -> IndicatorComment:  # fmt: skip
    """Write about a period that is over; it waits until somebody else approves it.

    ``agency_id`` is the agency whose words they are, one that submits the indicator; None for the QA group's.
    """
    said = text.strip()
    if not said:
        raise CommentRefused("Write what is to be said of this period.")
    if len(said) > LONGEST:
        raise CommentRefused(f"Use at most {LONGEST:,} characters.")
    every = adoption.definition.every
    if start != period_of(start, every) or not adoption.first_period <= start <= last_ended(today, every):
        raise CommentRefused("Choose a period that has been collected and is over.")
    if agency_id is not None and agency_id not in {owner.agency_id for owner in adoption.owners}:
        raise CommentRefused("Only an agency that submits this indicator comments on it.")
    found = telling_in(session, adoption.partnership_id, (("the comment", said),))
    if found:
        words = ", ".join(f"“{one.text}”" for one in found)
        raise CommentRefused(f"{words} could tell who somebody is. Write it without names, numbers and places.")
    values: dict[str, Any] = {
        "partnership_id": adoption.partnership_id, "definition_id": adoption.definition_id, "agency_id": agency_id,
        "period_start": start, "text": said, "written_by_id": by_id,
    }  # fmt: skip
    lock_numbers(session, adoption.partnership_id)
    if kept_before(session, IndicatorComment, lambda one: one.state in ("waits", "approved"), **values):
        raise CommentRefused("You have written this already.")
    made = IndicatorComment(**values)
    session.add(made)
    session.flush()
    return made


def approve(session: Session, comment: IndicatorComment, *, by_id: int) -> None:
    """Let it show; not by whoever wrote it."""
    _lock_waiting(session, comment)
    if comment.written_by_id == by_id:
        raise CommentRefused("Somebody else approves what you wrote yourself.")
    comment.state, comment.approved_by_id, comment.decided_at = "approved", by_id, now()
    session.flush()


def send_back(session: Session, comment: IndicatorComment, *, why: str) -> None:
    """Do not let it show, and say why."""
    _lock_waiting(session, comment)
    if not why.strip():
        raise CommentRefused("Say why it is sent back, so that it can be written otherwise.")
    comment.state, comment.decided_why, comment.decided_at = "sent_back", why.strip()[:LONGEST], now()
    session.flush()


def take_down(session: Session, comment: IndicatorComment) -> None:
    """Show it no longer."""
    lock_row(session, comment)
    if comment.state != "approved":
        raise CommentRefused("This is not shown.")
    comment.state, comment.decided_at = "taken_down", now()
    session.flush()


def approved_comments(
    session: Session, partnership_id: int, definition_ids: Collection[str], *, since: date | None = None
) -> list[IndicatorComment]:
    """What is shown of these indicators, the newest period first; pages, workbook and briefs read it from here."""
    query = (
        select(IndicatorComment)
        .where(
            IndicatorComment.partnership_id == partnership_id, IndicatorComment.state == "approved",
            IndicatorComment.definition_id.in_(definition_ids),
        )
        .options(selectinload(IndicatorComment.agency))
        .order_by(IndicatorComment.period_start.desc(), IndicatorComment.written_at, IndicatorComment.id)
    )  # fmt: skip
    if since is not None:
        query = query.where(IndicatorComment.period_start >= since)
    return list(session.scalars(query))


def waiting_comments(session: Session, partnership_id: int) -> list[IndicatorComment]:
    """What waits for somebody to approve it, the oldest first."""
    query = select(IndicatorComment).where(
        IndicatorComment.partnership_id == partnership_id, IndicatorComment.state == "waits"
    )
    return list(session.scalars(query.order_by(IndicatorComment.written_at, IndicatorComment.id)))


def comments_written_by(session: Session, adoption: IndicatorAdoption, user_id: int) -> list[IndicatorComment]:
    """What somebody wrote of an indicator, whatever became of it."""
    query = select(IndicatorComment).where(
        IndicatorComment.partnership_id == adoption.partnership_id,
        IndicatorComment.definition_id == adoption.definition_id, IndicatorComment.written_by_id == user_id,
    )  # fmt: skip
    return list(session.scalars(query.order_by(IndicatorComment.written_at.desc(), IndicatorComment.id)))


def comment_label(adoption: IndicatorAdoption, comment: IndicatorComment) -> str:
    """The period of a comment in words."""
    return period_label(comment.period_start, adoption.definition.every)


def _lock_waiting(session: Session, comment: IndicatorComment) -> None:
    lock_row(session, comment)
    if comment.state != "waits":
        raise CommentRefused("Somebody has decided on this comment meanwhile.")
