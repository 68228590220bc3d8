"""The partnership's calendar as one reader may see it, by month, with what clashes in words."""

from __future__ import annotations

from calendar import Calendar, monthrange
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from analysis.programme.clashes import APART_DAYS, Clash, clashes
from survey_app.collect.display import day_text
from survey_app.programme.year.calendar_entries import CalendarEntry
from survey_app.programme.year.calendar_sources import SOURCES


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day of a month's grid; ``in_month`` is False for the days of its neighbours."""

    day: date
    in_month: bool
    entries: tuple[CalendarEntry, ...]


def entries_of(
    session: Session, partnership_id: int, start: date, end: date, *, held: AbstractSet[str], user_id: int
) -> list[CalendarEntry]:
    """All that one person may see from ``start`` to ``end``, both included, in the order of its days.

    Parameters
    ----------
    held : set of str
        The permissions of the reader's roles in this partnership.
    user_id : int
        The reader, who sees what they take part in whatever their roles.
    """
    found = [
        entry
        for source in SOURCES
        for entry in source(session, partnership_id, start, end)
        if entry.permission in held or user_id in entry.people
    ]
    return sorted(found, key=lambda one: (one.starts_on, one.starts_at, one.kind, one.title, one.uid))


def weeks_of(month: date, entries: list[CalendarEntry]) -> list[list[Day]]:
    """The weeks of a month, Monday first. An entry stands on its first day; :func:`running` are those begun before."""
    return [
        [
            Day(
                day=day,
                in_month=day.month == month.month,
                entries=tuple(one for one in entries if one.starts_on == day and day.month == month.month),
            )
            for day in week
        ]
        for week in Calendar().monthdatescalendar(month.year, month.month)
    ]


def running(month: date, entries: list[CalendarEntry]) -> list[CalendarEntry]:
    """What began before the month and goes on in it."""
    return [one for one in entries if one.starts_on < month <= one.ends_on]


def last_of_month(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


def clashes_in_words(entries: list[CalendarEntry]) -> list[str]:
    """What clashes among these entries: a sentence for each two, over whomever."""
    found: dict[tuple[str, str, str], list[Clash]] = {}
    for one in clashes([entry.dated() for entry in entries]):
        found.setdefault((one.kind, one.first.key, one.second.key), []).append(one)
    return [_sentence(group) for group in found.values()]


def _sentence(group: list[Clash]) -> str:
    clash = group[0]
    first, second = clash.first, clash.second
    both = f"“{first.title}” ({day_text(first.starts_on)}) and “{second.title}” ({day_text(second.starts_on)})"
    over = _named([one.over.partition(":")[2] if clash.kind == "person" else one.over for one in group])
    verb = "is" if len(group) == 1 else "are"
    if clash.kind == "person":
        return f"{over} {verb} needed at two things at once: {both}."
    if clash.kind == "agency":
        between = "on one day" if clash.days == 0 else f"{clash.days} {'day' if clash.days == 1 else 'days'} apart"
        return f"{over} {verb} visited and audited {between}, where {APART_DAYS} days should lie between: {both}."
    return f"Two deadlines fall on one day{f' for {over}' if over else ''}: {both}."


def _named(names: list[str]) -> str:
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else names[0]
