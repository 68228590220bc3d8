"""The themes of a cycle: made, renamed, put in order, merged and removed."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Column, Table, func, select, update
from sqlalchemy.orm import Session

from survey_app.database import Base
from survey_app.forums.models import HubCycle, HubTheme
from survey_app.forums.replies.models import ThemeReply
from survey_app.forums.replies.refusals import RepliesRefused

MOST_THEMES = 40


def themes_of(session: Session, cycle_id: int) -> list[HubTheme]:
    """The themes of a cycle in their order."""
    return list(
        session.scalars(select(HubTheme).where(HubTheme.cycle_id == cycle_id).order_by(HubTheme.position, HubTheme.id))
    )


def find_theme(session: Session, cycle: HubCycle, theme_id: int) -> HubTheme | None:
    """The theme of this cycle with this id."""
    return session.scalar(select(HubTheme).where(HubTheme.cycle_id == cycle.id, HubTheme.id == theme_id))


def add_theme(session: Session, cycle: HubCycle, title: str, summary: str = "") -> HubTheme:
    """Add a theme at the end; two people who add one at once get two."""
    lock(session, cycle)
    there = themes_of(session, cycle.id)
    title = _checked(title, there)
    if len(there) >= MOST_THEMES:
        raise RepliesRefused(f"A cycle has at most {MOST_THEMES} themes. Merge some: leaders answer each of them.")
    position = max((theme.position for theme in there), default=0) + 1
    theme = HubTheme(cycle_id=cycle.id, position=position, title=title, summary=summary.strip())
    session.add(theme)
    session.flush()
    return theme


def change_theme(session: Session, theme: HubTheme, title: str, summary: str) -> None:
    """Rename a theme and say anew what was heard. Editions and replies keep the words that they had."""
    lock_theme(session, theme)
    others = [one for one in themes_of(session, theme.cycle_id) if one.id != theme.id]
    theme.title, theme.summary = _checked(title, others), summary.strip()
    session.flush()


def move_theme(session: Session, theme: HubTheme, *, up: bool) -> bool:
    """Put a theme one place up or down; False where it is at the end already."""
    lock_theme(session, theme)
    order = themes_of(session, theme.cycle_id)
    place = order.index(theme)
    target = place - 1 if up else place + 1
    if not 0 <= target < len(order):
        return False
    order[place], order[target] = order[target], order[place]
    for position, one in enumerate(order, 1):
        one.position = position
    session.flush()
    return True


def merge_themes(session: Session, gone: HubTheme, into: HubTheme) -> None:
    """Put all that is under one theme under another of the same cycle, and remove the first.

    Raises
    ------
    RepliesRefused
        They are of two cycles, the same, or the one to remove has a reply.
    """
    lock_theme(session, into)
    lock_theme(session, gone)
    if gone.id == into.id or gone.cycle_id != into.cycle_id:
        raise RepliesRefused("Choose another theme of the same cycle to merge this one into.")
    _refuse_replied(session, gone)
    for table, column in _pointing():
        session.execute(update(table).where(column == gone.id).values({column: into.id}))
    if gone.summary:
        into.summary = "\n\n".join(part for part in (into.summary, gone.summary) if part)
    _remove(session, gone)


def remove_theme(session: Session, theme: HubTheme) -> None:
    """Remove a theme; what was under it is unsorted again. One with a reply stays."""
    lock_theme(session, theme)
    _refuse_replied(session, theme)
    for table, column in _pointing():
        matching = column == theme.id
        if column.nullable:
            session.execute(update(table).where(matching).values({column: None}))
        else:
            session.execute(table.delete().where(matching))
    _remove(session, theme)


def lock(session: Session, cycle: HubCycle) -> None:
    """Let whoever changes the themes, report or replies of a cycle at the same time come one after the other."""
    session.execute(select(HubCycle.id).where(HubCycle.id == cycle.id).with_for_update())


def lock_theme(session: Session, theme: HubTheme) -> None:
    """The same, for whoever changes one theme; refused where somebody has removed it meanwhile."""
    theme_id, cycle_id = theme.id, theme.cycle_id
    session.execute(select(HubCycle.id).where(HubCycle.id == cycle_id).with_for_update())
    if session.scalar(select(HubTheme.id).where(HubTheme.id == theme_id)) is None:
        raise RepliesRefused("Somebody has removed this theme, or merged it into another. Open the themes again.")


def _remove(session: Session, theme: HubTheme) -> None:
    session.flush()
    session.expire_all()  # what other parts of the session hold may have been put elsewhere
    session.delete(theme)
    session.flush()


def _pointing() -> Iterator[tuple[Table, Column[int]]]:
    """Every column in which some part notes under which theme a piece is sorted. Replies are no pieces."""
    key = HubTheme.__table__.c.id
    for table in Base.metadata.sorted_tables:
        for foreign in table.foreign_keys:
            if foreign.column is key and table.name != ThemeReply.__tablename__:
                yield table, foreign.parent


def _refuse_replied(session: Session, theme: HubTheme) -> None:
    count = session.scalar(select(func.count()).select_from(ThemeReply).where(ThemeReply.theme_id == theme.id))
    if count:
        raise RepliesRefused(
            f"“{theme.title}” has a reply, so it stays: practitioners may have read it. Merge others into it instead."
        )


def _checked(title: str, others: list[HubTheme]) -> str:
    title = " ".join(title.split())
    if not title:
        raise RepliesRefused("Enter the title of the theme.")
    if len(title) > 200:
        raise RepliesRefused("The title is longer than 200 characters. Shorten it; the summary has room for more.")
    if any(one.title.casefold() == title.casefold() for one in others):
        raise RepliesRefused(f"There is a theme “{title}” already. Choose another title, or merge the two.")
    return title
