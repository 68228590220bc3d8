"""Krippendorff's alpha: any number of raters, missing grades, and grades, ranks, distances or ratios."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.agreement.case_bootstrap import (
    DEFAULT_RESAMPLES,
    DEFAULT_SEED,
    Plan,
    case_counts,
    distinct_rows,
    units_of,
)
from analysis.agreement.coefficient import (
    NO_PAIR,
    AgreementCoefficient,
    Basis,
    bootstrapped,
    one_grade,
    undefined,
)
from analysis.agreement.grade_tables import coincidences, grade_table
from analysis.agreement.numeric_ratings import alpha_of_numbers, ratio_differences
from analysis.agreement.ratings import Ratings, as_ratings

Floats = NDArray[np.float64]
Level = Literal["nominal", "ordinal", "interval", "ratio"]


def krippendorff_alpha(
    ratings: pd.DataFrame | Ratings,
    *,
    level: Level,
    numbers: Mapping[str, float] | None = None,
    grades: Sequence[str] | None = None,
    absent: Sequence[str] = (),
    confidence: float = 0.95,
    resamples: int = DEFAULT_RESAMPLES,
    seed: int = DEFAULT_SEED,
) -> AgreementCoefficient:
    """Krippendorff's alpha of any number of raters.

    Parameters
    ----------
    ratings : DataFrame or Ratings
        A frame with a row for each case and a column for each rater (see
        :func:`~analysis.agreement.ratings_from_wide`), or :class:`~analysis.agreement.Ratings`. Cases with fewer than
        two grades are left out. At the levels interval and ratio a frame may hold numbers (scores, days) instead.
    level : {"nominal", "ordinal", "interval", "ratio"}
        What the difference between two grades means.
    numbers : mapping of str to float, optional
        The number of each grade, at the levels interval and ratio: grades are never taken for numbers by themselves.
    grades, absent : sequence of str, optional
        As in :func:`~analysis.agreement.ratings_from_wide`.
    confidence, resamples, seed
        As in :func:`~analysis.agreement.cohen_kappa`.

    Returns
    -------
    AgreementCoefficient
        With the matrix of coincidences (for a frame of numbers only where there are 50 or fewer different ones). Not
        defined where no case has two grades and where only one grade occurs in the cases with two or more.

    Raises
    ------
    ValueError
        Where an unordered scale is asked for its order, a grade has no number, a number is not finite or, for ratios,
        negative, or there are too many different numbers for ratios.

    Notes
    -----
    With o_ck the coincidences (each ordered pair of a case with m grades counts 1/(m − 1)), n_c their margins and n
    their sum,

        alpha = 1 − (n − 1) Σ o_ck δ²_ck / Σ n_c n_k δ²_ck,

    where δ² is 0 or 1 (nominal), (Σ_{g=c..k} n_g − (n_c + n_k)/2)² (ordinal), (c − k)² (interval) or
    ((c − k)/(c + k))² (ratio). In each resample of the bootstrap the margins, and with them the ordinal differences,
    are counted anew. (Krippendorff's own bootstrap draws pairs rather than cases and keeps them.)

    References
    ----------
    Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability. University of Pennsylvania, Departmental Papers
    (ASC) 43. Krippendorff, K. (2004). Content Analysis, 2nd edition, chapter 11 (from memory).

    Examples
    --------
    Krippendorff's four observers of twelve units:

    >>> observers = ["1 2 3 3 2 1 4 1 2 - - -", "1 2 3 3 2 2 4 1 2 5 - 3",
    ...              "- 3 3 3 2 3 4 2 2 5 1 -", "1 2 3 3 2 4 4 1 2 5 1 -"]
    >>> frame = pd.DataFrame({name: line.split() for name, line in zip("ABCD", observers)})
    >>> result = krippendorff_alpha(frame, level="ordinal", grades="12345", absent="-")
    >>> f"{result.estimate:.3f}, of {result.n_used} units"
    '0.815, of 11 units'
    """
    if level not in get_args(Level):
        raise ValueError(f"level is '{level}', which is not one of {', '.join(get_args(Level))}")
    plan = Plan(confidence=confidence, resamples=resamples, seed=seed)
    if level in ("interval", "ratio") and isinstance(ratings, pd.DataFrame) and numbers is None:
        if grades is not None or absent:
            raise ValueError(f"level is '{level}', so each grade needs its number; give numbers")
        return alpha_of_numbers(ratings, level, plan)
    found = as_ratings(ratings, grades, absent)
    if level == "ordinal" and not found.ordered:
        raise ValueError(f"level is 'ordinal', but the grades {list(found.grades)} have no order")
    return _alpha(found, level, _differences(found.grades, level, numbers), plan)


def _differences(grades: tuple[str, ...], level: Level, numbers: Mapping[str, float] | None) -> Floats | None:
    """δ² of every pair of grades; None for the ordinal level, where it depends on the counts."""
    if level in ("nominal", "ordinal"):
        if numbers is not None:
            raise ValueError(f"level is '{level}', which takes no numbers")
        return 1 - np.eye(len(grades)) if level == "nominal" else None
    without = [grade for grade in grades if grade not in (numbers or {})]
    if numbers is None or without:
        raise ValueError(f"level is '{level}', but numbers has none for {', '.join(without)}")
    values = np.array([numbers[grade] for grade in grades], dtype=float)
    if not np.isfinite(values).all():
        raise ValueError(f"numbers must be finite, and are {dict(numbers)}")
    if level == "ratio":
        return ratio_differences(values)
    squares: Floats = np.subtract.outer(values, values) ** 2
    return squares


def _alpha(ratings: Ratings, level: Level, differences: Floats | None, plan: Plan) -> AgreementCoefficient:
    counts, clusters = case_counts(ratings, 2)
    basis = Basis(
        statistic=f"Krippendorff's alpha, {level}",
        n_used=len(counts),
        n_missing=len(ratings.cases) - len(counts),
        absences=ratings.absences,
        table=grade_table(
            coincidences(*distinct_rows(counts)), ratings.grades, "one grade", "another of the same case"
        ),
    )
    occurring = np.flatnonzero(counts.sum(axis=0))
    if not len(counts):
        return undefined(basis, plan, NO_PAIR)
    if len(occurring) == 1:
        return undefined(basis, plan, one_grade(ratings.grades[occurring[0]]))
    counts = counts[:, occurring]  # grades that nobody gave change nothing
    if differences is None:
        units = units_of(counts, clusters, _pairs_and_margins)
        return bootstrapped(basis, units, lambda sums: _ordinal_disagreements(sums, len(occurring)), plan)
    of_pairs = differences[np.ix_(occurring, occurring)]
    units = units_of(counts, clusters, lambda rows: _disagreement_and_margins(rows, of_pairs))
    return bootstrapped(basis, units, lambda sums: _disagreements(sums, of_pairs), plan)


def _disagreement_and_margins(counts: NDArray[np.int64], differences: Floats) -> Floats:
    """Each case's part in Σ o_ck δ²_ck, and its counts."""
    grades = counts.astype(float)
    totals = np.einsum("ik,kl,il->i", grades, differences, grades, optimize=True)
    return np.column_stack([totals / (grades.sum(axis=1) - 1), grades])


def _disagreements(sums: Floats, differences: Floats) -> tuple[Floats, Floats]:
    """The observed and the expected disagreement of sums, one resample a row."""
    margins = sums[:, 1:]
    n = margins.sum(axis=1)
    expected = np.einsum("bk,kl,bl->b", margins, differences, margins, optimize=True)
    return sums[:, 0] / n, expected / (n * (n - 1))


def _pairs_and_margins(counts: NDArray[np.int64]) -> Floats:
    """Each case's coincidences of two different grades (above the diagonal), and its counts."""
    upper = np.triu_indices(counts.shape[1], 1)
    grades = counts.astype(float)
    pairs = grades[:, upper[0]] * grades[:, upper[1]] / (grades.sum(axis=1) - 1)[:, np.newaxis]
    return np.column_stack([pairs, grades])


def _ordinal_disagreements(sums: Floats, size: int) -> tuple[Floats, Floats]:
    """The same where δ² follows from the margins of each resample: the distance between the grades' mid-ranks."""
    pairs, margins = sums[:, :-size], sums[:, -size:]
    n = margins.sum(axis=1)
    mid_ranks = margins.cumsum(axis=1) - margins / 2
    first, second = np.triu_indices(size, 1)
    squares = (mid_ranks[:, second] - mid_ranks[:, first]) ** 2
    observed = 2 * (pairs * squares).sum(axis=1) / n
    expected = 2 * (margins[:, first] * margins[:, second] * squares).sum(axis=1)
    return observed, expected / (n * (n - 1))
