"""Rankings: where each choice was put. A rank is an order and no amount, so there is no mean of ranks here."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.scales import OrdinalMedian, ordinal_median


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedChoice:
    """Where one choice of a ranking was put.

    Attributes
    ----------
    positions : tuple of int
        How many put it first, second and so on.
    n_used : int
        How many ranked it.
    n_missing : int
        How many ranked others but could not rank this one, since it was not offered to them.
    median : OrdinalMedian
        The middle of its positions, counted from 0.
    """

    positions: tuple[int, ...]
    n_used: int
    n_missing: int
    median: OrdinalMedian

    @property
    def median_text(self) -> str | None:
        """The median position counted from 1, or that it lies between two; None where nobody ranked it."""
        lower, upper = self.median.lower, self.median.upper
        if lower is None or upper is None:
            return None
        return f"between {lower + 1} and {upper + 1}" if self.median.is_split else str(lower + 1)


def ranked_choices(positions: pd.DataFrame) -> tuple[RankedChoice, ...]:
    """Count the positions of every choice of a ranking.

    Parameters
    ----------
    positions : DataFrame
        A row for each respondent, an ``Int64`` column for each choice: the position that it was given, 1 for the
        first. Rows without any position are of those who did not answer, and are left out.

    Returns
    -------
    tuple of RankedChoice
        In the order of the columns, each with as many positions as there are choices.

    Examples
    --------
    >>> frame = pd.DataFrame({"a": [1, 1, 2], "b": [2, 2, 1]}, dtype="Int64")
    >>> [(one.positions, one.median_text) for one in ranked_choices(frame)]
    [((2, 1), '1'), ((1, 2), '2')]
    """
    answered = positions[positions.notna().any(axis="columns")]
    return tuple(_ranked(answered[name], len(positions.columns)) for name in positions.columns)


def _ranked(column: pd.Series, most: int) -> RankedChoice:
    found = column.dropna()
    counts = tuple(int((found == place).sum()) for place in range(1, most + 1))
    return RankedChoice(
        positions=counts, n_used=len(found), n_missing=len(column) - len(found), median=ordinal_median(counts)
    )
