"""The partnership's calendar as one reader may see it, by month."""

from __future__ import annotations

from calendar import Calendar, monthrange
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from sqlalchemy.orm import Session

from survey_app.programme.year.calendar_entries import CalendarEntry
from survey_app.programme.year.calendar_own import Asking, own_entries
from survey_app.programme.year.calendar_sources import SOURCES

NONE: Mapping[date, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day of a month's grid; ``in_month`` is False for the days of its neighbours, ``holiday`` a name."""

    day: date
    in_month: bool
    entries: tuple[CalendarEntry, ...]
    holiday: str = ""


def entries_of(
    session: Session, partnership_id: int, start: date, end: date, *, held: AbstractSet[str], user_id: int
) -> list[CalendarEntry]:
    """All that one person may see from ``start`` to ``end``, both included, in the order of its days.

    Parameters
    ----------
    held : set of str
        The permissions of the reader's roles in this partnership.
    user_id : int
        The reader, who sees what they take part in, and what concerns their own agency, whatever their roles.
    """
    found = {
        entry.uid: entry
        for source in SOURCES
        for entry in source(session, partnership_id, start, end)
        if entry.permission in held or user_id in entry.people
    }
    for entry in own_entries(session, Asking(partnership_id=partnership_id, user_id=user_id, start=start, end=end)):
        found.setdefault(entry.uid, entry)
    return sorted(found.values(), key=lambda one: (one.starts_on, one.starts_at, one.kind, one.title, one.uid))


def weeks_of(month: date, entries: list[CalendarEntry], holidays: Mapping[date, str] = NONE) -> list[list[Day]]:
    """The weeks of a month, Monday first. An entry stands on its first day; :func:`running` are those begun before."""
    return [
        [
            Day(
                day=day,
                in_month=day.month == month.month,
                entries=tuple(one for one in entries if one.starts_on == day and day.month == month.month),
                holiday=holidays.get(day, "") if day.month == month.month else "",
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
