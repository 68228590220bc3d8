"""Pearson's chi-square test of a two-way table, and whether its counts are large enough for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.comparison.tables import CleanTable, ContingencyTable, clean_table

METHOD = "Pearson's chi-square test without continuity correction"
LEAST_EXPECTED = 1
SMALL_EXPECTED = 5
MOST_SMALL = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedCounts:
    """What a table would hold if rows and columns had nothing to do with each other.

    Attributes
    ----------
    counts : ndarray of float, shape (rows, columns)
        Row total × column total ÷ n.
    smallest : float
        The smallest of them.
    share_small : float
        The share of cells with less than 5, between 0 and 1.
    suffice : bool
        Whether they keep Cochran's rule: none below 1, and no more than a fifth of them below 5.
    """

    counts: NDArray[np.float64]
    smallest: float
    share_small: float
    suffice: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChiSquareTest:
    """A chi-square test of independence, or the reason why there is none.

    Attributes
    ----------
    statistic : float or None
        Pearson's X².
    dof : int or None
        Its degrees of freedom.
    p_value : float or None
        The probability of at least this X² where rows and columns have nothing to do with each other.
    n_used, n_missing : int
        How many cases are in the table, and how many were left out because a value is missing.
    smallest_expected, share_small : float or None
        The smallest expected count, and the share of expected counts below 5.
    is_trusted : bool
        Whether the expected counts suffice for the approximation.
    use_instead : str or None
        Where they do not: why, and which test to use.
    empty_rows, empty_columns : tuple of int
        Positions of the rows and columns without any case, which were left out.
    method : str
        What the test is.
    why_not : str or None
        Why there is no test.
    """

    statistic: float | None
    dof: int | None
    p_value: float | None
    n_used: int
    n_missing: int
    smallest_expected: float | None
    share_small: float | None
    is_trusted: bool
    use_instead: str | None
    empty_rows: tuple[int, ...]
    empty_columns: tuple[int, ...]
    method: str = METHOD
    why_not: str | None = None


def chi_square_test(counts: ArrayLike | ContingencyTable) -> ChiSquareTest:
    """Test whether the rows of a table have something to do with its columns.

    Parameters
    ----------
    counts : array of int, shape (rows, columns), or ContingencyTable
        The numbers of cases. :func:`~analysis.comparison.tables.contingency_table` makes a table of two columns, and
        counts the cases with a missing value. Rows and columns without any case are left out and named.

    Returns
    -------
    ChiSquareTest
        Without a statistic, and with the reason, where fewer than two rows or two columns have cases. Where the
        expected counts are too small the values are there, ``is_trusted`` is false, and ``use_instead`` says what to
        use.

    Raises
    ------
    ValueError
        Where the table is not two-dimensional, or a count is negative, missing or not whole.

    Notes
    -----
    X² = Σ (O − E)²/E with E = row total × column total ÷ n and (rows − 1)(columns − 1) degrees of freedom. There is no
    continuity correction for tables of two by two. The p-value is trusted by Cochran's rule: no expected count below 1
    and at most a fifth of them below 5; in a table of two by two that means none below 5.

    References
    ----------
    Pearson, K. (1900). Philosophical Magazine, series 5, 50, 157-175.
    Cochran, W. G. (1954). Some methods for strengthening the common χ² tests. Biometrics 10, 417-451, page 420.

    Examples
    --------
    Agresti (2007), Introduction to Categorical Data Analysis, 2nd edition, table 2.5, gender and party:

    >>> test = chi_square_test([[762, 327, 468], [484, 239, 477]])
    >>> round(test.statistic, 1), test.dof, test.is_trusted
    (30.1, 2, True)
    >>> chi_square_test([[3, 1], [1, 3]]).use_instead
    '4 of the 4 expected counts are below 5 (the smallest is 2): use the Fisher exact test.'
    """
    table = clean_table(counts)
    why_not = table.why_not
    if why_not is not None:
        return _result(table, why_not=why_not)
    expected = expected_counts(table)
    statistic, dof, p_value = pearson(table, expected)
    return _result(table, statistic=statistic, dof=dof, p_value=p_value, expected=expected)


def expected_counts(table: CleanTable) -> ExpectedCounts:
    """The expected counts of a table that has some."""
    n = table.n_used
    # Compared as whole numbers, so that none is a hair below 1 or 5.
    products = np.outer(table.row_totals, table.column_totals)
    least, small = int(products.min()), int(np.count_nonzero(products < SMALL_EXPECTED * n))
    return ExpectedCounts(
        counts=products / n,
        smallest=least / n,
        share_small=small / products.size,
        suffice=least >= LEAST_EXPECTED * n and small <= MOST_SMALL * products.size,
    )


def pearson(table: CleanTable, expected: ExpectedCounts) -> tuple[float, int, float]:
    """X², its degrees of freedom and the p-value."""
    from scipy.special import chdtrc

    statistic = float(((table.counts - expected.counts) ** 2 / expected.counts).sum())
    dof = (len(table.row_totals) - 1) * (len(table.column_totals) - 1)
    return statistic, dof, float(chdtrc(dof, statistic))


def _result(
    table: CleanTable,
    *,
    statistic: float | None = None,
    dof: int | None = None,
    p_value: float | None = None,
    expected: ExpectedCounts | None = None,
    why_not: str | None = None,
) -> ChiSquareTest:
    return ChiSquareTest(
        statistic=statistic,
        dof=dof,
        p_value=p_value,
        n_used=table.n_used,
        n_missing=table.n_missing,
        smallest_expected=expected.smallest if expected else None,
        share_small=expected.share_small if expected else None,
        is_trusted=expected is not None and expected.suffice,
        use_instead=_instead(expected) if expected else None,
        empty_rows=table.empty_rows,
        empty_columns=table.empty_columns,
        why_not=why_not,
    )


def _instead(expected: ExpectedCounts) -> str | None:
    if expected.suffice:
        return None
    size = expected.counts.size
    small = round(expected.share_small * size)
    better = "Fisher exact test" if size == 4 else "Fisher-Freeman-Halton test"
    found = f"{small} of the {size} expected counts {'is' if small == 1 else 'are'} below 5"
    return f"{found} (the smallest is {expected.smallest:.2g}): use the {better}."
