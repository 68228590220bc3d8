from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.response import nonresponse_bounds


def test_the_fixture_of_the_learning_hub_comes_out() -> None:
    # shared fixture: 35 agreeing of 39 who answered, of 225 who attended: 15.6% to 98.2%
    result = nonresponse_bounds(35, 39, 225)
    assert (f"{result.low:.1%}", f"{result.high:.1%}") == ("15.6%", "98.2%")
    assert (result.n_used, result.n_missing) == (39, 186)
    assert result.estimate == 35 / 39


@given(st.integers(0, 12).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n), st.integers(max(n, 1), 25))))
def test_the_bounds_are_reached_and_never_passed(numbers: tuple[int, int, int]) -> None:
    count, answered, population = numbers
    result = nonresponse_bounds(count, answered, population)
    possible = [(count + others) / population for others in range(population - answered + 1)]
    assert (result.low, result.high) == (min(possible), max(possible))
    assert result.estimate is None or result.low - 1e-12 <= result.estimate <= result.high + 1e-12


def test_everybody_answering_leaves_nothing_open() -> None:
    result = nonresponse_bounds(9, 12, 12)
    assert (result.low, result.high, result.sentence) == (0.75, 0.75, "75.0% of all 12: everybody answered")


def test_nobody_answering_leaves_everything_open() -> None:
    result = nonresponse_bounds(0, 0, 8)
    assert (result.estimate, result.low, result.high) == (None, 0.0, 1.0)


def test_one_silent_person_is_named_as_one() -> None:
    assert nonresponse_bounds(1, 1, 2).sentence == (
        "between 50.0% and 100.0% of all 2, whatever the one who did not answer thinks"
    )


@pytest.mark.parametrize(
    ("population", "at_least", "why"),
    [(None, False, "It is not known how many"), (395, True, "It is not known how many")],
)
def test_an_unknown_population_has_no_bounds(population: int | None, at_least: bool, why: str) -> None:
    result = nonresponse_bounds(20, 33, population, at_least=at_least)
    assert (result.low, result.high, result.n_missing) == (None, None, None)
    assert result.why_not.startswith(why)
    assert result.sentence == result.why_not


def test_an_empty_population_has_no_proportion() -> None:
    result = nonresponse_bounds(0, 0, 0)
    assert (result.estimate, result.low) == (None, None)
    assert result.why_not == "There is nobody in all, so there is no proportion."


def test_impossible_input_is_refused() -> None:
    with pytest.raises(ValueError, match="count is 4, which is not between 0 and answered, 3"):
        nonresponse_bounds(4, 3, 9)
    with pytest.raises(ValueError, match="answered is 3, more than the population of 2"):
        nonresponse_bounds(1, 3, 2)
