from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from analysis.histograms import MOST_BARS, make_histogram
from analysis.number_summary import five_number_summary
from analysis.report import HistogramBin
from tests.analysis.rounds import block_of, comment, group, make_figures, make_instrument, question, repeat

WHOLE = st.lists(st.one_of(st.integers(-30, 60), st.integers(-(10**9), 10**9)), min_size=1, max_size=80)
ANY = st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=60)


def bars_of(values: Sequence[float | None], *, whole: bool = True) -> tuple[HistogramBin, ...]:
    series = pd.Series(values, dtype="Int64" if whole else "Float64")
    return make_histogram(series, five_number_summary(series), whole=whole)


def labels(values: Sequence[float | None], *, whole: bool = True) -> dict[str, int | None]:
    return {bar.label: bar.count for bar in bars_of(values, whole=whole)}


def test_the_width_is_that_of_freedman_and_diaconis() -> None:
    # The width for 125 numbers whose quartiles are 25 apart is 2 × 25 / 5 = 10.
    values = np.linspace(100, 150, 126)[:125]
    found = bars_of(values.tolist(), whole=False)
    assert {bar.high - bar.low for bar in found if bar.low is not None and bar.high is not None} == {10}
    assert [bar.count for bar in found] == [25] * 5


def test_whole_numbers_have_bars_of_whole_numbers() -> None:
    assert labels([1, 2, 2, 3, 3, 3, 4, 4, 5]) == {"1": 1, "2": 2, "3": 3, "4": 2, "5": 1}
    assert labels([0, 4, 5, 9, 10, 14, 15, 19] * 10) == {"0 to 4": 20, "5 to 9": 20, "10 to 14": 20, "15 to 19": 20}


def test_what_lies_far_outside_stands_in_an_open_bar() -> None:
    found = labels([*range(20), 1250])
    assert list(found)[-1].endswith("or more")
    assert found[list(found)[-1]] == 1
    assert bars_of([*range(20), 1250])[-1].high is None


def test_decimal_limits_are_written_as_people_write_them() -> None:
    found = bars_of([0.1, 0.2, 0.3, 0.3, 0.4, 0.6, 0.7], whole=False)
    assert all(len(bar.label) < len("0.2 to under 0.4xx") for bar in found)
    assert sum(bar.count or 0 for bar in found) == 7


def test_one_and_the_same_number_is_one_bar() -> None:
    assert labels([7, 7, None]) == {"7": 2}
    (bar,) = bars_of([7.5, 7.5], whole=False)
    assert (bar.low, bar.high) == (7, 8)


def test_no_numbers_have_no_bars() -> None:
    assert bars_of([]) == ()
    assert bars_of([None, None]) == ()


def test_numbers_too_large_to_tell_apart_have_no_bars_rather_than_wrong_ones() -> None:
    assert bars_of([1e16, 1e16 + 2, 1e16 + 4, 1e16 + 6, 1.7e308, -1.7e308], whole=False) is not None
    assert bars_of([5e-324, 1e-323, 0.0], whole=False) is not None
    assert bars_of([0.0, 0.5e308, 1.7e308, 1.7976931348623157e308], whole=False) == ()


@given(WHOLE)
def test_every_whole_number_is_counted_once_in_its_bar(values: list[int]) -> None:
    _check(values, bars_of(values))


@given(ANY)
def test_so_is_every_other_number(values: list[float]) -> None:
    found = bars_of(values, whole=False)
    if found:
        _check(values, found)


@given(st.lists(st.integers(0, 60), min_size=20, max_size=60), st.integers(61, 10**6))
def test_the_greatest_number_moves_no_limit(values: list[int], greatest: int) -> None:
    values = sorted(values)
    summary = five_number_summary(pd.Series(values, dtype="Int64"))
    if summary.lower_quartile == summary.upper_quartile:
        return
    before, after = bars_of(values), bars_of([*values[:-1], greatest])
    edges = sorted({bar.low for bar in after if bar.low is not None} | {bar.high for bar in after if bar.high})
    inner = [bar.low for bar in before if bar.low is not None and bar.low < edges[-1]]
    assert set(inner) <= set(edges)


def _check(values: Sequence[float], bars: tuple[HistogramBin, ...]) -> None:
    assert 1 <= len(bars) <= MOST_BARS
    assert 0 not in (bars[0].count, bars[-1].count)
    assert all(one.high == two.low for one, two in pairwise(bars))
    for bar in bars:
        low = -math.inf if bar.low is None else bar.low
        high = math.inf if bar.high is None else bar.high
        assert bar.count == sum(low <= value < high for value in values)
    assert sum(bar.count or 0 for bar in bars) == len(values)


def test_a_numeric_question_has_a_histogram_and_one_told_in_words_has_none() -> None:
    form = make_instrument(
        group("page", question("integer", "years")),
        repeat("talk", question("integer", "minutes"), comment("said"), narrative_below=5),
    )
    figures = make_figures(form, [{"years": year, "talk": [{"minutes": 5}]} for year in (1, 2, 3)])
    years, minutes = block_of(figures, "years").numbers, block_of(figures, "minutes").numbers
    assert years is not None
    assert [bar.count for bar in years.histogram] == [1, 1, 1]
    assert minutes is not None
    assert minutes.histogram == ()


def test_a_calculation_of_whole_numbers_has_bars_of_whole_numbers() -> None:
    form = make_instrument(group("page", question("integer", "a"), question("calculate", "b", calculation="${a} + 1")))
    figures = make_figures(form, [{"a": n, "b": n + 1} for n in (1, 2, 3)])
    numbers = block_of(figures, "b").numbers
    assert numbers is not None
    assert [bar.label for bar in numbers.histogram] == ["2", "3", "4"]
    assert figures.tied == {"a", "b"}
