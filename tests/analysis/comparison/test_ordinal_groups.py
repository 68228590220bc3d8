from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kruskal, mannwhitneyu

from analysis.comparison.ordinal_groups import ordinal_groups_test

AGENCIES = [[1, 0, 4], [2, 3, 6], [4, 5, 5], [8, 9, 3], [6, 2, 1]]


def columns(counts: list[list[int]] | np.ndarray) -> list[np.ndarray]:
    """The answers of each group, written out."""
    table = np.asarray(counts)
    return [np.repeat(np.arange(len(table)), table[:, group]) for group in range(table.shape[1])]


def test_three_groups_are_what_r_gives() -> None:
    # R 4.2: kruskal.test(grades, groups), the answers written out
    test = ordinal_groups_test(AGENCIES)
    assert test.statistic == pytest.approx(11.55964267644951, abs=1e-10)
    assert test.p_value == pytest.approx(0.00308926729291, abs=1e-12)
    assert (test.dof, test.n_used, test.effect_name) == (2, 59, "epsilon squared")
    assert test.effect == pytest.approx(11.55964267644951 / 58)


def test_two_groups_are_what_r_gives() -> None:
    # R 4.2: wilcox.test(first, third, exact = FALSE)
    test = ordinal_groups_test(np.array(AGENCIES)[:, [0, 2]])
    assert test.statistic == 309
    assert test.p_value == pytest.approx(0.00249521287125, abs=1e-12)
    assert test.effect == pytest.approx(2 * 309 / (21 * 19) - 1)
    assert (test.dof, test.effect_name) == (None, "rank-biserial correlation")


@given(
    st.integers(3, 5).flatmap(
        lambda k: st.lists(st.lists(st.integers(0, 9), min_size=k, max_size=k), min_size=2, max_size=6)
    )
)
def test_several_groups_agree_with_scipy_on_the_answers_written_out(counts: list[list[int]]) -> None:
    test = ordinal_groups_test(counts)
    groups = [group for group in columns(counts) if len(group)]
    if test.why_not is None and len(groups) > 2:
        expected = kruskal(*groups)
        assert test.statistic == pytest.approx(expected.statistic, abs=1e-8)
        assert test.p_value == pytest.approx(expected.pvalue, abs=1e-9)
        assert test.effect is not None
        assert 0 <= test.effect <= 1


@given(st.lists(st.lists(st.integers(0, 12), min_size=2, max_size=2), min_size=2, max_size=6))
def test_two_groups_agree_with_scipy_on_the_answers_written_out(counts: list[list[int]]) -> None:
    test, exchanged = ordinal_groups_test(counts), ordinal_groups_test([row[::-1] for row in counts])
    first, second = columns(counts)
    if test.why_not is None:
        expected = mannwhitneyu(first, second, method="asymptotic")
        assert test.statistic == pytest.approx(expected.statistic)
        assert test.p_value == pytest.approx(expected.pvalue, abs=1e-9)
        pairs = np.sign(np.subtract.outer(first, second))
        assert test.effect == pytest.approx(pairs.mean(), abs=1e-12)
        assert exchanged.effect == pytest.approx(-test.effect, abs=1e-12)
        assert exchanged.p_value == pytest.approx(test.p_value, abs=1e-12)


def test_grades_that_nobody_gave_and_groups_that_nobody_is_in_change_nothing() -> None:
    wider = np.insert(np.insert(np.array(AGENCIES), 2, 0, axis=0), 1, 0, axis=1)
    test, plain = ordinal_groups_test(wider), ordinal_groups_test(AGENCIES)
    assert (test.statistic, test.p_value) == (pytest.approx(plain.statistic), pytest.approx(plain.p_value))
    assert test.empty_groups == (1,)


def test_a_small_group_is_said() -> None:
    assert ordinal_groups_test([[4, 1], [2, 3]]).caution == "A group has only 4 answers: the p-value is rough."
    assert ordinal_groups_test([[4, 1], [2, 0]]).caution == "A group has only 1 answer: the p-value is rough."
    assert ordinal_groups_test([[4, 3], [2, 3]]).caution is None


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ([[0, 0], [0, 0]], "Nobody answered, so there is nothing to test."),
        ([[1, 0]], "All answers are from one group, so there is nothing to compare."),
        ([[4, 0], [5, 0]], "All answers are from one group, so there is nothing to compare."),
        ([[4, 5, 6]], "All answers are the same grade, so the groups cannot differ."),
        ([[0, 0], [4, 5]], "All answers are the same grade, so the groups cannot differ."),
    ],
)
def test_what_cannot_be_tested_says_why(counts: list[list[int]], reason: str) -> None:
    test = ordinal_groups_test(counts)
    assert (test.statistic, test.p_value, test.effect, test.why_not) == (None, None, None, reason)


def test_one_answer_in_each_of_two_groups() -> None:
    test = ordinal_groups_test([[1, 0], [0, 1]])
    assert (test.statistic, test.effect, test.p_value) == (0.0, -1.0, 1.0)


def test_two_hundred_thousand_answers() -> None:
    counts = np.random.default_rng(2).multinomial(200_000, np.full(150, 1 / 150)).reshape(5, 30)
    expected = kruskal(*columns(counts))
    test = ordinal_groups_test(counts)
    assert (test.statistic, test.p_value) == (pytest.approx(expected.statistic), pytest.approx(expected.pvalue))
