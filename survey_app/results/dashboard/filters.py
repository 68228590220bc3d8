"""What a dashboard is narrowed down to. All of it stands in the address, so that a view can be sent to a colleague.

A filter only ever chooses among figures that a release shows already: whole rounds, groups that were fixed when a round
opened, and grades of organisations. Nothing that counts people is counted again for it, so that no two views can be
subtracted from one another to find what a release hides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.errors import UserError
from survey_app.partnership.models import AGENCY_TYPES, Agency, Locality
from survey_app.rounds.models import Round

_PERIOD = re.compile(r"(\d{4})-(\d{2})")
NAMES = ("agency_type", "locality", "period")


class FilterRefused(UserError):
    """The address asks for a view that there is not; the message says which part of it."""

    title = "There is no such view"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """The view asked for; an empty part leaves everything in.

    ``period`` is a year from 1 April to 31 March, as in "2025-26".
    """

    agency_type: str = ""
    locality: str = ""
    period: str = ""

    @property
    def arguments(self) -> dict[str, str]:
        """What the address of this view carries."""
        return {name: value for name in NAMES if (value := getattr(self, name))}

    @property
    def first_day(self) -> date | None:
        return date(int(self.period[:4]), 4, 1) if self.period else None

    @property
    def last_day(self) -> date | None:
        return date(int(self.period[:4]) + 1, 3, 31) if self.period else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One choice of a filter."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What there is to choose from, the periods newest first."""

    agency_types: tuple[Option, ...]
    localities: tuple[Option, ...]
    periods: tuple[Option, ...]


def options_for(
    session: Session, partnership_id: int, agencies: Iterable[Agency], rounds: Iterable[Round], *, today: date
) -> Options:
    """The types of the partnership's agencies, its localities, and the years in which a round was open."""
    types = {agency.agency_type for agency in agencies}
    localities = session.scalars(
        select(Locality.name).where(Locality.partnership_id == partnership_id).order_by(Locality.name)
    )
    years = sorted({year for round_ in rounds for year in _years_of(round_, today)}, reverse=True)
    return Options(
        agency_types=tuple(Option(value=key, label=label) for key, label in AGENCY_TYPES.items() if key in types),
        localities=tuple(Option(value=name, label=name) for name in localities),
        periods=tuple(Option(value=period_of(year), label=period_text(period_of(year))) for year in years),
    )


def read_filters(arguments: Mapping[str, str], options: Options) -> Filters:
    """The view that an address asks for.

    Raises
    ------
    FilterRefused
        Where it names what this partnership does not have.
    """
    known = {
        "agency_type": {option.value for option in options.agency_types},
        "locality": {option.value for option in options.localities},
        "period": {option.value for option in options.periods},
    }
    given = {name: arguments.get(name, "").strip() for name in NAMES}
    for name, value in given.items():
        if value and value not in known[name]:
            raise FilterRefused(
                f"This partnership has no {name.replace('_', ' ')} “{value[:60]}”. Open the dashboard and choose one "
                "from the list."
            )
    return Filters(**given)


def in_period(round_: Round, filters: Filters, *, today: date) -> bool:
    """Whether a round was open on any day of the period."""
    first, last = filters.first_day, filters.last_day
    if first is None or last is None:
        return True
    begins, ends = _days_of(round_, today)
    return begins <= last and ends >= first


def period_of(year: int) -> str:
    """The year that begins on 1 April of this one."""
    return f"{year}-{(year + 1) % 100:02}"


def period_text(period: str) -> str:
    """A period in words."""
    found = _PERIOD.fullmatch(period)
    if found is None:
        raise ValueError(f"{period!r} is no period such as 2025-26")
    return f"April {found[1]} to March {int(found[1]) + 1}"


def chosen_labels(filters: Filters, options: Options) -> Iterator[str]:
    """What is chosen, in words."""
    for value, among in (
        (filters.agency_type, options.agency_types),
        (filters.locality, options.localities),
        (filters.period, options.periods),
    ):
        yield from (option.label for option in among if value and option.value == value)


def _years_of(round_: Round, today: date) -> range:
    begins, ends = _days_of(round_, today)
    return range(_year_of(begins), _year_of(ends) + 1)


def _days_of(round_: Round, today: date) -> tuple[date, date]:
    """The first and the last day of a round; one that is open still goes on at least until today."""
    last = round_.closes_on or today
    if round_.state == "open":
        last = today
    return min(round_.opens_on or last, last), last


def _year_of(day: date) -> int:
    return day.year if (day.month, day.day) >= (4, 1) else day.year - 1
