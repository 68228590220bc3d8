"""Pairs that went up or down: the exact sign test."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from numpy.typing import ArrayLike

from analysis.comparison.ordered_values import pairs_as_numbers

METHOD = "exact sign test, two-sided; interval of Clopper and Pearson"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignTest:
    """A sign test, or the reason why there is none.

    Attributes
    ----------
    estimate : float or None
        The share that went up among those that changed.
    low, high : float or None
        Its exact limits.
    p_value : float or None
        Two-sided, for as many going up as down.
    up, down, same : int
        How many pairs went up, went down and stayed.
    n_used, n_missing : int
        How many pairs changed, and how many were left out because a value is missing. Those that stayed are in neither.
    confidence : float
        The confidence level of the limits.
    method : str
        What the test is.
    why_not : str or None
        Why there is no test.
    """

    estimate: float | None
    low: float | None
    high: float | None
    p_value: float | None
    up: int
    down: int
    same: int
    n_used: int
    n_missing: int
    confidence: float
    method: str = METHOD
    why_not: str | None = None


def sign_test(up: int, down: int, *, same: int = 0, n_missing: int = 0, confidence: float = 0.95) -> SignTest:
    """Test whether more pairs went up than down, or the other way round.

    Parameters
    ----------
    up, down : int
        How many pairs went up and down. :func:`sign_test_of_pairs` counts them from two columns.
    same : int, default 0
        How many stayed. They say nothing of the direction and do not enter the test.
    n_missing : int, default 0
        How many pairs lack a value; only recorded.
    confidence : float, default 0.95
        The confidence level of the interval.

    Returns
    -------
    SignTest
        Without a p-value, and with the reason, where no pair changed.

    Raises
    ------
    ValueError
        Where a number is negative, or the confidence is not between 0 and 1.

    Notes
    -----
    With m pairs that changed and k the smaller of the two numbers, p = min(1, 2 Σ_{i ≤ k} C(m, i)/2^m). The limits of
    the share are Clopper and Pearson's.

    References
    ----------
    Conover, W. J. (1999). Practical Nonparametric Statistics, 3rd edition, section 3.4.
    Clopper, C. J. and Pearson, E. S. (1934). Biometrika 26, 404-413.

    Examples
    --------
    Moderation of 32 case audits: 8 grades went up, 1 went down.

    >>> round(sign_test(8, 1, same=23).p_value, 3)
    0.039
    """
    for name, number in (("up", up), ("down", down), ("same", same), ("n_missing", n_missing)):
        if number < 0:
            raise ValueError(f"{name} is {number}, which is negative")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence}, which is not between 0 and 1")
    changed = up + down
    # It loads scipy, which takes a while; only a test that is asked for needs it.
    from analysis.estimates.exact import clopper_pearson_interval

    limits = clopper_pearson_interval(up, changed, confidence=confidence)
    return SignTest(
        estimate=up / changed if changed else None,
        low=limits.low,
        high=limits.high,
        p_value=binomial_half(min(up, down), changed) if changed else None,
        up=up,
        down=down,
        same=same,
        n_used=changed,
        n_missing=n_missing,
        confidence=confidence,
        why_not=None if changed else "No pair changed, so there is no direction to test.",
    )


def sign_test_of_pairs(
    before: ArrayLike | pd.Series, after: ArrayLike | pd.Series, *, confidence: float = 0.95
) -> SignTest:
    """The sign test of two columns.

    Parameters
    ----------
    before, after : arrays of numbers, or Series of ordered categoricals with the same categories
        The two values of each pair, matched by position. Pairs with a missing value are left out and counted.
    confidence : float, default 0.95
        The confidence level of the interval.

    Returns
    -------
    SignTest

    Raises
    ------
    ValueError
        Where the two have different lengths or categories, are not numbers, or are categoricals without an order.

    References
    ----------
    As for :func:`sign_test`.

    Examples
    --------
    >>> test = sign_test_of_pairs([1, 2, 2, None, 3], [2, 3, 2, 1, 2])
    >>> test.up, test.down, test.same, test.n_missing
    (2, 1, 1, 1)
    """
    first, second = pairs_as_numbers(before, after, ("before", "after"))
    up, down, same = int((second > first).sum()), int((second < first).sum()), int((second == first).sum())
    return sign_test(up, down, same=same, n_missing=len(first) - up - down - same, confidence=confidence)


def binomial_half(smaller: int, n: int) -> float:
    """Twice the chance of at most so many of n at even chances; at most 1."""
    from scipy.special import bdtr

    return min(1.0, 2 * float(bdtr(float(smaller), n, 0.5)))
