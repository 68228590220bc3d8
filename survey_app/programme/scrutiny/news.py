"""What is new for the scrutineer since they last looked: released results and finished audits.

Answers to the register are no news: they wait to be read, and stand in the list of what waits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey_app.case_audits.models import CaseAudit
from survey_app.database import now
from survey_app.programme.scrutiny.models import DeskSeen
from survey_app.results.hidden_rounds import hidden_from_reader
from survey_app.results.models import ReportSnapshot
from survey_app.rounds.models import Round

AT_FIRST = timedelta(days=30)
MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One thing that is new: of which kind, what it is called, when, and where it is.

    ``endpoint`` and ``values`` are those of its page.
    """

    kind: str
    title: str
    at: datetime
    endpoint: str
    values: dict[str, object]


def seen_until(session: Session, partnership_id: int, user_id: int) -> datetime:
    """When somebody last said that they had seen what is new; at first, thirty days ago."""
    found = session.get(DeskSeen, (partnership_id, user_id))
    return found.seen_at if found is not None else now() - AT_FIRST


def mark_seen(session: Session, partnership_id: int, user_id: int) -> None:
    """Note that somebody has seen what is new."""
    found = session.get(DeskSeen, (partnership_id, user_id))
    if found is None:
        try:
            with session.begin_nested():
                session.add(DeskSeen(partnership_id=partnership_id, user_id=user_id, seen_at=now()))
        except IntegrityError:  # a second click was sooner, and says the same
            return
    else:
        found.seen_at = now()
    session.flush()


def news_of(session: Session, partnership_id: int, since: datetime) -> list[News]:
    """What has come since a moment, the newest first, at most twenty. Rounds hidden from the reader are left out."""
    found = [*_released(session, partnership_id, since), *_finished(session, partnership_id, since)]
    return sorted(found, key=lambda one: (one.at, one.title), reverse=True)[:MOST]


def _released(session: Session, partnership_id: int, since: datetime) -> list[News]:
    rows = session.execute(
        select(Round, ReportSnapshot.number, ReportSnapshot.produced_at)
        .join(ReportSnapshot, ReportSnapshot.round_id == Round.id)
        .where(
            Round.partnership_id == partnership_id, ReportSnapshot.produced_at > since,
            Round.id.not_in(hidden_from_reader(session)),
        )
        .order_by(ReportSnapshot.produced_at.desc(), Round.id)
        .limit(MOST)
    )  # fmt: skip
    return [
        News(kind="Results released", title=f"{round_.title}, release {number}", at=at, endpoint="dashboard.round_",
             values={"slug": round_.slug})
        for round_, number, at in rows
    ]  # fmt: skip


def _finished(session: Session, partnership_id: int, since: datetime) -> list[News]:
    query = select(CaseAudit).where(CaseAudit.partnership_id == partnership_id, CaseAudit.finished_at > since)
    return [
        News(kind="Case audit finished", title=one.title, at=one.finished_at or since, endpoint="case_audits.show",
             values={"audit": one.slug})
        for one in session.scalars(query.order_by(CaseAudit.finished_at.desc(), CaseAudit.id).limit(MOST))
    ]  # fmt: skip
