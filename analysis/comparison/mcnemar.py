"""A yes or no of the same cases twice: McNemar's test and the difference of the two proportions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import sqrt
from typing import Literal

from numpy.typing import ArrayLike

from analysis.comparison.differences import newcombe_paired_difference
from analysis.comparison.sign_test import binomial_half
from analysis.comparison.tables import ContingencyTable, whole_counts

Method = Literal["exact", "mid-p", "chi-square", "corrected"]
METHODS: Mapping[str, str] = {
    "exact": "McNemar test, exact",
    "mid-p": "McNemar test, mid-p",
    "chi-square": "McNemar test, chi-square without continuity correction",
    "corrected": "McNemar test, chi-square with continuity correction",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class McNemarTest:
    """McNemar's test, or the reason why there is none.

    Attributes
    ----------
    statistic : float or None
        The chi-square with one degree of freedom; None for the exact and mid-p tests.
    p_value : float or None
        Two-sided.
    estimate : float or None
        The first proportion less the second.
    low, high : float or None
        Its limits by Newcombe's method for pairs.
    confidence : float
        The confidence level of the limits.
    first_only, second_only : int
        The two numbers of cases that changed, on which the test rests.
    n_used, n_missing : int
        How many pairs there are, changed or not, and how many were left out because a value is missing.
    method : str
        Which form of the test it is.
    why_not : str or None
        Why there is no test.
    """

    statistic: float | None = None
    p_value: float | None = None
    estimate: float | None
    low: float | None
    high: float | None
    confidence: float
    first_only: int
    second_only: int
    n_used: int
    n_missing: int
    method: str
    why_not: str | None = None


def mcnemar_test(
    counts: ArrayLike | ContingencyTable, *, method: Method = "exact", confidence: float = 0.95
) -> McNemarTest:
    """Test whether as many cases changed one way as the other.

    Parameters
    ----------
    counts : array of int, shape (2, 2), or ContingencyTable
        Rows are the first answer, columns the second, yes before no in both:
        [[both, first only], [second only, neither]].
    method : {"exact", "mid-p", "chi-square", "corrected"}, default "exact"
        The exact test never rejects too often, the mid-p test rarely and finds more. Chi-square, with continuity
        correction or without, is for many changed cases.
    confidence : float, default 0.95
        The confidence level of the difference's interval.

    Returns
    -------
    McNemarTest
        Without a p-value, and with the reason, where no case changed; the difference, 0, is there.

    Raises
    ------
    ValueError
        Where the table is not two by two, a count is negative, missing or not whole, the method is unknown, or the
        confidence is not between 0 and 1.

    Notes
    -----
    With b and c cases that changed either way and m = b + c: the exact p-value is that of the sign test of b against c;
    mid-p leaves out half of the probability of b, p = 2 P(X ≤ min(b, c)) − P(X = b), which is 1 where b = c;
    X² = (b − c)²/m, or (|b − c| − 1)²/m with the correction, which is 0 where b = c.

    References
    ----------
    McNemar, Q. (1947). Psychometrika 12, 153-157.
    Fagerland, M. W., Lydersen, S. and Laake, P. (2013). BMC Medical Research Methodology 13, 91 (mid-p).
    Newcombe, R. G. (1998). Statistics in Medicine 17, 2635-2650, method 10 (the interval).

    Examples
    --------
    Armitage and Berry (1994), page 127: 50 specimens on two media.

    >>> round(mcnemar_test([[20, 12], [2, 16]]).p_value, 4)
    0.0129
    >>> round(mcnemar_test([[20, 12], [2, 16]], method="corrected").statistic, 6)
    5.785714
    """
    if method not in METHODS:
        raise ValueError(f"method is {method!r}; it must be one of {', '.join(METHODS)}")
    table = whole_counts(counts.counts if isinstance(counts, ContingencyTable) else counts)
    if table.shape != (2, 2):
        raise ValueError(f"counts has shape {table.shape}; a table of two by two is wanted")
    (both, first_only), (second_only, neither) = table.tolist()
    difference = newcombe_paired_difference(both, first_only, second_only, neither, confidence=confidence)
    plain = McNemarTest(
        estimate=difference.estimate,
        low=difference.low,
        high=difference.high,
        confidence=confidence,
        first_only=first_only,
        second_only=second_only,
        n_used=difference.n_used,
        n_missing=counts.n_missing if isinstance(counts, ContingencyTable) else 0,
        method=METHODS[method],
    )
    if first_only + second_only == 0:
        why_not = "There are no pairs, so there is nothing to test." if not difference.n_used else None
        return replace(plain, why_not=why_not or "No case changed, so there is no direction to test.")
    statistic, p_value = _test(first_only, second_only, method)
    return replace(plain, statistic=statistic, p_value=p_value)


def _test(b: int, c: int, method: Method) -> tuple[float | None, float]:
    from scipy.special import bdtr, ndtr

    m, smaller = b + c, min(b, c)
    if method == "exact":
        return None, binomial_half(smaller, m)
    if method == "mid-p":
        if b == c:
            return None, 1.0
        below = float(bdtr(float(smaller - 1), m, 0.5)) if smaller else 0.0
        return None, below + float(bdtr(float(smaller), m, 0.5))
    off = float(abs(b - c))
    if method == "corrected":
        off = max(0.0, off - 1)
    return off * off / m, 2 * float(ndtr(-off / sqrt(m)))
