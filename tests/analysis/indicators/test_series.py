"""Indicators over time: what is shown, what is hidden, and that nothing shown gives the hidden away."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.comparison.p_chart import p_chart
from analysis.disclosure import DisclosurePolicy
from analysis.indicators import Indicator, IndicatorSeries, indicator_series

DEFAULT = DisclosurePolicy.default()


def indicator(**values: object) -> Indicator:
    given_ = {
        "key": "d1", "title": "Decision within one working day", "why": "Constructed", "numerator": "in time",
        "denominator": "referrals", "source": "constructed", "owner": "Example Council", "direction": "higher",
        "target": 0.9,
    }  # fmt: skip
    return Indicator(**{**given_, **values})  # type: ignore[arg-type]


def rows(counts: list[tuple[int, int]], first: str = "2025-01-01", freq: str = "MS") -> pd.DataFrame:
    starts = pd.date_range(first, periods=len(counts), freq=freq)
    return pd.DataFrame(
        {"indicator": "d1", "period_start": starts, "numerator": [n for n, _ in counts],
         "denominator": [n for _, n in counts]}
    )  # fmt: skip


def series(counts: list[tuple[int, int]], policy: DisclosurePolicy = DEFAULT, **values: object) -> IndicatorSeries:
    return indicator_series(indicator(**values), rows(counts), policy, due=date(2025, 1, 1))


def test_shown_periods_have_the_limits_of_the_p_chart() -> None:
    counts = [(45, 50), (42, 50), (30, 50), (44, 50)]
    found, expected = series(counts), p_chart([n for n, _ in counts], [n for _, n in counts])
    assert found.centre == expected.centre
    assert [(p.share, p.low, p.high, p.is_beyond) for p in found.points] == [
        (p.proportion, p.low, p.high, p.is_beyond) for p in expected.points
    ]
    assert [point.label for point in found.signals] == ["March 2025"]


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ((4, 50), (None, 50, "c")),
        ((5, 50), (5, 50, None)),
        ((47, 50), (None, 50, "c")),
        ((50, 50), (50, 50, None)),
        ((0, 50), (0, 50, None)),
        ((2, 4), (None, None, "c")),
        ((0, 0), (None, None, "z")),
    ],
)
def test_small_numbers_and_small_complements_are_hidden(
    counts: tuple[int, int], shown: tuple[int | None, int | None, str | None]
) -> None:
    point = series([counts]).points[0]
    assert (point.count, point.base, point.mark) == shown


def test_a_policy_that_rounds_rounds_everything_it_shows() -> None:
    point = series([(43, 52)], DisclosurePolicy.nhs()).points[0]
    assert (point.count, point.base, point.share) == (45, 50, 0.9)


def test_a_period_without_a_submission_is_a_gap_that_is_named() -> None:
    frame = rows([(45, 50), (44, 50), (43, 50)]).drop(index=1)
    found = indicator_series(indicator(), frame, DEFAULT, due=date(2025, 4, 30))
    assert found.missing == ("February 2025", "April 2025")
    assert [point.share for point in found.points] == [0.9, None, 0.86, None]
    assert found.latest is not None
    assert found.latest.label == "March 2025"
    assert found.points[2].arrow is None, "there is nothing to compare with"


def test_quarters_are_named_by_their_months() -> None:
    frame = rows([(45, 50), (44, 50)], first="2025-04-01", freq="QS")
    found = indicator_series(indicator(period="quarter"), frame, DEFAULT, due=date(2025, 5, 1))
    assert [point.label for point in found.points] == ["April to June 2025", "July to September 2025"]


def test_nothing_submitted_says_so() -> None:
    found = indicator_series(indicator(), rows([(1, 2)]).head(0), DEFAULT, due=date(2025, 1, 1))
    assert (found.points, found.centre) == ((), None)
    assert found.why_not == "Nothing has been submitted yet."


def test_all_hidden_has_no_centre_and_says_why() -> None:
    found = series([(2, 50), (48, 50), (3, 60)])
    assert found.centre is None
    assert found.why_not == "No period has figures that are shown."


def test_meeting_the_target_follows_the_direction() -> None:
    assert [p.meets_target for p in series([(45, 50), (44, 50)]).points] == [True, False]
    assert [p.meets_target for p in series([(45, 50), (5, 50)], direction="lower", target=0.2).points] == [False, True]
    assert series([(45, 50)], target=None).points[0].meets_target is None


@pytest.mark.parametrize(
    ("numerator", "denominator", "says"),
    [(-1, 5, "whole numbers"), (1.5, 5, "whole numbers"), (None, 5, "whole numbers"), (6, 5, "more than"),
     ("many", 5, "whole numbers"), (np.inf, np.inf, "whole numbers")],
)  # fmt: skip
def test_counts_that_cannot_be_are_refused_with_their_period(numerator: object, denominator: object, says: str) -> None:
    frame = pd.DataFrame({"indicator": ["d1"], "period_start": ["2025-03-01"], "numerator": [numerator],
                          "denominator": [denominator]}, dtype=object)  # fmt: skip
    with pytest.raises(ValueError, match=f"March 2025 of d1.*{says}"):
        indicator_series(indicator(), frame, DEFAULT, due=date(2025, 3, 1))


def test_a_period_that_is_there_twice_is_refused() -> None:
    frame = pd.concat([rows([(45, 50)]), rows([(44, 50)], first="2025-01-20", freq="D")])
    with pytest.raises(ValueError, match="January 2025 of d1 is there twice"):
        indicator_series(indicator(), frame, DEFAULT, due=date(2025, 1, 1))


def test_a_frame_without_its_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="no column denominator"):
        indicator_series(indicator(), rows([(1, 2)]).drop(columns="denominator"), DEFAULT, due=date(2025, 1, 1))


def test_a_target_is_a_proportion() -> None:
    with pytest.raises(ValueError, match="target of d1 is 90"):
        indicator(target=90)


@st.composite
def periods(draw: st.DrawFn) -> list[tuple[int, int]]:
    bases = draw(st.lists(st.integers(0, 60), min_size=1, max_size=14))
    return [(draw(st.integers(0, base)), base) for base in bases]


@given(counts=periods(), policy=st.sampled_from([DEFAULT, DisclosurePolicy.nhs(), DisclosurePolicy.ten()]))
def test_what_is_shown_does_not_depend_on_what_is_hidden(
    counts: list[tuple[int, int]], policy: DisclosurePolicy
) -> None:
    """Any other hidden count gives the very same series, so nothing of it can be worked out."""
    found = series(counts, policy)
    for place, point in enumerate(found.points):
        if point.mark != "c":
            continue
        base = counts[place][1]
        others = [n for n in range(base + 1) if 0 < n <= policy.threshold or 0 < base - n <= policy.threshold]
        if point.base is None:
            others = list(range(base + 1))
        for other in others:
            changed = [*counts[:place], (other, base), *counts[place + 1 :]]
            assert series(changed, policy) == found


@given(counts=periods())
def test_no_shown_count_is_small(counts: list[tuple[int, int]]) -> None:
    for point in series(counts).points:
        for number in (point.count, point.base, None if point.count is None else (point.base or 0) - point.count):
            assert number is None or number == 0 or number > DEFAULT.threshold
