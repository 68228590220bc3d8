"""Fisher's exact test of two by two, with the odds ratio that goes with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import exp

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.comparison.exact_tables import log_factorials
from analysis.comparison.fisher import hypergeometric_p_value
from analysis.comparison.tables import ContingencyTable, Counts, clean_table, whole_counts

METHOD = "Fisher exact test, two-sided; conditional odds ratio with exact limits"
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class FisherExactTest:
    """Fisher's exact test of two by two, or the reason why there is none.

    Attributes
    ----------
    p_value : float or None
        Two-sided.
    estimate : float or None
        The odds ratio, by conditional maximum likelihood. None where it has no upper bound, as ``caution`` then says.
    low : float or None
        Its lower limit.
    high : float or None
        Its upper limit; None where there is no upper limit, as ``caution`` then says.
    confidence : float
        The confidence level of the limits.
    n_used, n_missing : int
        How many cases are in the table, and how many were left out because a value is missing.
    caution : str or None
        What to know of the limits.
    method : str
        What the test is.
    why_not : str or None
        Why there is no test.
    """

    p_value: float | None = None
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    confidence: float
    n_used: int
    n_missing: int
    caution: str | None = None
    method: str = METHOD
    why_not: str | None = None


def fisher_exact_test(counts: ArrayLike | ContingencyTable, *, confidence: float = 0.95) -> FisherExactTest:
    """Fisher's exact test of a table of two by two.

    Parameters
    ----------
    counts : array of int, shape (2, 2), or ContingencyTable
        The numbers of cases.
    confidence : float, default 0.95
        The confidence level of the odds ratio's limits.

    Returns
    -------
    FisherExactTest
        Without values, and with the reason, where a row or a column has no cases.

    Raises
    ------
    ValueError
        Where the table is not two by two, a count is negative, missing or not whole, or the confidence is not between
        0 and 1.

    Notes
    -----
    The totals being given, the first cell x is hypergeometric. The two-sided p-value is the probability of all tables
    that are at most as probable as the observed one, within a relative 1e-7, as in R's fisher.test. With odds ratio ψ,
    x has weight h(x)ψˣ; the estimate is the ψ at which x is its mean, and the limits are those at which P(X ≥ x) and
    P(X ≤ x) are half of what the confidence leaves. p-value and limits are of different makes and can disagree at
    the margin.

    References
    ----------
    Fisher, R. A. (1935). The logic of inductive inference. Journal of the Royal Statistical Society 98, 39-82.

    Examples
    --------
    Convictions of twins of criminals, Fisher (1935), as in R's help of fisher.test, which tests one-sided:

    >>> test = fisher_exact_test([[2, 15], [10, 3]])
    >>> f"{test.p_value:.7f}, {test.estimate:.4f}, {test.low:.4f} to {test.high:.4f}"
    '0.0005367, 0.0469, 0.0033 to 0.3632'
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence}, which is not between 0 and 1")
    table = whole_counts(counts.counts if isinstance(counts, ContingencyTable) else counts)
    if table.shape != (2, 2):
        raise ValueError(f"counts has shape {table.shape}; a table of two by two is wanted")
    clean = clean_table(counts)
    plain = FisherExactTest(
        confidence=confidence, n_used=clean.n_used, n_missing=clean.n_missing, why_not=clean.why_not
    )
    if plain.why_not is not None:
        return plain
    return _with_odds_ratio(replace(plain, p_value=hypergeometric_p_value(table)), table, (1 - confidence) / 2)


def _with_odds_ratio(plain: FisherExactTest, table: Counts, tail: float) -> FisherExactTest:
    cells, weights = _distribution(table)
    x = int(table[0, 0])

    def chances(log_ratio: float) -> Floats:
        logs = weights + cells * log_ratio
        raised = np.exp(logs - logs.max())
        return np.asarray(raised / raised.sum(), dtype=np.float64)

    at_bottom, at_top = x == cells[0], x == cells[-1]
    low = high = None
    estimate: float | None = 0.0
    if not at_bottom:
        low = exp(_where(lambda ratio: float(chances(ratio)[cells >= x].sum()) - tail))
    if not at_top:
        high = exp(_where(lambda ratio: tail - float(chances(ratio)[cells <= x].sum())))
    if not (at_bottom or at_top):
        estimate = exp(_where(lambda ratio: float(chances(ratio) @ cells) - x))
    return replace(
        plain,
        estimate=None if at_top else estimate,
        low=0.0 if low is None else low,
        high=high,
        caution="The data set no upper bound to the odds ratio." if at_top else None,
    )


def _distribution(table: Counts) -> tuple[Floats, Floats]:
    """The values that the first cell can have, and the logarithms of their weights at an odds ratio of 1."""
    (a, b), (c, d) = table.tolist()
    n, row, column = a + b + c + d, a + b, a + c
    logs = log_factorials(n)
    cells = np.arange(max(0, row + column - n), min(row, column) + 1)
    weights = -(logs[cells] + logs[row - cells] + logs[column - cells] + logs[n - row - column + cells])
    return cells.astype(np.float64), weights


def _where(rising: Callable[[float], float]) -> float:
    """Where a rising function of the logarithm of the odds ratio is nought."""
    from scipy.optimize import brentq

    low, high = -1.0, 1.0
    while rising(low) > 0:
        low *= 2
    while rising(high) < 0:
        high *= 2
    return float(brentq(rising, low, high, xtol=1e-12))
