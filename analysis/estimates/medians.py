"""Medians with intervals that need nothing but the order of the answers.

The interval runs from one answer to another: from the tenth lowest to the tenth highest, say. How often such an
interval holds the median of the population follows from counting alone, whatever the answers look like.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.estimates.median_ranks import median_ranks
from analysis.estimates.strata import numbers_of
from analysis.proportions import check_confidence
from analysis.scales import OrdinalMedian, grade_of_rank, ordinal_median


@dataclass(frozen=True, slots=True, kw_only=True)
class MedianInterval:
    """The median of numbers, between two of them.

    Attributes
    ----------
    estimate : float or None
        The median; of an even number of answers, the middle between the two in the middle. None where nobody answered.
    low, high : float or None
        The answers that the interval runs between; None where there is no interval.
    low_rank, high_rank : int or None
        Their ranks, the least answer having rank 1.
    coverage : float or None
        How often such an interval holds the median of the population, at the least; where there is no interval, that
        of the widest possible one. None where there are no answers and in a census.
    confidence : float
        The confidence level asked for.
    n_used, n_missing : int
        How many answers there are, and how many are absent.
    population : int or None
        The size of the population, where it was given.
    method : str
        What the interval is.
    why_not : str or None
        Why there is no median or no interval.
    """

    estimate: float | None
    low: float | None
    high: float | None
    low_rank: int | None
    high_rank: int | None
    coverage: float | None
    confidence: float
    n_used: int
    n_missing: int
    population: int | None
    method: str
    why_not: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdinalMedianInterval:
    """The median grade of a scale, between two of its grades.

    Attributes
    ----------
    estimate : OrdinalMedian
        The median grade, or the two that the answers split between.
    low, high : int or None
        The grades that the interval runs between, as positions on the scale from 0; None where there is no interval.
    low_rank, high_rank, coverage, confidence, n_used, population, method, why_not
        As for :class:`MedianInterval`.
    """

    estimate: OrdinalMedian
    low: int | None
    high: int | None
    low_rank: int | None
    high_rank: int | None
    coverage: float | None
    confidence: float
    n_used: int
    population: int | None
    method: str
    why_not: str | None = None


def median_interval(values: pd.Series, *, confidence: float = 0.95, population: int | None = None) -> MedianInterval:
    """The median of numbers, with an interval of order statistics.

    Parameters
    ----------
    values : Series of numbers
        The answers; absent ones are missing and are left out.
    confidence : float, default 0.95
        The least confidence level, between 0 and 1; ``coverage`` is what the interval attains.
    population : int, optional
        How many there are in all, answered or not, where that is known.

    Returns
    -------
    MedianInterval
        Without limits, and with the reason, where nobody answered, where too few answered for the confidence level
        and where all of the population answered.

    Raises
    ------
    ValueError
        Where a value is infinite, there are more answers than ``population``, or ``confidence`` is not between 0
        and 1.

    Notes
    -----
    With the n answers in order x₁ … xₙ the interval runs from x_k to x_{n+1−k}, with the greatest k for which
    2 P(B < k) ≤ 1 − confidence, where B is the number of answers at or below the median: binomial with n and ½. It
    holds the median of the population with probability 1 − 2 P(B < k), and with ties or gaps at the median with at
    least that. For n < 6 not even the whole range attains 95%.

    For a population of N, B is hypergeometric instead: the number among the n drawn of the ⌈N/2⌉ lowest of the N. An
    even N has two members in the middle, and the interval then holds both.

    R: ``qbinom(.025, n, .5)`` is k, and ``1 - 2 * pbinom(k - 1, n, .5)`` the coverage.

    References
    ----------
    Conover, W. J. (1999). Practical Nonparametric Statistics, 3rd edition, section 3.2. David, H. A. and Nagaraja, H.
    N. (2003). Order Statistics, 3rd edition, section 7.1.

    Examples
    --------
    Fifteen answers: from the fourth to the twelfth, which covers 96.5% (Conover's and other tables):

    >>> days = pd.Series([3, 5, 6, 8, 8, 9, 10, 12, 12, 14, 15, 18, 21, 30, 44])
    >>> median = median_interval(days)
    >>> median.estimate, median.low, median.high, median.low_rank, round(median.coverage, 3)
    (12.0, 8.0, 18.0, 4, 0.965)
    """
    check_confidence(confidence)
    numbers = numbers_of(values)
    ordered = np.sort(numbers[~np.isnan(numbers)])
    n = len(ordered)
    ranks = median_ranks(n, confidence, population)
    return MedianInterval(
        estimate=float(np.median(ordered)) if n else None,
        low=None if ranks.low is None else float(ordered[ranks.low - 1]),
        high=None if ranks.high is None else float(ordered[ranks.high - 1]),
        low_rank=ranks.low,
        high_rank=ranks.high,
        coverage=ranks.coverage,
        confidence=confidence,
        n_used=n,
        n_missing=len(numbers) - n,
        population=population,
        method=ranks.method,
        why_not=ranks.why_not,
    )


def ordinal_median_interval(
    counts: Sequence[int], *, confidence: float = 0.95, population: int | None = None
) -> OrdinalMedianInterval:
    """The median grade of a scale, with an interval of order statistics.

    Parameters
    ----------
    counts : sequence of int
        The number of answers at each grade, in the scale's order. Absences are not grades and are left out.
    confidence, population
        As for :func:`median_interval`.

    Returns
    -------
    OrdinalMedianInterval
        As :func:`median_interval`, with grades for numbers.

    Raises
    ------
    ValueError
        Where a count is negative, there are more answers than ``population``, or ``confidence`` is not between 0
        and 1.

    Notes
    -----
    As :func:`median_interval`: the interval runs from the grade of answer k to that of answer n + 1 − k. Grades are
    ties throughout, so the true coverage is as a rule well above the one stated. Nothing is interpolated: a grade
    between two grades is one that nobody gave.

    References
    ----------
    As for :func:`median_interval`.

    Examples
    --------
    Twenty grades, the worst first; the interval runs from the sixth to the fifteenth answer:

    >>> grades = ordinal_median_interval([2, 6, 9, 3])
    >>> grades.estimate.lower, grades.low, grades.high, round(grades.coverage, 3)
    (2, 1, 2, 0.959)
    """
    check_confidence(confidence)
    median = ordinal_median(counts)
    n = median.n_used
    ranks = median_ranks(n, confidence, population)
    return OrdinalMedianInterval(
        estimate=median,
        low=None if ranks.low is None else grade_of_rank(counts, ranks.low),
        high=None if ranks.high is None else grade_of_rank(counts, ranks.high),
        low_rank=ranks.low,
        high_rank=ranks.high,
        coverage=ranks.coverage,
        confidence=confidence,
        n_used=n,
        population=population,
        method=ranks.method,
        why_not=ranks.why_not,
    )
