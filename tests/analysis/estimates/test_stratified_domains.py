"""A proportion of those to whom a question applies: against R, by all samples there are, and against its plain case."""

from __future__ import annotations

from itertools import combinations, product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.estimates.stratified import stratified_proportion
from analysis.estimates.stratified_domains import DomainEstimate, domain_proportion

SAMPLE = Path(__file__).parents[1] / "dip_samples" / "constructed_sample.csv"


def make_table(*rows: tuple[str, int, int, int, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["stratum", "population", "known", "domain", "count"])


def summed(rows: pd.DataFrame, domain: str | None, kind: str) -> pd.DataFrame:
    known = rows[rows[kind].notna()]
    inside = known[domain] == 1 if domain else pd.Series(True, index=known.index)
    return pd.DataFrame(
        [
            (name, group["population"].iloc[0], len(group), inside[group.index].sum(), group[kind].sum())
            for name, group in known.groupby("stratum")
        ],
        columns=["stratum", "population", "known", "domain", "count"],
    )


# tests/analysis/dip_samples/constructed_sample.R says these; the sample of 2,471 referrals, 3 × 20, is constructed.
IN_R = {
    "told": (0.6219344395, 0.0627600875, 1.0129380924),
    "correct": (0.7490728710, 0.0602488727, 1.1070052257),
    "consent": (0.7203951644, 0.0775870983, None),
}


@pytest.mark.parametrize("kind", sorted(IN_R))
def test_share_and_standard_error_are_those_of_rs_survey_package(kind: str) -> None:
    table = summed(pd.read_csv(SAMPLE), "is_asked" if kind == "consent" else None, kind)
    found, (share, error, effect) = domain_proportion(table), IN_R[kind]
    assert found.estimate == pytest.approx(share, abs=1e-9)
    assert found.standard_error == pytest.approx(error, abs=1e-9)
    if effect is not None:
        assert found.design_effect == pytest.approx(effect, abs=1e-6)
    if kind == "consent":
        assert found.domain_size == pytest.approx(1923.25)


def test_rs_design_effect_of_a_domain_differs_by_the_size_it_takes_for_the_population() -> None:
    # R's 1.4405819810 takes for n the 60 looked at; here it is those asked.
    table = summed(pd.read_csv(SAMPLE), "is_asked", "consent")
    found = domain_proportion(table)
    n, p = found.n_used, found.estimate
    assert found.design_effect == pytest.approx(found.standard_error**2 / (p * (1 - p) / (n - 1) * (1 - n / 1923.25)))


TABLES = st.lists(
    st.tuples(st.integers(2, 300), st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=4
).map(
    lambda rows: make_table(
        *((f"s{place}", size, max(2, round(size * n)), max(2, round(size * n)), round(max(2, round(size * n)) * p))
          for place, (size, n, p) in enumerate(rows))
    )
)  # fmt: skip


@given(TABLES)
def test_where_it_applies_to_everybody_it_is_the_stratified_proportion(table: pd.DataFrame) -> None:
    found = domain_proportion(table)
    plain = stratified_proportion(table.rename(columns={"known": "answered"}))
    assert found.estimate == pytest.approx(plain.estimate)
    assert (found.standard_error or 0.0) == pytest.approx(plain.standard_error, abs=1e-9)
    assert (found.why_not is None) is (plain.why_not is None)
    if found.low is not None and plain.standard_error and 0 < plain.estimate < 1:
        assert found.degrees_of_freedom == pytest.approx(plain.degrees_of_freedom)
        assert (found.low, found.high) == pytest.approx((plain.low, plain.high), abs=1e-9)


def test_the_formula_of_the_issue_comes_out_by_hand() -> None:
    # p̂ = ΣW_h p_h and var = ΣW_h²(1 − n_h/N_h)p_h(1 − p_h)/(n_h − 1), with constructed counts
    rows = [("Assessment", 1471, 19, 16), ("Early help", 600, 20, 13), ("NFA", 400, 18, 10)]
    weights = np.array([size / 2471 for _, size, _, _ in rows])
    n, sizes = np.array([row[2] for row in rows]), np.array([row[1] for row in rows])
    p = np.array([row[3] for row in rows]) / n
    variance = (weights**2 * (1 - n / sizes) * p * (1 - p) / (n - 1)).sum()
    found = domain_proportion(make_table(*((name, size, known, known, count) for name, size, known, count in rows)))
    assert found.estimate == pytest.approx(weights @ p)
    assert found.standard_error**2 == pytest.approx(variance)


def test_over_all_samples_the_linearised_variance_is_near_the_true_one() -> None:
    # (in the domain, of the kind) of everybody in two strata; a ratio is only nearly unbiased, so it is near, not equal
    strata = {
        "a": [(1, 1)] * 5 + [(1, 0)] * 3 + [(0, 0)] * 2,
        "b": [(1, 1)] * 2 + [(1, 0)] * 4 + [(0, 0)] * 2,
    }
    truth = 7 / 14
    seen: dict[tuple[tuple[str, int, int, int, int], ...], DomainEstimate] = {}
    shares, variances = [], []
    for drawn in product(*(combinations(members, 6) for members in strata.values())):
        rows = [
            (name, len(strata[name]), 6, sum(one[0] for one in chosen), sum(one[1] for one in chosen))
            for name, chosen in zip(strata, drawn, strict=True)
        ]
        if (key := tuple(rows)) not in seen:
            seen[key] = domain_proportion(make_table(*rows))
        found = seen[key]
        shares.append(found.estimate)
        variances.append(found.standard_error**2)
    assert np.mean(shares) == pytest.approx(truth, abs=0.01)
    assert np.mean(variances) == pytest.approx(np.mean((np.array(shares) - truth) ** 2), rel=0.1)


class TestWhatCannotBeSaid:
    def test_a_group_of_which_one_is_known_is_judged_with_its_neighbour(self) -> None:
        found = domain_proportion(make_table(("a", 100, 20, 20, 12), ("b", 90, 1, 1, 1), ("c", 900, 20, 20, 5)))
        assert found.collapsed == (("a", "b"),)
        assert found.low is not None
        assert "put together" in found.notes[0]

    def test_a_group_of_which_nothing_is_known_is_left_out_and_named(self) -> None:
        found = domain_proportion(make_table(("a", 300, 20, 20, 12), ("b", 100, 0, 0, 0)))
        assert found.estimate == pytest.approx(0.6)
        assert found.empty == ("b",)
        assert "the other groups, 75% of all" in found.notes[0]

    def test_a_census_has_no_interval(self) -> None:
        found = domain_proportion(make_table(("a", 20, 20, 18, 9), ("b", 10, 10, 10, 1)))
        assert found.estimate == pytest.approx(10 / 28)
        assert (found.low, found.standard_error) == (None, 0.0)
        assert "census" in (found.why_not or "")

    def test_a_group_looked_at_in_full_adds_nothing_to_the_spread(self) -> None:
        whole = domain_proportion(make_table(("a", 20, 20, 20, 9), ("b", 400, 20, 20, 8)))
        b_alone = domain_proportion(make_table(("b", 400, 20, 20, 8)))
        assert whole.standard_error == pytest.approx(b_alone.standard_error * 400 / 420)

    def test_a_question_that_applies_to_nobody_has_no_share(self) -> None:
        found = domain_proportion(make_table(("a", 100, 20, 0, 0)))
        assert (found.estimate, found.why_not) == (None, "It applies to none of those looked at.")

    def test_nobody_known_at_all(self) -> None:
        assert domain_proportion(make_table(("a", 100, 0, 0, 0))).estimate is None

    def test_a_single_answer_has_no_interval(self) -> None:
        found = domain_proportion(make_table(("a", 100, 20, 1, 1)))
        assert (found.estimate, found.low) == (1.0, None)
        assert found.why_not

    @pytest.mark.parametrize("count", [0, 20])
    def test_a_unanimous_sample_has_an_interval_of_some_width(self, count: int) -> None:
        found = domain_proportion(make_table(("a", 1471, 20, 20, count), ("b", 600, 20, 20, count)))
        assert found.low is not None
        assert found.high - found.low > 0.1
        assert "unanimous" in found.method

    @pytest.mark.parametrize("counts", [(20, 0), (20, 20), (0, 0)])
    def test_unanimous_groups_have_no_standard_error_and_say_why(self, counts: tuple[int, int]) -> None:
        found = domain_proportion(make_table(("a", 1471, 20, 20, counts[0]), ("b", 600, 20, 20, counts[1])))
        assert (found.standard_error, found.design_effect) == (None, None)
        assert found.high - found.low > 0.1
        assert "no standard error" in found.notes[-1]

    @pytest.mark.parametrize(
        ("row", "fault"),
        [
            (("a", 10, 11, 11, 1), "row 1, column 'known': 11 is more than the 10 of 'population'"),
            (("a", 10, 9, 10, 1), "column 'domain': 10"),
            (("a", 10, 9, 8, 9), "column 'count': 9"),
            (("a", 10, 9, -1, 0), "column 'domain': -1"),
        ],
        ids=["known", "domain", "count", "negative"],
    )
    def test_impossible_numbers_are_refused_with_their_place(
        self, row: tuple[str, int, int, int, int], fault: str
    ) -> None:
        with pytest.raises(ValueError, match=fault):
            domain_proportion(make_table(row))
