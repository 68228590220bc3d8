from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2, kruskal, mannwhitneyu

from analysis.comparison.mann_whitney import mann_whitney_test
from analysis.comparison.ordinal_groups import ordinal_groups_test
from tests.analysis.comparison import tables_by_hand

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
        # scipy's own p-value is nan where rounding makes its statistic a hair negative.
        assert test.p_value == pytest.approx(chi2.sf(max(0.0, expected.statistic), len(groups) - 1), abs=1e-9)
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


@pytest.mark.parametrize("counts", [[[3, 0], [1, 4], [0, 6]], [[1, 2], [0, 7], [3, 1]]])
def test_two_small_groups_can_be_tested_exactly(counts: list[list[int]]) -> None:
    test, expected = (
        ordinal_groups_test(counts, small_groups="exact"),
        mann_whitney_test(*columns(counts), method="exact"),
    )
    assert (test.p_value, test.method) == (expected.p_value, "Mann-Whitney test, exact")
    assert (test.caution, test.seed) == (None, None)
    assert test.statistic == ordinal_groups_test(counts).statistic


def test_several_small_groups_can_be_simulated() -> None:
    # coin 1.4-2: pvalue(kruskal_test(grade ~ group, distribution = approximate(nresample = 1e6))) gives 0.025786
    counts = [[2, 0, 1], [1, 1, 2], [1, 3, 1], [0, 3, 0]]
    test = ordinal_groups_test(counts, small_groups="exact", simulations=20_000, seed=5)
    assert test.p_value == pytest.approx(0.0258, abs=0.004)
    statistics = {
        table: ordinal_groups_test(table).statistic or 0.0
        for table in tables_by_hand.same_totals((3, 4, 5, 3), (4, 7, 4))
    }
    weights = {table: float(tables_by_hand.weight(table)) for table in statistics}
    far = sum(weights[table] for table, h in statistics.items() if h >= test.statistic - 1e-9)
    assert test.p_value == pytest.approx(far / sum(weights.values()), abs=0.004)
    assert (test.simulations, test.seed, test.caution) == (20_000, 5, None)
    assert test.method == "Kruskal-Wallis test, Monte Carlo with 20,000 tables (seed 5)"
    assert test.low is not None
    assert test.high is not None
    assert test.low <= test.p_value <= test.high
    assert test == ordinal_groups_test(counts, small_groups="exact", simulations=20_000, seed=5)


def test_large_groups_are_not_simulated() -> None:
    assert ordinal_groups_test(AGENCIES, small_groups="exact") == ordinal_groups_test(AGENCIES)
    with pytest.raises(ValueError, match="small_groups is 'guess'"):
        ordinal_groups_test(AGENCIES, small_groups="guess")


def test_a_few_against_very_many_are_simulated() -> None:
    test = ordinal_groups_test([[1, 9000], [0, 7000], [2, 3000]], small_groups="exact", simulations=500)
    assert test.method == f"Mann-Whitney test, Monte Carlo with 500 tables (seed {test.seed})"
    assert test.p_value == pytest.approx(ordinal_groups_test([[1, 9000], [0, 7000], [2, 3000]]).p_value, abs=0.15)
