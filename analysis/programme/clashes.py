"""Clashes of a calendar: one person twice, one agency visited and audited within days, deadlines on one day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Literal

ClashKind = Literal["person", "agency", "deadlines"]
APART_DAYS = 10
"""How many days lie at least between a visit and an audit of one agency, where no number is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """One entry of a calendar.

    Attributes
    ----------
    key, title : str
        Which.
    starts_on, ends_on : date
        Its days, both included.
    starts_at, ends_at : str
        Times as on the wall, "09:30"; empty where it takes the day.
    people : frozenset of str
        Who has to be there.
    visited, audited : frozenset of str
        Agencies that are visited, or whose returns it asks for.
    is_deadline : bool
        Whether something is due by then.
    """

    key: str
    title: str
    starts_on: date
    ends_on: date
    starts_at: str = ""
    ends_at: str = ""
    people: frozenset[str] = frozenset()
    visited: frozenset[str] = frozenset()
    audited: frozenset[str] = frozenset()
    is_deadline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """Two entries that clash, and over whom; ``days`` lie between them."""

    kind: ClashKind
    over: str
    first: Dated
    second: Dated
    days: int = 0


def clashes(entries: Iterable[Dated], *, apart_days: int = APART_DAYS) -> list[Clash]:
    """Find what clashes, in the order of its days.

    Parameters
    ----------
    entries : iterable of Dated
    apart_days : int
        A visit and an audit of one agency clash where fewer days than this lie between them.

    Returns
    -------
    list of Clash
        "person": somebody is needed at two entries whose times overlap; an entry without times takes the day.
        Deadlines ask nobody to be anywhere. "agency": one is visited and audited too close together. "deadlines": two
        fall on one day and concern the same agency, or one of them concerns none in particular.

    Raises
    ------
    ValueError
        Where ``apart_days`` is negative.

    Examples
    --------
    >>> visit = Dated(key="v", title="Visit", starts_on=date(2026, 5, 1), ends_on=date(2026, 5, 1),
    ...               visited=frozenset({"Police"}))
    >>> due = Dated(key="a", title="Returns due", starts_on=date(2026, 5, 8), ends_on=date(2026, 5, 8),
    ...             audited=frozenset({"Police"}), is_deadline=True)
    >>> [(one.kind, one.over, one.days) for one in clashes([visit, due])]
    [('agency', 'Police', 7)]
    """
    if apart_days < 0:
        raise ValueError(f"apart_days: {apart_days} is no number of days")
    rows = sorted(entries, key=lambda one: (one.starts_on, one.starts_at, one.key))
    found: list[Clash] = []
    for first, second in combinations(rows, 2):
        found += _over_people(first, second)
        found += _over_agencies(first, second, apart_days)
        found += _over_deadlines(first, second)
    return found


def _over_people(first: Dated, second: Dated) -> Sequence[Clash]:
    if first.is_deadline or second.is_deadline or not _overlap(first, second):
        return ()
    both = sorted(first.people & second.people)
    return [Clash(kind="person", over=who, first=first, second=second) for who in both]


def _overlap(first: Dated, second: Dated) -> bool:
    if first.starts_on > second.ends_on or second.starts_on > first.ends_on:
        return False
    one_day = first.starts_on == first.ends_on == second.starts_on == second.ends_on
    timed = all((first.starts_at, first.ends_at, second.starts_at, second.ends_at))
    if not (one_day and timed):
        return True
    return first.starts_at < second.ends_at and second.starts_at < first.ends_at


def _over_agencies(first: Dated, second: Dated, apart_days: int) -> Sequence[Clash]:
    gap = max(0, (second.starts_on - first.ends_on).days, (first.starts_on - second.ends_on).days)
    if gap >= max(apart_days, 1):
        return ()
    both = sorted((first.visited & second.audited) | (first.audited & second.visited))
    return [Clash(kind="agency", over=agency, first=first, second=second, days=gap) for agency in both]


def _over_deadlines(first: Dated, second: Dated) -> Sequence[Clash]:
    if not (first.is_deadline and second.is_deadline and first.ends_on == second.ends_on):
        return ()
    concerned = first.audited | first.visited, second.audited | second.visited
    if all(concerned):
        both = sorted(concerned[0] & concerned[1])
        return [Clash(kind="deadlines", over=agency, first=first, second=second) for agency in both]
    return [Clash(kind="deadlines", over="", first=first, second=second)]
