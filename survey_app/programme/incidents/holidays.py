"""Bank holidays: the bundled list, one-off holidays that are proclaimed, and gov.uk's own list when it has more years.

Nothing bundled goes by itself. A day that gov.uk's file does not have is shown, and stays unless somebody ticks it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from analysis.working_days import BANK_HOLIDAYS, ENGLAND_AND_WALES, WorkingCalendar
from survey_app.programme.incidents.checking import asked_text
from survey_app.programme.incidents.models import BankHolidayChange, BankHolidayYear
from survey_app.programme.incidents.refusals import IncidentRefused

LARGEST_FILE = 300_000  # bytes; gov.uk's is about 30,000
FEWEST, MOST = 8, 14  # bank holidays of England and Wales in one year


@dataclass(frozen=True, slots=True, kw_only=True)
class Holidays:
    """All bank holidays that are known, with their names, and the years of which all are."""

    days: Mapping[date, str]
    first_year: int
    last_year: int

    @property
    def calendar(self) -> WorkingCalendar:
        return WorkingCalendar(
            name=ENGLAND_AND_WALES.name, first_year=self.first_year, last_year=self.last_year,
            days_off=frozenset(self.days),
        )  # fmt: skip

    @property
    def mark(self) -> str:
        """Another one for every other list."""
        lines = "\n".join(f"{day} {title}" for day, title in sorted(self.days.items()))
        return hashlib.sha256(f"{self.last_year}\n{lines}".encode()).hexdigest()[:16]

    def runs_out(self, today: date) -> str:
        """A warning in the last known year and after, when a clock may run past the list; else empty."""
        if today.year < self.last_year:
            return ""
        return (
            f"Bank holidays are known to the end of {self.last_year}. A clock that runs past it cannot be counted. "
            "Load the new list from gov.uk."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayDiff:
    """What applying a list would change.

    ``missing`` are days we have and it has not, in the years that it covers. ``passed`` are days that it has and we
    have not, in years that are known: they are not added, for days that were due would move.
    """

    listed: Mapping[date, str]
    added: tuple[tuple[date, str], ...]
    missing: tuple[tuple[date, str], ...]
    passed: tuple[tuple[date, str], ...]
    new_years: tuple[int, ...]
    mark: str  # of the list that it was compared with

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.missing or self.new_years)


def holidays_of(session: Session) -> Holidays:
    """The bundled list with all that was added to it and taken out."""
    days = dict(BANK_HOLIDAYS)
    for one in session.scalars(select(BankHolidayChange).order_by(BankHolidayChange.id)):
        if one.is_off:
            days[one.day] = one.title
        else:
            days.pop(one.day, None)
    last, loaded = ENGLAND_AND_WALES.last_year, set(session.scalars(select(BankHolidayYear.year)))
    while last + 1 in loaded:
        last += 1
    return Holidays(days=days, first_year=ENGLAND_AND_WALES.first_year, last_year=last)


def calendar_of(session: Session) -> WorkingCalendar:
    """The working days of England and Wales, by the bundled bank holidays and those added or taken out since."""
    return holidays_of(session).calendar


def changes_of(session: Session) -> list[BankHolidayChange]:
    """Every change, the newest first."""
    return list(session.scalars(select(BankHolidayChange).order_by(BankHolidayChange.id.desc())))


def add_one_off(
    session: Session, day: date, title: str, reason: str, *, by_id: int, partnership_id: int, today: date
) -> BankHolidayChange:
    """Add a one-off holiday that was proclaimed."""
    _one_at_a_time(session)
    known = holidays_of(session)
    _check_year(known, day)
    if day < today:
        raise IncidentRefused("That day has passed: a holiday added now would move days that were due. Check it.")
    if day.weekday() >= 5:
        raise IncidentRefused(f"{day:%-d %B %Y} is a {day:%A}, which is no working day anyway. Check the day.")
    if day in known.days:
        raise IncidentRefused(f"{day:%-d %B %Y} is a bank holiday already: {known.days[day]}.")
    name = asked_text(session, partnership_id, title, "What the holiday is called", longest=120)
    why = asked_text(session, partnership_id, reason, "Where it was proclaimed")
    return _note(session, day, True, name, "proclaimed", why, by_id, partnership_id)


def take_back(
    session: Session, day: date, reason: str, *, by_id: int, partnership_id: int, today: date
) -> BankHolidayChange:
    """Take out a one-off holiday that was added by mistake, before it has come."""
    _one_at_a_time(session)
    newest = {one.day: one for one in reversed(changes_of(session))}.get(day)
    if newest is None or not newest.is_off or newest.source != "proclaimed":
        raise IncidentRefused("Only a one-off holiday that was added here can be taken back.")
    if day <= today:
        raise IncidentRefused("That day has come: taking it back would move days that were due.")
    why = asked_text(session, partnership_id, reason, "Why it is taken back")
    return _note(session, day, False, newest.title, "proclaimed", why, by_id, partnership_id)


def read_gov_uk(content: bytes) -> dict[date, str]:
    """The days of England and Wales in gov.uk's file; IncidentRefused, saying where, if anything in it is not right."""
    if len(content) > LARGEST_FILE:
        raise IncidentRefused("The file is larger than gov.uk’s list of bank holidays ever was. Check which one it is.")
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise IncidentRefused(
            "The file is no JSON. Download bank-holidays.json from gov.uk/bank-holidays.json."
        ) from None
    division = document.get("england-and-wales") if isinstance(document, dict) else None
    events = division.get("events") if isinstance(division, dict) else None
    if (
        not isinstance(division, dict)
        or not isinstance(events, list)
        or division.get("division") != "england-and-wales"
    ):
        raise IncidentRefused("The file has no list of events for “england-and-wales”. Check which file it is.")
    found: dict[date, str] = {}
    for number, one in enumerate(events, 1):
        day, title = _event(one, number)
        if day in found:
            raise IncidentRefused(f"Event {number}: {day:%-d %B %Y} is in the file twice.")
        found[day] = title
    _check_years(found)
    return found


def compare(known: Holidays, listed: Mapping[date, str], *, today: date) -> HolidayDiff:
    """What applying gov.uk's list would change."""
    years = {day.year for day in listed}
    new = tuple(year for year in range(known.last_year + 1, max(years) + 1))
    if not set(new) <= years:
        raise IncidentRefused(
            f"The file does not have {known.last_year + 1}, so that a year would be missing. Check it."
        )
    if min(years) < known.first_year:
        raise IncidentRefused(f"The file begins before {known.first_year}, the first year that is known. Check it.")
    ours = {day: title for day, title in known.days.items() if day.year in years}
    lacking = sorted((day, title) for day, title in listed.items() if day not in ours)
    passed = [one for one in lacking if one[0] <= today and one[0].year <= known.last_year]
    return HolidayDiff(
        listed=dict(listed),
        added=tuple(one for one in lacking if one not in passed),
        passed=tuple(passed),
        missing=tuple(sorted((day, title) for day, title in ours.items() if day not in listed)),
        new_years=new,
        mark=known.mark,
    )


def apply_list(
    session: Session, listed: Mapping[date, str], *, mark: str, take_out: Collection[date], by_id: int,
    partnership_id: int, today: date,
) -> HolidayDiff:  # fmt: skip
    """Apply a list as it was shown: add what is new, and take out what was ticked and nothing else.

    Parameters
    ----------
    mark : str
        That of the comparison which the person saw; where the list has changed since, nothing is applied.
    take_out : collection of date
        Which of the missing days are taken out.
    """
    _one_at_a_time(session)
    diff = compare(holidays_of(session), listed, today=today)
    if mark != diff.mark:
        raise IncidentRefused(
            "Somebody changed the bank holidays meanwhile. Load the file again and look at what is new."
        )
    gone = set(take_out)
    if not gone <= {day for day, _ in diff.missing}:
        raise IncidentRefused("Only a day that gov.uk’s file does not have can be taken out.")
    if any(day <= today for day in gone):
        raise IncidentRefused("A day that has passed stays: taking it out would move days that were due.")
    session.add_all(BankHolidayYear(year=year) for year in diff.new_years)
    for day, title in diff.added:
        _note(session, day, True, title, "gov.uk", "", by_id, partnership_id)
    for day, title in diff.missing:
        if day in gone:
            _note(session, day, False, title, "gov.uk", "Not in gov.uk’s list.", by_id, partnership_id)
    session.flush()
    return diff


def as_file(listed: Mapping[date, str]) -> str:
    """The days as gov.uk writes them: what a page hands back so that it is read and checked again."""
    events = [{"title": title, "date": day.isoformat()} for day, title in sorted(listed.items())]
    return json.dumps({"england-and-wales": {"division": "england-and-wales", "events": events}}, ensure_ascii=False)


def easter(year: int) -> date:
    """Easter Sunday (the anonymous Gregorian algorithm; Butcher's Ecclesiastical Calendar, 1876)."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _event(one: object, number: int) -> tuple[date, str]:
    title, when = (one.get("title"), one.get("date")) if isinstance(one, dict) else (None, None)
    if not isinstance(title, str) or not title.strip() or len(title) > 120 or not title.isprintable():
        raise IncidentRefused(f"Event {number} of the file has no title, or a strange one.")
    try:
        day = date.fromisoformat(when) if isinstance(when, str) and len(when) == 10 else None
    except ValueError:
        day = None
    if day is None:
        raise IncidentRefused(f"Event {number} of the file, “{title}”, has no date such as 2027-12-27.")
    if day.weekday() >= 5:
        raise IncidentRefused(
            f"Event {number}: {day:%-d %B %Y} is a {day:%A}. The list has substitute days instead of those. Check it."
        )
    return day, title.strip()


def _check_years(found: Mapping[date, str]) -> None:
    """Whole years without a gap, each with its Good Friday and Easter Monday: else it is no list of England's."""
    if not found:
        raise IncidentRefused("The file has no bank holidays.")
    years = range(min(found).year, max(found).year + 1)
    for year in years:
        days = [day for day in found if day.year == year]
        if not FEWEST <= len(days) <= MOST:
            raise IncidentRefused(
                f"The file has {len(days)} bank holidays in {year}; a whole year has {FEWEST} or a few more. Check it."
            )
        sunday = easter(year)
        for name, day in (("Good Friday", sunday - timedelta(2)), ("Easter Monday", sunday + timedelta(1))):
            if day not in found:
                raise IncidentRefused(
                    f"The file lacks {name}, {day:%-d %B %Y}. It is not the list of England and Wales."
                )


def _check_year(known: Holidays, day: date) -> None:
    if not known.first_year <= day.year <= known.last_year:
        raise IncidentRefused(
            f"Bank holidays are known from {known.first_year} to {known.last_year}. Load gov.uk’s list for {day.year} "
            "first."
        )


def _one_at_a_time(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE bank_holiday_change IN SHARE ROW EXCLUSIVE MODE"))


def _note(
    session: Session, day: date, is_off: bool, title: str, source: str, reason: str, by_id: int, partnership_id: int
) -> BankHolidayChange:
    made = BankHolidayChange(
        day=day, is_off=is_off, title=title, source=source, reason=reason, made_by_id=by_id,
        partnership_id=partnership_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made
