"""Fisher's exact test of two by two, and its extension by Freeman and Halton to larger tables."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.comparison.exact_tables import TIE, exact_p_value, log_factorials
from analysis.comparison.simulated_tables import SEED, SimulatedP, simulated_p_value
from analysis.comparison.tables import CleanTable, ContingencyTable, Counts, clean_table

EXACT_WORK = 5_000_000
"""How many cells of partial tables the exact test fills before it draws at random: a second or so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FreemanHaltonTest:
    """An exact test of independence, or the reason why there is none.

    Attributes
    ----------
    p_value : float or None
        The probability of a table at most as probable as the observed one, all totals being given.
    low, high : float or None
        For a p-value from random tables its 95% interval; None for an exact one.
    standard_error : float or None
        Its Monte Carlo standard error; None for an exact one.
    simulations : int or None
        How many random tables were drawn; None where the p-value is exact.
    seed : int or None
        What the random tables were drawn with; None where the p-value is exact.
    n_used, n_missing : int
        How many cases are in the table, and how many were left out because a value is missing.
    empty_rows, empty_columns : tuple of int
        Positions of the rows and columns without any case, which were left out.
    method : str
        What the test is, and whether it is exact.
    why_not : str or None
        Why there is no test.
    """

    p_value: float | None
    low: float | None
    high: float | None
    standard_error: float | None
    simulations: int | None
    seed: int | None
    n_used: int
    n_missing: int
    empty_rows: tuple[int, ...]
    empty_columns: tuple[int, ...]
    method: str
    why_not: str | None = None


def fisher_freeman_halton_test(
    counts: ArrayLike | ContingencyTable,
    *,
    work_limit: int = EXACT_WORK,
    simulations: int = 20_000,
    seed: int = SEED,
    stop_at: int | None = None,
) -> FreemanHaltonTest:
    """Test independence in a table of any size without an approximation for large numbers.

    Parameters
    ----------
    counts : array of int, shape (rows, columns), or ContingencyTable
        The numbers of cases; rows and columns without any case are left out and named.
    work_limit : int, default 5,000,000
        How many cells of partial tables the exact computation may fill. Beyond that, tables are drawn at random.
    simulations : int, default 20,000
        How many tables to draw then.
    seed : int
        What to start the random numbers with. It is recorded in the result, and gives the same p-value again.
    stop_at : int, optional
        End drawing as soon as so many random tables were at most as probable as the observed one.

    Returns
    -------
    FreemanHaltonTest
        Without a p-value, and with the reason, where fewer than two rows or two columns have cases.

    Raises
    ------
    ValueError
        Where the table is not two-dimensional, a count is negative, missing or not whole, ``simulations`` is under 1 or
        ``stop_at`` under 2.

    Notes
    -----
    All row and column totals being given, a table has probability Π row! Π column! / (n! Π cell!). The p-value is the
    sum over all tables that are at most as probable as the observed one, within a relative 1e-7 as in R. It is exact
    up to the work limit; beyond, it is (1 + b)/(1 + B), where b of B random tables are at most as probable.

    References
    ----------
    Freeman, G. H. and Halton, J. H. (1951). Note on an exact treatment of contingency, goodness of fit and other
    problems of significance. Biometrika 38, 141-149.
    Mehta, C. R. and Patel, N. R. (1983). Journal of the American Statistical Association 78, 427-434 (the network that
    the exact computation is akin to).

    Examples
    --------
    Constructed; R's fisher.test gives the same, 0.007945615:

    >>> test = fisher_freeman_halton_test([[8, 2, 0], [1, 5, 3]])
    >>> round(test.p_value, 9), test.method
    (0.007945615, 'Fisher-Freeman-Halton test, exact')
    """
    table = clean_table(counts)
    why_not = table.why_not
    if why_not is not None:
        return _result(table, None, None, "Fisher-Freeman-Halton test", why_not)
    p_value, simulated, method = freeman_halton(table, work_limit, simulations, seed, stop_at)
    return _result(table, p_value, simulated, method, None)


def freeman_halton(
    table: CleanTable, work_limit: int, simulations: int, seed: int, stop_at: int | None
) -> tuple[float, SimulatedP | None, str]:
    """The p-value, how it was simulated if it was, and the name of the method."""
    if table.counts.shape == (2, 2):
        return hypergeometric_p_value(table.counts), None, "Fisher exact test"
    p_value = exact_p_value(table.counts, work_limit)
    if p_value is not None:
        return p_value, None, "Fisher-Freeman-Halton test, exact"
    logs = log_factorials(int(min(table.row_totals.max(), table.column_totals.max())))
    cut = float(logs[table.counts].sum()) - TIE

    def is_extreme(tables: Counts) -> NDArray[np.bool_]:
        at_least: NDArray[np.bool_] = logs[tables].sum(axis=(1, 2)) >= cut
        return at_least

    simulated = simulated_p_value(table, is_extreme, simulations=simulations, seed=seed, stop_at=stop_at)
    method = f"Fisher-Freeman-Halton test, Monte Carlo with {simulated.simulations:,} tables (seed {seed})"
    return simulated.p_value, simulated, method


def hypergeometric_p_value(counts: Counts) -> float:
    """The two-sided p-value of a table of two by two."""
    (a, b), (c, d) = counts.tolist()
    n, row, column = a + b + c + d, a + b, a + c
    logs = log_factorials(n)
    cells = np.arange(max(0, row + column - n), min(row, column) + 1)
    spread = logs[cells] + logs[row - cells] + logs[column - cells] + logs[n - row - column + cells]
    constant = logs[row] + logs[n - row] + logs[column] + logs[n - column] - logs[n]
    observed = spread[a - int(cells[0])]
    return min(1.0, float(np.exp(constant - spread[spread >= observed - TIE]).sum()))


def _result(
    table: CleanTable, p_value: float | None, simulated: SimulatedP | None, method: str, why_not: str | None
) -> FreemanHaltonTest:
    return FreemanHaltonTest(
        p_value=p_value,
        low=simulated.low if simulated else None,
        high=simulated.high if simulated else None,
        standard_error=simulated.standard_error if simulated else None,
        simulations=simulated.simulations if simulated else None,
        seed=simulated.seed if simulated else None,
        n_used=table.n_used,
        n_missing=table.n_missing,
        empty_rows=table.empty_rows,
        empty_columns=table.empty_columns,
        method=method,
        why_not=why_not,
    )
