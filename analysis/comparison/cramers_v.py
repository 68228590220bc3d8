"""How strongly the rows of a table go with its columns: Cramér's V, with an interval."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

from numpy.typing import ArrayLike

from analysis.comparison.chi_square import expected_counts, pearson
from analysis.comparison.tables import CleanTable, ContingencyTable, clean_table

METHOD = "Cramér's V; interval from the noncentral chi-square distribution"


@dataclass(frozen=True, slots=True, kw_only=True)
class CramersV:
    """Cramér's V of a table, or the reason why there is none.

    Attributes
    ----------
    estimate : float or None
        V, from 0 (no association) to 1.
    corrected : float or None
        V without the part that chance alone brings (Bergsma's correction).
    low, high : float or None
        The limits of V in the population.
    confidence : float
        The confidence level.
    n_used, n_missing : int
        How many cases are in the table, and how many were left out because a value is missing.
    empty_rows, empty_columns : tuple of int
        Positions of the rows and columns without any case, which were left out.
    caution : str or None
        Why the interval is only rough, where expected counts are small.
    method : str
        What the interval is.
    why_not : str or None
        Why there is no V.
    """

    estimate: float | None
    corrected: float | None
    low: float | None
    high: float | None
    confidence: float
    n_used: int
    n_missing: int
    empty_rows: tuple[int, ...]
    empty_columns: tuple[int, ...]
    caution: str | None = None
    method: str = METHOD
    why_not: str | None = None


def cramers_v(counts: ArrayLike | ContingencyTable, *, confidence: float = 0.95) -> CramersV:
    """Cramér's V of a two-way table.

    Parameters
    ----------
    counts : array of int, shape (rows, columns), or ContingencyTable
        The numbers of cases; rows and columns without any case are left out and named.
    confidence : float, default 0.95
        The confidence level, between 0 and 1.

    Returns
    -------
    CramersV
        Without values, and with the reason, where fewer than two rows or two columns have cases.

    Raises
    ------
    ValueError
        Where the table is not two-dimensional, a count is negative, missing or not whole, or the confidence is not
        between 0 and 1.

    Notes
    -----
    V = √(X²/(n m)) with m one less than the smaller of the numbers of rows and columns. The limits are √(λ/(n m)), for
    the noncentralities λ at which X² is at the upper and the lower tail of the noncentral chi-square distribution; a
    limit is 0 where no λ reaches that tail. V itself is too large where there is little association, and the limits
    are not, so that a small V can lie above its upper limit. Bergsma's corrected V is
    √(max(0, X²/n − (r − 1)(c − 1)/(n − 1)) ÷ min(R − 1, C − 1)) with R = r − (r − 1)²/(n − 1), and C alike.

    References
    ----------
    Cramér, H. (1946). Mathematical Methods of Statistics, page 282.
    Smithson, M. (2003). Confidence Intervals, chapter 4; Steiger, J. H. (2004). Psychological Methods 9, 164-182 (the
    interval; here without adding the degrees of freedom to λ, which would never let a limit reach 0).
    Bergsma, W. (2013). Journal of the Korean Statistical Society 42, 323-328.

    Examples
    --------
    Gender and party, Agresti (2007), table 2.5:

    >>> v = cramers_v([[762, 327, 468], [484, 239, 477]])
    >>> f"{v.estimate:.4f}, {v.low:.4f} to {v.high:.4f}"
    '0.1044, 0.0649 to 0.1403'
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence}, which is not between 0 and 1")
    table = clean_table(counts)
    why_not = table.why_not
    if why_not is not None:
        return _result(table, confidence, why_not=why_not)
    expected = expected_counts(table)
    statistic, dof, _ = pearson(table, expected)
    scale = table.n_used * (min(table.counts.shape) - 1)
    low, high = (sqrt(noncentrality / scale) for noncentrality in noncentralities(statistic, dof, confidence))
    rough = None if expected.suffice else "Expected counts are small, so the limits are rough."
    return _result(
        table,
        confidence,
        estimate=min(1.0, sqrt(statistic / scale)),
        corrected=_corrected(table, statistic, dof),
        low=min(1.0, low),
        high=min(1.0, high),
        caution=rough,
    )


def noncentralities(statistic: float, dof: int, confidence: float) -> tuple[float, float]:
    """The limits of the noncentrality of a chi-square distribution from which the statistic comes."""
    from scipy.special import chdtrc, chndtr

    tail = (1 - confidence) / 2

    def reaches(noncentrality: float, wanted: float) -> float:
        return float(chndtr(statistic, dof, noncentrality)) - wanted

    central = 1 - float(chdtrc(dof, statistic))
    low = _root(lambda value: reaches(value, 1 - tail), statistic) if central > 1 - tail else 0.0
    high = _root(lambda value: reaches(value, tail), statistic) if central > tail else 0.0
    return low, high


def _root(falling: Callable[[float], float], start: float) -> float:
    """Where a falling function that is above nought at nought reaches it."""
    from scipy.optimize import brentq

    end = start + 10.0
    while falling(end) > 0:
        end *= 2
    return float(brentq(falling, 0.0, end, xtol=1e-10))


def _corrected(table: CleanTable, statistic: float, dof: int) -> float | None:
    n, (rows, columns) = table.n_used, table.counts.shape
    least = min(rows - (rows - 1) ** 2 / (n - 1), columns - (columns - 1) ** 2 / (n - 1)) - 1
    if least <= 0:
        return None
    return min(1.0, sqrt(max(0.0, statistic / n - dof / (n - 1)) / least))


def _result(
    table: CleanTable,
    confidence: float,
    *,
    estimate: float | None = None,
    corrected: float | None = None,
    low: float | None = None,
    high: float | None = None,
    caution: str | None = None,
    why_not: str | None = None,
) -> CramersV:
    return CramersV(
        estimate=estimate,
        corrected=corrected,
        low=low,
        high=high,
        confidence=confidence,
        n_used=table.n_used,
        n_missing=table.n_missing,
        empty_rows=table.empty_rows,
        empty_columns=table.empty_columns,
        caution=caution,
        why_not=why_not,
    )
