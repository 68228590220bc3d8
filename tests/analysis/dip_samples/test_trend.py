"""The p-chart of repeated samples: against the plain one, and by numpy with weights."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.comparison import p_chart
from analysis.dip_samples import DipTrend, ItemFigures, TrendSample, dip_trend
from analysis.estimates.stratified_domains import domain_proportion
from analysis.proportions import wilson_interval
from exports.dip_wording import trend_sentences

ONE = {"All referrals": 5000}
TWO = {"many": 900, "few": 100}


def sample(label: str, counts: dict[str, tuple[int, int]], populations: dict[str, int], **values: str) -> TrendSample:
    """A sample in which so many of so many in each group were decided well."""
    rows = [(name, populations[name], n, n, count) for name, (count, n) in counts.items()]
    count, n = sum(row[4] for row in rows), sum(row[2] for row in rows)
    table = pd.DataFrame(rows, columns=["stratum", "population", "known", "domain", "count"])
    figures = ItemFigures(
        name="g9", label="Reason recorded", words="Yes", strata=(), count=count, base=n, n_outside=0, n_missing=0,
        unweighted=wilson_interval(count, n), weighted=domain_proportion(table),
    )  # fmt: skip
    return TrendSample(label=label, figures=figures, **values)


def plain(counts: list[tuple[int, int]]) -> DipTrend:
    return dip_trend([sample(str(place), {"All referrals": pair}, ONE) for place, pair in enumerate(counts, start=1)])


def test_samples_of_one_group_have_the_plain_p_chart() -> None:
    counts = [(45, 50), (47, 50), (44, 50), (46, 50), (30, 50), (5, 6)]
    found, chart = plain(counts), p_chart([c for c, _ in counts], [n for _, n in counts])
    assert found.centre == pytest.approx(chart.centre)
    for ours, theirs in zip(found.points[:5], chart.points, strict=False):
        assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high))
        assert (ours.is_beyond, ours.arrow) == (theirs.is_beyond, theirs.arrow)
    assert [point.label for point in found.signals] == ["5"]


def test_with_weights_centre_and_limits_are_those_worked_out_by_numpy() -> None:
    samples = [
        {"many": (15, 20), "few": (10, 20)}, {"many": (18, 20), "few": (5, 20)}, {"many": (9, 20), "few": (16, 16)},
    ]  # fmt: skip
    found = dip_trend([sample(str(place), counts, TWO) for place, counts in enumerate(samples)])
    w = np.array([0.9, 0.1])
    shares = np.array([w @ [c / n for c, n in counts.values()] for counts in samples])
    effective = np.array([1 / (w**2 / [n for _, n in counts.values()]).sum() for counts in samples])
    centre = (effective * shares).sum() / effective.sum()
    assert found.centre == pytest.approx(centre)
    assert [point.share for point in found.points] == pytest.approx(shares)
    assert [point.effective for point in found.points] == pytest.approx(effective)
    room = 3 * np.sqrt(centre * (1 - centre) / effective)
    assert [point.low for point in found.points] == pytest.approx(np.maximum(0, centre - room))
    assert [point.high for point in found.points] == pytest.approx(np.minimum(1, centre + room))
    assert found.is_weighted


def test_a_sample_under_ten_answers_is_no_signal_and_has_no_arrow_nor_has_the_next() -> None:
    found = plain([(50, 50), (50, 50), (0, 9), (49, 50), (49, 50)])
    assert not found.points[2].is_beyond
    assert [point.arrow for point in found.points] == [None, "level", None, None, "level"]
    assert any("Fewer than 10 answers" in note for note in found.notes)
    assert plain([(50, 50), (50, 50), (0, 10)]).points[2].is_beyond


def test_eight_on_one_side_are_a_run_and_seven_are_not() -> None:
    assert [p.is_in_run for p in plain([(30, 50)] * 8 + [(20, 50)] * 8).points] == [True] * 16
    assert not any(p.is_in_run for p in plain([(30, 50)] * 7 + [(20, 50)] * 7).points)


@pytest.mark.parametrize(
    ("counts", "runs"),
    [
        ([(30, 50)] * 8 + [(20, 50)] * 8, ["1-8", "9-16"]),
        ([(30, 50)] * 8 + [(20, 50)] * 2 + [(30, 50)] * 8, ["1-8", "11-18"]),
        ([(30, 50)] * 4 + [(1, 5)] + [(30, 50)] * 4 + [(1, 50)], ["1-9"]),
        ([(30, 50)] * 7 + [(20, 50)] * 7, []),
    ],
    ids=["either side", "same side twice", "few answers between", "none"],
)
def test_each_run_is_told_by_itself(counts: list[tuple[int, int]], runs: list[str]) -> None:
    found = plain(counts)
    assert [f"{run[0].label}-{run[-1].label}" for run in found.runs] == runs
    said = [one for one in trend_sentences(found) if "running on one side" in one]
    assert said == [f"{run.replace('-', ' to ')}: eight or more running on one side of the mean." for run in runs]


def test_what_was_asked_otherwise_is_a_gap_with_its_reason() -> None:
    changed = sample("2", {"All referrals": (10, 50)}, ONE, left_out="Its wording changed.")
    others = [sample(label, {"All referrals": (40, 50)}, ONE) for label in ("1", "3")]
    found = dip_trend([others[0], changed, others[1]])
    assert found.points[1].left_out == "Its wording changed."
    assert (found.points[1].share, found.centre) == (None, 0.8)
    assert found.points[2].arrow is None


def test_one_sample_without_weights_makes_all_plain() -> None:
    weighted = sample("1", {"many": (15, 20), "few": (10, 20)}, TWO)
    assert weighted.figures is not None
    bare = replace(weighted, label="2", figures=replace(weighted.figures, weighted=None))
    found = dip_trend([weighted, bare])
    assert not found.is_weighted
    assert [point.share for point in found.points] == [25 / 40, 25 / 40]
    assert "not of all" in found.notes[0]


def test_without_answers_there_is_no_chart() -> None:
    found = plain([(0, 0)])
    assert (found.centre, found.why_not) == (None, "No sample has answers that can be compared.")
    with pytest.raises(ValueError, match="no sample has figures"):
        dip_trend([TrendSample(label="1", figures=None)])


@given(
    st.lists(st.integers(10, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1, max_size=12)
)
def test_generated_samples_of_one_group_agree_with_the_plain_p_chart(counts: list[tuple[int, int]]) -> None:
    found, chart = plain(counts), p_chart([c for c, _ in counts], [n for _, n in counts])
    assert found.centre == pytest.approx(chart.centre)
    assert [(p.is_in_run, p.arrow) for p in found.points] == [(p.is_in_run, p.arrow) for p in chart.points]
