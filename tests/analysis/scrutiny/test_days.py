"""Days used against days agreed: period edges, leap days, shortfall in words and figures."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.scrutiny import DaysStanding, WorkedDay, days_against_allowance

START, END = date(2027, 10, 1), date(2028, 3, 31)  # half a year with a leap day


def standing(*worked: tuple[date, float], agreed: float = 18, planned: float = 0, as_of: date = END) -> DaysStanding:
    days = [WorkedDay(worked_on=day, days=number) for day, number in worked]
    return days_against_allowance(days, starts_on=START, ends_on=END, agreed=agreed, planned=planned, as_of=as_of)


def test_the_first_and_last_day_belong_to_the_period_and_their_neighbours_do_not() -> None:
    edges = [date(2027, 9, 30), START, END, date(2028, 4, 1)]
    assert standing(*((day, 1) for day in edges)).used == 2


def test_a_leap_day_is_a_day_like_any_other() -> None:
    found = standing((date(2028, 2, 29), 0.5))
    assert (found.used, found.period_days) == (0.5, 183)
    year = days_against_allowance(
        [WorkedDay(worked_on=date(2028, 2, 29), days=1)], starts_on=date(2028, 2, 29), ends_on=date(2028, 2, 29),
        agreed=1, planned=0, as_of=date(2028, 2, 29),
    )  # fmt: skip
    assert (year.used, year.period_days, year.gone_days) == (1, 1, 1)


def test_eighteen_days_in_six_months_are_just_enough() -> None:
    found = standing(*((date(2027, 10, day), 1) for day in range(1, 19)))
    assert (found.used, found.left, found.shortfall) == (18, 0, 0)
    assert found.in_words == (
        "18 of 18 agreed days are used, and the programme asks for no more in this period: the days are just enough."
    )


@pytest.mark.parametrize(
    ("used", "planned", "shortfall", "says"),
    [
        (10, 12.5, 4.5, "10 of 18 agreed days are used, and the programme still asks for 12.5: 4.5 days are short."),
        (10, 9, 1, "10 of 18 agreed days are used, and the programme still asks for 9: 1 day is short."),
        (1, 16, 0, "1 of 18 agreed days is used, and the programme still asks for 16: 1 day is left over."),
        (19, 0, 1, "19 days are used, 1 more than the 18 agreed, and the programme asks for no more in this period: "
                   "1 day is short."),
    ],
    ids=["short", "one short", "one left", "overspent"],
)  # fmt: skip
def test_a_shortfall_is_told_in_words_and_figures(used: int, planned: float, shortfall: float, says: str) -> None:
    found = standing(*((date(2027, 11, day), 1) for day in range(1, used + 1)), planned=planned)
    assert (found.forecast, found.shortfall, found.in_words) == (used + planned, shortfall, says)


def test_quarters_add_up_without_a_remainder() -> None:
    found = standing(*((date(2027, 11, 1 + number), 0.25) for number in range(11)))
    assert (found.used, found.left) == (2.75, 15.25)


@pytest.mark.parametrize(
    ("as_of", "gone"),
    [(date(2027, 9, 30), 0), (START, 1), (date(2028, 3, 1), 153), (END, 183), (date(2029, 1, 1), 183)],
)
def test_days_gone_count_the_present_one(as_of: date, gone: int) -> None:
    assert standing(as_of=as_of).gone_days == gone


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"agreed": -1}, "agreed is -1"), ({"planned": float("nan")}, "planned is nan"),
        ({"ends_on": date(2027, 9, 30)}, "before starts_on"),
    ],
    ids=["agreed", "planned", "period"],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(values: dict[str, object], says: str) -> None:
    given = {"starts_on": START, "ends_on": END, "agreed": 18, "planned": 0, "as_of": END} | values
    with pytest.raises(ValueError, match=says):
        days_against_allowance([], **given)


def test_a_third_of_a_day_is_no_part_of_a_day() -> None:
    with pytest.raises(ValueError, match="not a quarter"):
        standing((START, 1 / 3))
