from __future__ import annotations

from datetime import date

import holidays
import pytest

from analysis.working_days import BANK_HOLIDAYS, ENGLAND_AND_WALES

# Quoted from gov.uk/bank-holidays.json as stored copies of several years have it (England and Wales, 2012 to 2025).
QUOTED = {
    2012: "02-01 06-04 09-04 07-05 04-06 05-06 27-08 25-12 26-12",
    2013: "01-01 29-03 01-04 06-05 27-05 26-08 25-12 26-12",
    2014: "01-01 18-04 21-04 05-05 26-05 25-08 25-12 26-12",
    2015: "01-01 03-04 06-04 04-05 25-05 31-08 25-12 28-12",
    2016: "01-01 25-03 28-03 02-05 30-05 29-08 26-12 27-12",
    2017: "02-01 14-04 17-04 01-05 29-05 28-08 25-12 26-12",
    2018: "01-01 30-03 02-04 07-05 28-05 27-08 25-12 26-12",
    2019: "01-01 19-04 22-04 06-05 27-05 26-08 25-12 26-12",
    2020: "01-01 10-04 13-04 08-05 25-05 31-08 25-12 28-12",
    2021: "01-01 02-04 05-04 03-05 31-05 30-08 27-12 28-12",
    2022: "03-01 15-04 18-04 02-05 02-06 03-06 29-08 19-09 26-12 27-12",
    2023: "02-01 07-04 10-04 01-05 08-05 29-05 28-08 25-12 26-12",
    2024: "01-01 29-03 01-04 06-05 27-05 26-08 25-12 26-12",
    2025: "01-01 18-04 21-04 05-05 26-05 25-08 25-12 26-12",
}


@pytest.mark.parametrize("year", QUOTED)
def test_the_days_are_those_that_the_government_published(year: int) -> None:
    quoted = [date(year, int(day[3:]), int(day[:2])) for day in QUOTED[year].split()]
    assert sorted(day for day in BANK_HOLIDAYS if day.year == year) == quoted


@pytest.mark.parametrize("year", range(2012, 2029))
def test_the_days_are_those_of_the_holidays_package(year: int) -> None:
    theirs = holidays.country_holidays("GB", subdiv="ENG", years=year, categories=("public",))
    weekdays = {day for day in theirs if day.weekday() < 5}
    assert {day for day in BANK_HOLIDAYS if day.year == year} == weekdays


def test_all_are_weekdays_and_substitute_days_say_so() -> None:
    assert all(day.weekday() < 5 for day in BANK_HOLIDAYS)
    fixed = {"New Year's Day": (1, 1), "Christmas Day": (25, 12), "Boxing Day": (26, 12)}
    for day, name in BANK_HOLIDAYS.items():
        stem = name.removesuffix(" (substitute day)")
        if stem in fixed:
            assert ((day.day, day.month) != fixed[stem]) == name.endswith("(substitute day)")


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2012, 6, 4), "Spring bank holiday (substitute day)"),  # moved from 28 May
        (date(2012, 6, 5), "Queen's Diamond Jubilee"),
        (date(2020, 5, 8), "Early May bank holiday (VE day)"),  # moved from 4 May
        (date(2022, 6, 2), "Spring bank holiday"),  # moved from 30 May
        (date(2022, 6, 3), "Platinum Jubilee bank holiday"),
        (date(2022, 9, 19), "State Funeral of Queen Elizabeth II"),
        (date(2023, 5, 8), "Coronation of King Charles III"),
    ],
)
def test_the_days_that_came_once_are_there_by_name(day: date, name: str) -> None:
    assert BANK_HOLIDAYS[day] == name


@pytest.mark.parametrize("day", [date(2012, 5, 28), date(2020, 5, 4), date(2022, 5, 30), date(2026, 6, 15)])
def test_the_days_that_were_moved_away_and_scotlands_are_working_days(day: date) -> None:
    assert day not in BANK_HOLIDAYS


def test_every_year_of_the_calendar_has_its_eight_days_or_more() -> None:
    years = range(ENGLAND_AND_WALES.first_year, ENGLAND_AND_WALES.last_year + 1)
    counts = {year: sum(day.year == year for day in BANK_HOLIDAYS) for year in years}
    assert {year for year, count in counts.items() if count != 8} == {2012, 2022, 2023}
    assert (counts[2012], counts[2022], counts[2023]) == (9, 10, 9)
