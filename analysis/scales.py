"""Ordered scales: the median grade, and nothing that needs the distance between grades.

A scale says which grade is better, not by how much. So there is no mean here, and an even split between two grades
stays between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdinalMedian:
    """The middle of a scale's answers.

    Attributes
    ----------
    lower, upper : int or None
        Positions on the scale, from 0. They differ where the answers split evenly: half of them are at or below
        ``lower`` and half at or above ``upper``.
    n_used : int
        How many answers there are.
    why_not : str or None
        Why there is no median.
    """

    lower: int | None
    upper: int | None
    n_used: int
    why_not: str | None = None

    @property
    def is_split(self) -> bool:
        """Whether the answers split evenly between two grades."""
        return self.lower != self.upper


def ordinal_median(counts: Sequence[int]) -> OrdinalMedian:
    """The median of a scale from the number of answers at each of its grades.

    Parameters
    ----------
    counts : sequence of int
        The number of answers at each grade, in the scale's order. Absences are not grades and are left out.

    Returns
    -------
    OrdinalMedian
        Without positions, and with the reason, where there are no answers.

    Raises
    ------
    ValueError
        Where a count is negative.

    Notes
    -----
    With n answers in order, ``lower`` is the grade of answer ⌈n/2⌉ and ``upper`` that of answer ⌊n/2⌋ + 1. For an odd n
    they are the same answer. For an even n they are neighbours, and where their grades differ no single grade is the
    median: averaging the two would invent a grade that nobody gave.

    References
    ----------
    Agresti, A. (2010). Analysis of Ordinal Categorical Data, 2nd edition, section 2.1.

    Examples
    --------
    >>> ordinal_median([20, 15, 3, 1, 0]).lower
    0
    >>> median = ordinal_median([10, 10, 0])
    >>> median.lower, median.upper, median.is_split
    (0, 1, True)
    """
    if any(count < 0 for count in counts):
        raise ValueError(f"counts must not be negative: {list(counts)}")
    n = sum(counts)
    if n == 0:
        return OrdinalMedian(lower=None, upper=None, n_used=0, why_not="Nobody answered, so there is no median.")
    return OrdinalMedian(lower=grade_of_rank(counts, (n + 1) // 2), upper=grade_of_rank(counts, n // 2 + 1), n_used=n)


def grade_of_rank(counts: Sequence[int], rank: int) -> int:
    """The grade of the answer that is the rank-th in order, counted from 1."""
    passed = 0
    for grade, count in enumerate(counts):
        passed += count
        if passed >= rank:
            return grade
    raise ValueError(f"there is no answer number {rank} among {passed}")
