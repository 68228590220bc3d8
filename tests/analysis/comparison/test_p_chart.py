from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.comparison.p_chart import p_chart
from tests.analysis.references.comparison import DEFECTS

POINT = st.integers(0, 80).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_montgomerys_first_sample_has_his_limits() -> None:
    # Montgomery (2009), example 7.1 (from memory): 347 of 30 samples of 50, p = .2313, limits .0524 and .4102
    chart = p_chart(DEFECTS, [50] * 30)
    assert chart.centre == pytest.approx(0.2313, abs=5e-5)
    assert chart.points[0].low == pytest.approx(0.0524, abs=5e-5)
    assert chart.points[0].high == pytest.approx(0.4102, abs=5e-5)
    assert [point.label for point in chart.points if point.is_beyond] == ["15", "23"]


@given(st.lists(POINT, max_size=30))
def test_limits_stay_between_nought_and_one_and_signals_are_what_the_rules_say(points: list[tuple[int, int]]) -> None:
    chart = p_chart([count for count, _ in points], [n for _, n in points])
    total, n = sum(count for count, _ in points), sum(n for _, n in points)
    assert (chart.n_used, chart.n_missing) == (n, sum(size == 0 for _, size in points))
    if n == 0:
        assert chart.why_not == "No point has answers, so there is no chart."
        return
    centre = total / n
    for point in chart.points:
        if point.n == 0:
            assert (point.proportion, point.low, point.high, point.is_beyond, point.is_in_run) == (
                None,
                None,
                None,
                False,
                False,
            )
            continue
        spread = 3 * np.sqrt(centre * (1 - centre) / point.n)
        assert point.low == pytest.approx(max(0, centre - spread))
        assert point.high == pytest.approx(min(1, centre + spread))
        assert point.proportion is not None
        assert point.is_beyond == (abs(point.proportion - centre) > spread + 1e-9)


@pytest.mark.parametrize(
    ("above", "in_run"),
    [
        ([1] * 8 + [0] * 7, [True] * 8 + [False] * 7),
        ([1] * 7 + [0] * 7, [False] * 14),
        ([0, 1] * 8, [False] * 16),
        ([1] * 9 + [0] * 9, [True] * 18),
    ],
)
def test_eight_points_running_on_one_side_are_a_run(above: list[int], in_run: list[bool]) -> None:
    chart = p_chart([12 if high else 8 for high in above], [20] * len(above))
    assert [point.is_in_run for point in chart.points] == in_run
    assert not any(point.is_beyond for point in chart.points)


def test_a_point_on_the_centre_ends_a_run_and_a_gap_does_not() -> None:
    six, eight = [12] * 4, [8] * 8
    on_centre = p_chart([*six, 10, *six, *eight], [20] * 17)
    gap = p_chart([*six, 0, *six, *eight], [20] * 4 + [0] + [20] * 12)
    assert not any(point.is_in_run for point in on_centre.points[:9])
    assert [point.is_in_run for point in gap.points[:9]] == [True] * 4 + [False] + [True] * 4


def test_no_arrow_where_either_denominator_is_below_ten() -> None:
    chart = p_chart([5, 9, 4, 6, 5, 5], [10, 10, 9, 10, 10, 10], labels=list("abcdef"))
    assert [point.arrow for point in chart.points] == [None, "up", None, None, "down", "level"]
    assert [point.label for point in chart.points] == list("abcdef")


def test_everyone_alike_is_no_signal() -> None:
    chart = p_chart([5] * 7, [5] * 7)
    assert chart.centre == 1.0
    assert chart.signals == ()
    assert (chart.points[0].low, chart.points[0].high) == (1.0, 1.0)


@pytest.mark.parametrize("lists", [([], []), ([0], [0]), ([0, 0], [0, 0])])
def test_where_nobody_answered_there_is_no_chart(lists) -> None:
    chart = p_chart(*lists)
    assert (chart.centre, chart.n_used) == (None, 0)
    assert chart.why_not == "No point has answers, so there is no chart."


def test_one_point_of_one_respondent() -> None:
    chart = p_chart([1], [1])
    assert (chart.centre, chart.points[0].proportion, chart.signals) == (1.0, 1.0, ())


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: p_chart([1], [1, 2]), r"counts has shape \(1,\) and totals \(2,\)"),
        (lambda: p_chart([3], [2]), "counts is 3 at point 1, more than its total of 2"),
        (lambda: p_chart([1], [2], labels=["a", "b"]), "labels has 2 names for 1 points"),
        (lambda: p_chart([1.5], [2]), "1.5"),
    ],
)
def test_impossible_input_is_refused_with_the_value(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_two_hundred_thousand_answers() -> None:
    generator = np.random.default_rng(1)
    counts = generator.binomial(1_000, 0.7, size=200)
    chart = p_chart(counts, np.full(200, 1_000))
    assert chart.n_used == 200_000
    assert len([point for point in chart.points if point.is_beyond]) < 5
