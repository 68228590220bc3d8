"""What clashes among the entries of a calendar, in words, each with the entries that it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from analysis.programme.clashes import APART_DAYS, Clash, clashes
from survey_app.programme.year.calendar_entries import CalendarEntry

AT_WORK = frozenset({"visit", "audit", "section11", "peer_review", "meeting"})  # kinds that need offices to be open
NAMED_DAYS = AT_WORK | {"forum"}  # forums may be held on a Saturday, and on no bank holiday


@dataclass(frozen=True, slots=True, kw_only=True)
class ClashLine:
    """One clash: a sentence without its full stop, and what it is about."""

    says: str
    entries: tuple[CalendarEntry, ...]

    @property
    def is_one_day(self) -> bool:
        """Whether all of it is on one day, so that the day need not be said of each."""
        return len({day for one in self.entries for day in (one.starts_on, one.ends_on)}) == 1

    def is_between(self, start: date, end: date) -> bool:
        """Whether something of it lies between these days."""
        return any(one.is_between(start, end) for one in self.entries)


def clash_lines(entries: Sequence[CalendarEntry], holidays: Mapping[date, str]) -> list[ClashLine]:
    """What clashes, and what falls on a day on which nobody works; in the order of the days.

    Several that clash over one thing are one line: four deadlines on one day are no six pairs.
    """
    of_key = {one.uid: one for one in entries}
    lines = [_line(group, of_key) for group in _groups(clashes([one.dated() for one in entries]))]
    lines += _on_days_off(entries, holidays)
    return sorted(lines, key=lambda one: (one.entries[0].starts_on, one.says))


def _groups(found: Iterable[Clash]) -> list[list[Clash]]:
    """Clashes that are one matter: first of each two entries over whom, then of the same day or visit over the same."""
    pairs: dict[tuple[str, str, str], list[Clash]] = {}
    for one in found:
        pairs.setdefault((one.kind, one.first.key, one.second.key), []).append(one)
    groups: dict[tuple[object, ...], list[Clash]] = {}
    for group in pairs.values():
        one, over = group[0], tuple(clash.over for clash in group)
        what: tuple[object, ...] = (one.first.key, one.second.key)
        if one.kind == "deadlines":
            what = (one.first.ends_on,)
        elif one.kind == "agency":
            what = (over, one.first.key if over[0] in one.first.visited else one.second.key)
        groups.setdefault((one.kind, *what), []).extend(group)
    return list(groups.values())


def _line(group: Sequence[Clash], of_key: Mapping[str, CalendarEntry]) -> ClashLine:
    keys = dict.fromkeys(key for one in group for key in (one.first.key, one.second.key))
    entries = tuple(sorted((of_key[key] for key in keys), key=lambda one: (one.starts_on, one.starts_at, one.uid)))
    names = sorted({one.over.partition(":")[2] if one.kind == "person" else one.over for one in group} - {""})
    over, verb = _named(names), "is" if len(names) == 1 else "are"
    if group[0].kind == "person":
        says = f"{over} {verb} needed at two things at once"
    elif group[0].kind == "agency":
        says = f"{over} {verb} visited and audited {_apart(group)}, where {APART_DAYS} days should lie between"
    else:
        number = {2: "Two", 3: "Three", 4: "Four"}.get(len(entries), str(len(entries)))
        says = f"{number} deadlines fall on {entries[0].ends_on:%-d %B %Y}"
        if over:
            says += f" for {over}" if len(entries) == 2 else f", at least two of them for {over}"
    return ClashLine(says=says, entries=entries)


def _apart(group: Sequence[Clash]) -> str:
    least, most = min(one.days for one in group), max(one.days for one in group)
    if most == 0:
        return "on one day"
    return f"{least} to {most} days apart" if least < most else f"{most} {'day' if most == 1 else 'days'} apart"


def _on_days_off(entries: Iterable[CalendarEntry], holidays: Mapping[date, str]) -> list[ClashLine]:
    """What begins or ends on a bank holiday, a Saturday or a Sunday, one line to each day."""
    found: dict[date, list[CalendarEntry]] = {}
    for one in entries:
        for day in dict.fromkeys((one.starts_on, one.ends_on)):
            if (day in holidays and one.kind in NAMED_DAYS) or (day.weekday() > 4 and one.kind in AT_WORK):
                found.setdefault(day, []).append(one)
    return [
        ClashLine(
            says=f"{day:%-d %B %Y} is a {f'bank holiday ({holidays[day]})' if day in holidays else f'{day:%A}'}",
            entries=tuple(falls),
        )
        for day, falls in found.items()
    ]


def _named(names: Sequence[str]) -> str:
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)
