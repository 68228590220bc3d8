"""The test of a two-way table that fits its counts: chi-square where they are large enough, else exact or simulated.

Made for screening many tables: where chi-square fits, a table takes some tens of microseconds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from numpy.typing import ArrayLike

from analysis.comparison.chi_square import METHOD, expected_counts, pearson
from analysis.comparison.fisher import freeman_halton
from analysis.comparison.simulated_tables import SEED
from analysis.comparison.tables import ContingencyTable, clean_table

SCREENING_WORK = 20_000
"""How many cells of partial tables are filled before tables are drawn at random: some milliseconds."""
SCREENING_SIMULATIONS = 2_000
SCREENING_STOP = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class IndependenceTest:
    """The test of independence that fits a table, or the reason why there is none.

    Attributes
    ----------
    statistic : float or None
        Pearson's X², where the test is chi-square.
    dof : int or None
        Its degrees of freedom.
    p_value : float or None
        The probability of a table at least as far from independence.
    low, high : float or None
        The 95% interval of a p-value from random tables.
    simulations, seed : int or None
        How many random tables were drawn and with which seed, where any were.
    n_used, n_missing : int
        How many cases are in the table, and how many were left out because a value is missing.
    smallest_expected : float or None
        The smallest expected count, which decided on the test.
    empty_rows, empty_columns : tuple of int
        Positions of the rows and columns without any case, which were left out.
    method : str
        Which test it is.
    why_not : str or None
        Why there is no test.
    """

    statistic: float | None = None
    dof: int | None = None
    p_value: float | None = None
    low: float | None = None
    high: float | None = None
    simulations: int | None = None
    seed: int | None = None
    n_used: int
    n_missing: int
    smallest_expected: float | None = None
    empty_rows: tuple[int, ...] = ()
    empty_columns: tuple[int, ...] = ()
    method: str
    why_not: str | None = None


def independence_test(
    counts: ArrayLike | ContingencyTable,
    *,
    seed: int = SEED,
    simulations: int = SCREENING_SIMULATIONS,
    work_limit: int = SCREENING_WORK,
    stop_at: int | None = SCREENING_STOP,
) -> IndependenceTest:
    """Test whether the rows of a table have something to do with its columns, by the test that its counts allow.

    Parameters
    ----------
    counts : array of int, shape (rows, columns), or ContingencyTable
        The numbers of cases; rows and columns without any case are left out and named.
    seed : int
        What random tables are drawn with, where any are needed. It is recorded in the result.
    simulations : int, default 2,000
        How many tables to draw at most.
    work_limit : int, default 20,000
        How many cells of partial tables the exact computation may fill before tables are drawn.
    stop_at : int or None, default 100
        End drawing when so many random tables are at most as probable as the observed one: a p-value that is plainly
        large needs no exactness. None always draws all.

    Returns
    -------
    IndependenceTest
        Without a p-value, and with the reason, where fewer than two rows or two columns have cases.

    Raises
    ------
    ValueError
        Where the table is not two-dimensional, a count is negative, missing or not whole, ``simulations`` is under 1 or
        ``stop_at`` under 2.

    Notes
    -----
    Pearson's chi-square where Cochran's rule allows (:func:`~analysis.comparison.chi_square.chi_square_test`); else
    Fisher's exact test for two by two, or that of Freeman and Halton, exact or with random tables
    (:func:`~analysis.comparison.fisher.fisher_freeman_halton_test`).

    References
    ----------
    Cochran, W. G. (1954). Some methods for strengthening the common χ² tests. Biometrics 10, 417-451.
    Freeman, G. H. and Halton, J. H. (1951). Biometrika 38, 141-149.
    Besag, J. and Clifford, P. (1991). Sequential Monte Carlo p-values. Biometrika 78, 301-304.

    Examples
    --------
    >>> independence_test([[762, 327, 468], [484, 239, 477]]).method
    "Pearson's chi-square test without continuity correction"
    >>> test = independence_test([[3, 1], [1, 3]])
    >>> test.method, round(test.p_value, 4)
    ('Fisher exact test', 0.4857)
    >>> independence_test([[3, 0], [1, 0]]).why_not
    'All answers are in one column of the table, so there is nothing to compare.'
    """
    table = clean_table(counts)
    plain = IndependenceTest(
        n_used=table.n_used,
        n_missing=table.n_missing,
        empty_rows=table.empty_rows,
        empty_columns=table.empty_columns,
        method="none",
        why_not=table.why_not,
    )
    if plain.why_not is not None:
        return plain
    expected = expected_counts(table)
    smallest = expected.smallest
    if expected.suffice:
        statistic, dof, p_value = pearson(table, expected)
        return replace(plain, statistic=statistic, dof=dof, p_value=p_value, smallest_expected=smallest, method=METHOD)
    p_value, simulated, method = freeman_halton(table, work_limit, simulations, seed, stop_at)
    exact = replace(plain, p_value=p_value, smallest_expected=smallest, method=method)
    if simulated is None:
        return exact
    low, high = simulated.low, simulated.high
    return replace(exact, low=low, high=high, simulations=simulated.simulations, seed=simulated.seed)
