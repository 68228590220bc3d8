"""The tables of a forum, each once under its name; and what is held while somebody writes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.forums.booking.refusals import HubRefused
from survey_app.forums.models import Forum
from survey_app.forums.tables.models import DiscussionTable, TablePoint
from survey_app.forums.tables.plain import plain_text

LONGEST_NAME = 60
LARGEST_TABLE = 500
MOST_TABLES = 200
QUARTER = 15 * 60  # seconds


class TableRefused(HubRefused):
    """A table cannot be as it is named; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCount:
    """How much a table has said."""

    points: int = 0
    strengths: int = 0
    concerns: int = 0


def lock_forum(session: Session, forum: Forum) -> None:
    """Let nobody else write on this forum's tables before this transaction has ended."""
    session.execute(select(Forum.id).where(Forum.id == forum.id).with_for_update(key_share=True))


def quarter_of(forum: Forum, at: datetime) -> int:
    """In which quarter of an hour from the beginning of the forum something comes: all that is kept of when."""
    return int((at - forum.starts_at).total_seconds() // QUARTER)


def tables_of(session: Session, forum: Forum) -> list[DiscussionTable]:
    """The tables of a forum: by number, then by name."""
    rows = session.scalars(select(DiscussionTable).where(DiscussionTable.forum_id == forum.id)).all()
    return sorted(rows, key=_place)


def _place(table: DiscussionTable) -> tuple[int, str]:
    digits = "".join(sign for sign in table.folded if sign in "0123456789")
    return (int(digits[:9]) if digits else 10**9, table.folded)


def find_table(session: Session, forum: Forum, table_id: int) -> DiscussionTable | None:
    """A table of this forum."""
    found = session.get(DiscussionTable, table_id) if 0 < table_id < 2**31 else None
    return found if found is not None and found.forum_id == forum.id else None


def table_named(session: Session, forum: Forum, name: str, size: int | None = None) -> DiscussionTable:
    """The table of this name; made where there is none. A size that is given becomes its size.

    Raises
    ------
    TableRefused
        The name is missing or too long, the size is not one that a table has, or there are too many tables.
    """
    plain = _plain_name(name)
    _check_size(size)
    table = session.scalar(
        select(DiscussionTable).where(DiscussionTable.forum_id == forum.id, DiscussionTable.folded == plain.casefold())
    )
    if table is None:
        count = session.scalar(
            select(func.count()).select_from(DiscussionTable).where(DiscussionTable.forum_id == forum.id)
        )
        if (count or 0) >= MOST_TABLES:
            raise TableRefused(f"This forum has {MOST_TABLES} tables, which is the most it can have.")
        table = DiscussionTable(forum_id=forum.id, name=plain, folded=plain.casefold())
        session.add(table)
    if size is not None:
        table.size = size
    session.flush()
    return table


def change_table(session: Session, table: DiscussionTable, name: str, size: int | None) -> None:
    """Give a table another name or size.

    Raises
    ------
    TableRefused
        Another table has this name, or it or the size is not one that a table has.
    """
    plain = _plain_name(name)
    _check_size(size)
    other = session.scalar(
        select(DiscussionTable.id).where(
            DiscussionTable.forum_id == table.forum_id, DiscussionTable.folded == plain.casefold(),
            DiscussionTable.id != table.id,
        )
    )  # fmt: skip
    if other is not None:
        raise TableRefused(f"There is another table called “{plain}”. Enter another name.")
    table.name, table.folded, table.size = plain, plain.casefold(), size
    session.flush()


def count_points(session: Session, forum: Forum) -> Mapping[int, TableCount]:
    """How much each table of a forum has said; a table that has said nothing is not among them."""
    rows = session.execute(
        select(TablePoint.table_id, TablePoint.tone, func.count())
        .where(TablePoint.forum_id == forum.id, TablePoint.removed.is_(False), TablePoint.table_id.is_not(None))
        .group_by(TablePoint.table_id, TablePoint.tone)
    ).all()
    counts: dict[int, Counter[str]] = {}
    for table_id, tone, count in rows:
        counts.setdefault(table_id or 0, Counter())[tone] += count
    return {
        table_id: TableCount(points=found.total(), strengths=found["strength"], concerns=found["concern"])
        for table_id, found in counts.items()
    }


def _plain_name(name: str) -> str:
    plain = " ".join(plain_text(name).split())
    if plain.isdecimal():
        plain = f"Table {plain}"
    if not plain:
        raise TableRefused("Enter the number or name of the table.")
    if len(plain) > LONGEST_NAME or len(plain.casefold()) > LONGEST_NAME:
        raise TableRefused(f"The name of the table is longer than {LONGEST_NAME} characters. Shorten it.")
    return plain


def _check_size(size: int | None) -> None:
    if size is not None and not 1 <= size <= LARGEST_TABLE:
        raise TableRefused(f"Enter how many sit at the table: a number from 1 to {LARGEST_TABLE}.")
