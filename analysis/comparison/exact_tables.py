"""The exact distribution of a table's probability, all row and column totals being given.

The tables are not listed one by one. They are built column by column; partial tables that leave the same numbers in the
rows, in whatever order, and are equally probable so far are carried on as one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from analysis.comparison.tables import Counts

Floats = NDArray[np.float64]

# Two tables are equally probable where their probabilities differ by less than this share, as in R's fisher.test.
TIE = 1e-7
_MERGED = 1e9


def log_factorials(largest: int) -> Floats:
    """The natural logarithms of 0!, 1!, … up to the largest number's."""
    return _log_factorials_below(1 << largest.bit_length())[: largest + 1]


@lru_cache(maxsize=4)
def _log_factorials_below(end: int) -> Floats:
    """As many as that, kept for the next table: a report has hundreds of about one size."""
    from scipy.special import gammaln

    logs = np.asarray(gammaln(np.arange(1.0, end + 1.0)), dtype=np.float64)
    logs.flags.writeable = False
    return logs


def exact_p_value(counts: Counts, work_limit: int) -> float | None:
    """How probable a table is that is at most as probable as this one, its totals being given.

    Parameters
    ----------
    counts : ndarray of int, shape (rows, columns)
        A table without empty rows and columns.
    work_limit : int
        How many cells of partial tables may be filled.

    Returns
    -------
    float or None
        None where the limit was passed before the end.

    Notes
    -----
    A table has probability Π row! Π column! / (n! Π cell!), so it is at most as probable as the observed one where its
    S = Σ log cell! is at least the observed S. A partial table is finished early where the least S that its rest can
    have already suffices, or the greatest does not: the least is that of rows (or columns) spread as evenly as whole
    numbers go, the greatest that of a row (or a column) in a single cell. Tables count as equally probable as in R,
    within a relative 1e-7.
    """
    table = counts if counts.shape[0] <= counts.shape[1] else counts.T
    columns, n = np.sort(table.sum(axis=0))[::-1], int(table.sum())
    logs = log_factorials(n)
    rows = np.sort(table.sum(axis=1))
    base = int(rows.max()) + 1
    if float(base) ** len(rows) >= 2.0**62:
        return None
    constant = logs[rows].sum() + logs[columns].sum() - logs[n]
    cut = float(logs[table].sum()) - TIE
    parts = _Parts(rows[None, :], np.zeros(1), np.zeros(1))
    p, allowed = 0.0, work_limit
    for column, left in zip(columns[:-1].tolist(), (columns[i + 1 :] for i in range(len(columns) - 1)), strict=True):
        grown, allowed = _grow(parts, column, logs, allowed)
        if grown is None:
            return None
        finished, parts = _settle(grown, left, logs, cut)
        p += float(np.exp(finished + constant).sum())
        if not len(parts.past):
            break
        parts = _merge(parts, base)
    return min(1.0, p)


@dataclass(frozen=True, slots=True)
class _Parts:
    """Partial tables: what is left in the rows, Σ log cell! so far, and the logarithm of how many ways lead there.

    A way weighs 1/Π cell!, so ``weight`` is the logarithm of the sum of these.
    """

    rows: Counts
    past: Floats
    weight: Floats


def _grow(parts: _Parts, column: int, logs: Floats, allowed: int) -> tuple[_Parts | None, int]:
    """Each partial table with every possible next column, or None where that is too much; and what is still allowed."""
    rows, past, weight = parts.rows.copy(), parts.past, parts.weight
    wanted = np.full(len(past), column)
    for row in range(rows.shape[1]):
        later = rows[:, row + 1 :].sum(axis=1)
        low, high = np.maximum(0, wanted - later), np.minimum(rows[:, row], wanted)
        ways = high - low + 1
        total = int(ways.sum())
        allowed -= total
        if allowed < 0:
            return None, 0
        source = np.repeat(np.arange(len(ways)), ways)
        cell = np.arange(total) - np.repeat(np.cumsum(ways) - ways, ways) + low[source]
        rows, wanted = rows[source], wanted[source] - cell
        rows[:, row] -= cell
        past, weight = past[source] + logs[cell], weight[source] - logs[cell]
    return _Parts(rows, past, weight), allowed


def _settle(parts: _Parts, left: Counts, logs: Floats, cut: float) -> tuple[Floats, _Parts]:
    """The logarithms of the weights of those that suffice however they end, and those that are still open."""
    lowest = np.maximum(_even(parts.rows, len(left), logs).sum(axis=1), _even(left, parts.rows.shape[1], logs).sum())
    row_logs = logs[parts.rows].sum(axis=1)
    column_logs = logs[left].sum()
    greatest = np.minimum(row_logs, column_logs)
    enough = parts.past + lowest >= cut
    open_ = ~enough & (parts.past + greatest >= cut)
    # All tables with the totals that are left weigh n!/(Π row! Π column!) together.
    finished = parts.weight[enough] + logs[int(left.sum())] - row_logs[enough] - column_logs
    return finished, _Parts(parts.rows[open_], parts.past[open_], parts.weight[open_])


def _even(totals: Counts, cells: int, logs: Floats) -> Floats:
    """The least Σ log cell! of totals that are spread over so many cells."""
    share, rest = np.divmod(totals, cells)
    spread: Floats = (cells - rest) * logs[share] + rest * logs[np.minimum(share + 1, len(logs) - 1)]
    return spread


def _merge(parts: _Parts, base: int) -> _Parts:
    """Those with the same numbers left in the rows and the same past as one."""
    rows = np.sort(parts.rows, axis=1)
    keys = rows @ (base ** np.arange(rows.shape[1], dtype=np.int64))
    pasts = np.rint(parts.past * _MERGED).astype(np.int64)
    order = np.lexsort((pasts, keys))
    keys, pasts = keys[order], pasts[order]
    starts = np.flatnonzero(np.concatenate(([True], (keys[1:] != keys[:-1]) | (pasts[1:] != pasts[:-1]))))
    weights = np.logaddexp.reduceat(parts.weight[order], starts)
    return _Parts(rows[order][starts], parts.past[order][starts], weights)
