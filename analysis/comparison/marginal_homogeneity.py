"""The same cases in several categories twice: Stuart and Maxwell's test that the totals did not shift."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from analysis.comparison.tables import ContingencyTable, Counts, whole_counts

METHOD = "Stuart-Maxwell test of marginal homogeneity"


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginalHomogeneityTest:
    """Stuart and Maxwell's test, or the reason why there is none.

    Attributes
    ----------
    statistic : float or None
        Chi-square.
    dof : int or None
        Its degrees of freedom.
    p_value : float or None
        The probability of at least this chi-square where the totals did not shift.
    left_out : tuple of int
        Positions of the categories that no case left or entered. They say nothing of a shift.
    n_used, n_missing : int
        How many pairs there are, changed or not, and how many were left out because a value is missing.
    n_changed : int
        How many changed category, on which the test rests.
    caution : str or None
        Why the p-value is only rough, where few changed.
    method : str
        What the test is.
    why_not : str or None
        Why there is no test.
    """

    statistic: float | None = None
    dof: int | None = None
    p_value: float | None = None
    left_out: tuple[int, ...] = ()
    n_used: int
    n_missing: int
    n_changed: int
    caution: str | None = None
    method: str = METHOD
    why_not: str | None = None


def stuart_maxwell_test(counts: ArrayLike | ContingencyTable) -> MarginalHomogeneityTest:
    """Test whether categories are as frequent the second time as the first.

    Parameters
    ----------
    counts : array of int, shape (categories, categories), or ContingencyTable
        Rows are the first category of each case, columns the second, in the same order.

    Returns
    -------
    MarginalHomogeneityTest
        Without a statistic, and with the reason, where no case changed category.

    Raises
    ------
    ValueError
        Where the table is not square, its rows and columns are not the same categories, or a count is negative, missing
        or not whole.

    Notes
    -----
    d_i is the row total of category i less its column total, with variances V_ii = row_i + column_i − 2 n_ii and
    covariances V_ij = −(n_ij + n_ji) where the totals are alike. X² = d' V⁻¹ d over all categories but one, which
    may be any. A category that no case left or entered, empty or not, has d = 0 and variance 0 and is left out. Where
    the categories fall into parts between which no case moved, each part is tested without one of its categories, so
    that the degrees of freedom are the categories less the parts. Two categories give McNemar's chi-square. The p-value
    is rough where fewer than ten cases changed.

    References
    ----------
    Stuart, A. (1955). A test for homogeneity of the marginal distributions in a two-way classification. Biometrika 42,
    412-416.
    Maxwell, A. E. (1970). British Journal of Psychiatry 116, 651-655.

    Examples
    --------
    Stuart's table of the unaided vision of 7,477 women, right eye by left:

    >>> eyes = [[1520, 266, 124, 66], [234, 1512, 432, 78], [117, 362, 1772, 205], [36, 82, 179, 492]]
    >>> test = stuart_maxwell_test(eyes)
    >>> round(test.statistic, 2), test.dof, round(test.p_value, 4)
    (11.96, 3, 0.0075)
    """
    table = whole_counts(counts.counts if isinstance(counts, ContingencyTable) else counts)
    if table.ndim != 2 or table.shape[0] != table.shape[1]:
        raise ValueError(f"counts has shape {table.shape}; as many rows as columns are wanted")
    if isinstance(counts, ContingencyTable) and counts.row_labels != counts.column_labels:
        raise ValueError(f"rows are {counts.row_labels} and columns are {counts.column_labels}; they must be the same")
    moves = table - np.diag(np.diag(table))
    moved = (moves.sum(axis=0) + moves.sum(axis=1)) > 0
    changed, n = int(moves.sum()), int(table.sum())
    plain = MarginalHomogeneityTest(
        left_out=tuple(np.flatnonzero(~moved).tolist()),
        n_used=n,
        n_missing=counts.n_missing if isinstance(counts, ContingencyTable) else 0,
        n_changed=changed,
    )
    if not n:
        return replace(plain, why_not="There are no pairs, so there is nothing to test.")
    if not changed:
        return replace(plain, why_not="No case changed category, so the totals cannot have shifted.")
    return _tested(plain, moves[moved][:, moved])


def _tested(plain: MarginalHomogeneityTest, moves: Counts) -> MarginalHomogeneityTest:
    from scipy.special import chdtrc

    both_ways = moves + moves.T
    variance = np.diag(both_ways.sum(axis=0)) - both_ways
    shift = moves.sum(axis=1) - moves.sum(axis=0)
    kept = _all_but_one_of_each_part(both_ways > 0)
    statistic = float(shift[kept] @ np.linalg.solve(variance[np.ix_(kept, kept)].astype(float), shift[kept]))
    few = plain.n_changed < 10
    return replace(
        plain,
        statistic=max(0.0, statistic),
        dof=len(kept),
        p_value=float(chdtrc(len(kept), max(0.0, statistic))),
        caution=f"Only {plain.n_changed} changed category: the p-value is rough." if few else None,
    )


def _all_but_one_of_each_part(connected: np.ndarray[tuple[int, int], np.dtype[np.bool_]]) -> list[int]:
    """Positions of the categories less the first of each part that hangs together by moves."""
    kept: list[int] = []
    seen: set[int] = set()
    for first in range(len(connected)):
        if first in seen:
            continue
        part, waiting = {first}, [first]
        while waiting:
            near = set(np.flatnonzero(connected[waiting.pop()]).tolist()) - part
            part |= near
            waiting.extend(near)
        seen |= part
        kept.extend(sorted(part - {first}))
    return kept
