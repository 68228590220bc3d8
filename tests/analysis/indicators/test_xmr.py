"""The XmR chart against published examples, and against limits computed in another way."""

from __future__ import annotations

import statistics
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.indicators import xmr_chart

# NIST/SEMATECH e-Handbook of Statistical Methods, section 6.3.2.2: flow rates of ten batches. It prints a mean of
# 50.81, a mean moving range of 1.8778 and, with 3/1.128, limits of 55.8041 and 45.8159.
FLOW = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
# SAS/QC User's Guide, SHEWHART procedure, IRCHART statement: inner diameters of twenty jet engines in centimetres.
JETS = [
    78.4, 80.1, 84.4, 79.1, 80.4, 83.5, 73.8, 83.5, 75.0, 76.8,
    70.5, 80.3, 82.4, 79.4, 86.4, 90.5, 77.7, 82.5, 79.9, 83.2,
]  # fmt: skip


def test_nists_example() -> None:
    found = xmr_chart(FLOW)
    assert found.centre == pytest.approx(50.81)
    assert found.mean_range == pytest.approx(1.8778, abs=5e-5)
    # 2.66 is 3/1.128 rounded, so that the limits agree to a thousandth.
    assert found.low == pytest.approx(45.8159, abs=1e-3)
    assert found.high == pytest.approx(55.8041, abs=1e-3)
    assert not any(point.is_beyond for point in found.points)


def test_the_limits_of_the_jet_engines_computed_with_the_standard_library() -> None:
    ranges = [abs(after - before) for before, after in pairwise(JETS)]
    found = xmr_chart(JETS)
    assert found.low == pytest.approx(statistics.fmean(JETS) - 2.66 * statistics.fmean(ranges))
    assert found.high == pytest.approx(statistics.fmean(JETS) + 2.66 * statistics.fmean(ranges))
    assert found.range_limit == pytest.approx(3.267 * statistics.fmean(ranges))
    assert [point.moving_range for point in found.points] == [None, *(pytest.approx(one) for one in ranges)]


def test_a_value_outside_and_a_range_above_their_limits_are_told_apart() -> None:
    found = xmr_chart([10, 11, 10, 11, 10, 30, 31, 30, 31, 30, 11, 10])
    assert [point.label for point in found.points if point.is_range_beyond] == ["6", "11"]
    far = xmr_chart([10, 11, 10, 11, 10, 11, 10, 11, 10, 40])
    assert [point.label for point in far.points if point.is_beyond] == ["10"]


@pytest.mark.parametrize(("length", "signal"), [(7, False), (8, True)])
def test_eight_running_on_one_side_are_a_signal_and_seven_are_not(length: int, signal: bool) -> None:
    values = [14.0, 10.0] * 6 + [12.5] * length + [10.0, 14.0] * 6 + [12.0 - length * 0.5]
    found = xmr_chart(values)
    assert found.centre is not None
    assert found.centre < 12.5
    assert any(point.is_in_run for point in found.points) is signal


def test_a_value_on_the_mean_ends_a_run() -> None:
    values = [1.0] * 4 + [2.0] + [1.0] * 4 + [3.0] * 8
    assert xmr_chart(values).centre == 2.0
    marked = [point.is_in_run for point in xmr_chart(values).points]
    assert marked == [False] * 9 + [True] * 8


def test_no_moving_range_reaches_over_a_gap() -> None:
    found = xmr_chart([10, 12, float("nan"), 30, 31])
    assert [point.moving_range for point in found.points] == [None, 2.0, None, None, 1.0]
    assert found.mean_range == 1.5
    assert (found.n_used, found.n_missing) == (4, 1)


@pytest.mark.parametrize(
    ("values", "words"),
    [([], "No period has a value."), ([float("nan")], "No period has a value."), ([3.0], "No two periods")],
    ids=["none", "gap", "one"],
)
def test_what_has_no_limits_says_why(values: list[float], words: str) -> None:
    found = xmr_chart(values)
    assert found.why_not is not None
    assert words in found.why_not
    assert (found.low, found.high, found.range_limit) == (None, None, None)


@given(value=st.floats(0.1, 1e6), length=st.integers(2, 30))
def test_constant_values_are_no_signal_whatever_the_arithmetic_does(value: float, length: int) -> None:
    found = xmr_chart([value] * length)
    assert not any(point.is_beyond or point.is_in_run or point.is_range_beyond for point in found.points)


@pytest.mark.parametrize(
    ("values", "labels", "words"),
    [([1.0, float("inf")], None, "infinite"), ([[1.0]], None, "dimensions"), ([1.0], ["a", "b"], "labels")],
    ids=["infinite", "two dimensions", "labels"],
)
def test_what_cannot_be_charted_is_refused(values: list[float], labels: list[str] | None, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        xmr_chart(values, labels=labels)
