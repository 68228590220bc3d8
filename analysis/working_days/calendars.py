"""Which days are working days, and of which years this is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import numpy as np
import numpy.typing as npt

from analysis.working_days.bank_holidays import BANK_HOLIDAYS, FIRST_YEAR, LAST_YEAR

Days = npt.NDArray[np.datetime64]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingCalendar:
    """Mondays to Fridays without the days off, in the years of which these are known.

    Attributes
    ----------
    name : str
        What calendar it is, for people.
    first_year, last_year : int
        The years of which all days off are known. Every other year is refused.
    days_off : frozenset of date
        The days off; Saturdays and Sundays need not be among them.
    """

    name: str
    first_year: int
    last_year: int
    days_off: frozenset[date]

    def with_days_off(self, days: Iterable[date], name: str) -> WorkingCalendar:
        """The same calendar with more days off, such as an office's own closing days, under a name of its own."""
        return replace(self, name=name, days_off=self.days_off | frozenset(days))

    def check(self, days: Days) -> None:
        """Refuse days of years that the calendar does not know; missing days pass."""
        present = days[~np.isnat(days)]
        if not present.size:
            return
        for day in (present.min().item(), present.max().item()):
            if not self.first_year <= day.year <= self.last_year:
                raise ValueError(
                    f"{day.day} {day:%B %Y} cannot be counted to or from: the working days of {self.name} are known "
                    f"from {self.first_year} to {self.last_year}"
                )

    @property
    def counting(self) -> np.busdaycalendar:
        """The calendar as NumPy counts with it."""
        return _busdays(self.days_off)


@cache
def _busdays(days_off: frozenset[date]) -> np.busdaycalendar:
    return np.busdaycalendar(holidays=np.array(sorted(days_off), dtype="datetime64[D]"))


#: Saturdays, Sundays and the bank holidays of England and Wales.
ENGLAND_AND_WALES = WorkingCalendar(
    name="England and Wales", first_year=FIRST_YEAR, last_year=LAST_YEAR, days_off=frozenset(BANK_HOLIDAYS)
)
