"""Cohen's kappa: two raters, beyond the agreement that their own habits would give by chance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.agreement.case_bootstrap import DEFAULT_RESAMPLES, DEFAULT_SEED, Plan, Units, units_of_features
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
    undefined,
)
from analysis.agreement.grade_tables import cross_counts, grade_table, pair_codes
from analysis.agreement.ratings import Ratings, as_ratings
from analysis.agreement.weights import Weights, agreement_weights, name_of

Floats = NDArray[np.float64]

SOURCE = "Fleiss, Cohen and Everitt (1969)"


def cohen_kappa(
    ratings: pd.DataFrame | Ratings,
    *,
    weights: Weights = "identity",
    grades: Sequence[str] | None = None,
    absent: Sequence[str] = (),
    interval: IntervalKind = "bootstrap",
    confidence: float = 0.95,
    resamples: int = DEFAULT_RESAMPLES,
    seed: int = DEFAULT_SEED,
) -> AgreementCoefficient:
    """Cohen's kappa of two raters, plain or weighted.

    Parameters
    ----------
    ratings : DataFrame or Ratings
        The grades of exactly two raters: a frame with a row for each case and a column for each rater (see
        :func:`~analysis.agreement.ratings_from_wide`), or :class:`~analysis.agreement.Ratings`, of which
        :meth:`~analysis.agreement.Ratings.of` picks two. Cases without both grades are left out.
    weights : {"identity", "linear", "quadratic", "ordinal"}, DataFrame or array, default "identity"
        See :func:`~analysis.agreement.agreement_weights`. They need not be symmetric.
    grades, absent : sequence of str, optional
        As in :func:`~analysis.agreement.ratings_from_wide`.
    interval : {"bootstrap", "analytic"}, default "bootstrap"
        Percentiles of resampled cases, or the large-sample standard error.
    confidence : float, default 0.95
        The confidence level, between 0 and 1.
    resamples : int, default 1000
        How often the cases are drawn again; 0 for no interval.
    seed : int, default 1
        The seed of the bootstrap, which is recorded in the result.

    Returns
    -------
    AgreementCoefficient
        With the cross-table. Not defined where no case has both grades and where only one grade occurs.

    Raises
    ------
    ValueError
        Where there are not two raters, an argument is out of its range, or an analytic interval is asked for cases
        in clusters.

    Notes
    -----
    With p_ij the share of the cases in cell (i, j), p_i. and p_.j its margins and w_ij the weights,

        κ = 1 − Σ (1 − w_ij) p_ij / Σ (1 − w_ij) p_i. p_.j.

    The analytic variance, with w̄_i = Σ_j p_.j w_ij, w̄_j = Σ_i p_i. w_ij and p_e the expected agreement, is

        (Σ p_ij (w_ij − (w̄_i + w̄_j)(1 − κ))² − (κ − p_e (1 − κ))²) / (n (1 − p_e)²).

    Kappa is low where nearly all grades are the same, however often the two agree: read it beside the table and
    :func:`~analysis.agreement.gwet_ac2`.

    References
    ----------
    Cohen, J. (1960). Educational and Psychological Measurement 20, 37-46. Cohen, J. (1968). Psychological Bulletin 70,
    213-220. Fleiss, J. L., Cohen, J. and Everitt, B. S. (1969). Psychological Bulletin 72, 323-327.

    Examples
    --------
    The moderation table of the project's own notes, own grades in rows and moderated ones in columns:

    >>> table = [[0, 1, 0, 0], [0, 12, 5, 0], [0, 1, 9, 2], [0, 0, 0, 2]]
    >>> pairs = [("1234"[i], "1234"[j]) for i in range(4) for j in range(4) for _ in range(table[i][j])]
    >>> result = cohen_kappa(pd.DataFrame(pairs, columns=["own", "moderated"]), grades="1234", weights="quadratic")
    >>> f"{result.estimate:.3f}, of {result.n_used} cases"
    '0.704, of 32 cases'
    """
    found, plan = as_ratings(ratings, grades, absent), Plan(confidence=confidence, resamples=resamples, seed=seed)
    if len(found.raters) != 2:
        raise ValueError(f"Cohen's kappa is of two raters, and there are {len(found.raters)}: {list(found.raters)}")
    check_interval(interval, found)
    penalties = 1 - agreement_weights(weights, found.grades, ordered=found.ordered)
    table = cross_counts(found)
    basis = _basis(found, table, f"Cohen's kappa, {name_of(weights)}")
    occurring = np.flatnonzero(table.sum(axis=0) + table.sum(axis=1))
    if basis.n_used == 0:
        return undefined(basis, plan, NO_PAIR)
    if len(occurring) == 1:
        return undefined(basis, plan, one_grade(found.grades[occurring[0]]))
    if interval == "analytic":
        return _with_standard_error(basis, table / table.sum(), penalties, plan)
    return bootstrapped(basis, _units(found, table), lambda sums: disagreements(sums, penalties), plan)


def _basis(ratings: Ratings, table: NDArray[np.int64], statistic: str) -> Basis:
    used = int(table.sum())
    cautions = [
        f"'{rater}' gave only one grade: kappa is then 0, however often the two agree."
        for rater, margin in zip(ratings.raters, (table.sum(axis=1), table.sum(axis=0)), strict=True)
        if np.count_nonzero(margin) == 1
    ]
    return Basis(
        statistic=statistic,
        n_used=used,
        n_missing=len(ratings.cases) - used,
        absences=ratings.absences,
        table=grade_table(table, ratings.grades, *ratings.raters),
        cautions=tuple(cautions),
    )


def _units(ratings: Ratings, table: NDArray[np.int64]) -> Units:
    """The cells of the cross-table that occur, or the clusters' cross-tables."""
    cells = np.eye(table.size)
    if ratings.clusters is not None:
        codes, both = pair_codes(ratings)
        return units_of_features(cells[codes], ratings.clusters[both])
    filled = np.flatnonzero(table.ravel())
    return Units(features=cells[filled], multiplicity=table.ravel()[filled], n_cases=int(table.sum()))


def disagreements(sums: Floats, penalties: Floats) -> tuple[Floats, Floats]:
    """The observed and the expected disagreement of cross-tables, one flattened table a row."""
    size = len(penalties)
    tables = sums.reshape(-1, size, size) / sums.sum(axis=1)[:, np.newaxis, np.newaxis]
    expected = np.einsum("bi,ij,bj->b", tables.sum(axis=2), penalties, tables.sum(axis=1), optimize=True)
    return tables.reshape(len(tables), -1) @ penalties.ravel(), expected


def _with_standard_error(basis: Basis, shares: Floats, penalties: Floats, plan: Plan) -> AgreementCoefficient:
    """Kappa with the standard error of Fleiss, Cohen and Everitt."""
    (observed,), (expected,) = disagreements(shares.reshape(1, -1), penalties)
    if expected <= 0:
        return undefined(basis, plan, NOTHING_EXPECTED)
    weights, kappa = 1 - penalties, 1 - observed / expected
    of_rows, of_columns = weights @ shares.sum(axis=0), shares.sum(axis=1) @ weights
    spread = (weights - (of_rows[:, np.newaxis] + of_columns) * (1 - kappa)) ** 2
    square = float((shares * spread).sum() - (kappa - (1 - expected) * (1 - kappa)) ** 2)
    error = np.sqrt(max(0.0, square) / basis.n_used) / expected
    return analytic(basis, plan, (float(observed), float(expected)), float(error), SOURCE)
