from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2, kruskal

from analysis.comparison.kruskal_wallis import kruskal_wallis_test

AGENCIES = np.array([[1, 0, 4], [2, 3, 6], [4, 5, 5], [8, 9, 3], [6, 2, 1]])


def written_out(counts: np.ndarray) -> tuple[pd.Series, pd.Series]:
    grades, groups = np.indices(counts.shape)
    repeats = counts.ravel()
    return pd.Series(np.repeat(grades.ravel(), repeats)), pd.Series(
        np.repeat(groups.ravel(), repeats), dtype="category"
    )


def test_the_example_of_hollander_and_wolfe_comes_out() -> None:
    # R 4.2: kruskal.test(list(x, y, z)) of its help page
    values = pd.Series([2.9, 3.0, 2.5, 2.6, 3.2, 3.8, 2.7, 4.0, 2.4, 2.8, 3.4, 3.7, 2.2, 2.0])
    test = kruskal_wallis_test(values, pd.Series([1] * 5 + [2] * 4 + [3] * 5))
    assert test.statistic == pytest.approx(0.771428571429)
    assert test.p_value == pytest.approx(0.679964773579)
    assert test.estimate == pytest.approx(0.771428571429 / 13)
    assert test.caution == "A group has only 4 answers: the p-value is rough."


def test_pairs_of_groups_are_dunns_with_holms_adjustment() -> None:
    # R 4.2, by Dunn's formula with rank(), table() and p.adjust(p, "holm")
    test = kruskal_wallis_test(*written_out(AGENCIES))
    assert test.pairs is not None
    assert [row.name for row in test.pairs.rows] == ["0 and 1", "0 and 2", "1 and 2"]
    assert [row.p_value for row in test.pairs.rows] == pytest.approx(
        [0.45714868911966, 0.00106537619523, 0.01358072819495]
    )
    assert [row.adjusted for row in test.pairs.rows] == pytest.approx(
        [0.4571486891197, 0.0031961285857, 0.0271614563899]
    )


@given(
    st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["a", "b", "c", "d"])), min_size=1, max_size=60),
)
def test_it_agrees_with_scipy(cases: list[tuple[int, str]]) -> None:
    frame = pd.DataFrame(cases, columns=["value", "group"])
    test = kruskal_wallis_test(frame["value"], frame["group"])
    lists = [list(values) for _, values in frame.groupby("group")["value"]]
    if test.why_not is None:
        expected = kruskal(*lists)
        assert test.statistic == pytest.approx(expected.statistic, abs=1e-9)
        # scipy's own p-value is nan where rounding makes its statistic a hair negative.
        assert test.p_value == pytest.approx(chi2.sf(max(0.0, expected.statistic), len(lists) - 1), abs=1e-9)
        assert sum(group.n for group in test.groups) == test.n_used == len(frame)
        ranks = frame["value"].rank().groupby(frame["group"]).mean()
        assert {group.group: group.mean_rank for group in test.groups} == pytest.approx(ranks.to_dict())
        assert (test.pairs is None) == (len(lists) == 2)
    else:
        assert len(lists) < 2 or frame["value"].nunique() == 1


def test_missing_values_and_groups_are_left_out_and_counted() -> None:
    scale = pd.CategoricalDtype(["poor", "fair", "good"], ordered=True)
    values = pd.Series(["poor", None, "good", "fair", "good"], dtype=scale, index=[5, 4, 3, 2, 1])
    groups = pd.Series(pd.Categorical(["b", "a", None, "a", "b"], categories=["a", "b", "unused"]))
    test = kruskal_wallis_test(values, groups)
    assert (test.n_used, test.n_missing) == (3, 2)
    assert [group.group for group in test.groups] == ["a", "b"]


@pytest.mark.parametrize(
    ("values", "groups", "reason"),
    [
        ([], [], "Nobody answered, so there is nothing to test."),
        ([None, None], ["a", "b"], "Nobody answered, so there is nothing to test."),
        ([1], ["a"], "All answers are from one group, so there is nothing to compare."),
        ([1, 2], ["a", "a"], "All answers are from one group, so there is nothing to compare."),
        ([2, 2, 2], ["a", "b", "c"], "All answers are the same grade, so the groups cannot differ."),
    ],
)
def test_what_cannot_be_tested_says_why(values: list[int], groups: list[str], reason: str) -> None:
    test = kruskal_wallis_test(pd.Series(values, dtype="Int64"), pd.Series(groups, dtype="str"))
    assert (test.statistic, test.p_value, test.estimate, test.why_not) == (None, None, None, reason)


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="values has 2 cases and groups has 1"):
        kruskal_wallis_test(pd.Series([1, 2]), pd.Series(["a"]))


def test_two_hundred_thousand_cases() -> None:
    generator = np.random.default_rng(3)
    values, groups = generator.normal(size=200_000), generator.integers(0, 30, 200_000)
    test = kruskal_wallis_test(pd.Series(values), pd.Series(groups))
    expected = kruskal(*[values[groups == group] for group in range(30)])
    assert test.statistic == pytest.approx(expected.statistic)
    assert test.pairs is not None
    assert len(test.pairs.rows) == 435
