"""Grades by name. A partnership's numbers mean nothing by themselves: Ofsted's 1 is its best grade, Essex's 1 its worst
and its 0 "not applicable"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pandas as pd

_NUMBER = re.compile(r"\s*[-+]?\d+([.,]\d+)?\s*%?\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeScale:
    """The keys of a scale in order, and what they mean.

    Attributes
    ----------
    best_to_worst : tuple of str
        The keys of the grades, the best first. A key that is a number is refused.
    favourable : tuple of str
        Those at the better end that count as good enough; not all of them, and none between them left out.
    not_applicable : tuple of str
        Keys that are answers and no grades, such as "not applicable" and "don't know".
    """

    best_to_worst: tuple[str, ...]
    favourable: tuple[str, ...]
    not_applicable: tuple[str, ...] = ("not_applicable",)

    def __post_init__(self) -> None:
        keys = (*self.best_to_worst, *self.not_applicable)
        for key in keys:
            if not isinstance(key, str) or not key.strip() or _NUMBER.fullmatch(key):
                raise ValueError(
                    f"{key!r} is no key of a grade: a grade has a name, for a number says not which is best"
                )
        if len(set(keys)) < len(keys) or len(self.best_to_worst) < 2:
            raise ValueError(f"a scale has at least two grades, each once; there are {list(keys)}")
        best = self.best_to_worst[: len(self.favourable)]
        if not 0 < len(best) < len(self.best_to_worst) or set(best) != set(self.favourable):
            raise ValueError(f"favourable is {list(self.favourable)}, not the better end of {list(self.best_to_worst)}")

    def steps(self, grade: str) -> int:
        """How many steps a grade is above the worst."""
        return len(self.best_to_worst) - 1 - self.best_to_worst.index(grade)

    def is_better(self, grade: str, than: str) -> bool:
        """Whether a grade is better than another."""
        return self.steps(grade) > self.steps(than)


def checked_grades(column: pd.Series, scale: GradeScale) -> list[str | None]:
    """The keys in a column, None where there is none.

    Raises
    ------
    ValueError
        Where a value is a number, or no key of the scale; the message names the column and the value.
    """
    known = {*scale.best_to_worst, *scale.not_applicable}
    for value in column.dropna().astype(object).unique():
        if isinstance(value, str) and value in known:
            continue
        if not isinstance(value, str) or _NUMBER.fullmatch(value):
            raise ValueError(
                f"column '{column.name}' holds {value!r}, a number where a grade's key is needed: "
                f"one of {[*scale.best_to_worst, *scale.not_applicable]}"
            )
        raise ValueError(
            f"column '{column.name}' holds {value!r}, which is none of {[*scale.best_to_worst, *scale.not_applicable]}"
        )
    return present_values(column)


def text_column(rows: pd.DataFrame, name: str) -> list[str]:
    """A column of names, none of them missing."""
    column = required_column(rows, name)
    if column.isna().any():
        raise ValueError(f"column '{name}' has no value in row {column.isna().idxmax()!r}")
    return [str(value) for value in column.astype(object).tolist()]


def present_values(column: pd.Series) -> list[Any]:
    """The values of a column, None for each that is missing."""
    found: list[Any] = column.astype(object).where(column.notna().to_numpy(dtype=bool), None).tolist()
    return found


def required_column(rows: pd.DataFrame, name: str) -> pd.Series[Any]:
    """A column; one that is not there is refused by name."""
    if name not in rows.columns:
        raise ValueError(f"there is no column '{name}'; there are {[str(column) for column in rows.columns]}")
    return rows[name]
