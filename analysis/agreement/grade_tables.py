"""The tables that stand beside every figure of agreement, with the keys of the grades."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.agreement.ratings import Ratings


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeTable:
    """A table of grades by grades.

    Attributes
    ----------
    rows_are, columns_are : str
        What the rows and the columns are: the names of two raters, or "one grade" and "another of the same case".
    row_keys, column_keys : tuple of str
        The keys of the grades.
    counts : tuple of tuple of float
        A row for each of ``row_keys``.
    """

    rows_are: str
    columns_are: str
    row_keys: tuple[str, ...]
    column_keys: tuple[str, ...]
    counts: tuple[tuple[float, ...], ...]

    def to_frame(self) -> pd.DataFrame:
        """The table as a frame."""
        rows, columns = pd.Index(self.row_keys, name=self.rows_are), pd.Index(self.column_keys, name=self.columns_are)
        return pd.DataFrame([list(row) for row in self.counts], index=rows, columns=columns, dtype=float)

    @property
    def total(self) -> float:
        """The sum of all counts."""
        return float(sum(map(sum, self.counts)))


def grade_table(counts: NDArray[np.number], keys: Sequence[str], rows_are: str, columns_are: str) -> GradeTable:
    """A square table of the grades."""
    cells = tuple(tuple(float(cell) for cell in row) for row in counts)
    return GradeTable(
        rows_are=rows_are, columns_are=columns_are, row_keys=tuple(keys), column_keys=tuple(keys), counts=cells
    )


def pair_codes(ratings: Ratings) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """The cells of two raters' cross-table, for the cases with both grades; and which cases those are."""
    first, second = ratings.codes[:, 0], ratings.codes[:, 1]
    both = (first >= 0) & (second >= 0)
    return first[both] * len(ratings.grades) + second[both], both


def cross_counts(ratings: Ratings) -> NDArray[np.int64]:
    """How often two raters gave each pair of grades: the first one's in rows, the second one's in columns."""
    size = len(ratings.grades)
    return np.bincount(pair_codes(ratings)[0], minlength=size * size).reshape(size, size)


def coincidences(rows: NDArray[np.int64], multiplicity: NDArray[np.int64]) -> NDArray[np.float64]:
    """Krippendorff's coincidence matrix of rows of counts, each occurring so often.

    Every ordered pair of grades of a case with m grades counts 1/(m − 1), so that a case adds m to the total; cases
    with fewer than two grades add nothing.
    """
    given = rows.sum(axis=1)
    pairable = given >= 2
    counts, share = rows[pairable].astype(float), multiplicity[pairable] / (given[pairable] - 1)
    matrix: NDArray[np.float64] = (counts * share[:, np.newaxis]).T @ counts
    matrix[np.diag_indices_from(matrix)] -= share @ counts
    return matrix
