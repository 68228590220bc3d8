"""All tables with the totals of a given one, written out: what the exact tests must agree with."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import factorial, prod


def splits(total: int, most: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """All ways to share out a total, none above its most."""
    if len(most) == 1:
        if total <= most[0]:
            yield (total,)
        return
    for first in range(min(total, most[0]) + 1):
        for rest in splits(total - first, most[1:]):
            yield (first, *rest)


def same_totals(rows: tuple[int, ...], columns: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], ...]]:
    """All tables with these totals."""
    if len(rows) == 1:
        yield (columns,)
        return
    for first in splits(rows[0], columns):
        left = tuple(column - cell for column, cell in zip(columns, first, strict=True))
        for rest in same_totals(rows[1:], left):
            yield (first, *rest)


def weight(table: tuple[tuple[int, ...], ...]) -> Fraction:
    """A table's probability but for a factor that all with its totals share."""
    return Fraction(1, prod(factorial(cell) for row in table for cell in row))


def exact_p_value(table: list[list[int]]) -> float:
    """The probability of a table at most as probable, in exact fractions."""
    rows = tuple(sum(row) for row in table)
    columns = tuple(sum(column) for column in zip(*table, strict=True))
    observed = weight(tuple(tuple(row) for row in table))
    weights = [weight(other) for other in same_totals(rows, columns)]
    return float(sum(one for one in weights if one <= observed) / sum(weights))
