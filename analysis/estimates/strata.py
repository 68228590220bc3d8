"""Strata: how large each is, how many of it answered, and what they said.

The order of the strata is the order of neighbours: strata that are alike should stand next to each other, because a
stratum with a single answer borrows its spread from one of its neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

Floats = np.ndarray[Any, np.dtype[np.float64]]
Codes = np.ndarray[Any, np.dtype[np.intp]]

TABLE_COLUMNS = ("stratum", "population", "answered", "count")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """One stratum of a sample.

    Attributes
    ----------
    label : str
        Its name.
    population : int
        How many it has in all.
    n_used, n_missing : int
        How many answered, and how many were drawn and did not answer this question.
    mean : float or None
        The mean of the answers, for a proportion the share; None where nobody answered.
    variance : float or None
        Their variance with divisor n − 1; None where fewer than two answered.
    """

    label: str
    population: int
    n_used: int
    n_missing: int
    mean: float | None
    variance: float | None

    @property
    def is_census(self) -> bool:
        """Whether all of it answered, so that nothing is left to chance."""
        return self.n_used == self.population


def strata_of_table(table: pd.DataFrame) -> tuple[Stratum, ...]:
    """The strata of a proportion from a table of counts.

    Raises
    ------
    ValueError
        Where a column is absent, a stratum occurs twice, or a number is missing, negative, not whole or impossible:
        the message names the row and the column.
    """
    absent = [column for column in TABLE_COLUMNS if column not in table.columns]
    if absent:
        raise ValueError(f"the table of strata has no column '{absent[0]}'")
    if not table["stratum"].is_unique:
        raise ValueError(f"stratum '{table['stratum'][table['stratum'].duplicated()].iloc[0]}' occurs more than once")
    return tuple(_of_row(row, number) for number, row in enumerate(table.to_dict("records"), start=1))


def _of_row(row: Mapping[Any, Any], number: int) -> Stratum:
    population, n, count = (whole_number(row[name], f"row {number}, column '{name}'") for name in TABLE_COLUMNS[1:])
    missing = whole_number(row.get("missing", 0), f"row {number}, column 'missing'")
    if count > n:
        raise ValueError(f"row {number}, column 'count': {count} is more than the {n} who answered")
    if n > population:
        raise ValueError(f"row {number}, column 'answered': {n} is more than the population of {population}")
    return Stratum(
        label=str(row["stratum"]),
        population=population,
        n_used=n,
        n_missing=missing,
        mean=count / n if n else None,
        variance=count * (n - count) / n / (n - 1) if n > 1 else None,
    )


def whole_number(value: Any, place: str) -> int:
    """A count of people; ``ValueError``, with the place where it stands, where it is none."""
    if value is None or pd.isna(value) or float(value) < 0 or not float(value).is_integer():
        raise ValueError(f"{place}: {value!r} is not a number of people")
    return int(value)


def numbers_of(values: pd.Series) -> Floats:
    """The values as numbers, NaN where they are missing; ``ValueError`` where one is infinite."""
    numbers = np.asarray(values.astype("Float64").to_numpy(dtype="float64", na_value=np.nan), dtype=np.float64)
    if np.isinf(numbers).any():
        raise ValueError("values has an infinite number")
    return numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """The answers that can be used, each with the position of its stratum."""

    values: Floats
    codes: Codes
    strata: tuple[Stratum, ...]
    n_missing: int
    n_unplaced: int


def select_answers(values: pd.Series, strata: pd.Series, populations: Mapping[str, int]) -> Selected:
    """The answers and their strata, absences left out and counted.

    Parameters
    ----------
    values : Series of numbers or booleans
        The answers, in the rows of ``strata``.
    strata : Series of str or category
        The stratum of each; missing where it is not known.
    populations : mapping of str to int
        How many each stratum has, in the order of neighbours.

    Raises
    ------
    ValueError
        Where the two series do not have the same rows, a stratum is not among ``populations``, its population is no
        number of people or smaller than the number of its answers, or a value is infinite.
    """
    if not values.index.equals(strata.index):
        raise ValueError("values and strata do not have the same rows")
    labels = [str(label) for label in populations]
    sizes = [whole_number(size, f"the population of '{label}'") for label, size in populations.items()]
    codes = positions_of(strata, labels)
    strange = strata[(codes < 0) & strata.notna().to_numpy()]
    if len(strange):
        raise ValueError(f"stratum '{strange.iloc[0]}' is not among the populations")
    numbers = numbers_of(values)
    present = ~np.isnan(numbers)
    used = present & (codes >= 0)
    n_missing = np.bincount(codes[~present & (codes >= 0)], minlength=len(labels))
    return Selected(
        values=numbers[used],
        codes=codes[used],
        strata=_summaries(numbers[used], codes[used], labels, sizes, n_missing.tolist()),
        n_missing=len(numbers) - int(used.sum()),
        n_unplaced=int((present & (codes < 0)).sum()),
    )


def _summaries(
    values: Floats,
    codes: Codes,
    labels: Sequence[str],
    sizes: Sequence[int],
    n_missing: Sequence[int],
) -> tuple[Stratum, ...]:
    """Size, mean and variance of each stratum, in two passes so that large numbers keep their digits."""
    n = np.bincount(codes, minlength=len(labels))
    means = np.bincount(codes, values, minlength=len(labels)) / np.maximum(n, 1)
    squares = np.bincount(codes, (values - means[codes]) ** 2, minlength=len(labels))
    for label, size, answers in zip(labels, sizes, n, strict=True):
        if answers > size:
            raise ValueError(f"stratum '{label}' has {answers} answers, more than its population of {size}")
    return tuple(
        Stratum(
            label=label,
            population=size,
            n_used=int(answers),
            n_missing=absent,
            mean=float(mean) if answers else None,
            variance=float(square / (answers - 1)) if answers > 1 else None,
        )
        for label, size, answers, absent, mean, square in zip(labels, sizes, n, n_missing, means, squares, strict=True)
    )


def check_truth(answers: pd.Series) -> None:
    """Refuse answers that are neither true nor false."""
    numbers = answers.astype("Float64")
    strange = numbers[numbers.notna() & ~numbers.isin([0, 1])]
    if len(strange):
        raise ValueError(f"answers has {strange.iloc[0]}, which is neither true nor false")


def positions_of(column: pd.Series, labels: Sequence[str]) -> Codes:
    """The position of each row's label among some labels: −1 where it is missing or none of them."""
    texts = pd.Index(column.astype("str").where(column.notna(), None))
    return np.asarray(pd.Index(list(labels)).get_indexer(texts), dtype=np.intp)
