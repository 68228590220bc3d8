"""What Fleiss' kappa and Gwet's AC have in common: chance is measured by the shares of the grades over all raters.

Both take any number of raters and missing grades in the way of Gwet (2014). The agreement observed is the mean over the
cases with two grades or more of the share of agreeing pairs in each; the share of a grade is the mean over the cases
with at least one grade of its share in each. They differ only in what they take for agreement by chance.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from analysis.agreement.case_bootstrap import Plan, Units, case_counts, distinct_rows, units_of
from analysis.agreement.coefficient import (
    NO_PAIR,
    NOTHING_EXPECTED,
    AgreementCoefficient,
    Basis,
    IntervalKind,
    analytic,
    bootstrapped,
    check_interval,
    one_grade,
    shares,
    undefined,
)
from analysis.agreement.grade_tables import coincidences, grade_table
from analysis.agreement.ratings import Ratings

Floats = NDArray[np.float64]

# From the shares of the grades, a row for each resample, to the disagreement expected by chance.
Expected = Callable[[Floats], Floats]
# From each case's shares of the grades, and those overall, to the case's part in the expected agreement.
CasePart = Callable[[Floats, Floats], Floats]

SOURCE = "Gwet (2014)"


def coefficient_of_shares(
    ratings: Ratings,
    statistic: str,
    penalties: Floats,
    chance: tuple[Expected, CasePart],
    interval: IntervalKind,
    plan: Plan,
    *,
    complete_cases: bool,
) -> AgreementCoefficient:
    """The coefficient with the given expected disagreement."""
    check_interval(interval, ratings)
    n_cases = len(ratings.cases)
    if complete_cases:
        ratings, statistic = ratings.of_complete_cases(), f"{statistic}, complete cases only"
    counts, clusters = case_counts(ratings, 1)
    pairable = counts[counts.sum(axis=1) >= 2]
    table = coincidences(*distinct_rows(pairable))
    basis = Basis(
        statistic=statistic,
        n_used=len(pairable),
        n_missing=n_cases - len(pairable),
        absences=ratings.absences,
        table=grade_table(table, ratings.grades, "one grade", "another of the same case"),
    )
    occurring = np.flatnonzero(pairable.sum(axis=0))
    if not len(pairable):
        return undefined(basis, plan, NO_PAIR)
    if len(occurring) == 1:
        return undefined(basis, plan, one_grade(ratings.grades[occurring[0]]))
    if interval == "analytic":
        return _with_standard_error(basis, counts, penalties, chance, plan)
    units = units_of(counts, clusters, lambda rows: _features(rows, penalties))
    return bootstrapped(basis, units, lambda sums: _disagreements(sums, chance[0]), plan)


def _case_disagreement(counts: NDArray[np.int64], penalties: Floats) -> Floats:
    """The mean penalty of the pairs of grades of each case; 0 where there is no pair."""
    given = counts.sum(axis=1).astype(float)
    totals = np.einsum("ik,kl,il->i", counts.astype(float), penalties, counts.astype(float), optimize=True)
    disagreement: Floats = totals / np.maximum(1.0, given * (given - 1))
    return disagreement


def _features(counts: NDArray[np.int64], penalties: Floats) -> Floats:
    """Disagreement, whether there is a pair, shares of the grades, and whether there is a grade."""
    given = counts.sum(axis=1)
    return np.column_stack(
        [
            _case_disagreement(counts, penalties),
            given >= 2,
            counts / np.maximum(1, given)[:, np.newaxis],
            given >= 1,
        ]
    ).astype(float)


def _disagreements(sums: Floats, expected: Expected) -> tuple[Floats, Floats]:
    observed = shares(sums[:, 0], sums[:, 1])
    return observed, np.where(np.isnan(observed), 0.0, expected(shares(sums[:, 2:-1], sums[:, -1])))


def _with_standard_error(
    basis: Basis, counts: NDArray[np.int64], penalties: Floats, chance: tuple[Expected, CasePart], plan: Plan
) -> AgreementCoefficient:
    """Gwet's linearised standard error, over the cases with at least one grade."""
    expected_of, part_of = chance
    rows, multiplicity = distinct_rows(counts)
    units = Units(features=_features(rows, penalties), multiplicity=multiplicity, n_cases=len(counts))
    (observed,), (expected,) = _disagreements(units.totals, expected_of)
    if expected <= 0:
        return undefined(basis, plan, NOTHING_EXPECTED)
    n, value = len(counts), 1 - observed / expected
    pairable, case_shares = units.features[:, 1], units.features[:, 2:-1]
    # (p_a|i − p_e) scaled to the cases with a pair, and less what the case moves p_e by
    of_cases = n / basis.n_used * pairable * (expected - units.features[:, 0]) / expected
    overall = units.totals[0, 2:-1] / n
    of_cases -= 2 * (1 - value) * (part_of(case_shares, overall) - (1 - expected)) / expected
    square = float(multiplicity @ (of_cases - value) ** 2)
    error = float(np.sqrt(square / (n * (n - 1)))) if n > 1 else None
    disagreement = (float(observed), float(expected))
    return analytic(basis, plan, disagreement, error, SOURCE, degrees_of_freedom=n - 1)
