"""Constructed table discussions of one forum of the Learning Hub: what three tables said, and points from phones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import Membership
from survey_app.database import now, random_key
from survey_app.forums.models import Forum, HubCycle
from survey_app.forums.tables.models import TablePoint
from survey_app.forums.tables.points import Writing, write
from survey_app.forums.tables.tables import quarter_of, table_named
from survey_app.forums.tables.words import Words, put_words


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPoint:
    """A constructed point: of which table (0 for a phone), to which question, and its words."""

    table: int
    question: int
    tone: str
    text: str
    quote: str = ""
    wall: str = "shown"


TABLES = {1: 8, 2: 7, 3: 9}
POINTS = (
    DemoPoint(table=1, question=0, tone="concern", text="Children as young as ten carry messages for older ones",
              quote="They think it is a favour for a friend."),
    DemoPoint(table=2, question=0, tone="concern", text="Threats on social media reach school before anybody hears"),
    DemoPoint(table=3, question=0, tone="", text="More girls are drawn in, and they are seen later than boys"),
    DemoPoint(table=1, question=1, tone="strength", text="Weekly meetings of school nurses, police and youth workers",
              quote="We know each other by first name, so we ring."),
    DemoPoint(table=2, question=1, tone="strength", text="One named person in each secondary school"),
    DemoPoint(table=3, question=1, tone="strength", text="Mentors who have been through it themselves"),
    DemoPoint(table=1, question=2, tone="concern", text="Thresholds differ between the two sides of the county"),
    DemoPoint(table=2, question=2, tone="concern", text="A referral is not answered, so people stop making them",
              quote="I never heard what became of it."),
    DemoPoint(table=3, question=2, tone="concern", text="Parents wait months for help that schools can see is needed"),
    DemoPoint(table=1, question=3, tone="", text="Pay for a link worker in each locality, for three years"),
    DemoPoint(table=2, question=3, tone="", text="Tell whoever refers what was decided, within five days"),
    DemoPoint(table=0, question=1, tone="strength", text="The youth club that stays open on Friday nights"),
    DemoPoint(table=0, question=2, tone="concern", text="Nobody answers the telephone after five"),
    DemoPoint(table=0, question=2, tone="concern", text="We are asked to share and then told that we may not",
              wall="waiting"),
)  # fmt: skip


def load_table_discussions(session: Session, cycle: HubCycle) -> None:
    """Take constructed points down at the last forum that was held, or at the first one where none was held yet."""
    held = [forum for forum in cycle.forums if forum.ends_at <= now()]
    forum, by = (held or cycle.forums)[-1 if held else 0], _somebody(session, cycle)
    at = forum.starts_at if held else now()
    for number, point in enumerate(POINTS):
        _load(session, forum, point, by=by, at=at + timedelta(minutes=5 * number))


def _load(session: Session, forum: Forum, point: DemoPoint, *, by: int, at: datetime) -> None:
    words = Words(
        question=forum.cycle.questions[point.question], text=f"{point.text} (constructed)", tone=point.tone,
        quote=point.quote,
    )  # fmt: skip
    if point.table:
        table = table_named(session, forum, f"Table {point.table}", TABLES[point.table])
        write(session, forum, table, Writing(id=random_key(), change=random_key(), words=words, by=by, at=at))
        return
    from_room = TablePoint(id=random_key(), forum_id=forum.id, wall=point.wall, quarter=quarter_of(forum, at))
    put_words(from_room, words)
    session.add(from_room)
    session.flush()


def _somebody(session: Session, cycle: HubCycle) -> int:
    """A facilitator of the demonstration, or whoever belongs to it."""
    rows = session.execute(
        select(Membership.user_id, Membership.role_key).where(Membership.partnership_id == cycle.partnership_id)
    ).all()
    return min(rows, key=lambda row: (row[1] not in ("facilitator", "qa_group"), row[0]))[0]
