"""Two-way tables of counts: made from two columns, checked, and freed of what is empty.

Every test of a table starts here, so that all of them refuse the same input and leave out the same rows and columns.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Counts = NDArray[np.int64]

NOBODY = "Nobody answered, so there is nothing to test."
ONE_ROW = "All answers are in one row of the table, so there is nothing to compare."
ONE_COLUMN = "All answers are in one column of the table, so there is nothing to compare."


@dataclass(frozen=True, slots=True, kw_only=True)
class ContingencyTable:
    """How often each value of one column occurs with each value of another.

    Attributes
    ----------
    counts : ndarray of int, shape (rows, columns)
        The numbers of cases.
    row_labels, column_labels : tuple
        What the rows and columns stand for.
    n_used : int
        How many cases are in the table.
    n_missing : int
        How many cases have no value in one of the two columns, or in both.
    """

    counts: Counts
    row_labels: tuple[Hashable, ...]
    column_labels: tuple[Hashable, ...]
    n_used: int
    n_missing: int


def contingency_table(rows: pd.Series, columns: pd.Series) -> ContingencyTable:
    """Count the cases of two categorical columns together.

    Parameters
    ----------
    rows, columns : Series of one length
        A value for each case. The order of a categorical's categories is kept, with those that nobody chose; other
        values stand in the order in which they first occur. The two are matched by position, not by index.

    Returns
    -------
    ContingencyTable
        Cases with a missing value in either column are left out and counted.

    Raises
    ------
    ValueError
        Where the two have different lengths.

    Examples
    --------
    >>> answers, districts = pd.Series(["yes", "no", "yes", None]), pd.Series(["north", "north", "south", "south"])
    >>> table = contingency_table(answers, districts)
    >>> table.counts.tolist(), table.row_labels, table.column_labels, table.n_missing
    ([[1, 1], [1, 0]], ('yes', 'no'), ('north', 'south'), 1)
    """
    if len(rows) != len(columns):
        raise ValueError(f"rows has {len(rows)} values and columns has {len(columns)}")
    (row_codes, row_labels), (column_codes, column_labels) = _codes(rows), _codes(columns)
    present = (row_codes >= 0) & (column_codes >= 0)
    cells = row_codes[present] * len(column_labels) + column_codes[present]
    counts = np.bincount(cells, minlength=len(row_labels) * len(column_labels))
    n = int(present.sum())
    return ContingencyTable(
        counts=counts.astype(np.int64).reshape(len(row_labels), len(column_labels)),
        row_labels=row_labels,
        column_labels=column_labels,
        n_used=n,
        n_missing=len(rows) - n,
    )


def _codes(values: pd.Series) -> tuple[Counts, tuple[Hashable, ...]]:
    """A number for each value, -1 where it is missing, and what the numbers stand for."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.cat.codes.to_numpy().astype(np.int64), tuple(values.cat.categories)
    codes, labels = pd.factorize(values)
    return codes.astype(np.int64), tuple(labels)


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanTable:
    """A checked table without empty rows and columns; the positions of those left out are kept."""

    counts: Counts
    row_totals: Counts
    column_totals: Counts
    n_used: int
    n_missing: int
    empty_rows: tuple[int, ...]
    empty_columns: tuple[int, ...]

    @property
    def why_not(self) -> str | None:
        """Why such a table cannot be tested, if it cannot."""
        if self.n_used == 0:
            return NOBODY
        if len(self.row_totals) < 2:
            return ONE_ROW
        return ONE_COLUMN if len(self.column_totals) < 2 else None


def clean_table(table: ArrayLike | ContingencyTable) -> CleanTable:
    """Check a table of counts and leave out its empty rows and columns.

    Raises ValueError where it is not two-dimensional or a count is negative, missing or not whole.
    """
    n_missing = table.n_missing if isinstance(table, ContingencyTable) else 0
    counts = whole_counts(table.counts if isinstance(table, ContingencyTable) else table)
    if counts.ndim != 2:
        raise ValueError(f"counts has {counts.ndim} dimensions; a table of rows and columns is wanted")
    row_totals, column_totals = counts.sum(axis=1), counts.sum(axis=0)
    empty_rows, empty_columns = _empty(row_totals), _empty(column_totals)
    if empty_rows or empty_columns:
        rows, columns = row_totals > 0, column_totals > 0
        counts, row_totals, column_totals = counts[rows][:, columns], row_totals[rows], column_totals[columns]
    return CleanTable(
        counts=counts,
        row_totals=row_totals,
        column_totals=column_totals,
        n_used=int(row_totals.sum()),
        n_missing=n_missing,
        empty_rows=empty_rows,
        empty_columns=empty_columns,
    )


def _empty(totals: Counts) -> tuple[int, ...]:
    return () if totals.all() else tuple(np.flatnonzero(totals == 0).tolist())


def whole_counts(counts: ArrayLike) -> Counts:
    """The counts as whole numbers; ValueError where one is negative, missing or not whole."""
    values = np.asarray(counts)
    if values.dtype.kind not in "iu":
        values = np.asarray(counts, dtype=float)
        wrong = ~(np.isfinite(values) & (values == np.round(values)))
        if wrong.any():
            raise ValueError(f"counts contains {values[wrong].flat[0]}, which is not a whole number")
    if values.size and values.min() < 0:
        raise ValueError(f"counts contains {values.min()}, which is negative")
    return values.astype(np.int64)
