"""How often two agencies that graded the same case gave the same grade, or grades one step apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.agreement.case_bootstrap import (
    DEFAULT_RESAMPLES,
    DEFAULT_SEED,
    Interval,
    Plan,
    bootstrap_interval,
    case_counts,
    distinct_rows,
    units_of,
)
from analysis.agreement.coefficient import NO_PAIR, shares
from analysis.agreement.grade_tables import GradeTable, coincidences, cross_counts, grade_table
from analysis.agreement.ratings import Ratings, as_ratings

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementShare:
    """The share of the pairs of grades that agree, or the reason why there is none.

    Attributes
    ----------
    statistic : str
        "exact agreement" or "agreement within one grade".
    estimate, low, high : float or None
        The share, between 0 and 1, and the limits of its interval.
    count, n_pairs : int
        How many pairs of grades of one case agree, and how many there are: a case with m grades has m(m − 1)/2.
    n_used, n_missing : int
        How many cases have two grades or more, and how many have fewer and are left out.
    absences : mapping of str to int
        How many grades are missing, by kind.
    confidence : float
        The confidence level, for example 0.95.
    resamples, seed : int
        How the bootstrap over cases was drawn.
    method : str
        What the share and its interval are, for people.
    table : GradeTable
        The cross-table of two raters, or the coincidences of several.
    cautions : tuple of str
        What a reader has to know.
    why_not : str or None
        Why there is no share or, where there is one, why it has no interval.
    """

    statistic: str
    estimate: float | None
    low: float | None
    high: float | None
    count: int
    n_pairs: int
    n_used: int
    n_missing: int
    absences: Mapping[str, int]
    confidence: float
    resamples: int
    seed: int
    method: str
    table: GradeTable
    cautions: tuple[str, ...] = ()
    why_not: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PairOfRaters:
    """The agreement of two raters; ``within_one`` is None where the grades have no order."""

    first: str
    second: str
    exact: AgreementShare
    within_one: AgreementShare | None


def exact_agreement(
    ratings: pd.DataFrame | Ratings,
    *,
    grades: Sequence[str] | None = None,
    absent: Sequence[str] = (),
    confidence: float = 0.95,
    resamples: int = DEFAULT_RESAMPLES,
    seed: int = DEFAULT_SEED,
) -> AgreementShare:
    """The share of pairs of grades of one case that are the same, over all pairs of raters.

    Parameters
    ----------
    ratings : DataFrame or Ratings
        A frame with a row for each case and a column for each rater (see
        :func:`~analysis.agreement.ratings_from_wide`), or :class:`~analysis.agreement.Ratings`. Cases with fewer than
        two grades have no pair and are left out.
    grades, absent : sequence of str, optional
        As in :func:`~analysis.agreement.ratings_from_wide`.
    confidence, resamples, seed
        As in :func:`~analysis.agreement.cohen_kappa`.

    Returns
    -------
    AgreementShare
        Without estimate, and with the reason, where no case has two grades. Where all pairs agree there is an
        estimate and no interval: a bootstrap cannot draw what never occurred.

    Raises
    ------
    ValueError
        Where an argument is out of its range.

    Notes
    -----
    Σ_i Σ_k n_ik (n_ik − 1) / Σ_i n_i (n_i − 1), n_ik being how often case i was given grade k and n_i its grades. Every
    pair counts once, so that a case with many grades weighs more; where all cases have the same number it is the
    observed agreement of :func:`~analysis.agreement.fleiss_kappa`. No allowance is made for chance.

    References
    ----------
    Fleiss, J. L. (1971). Psychological Bulletin 76, 378-382 (pairs within a case).

    Examples
    --------
    Constructed: three agencies and two cases, four pairs (two grades missing).

    >>> frame = pd.DataFrame({"police": ["good", "good"], "health": ["good", "poor"], "school": ["poor", None]})
    >>> share = exact_agreement(frame)
    >>> f"{share.count} of {share.n_pairs}"
    '1 of 4'
    """
    plan = Plan(confidence=confidence, resamples=resamples, seed=seed)
    return _share(as_ratings(ratings, grades, absent), 0, plan)


def within_one_agreement(
    ratings: pd.DataFrame | Ratings,
    *,
    grades: Sequence[str] | None = None,
    absent: Sequence[str] = (),
    confidence: float = 0.95,
    resamples: int = DEFAULT_RESAMPLES,
    seed: int = DEFAULT_SEED,
) -> AgreementShare:
    """The share of pairs of grades of one case that are the same or neighbours on the scale.

    Parameters
    ----------
    ratings, grades, absent, confidence, resamples, seed
        As in :func:`exact_agreement`; the grades in order.

    Returns
    -------
    AgreementShare
        As of :func:`exact_agreement`.

    Raises
    ------
    ValueError
        Where the grades have no order or an argument is out of its range.

    Notes
    -----
    On a scale of two grades every pair is within one, and on one of three nearly every pair: say how many grades
    there are.

    References
    ----------
    As for :func:`exact_agreement`.

    Examples
    --------
    >>> frame = pd.DataFrame({"police": ["good", "good"], "health": ["fair", "poor"]})
    >>> within_one_agreement(frame, grades=["poor", "fair", "good"]).estimate
    0.5
    """
    found, plan = as_ratings(ratings, grades, absent), Plan(confidence=confidence, resamples=resamples, seed=seed)
    if not found.ordered:
        raise ValueError(f"agreement within one grade needs an order, and the grades {list(found.grades)} have none")
    return _share(found, 1, plan)


def agreement_by_pair(
    ratings: pd.DataFrame | Ratings,
    *,
    grades: Sequence[str] | None = None,
    absent: Sequence[str] = (),
    confidence: float = 0.95,
    resamples: int = DEFAULT_RESAMPLES,
    seed: int = DEFAULT_SEED,
) -> tuple[PairOfRaters, ...]:
    """The agreement of each two raters, in the order of the columns.

    Parameters
    ----------
    ratings, grades, absent, confidence, resamples, seed
        As in :func:`exact_agreement`.

    Returns
    -------
    tuple of PairOfRaters
        One for each pair of raters, also of those that share no case; with the cross-table of the two.

    Raises
    ------
    ValueError
        Where an argument is out of its range.

    References
    ----------
    As for :func:`exact_agreement`.

    Examples
    --------
    >>> frame = pd.DataFrame({"police": ["good", "good"], "health": ["good", "poor"], "school": ["poor", None]})
    >>> [(one.first, one.second, one.exact.estimate) for one in agreement_by_pair(frame)]
    [('police', 'health', 0.5), ('police', 'school', 0.0), ('health', 'school', 0.0)]
    """
    found, plan = as_ratings(ratings, grades, absent), Plan(confidence=confidence, resamples=resamples, seed=seed)
    return tuple(_pair(found.of([first, second]), plan) for first, second in combinations(found.raters, 2))


def _pair(two: Ratings, plan: Plan) -> PairOfRaters:
    within_one = _share(two, 1, plan) if two.ordered else None
    return PairOfRaters(first=two.raters[0], second=two.raters[1], exact=_share(two, 0, plan), within_one=within_one)


def _share(ratings: Ratings, steps: int, plan: Plan) -> AgreementShare:
    statistic = "agreement within one grade" if steps else "exact agreement"
    counts, clusters = case_counts(ratings, 2)
    units = units_of(counts, clusters, lambda rows: _pairs(rows, steps))
    agreeing, pairs = (round(float(total)) for total in units.totals[0])
    interval = Interval(low=None, high=None, undefined=0, why_not=NO_PAIR, cautions=())
    if pairs:
        interval = bootstrap_interval(units, lambda sums: shares(sums[:, 0], sums[:, 1]), plan)
    return AgreementShare(
        statistic=statistic,
        estimate=agreeing / pairs if pairs else None,
        low=interval.low,
        high=interval.high,
        count=agreeing,
        n_pairs=pairs,
        n_used=len(counts),
        n_missing=len(ratings.cases) - len(counts),
        absences=ratings.absences,
        confidence=plan.confidence,
        resamples=plan.resamples,
        seed=plan.seed,
        method=f"{statistic} of all pairs of grades of a case; {plan.method}",
        table=_table(ratings, counts),
        cautions=interval.cautions,
        why_not=interval.why_not,
    )


def _pairs(counts: NDArray[np.int64], steps: int) -> Floats:
    """How many pairs of each case agree, and how many there are."""
    given = counts.sum(axis=1)
    agreeing = (counts * (counts - 1)).sum(axis=1) / 2
    if steps:
        agreeing += (counts[:, :-1] * counts[:, 1:]).sum(axis=1)
    return np.column_stack([agreeing, given * (given - 1) / 2])


def _table(ratings: Ratings, counts: NDArray[np.int64]) -> GradeTable:
    if len(ratings.raters) == 2:
        return grade_table(cross_counts(ratings), ratings.grades, *ratings.raters)
    matrix = coincidences(*distinct_rows(counts))
    return grade_table(matrix, ratings.grades, "one grade", "another of the same case")
