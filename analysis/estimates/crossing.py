"""Answers by combination of categories: the cross-table of several breakdowns, as far as it has answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.estimates.strata import Codes, Floats, numbers_of, positions_of, whole_number

Margins = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossedAnswers:
    """The cells of the cross-table that have answers."""

    labels: tuple[tuple[str, ...], ...]  # of each cell
    codes: Codes  # cells × breakdowns
    n: Floats  # answers in each cell
    means: Floats
    squares: Floats  # squared deviations within each cell
    totals: tuple[Floats, ...]  # of each breakdown's categories
    population: int
    n_missing: int
    n_unplaced: int


def crossed_answers(values: pd.Series, groups: pd.DataFrame, margins: Margins) -> CrossedAnswers:
    """Check what was given and count it by combination of categories."""
    if not values.index.equals(groups.index):
        raise ValueError("values and groups do not have the same rows")
    population = _population(margins)
    columns = [_codes(groups, name, list(totals)) for name, totals in margins.items()]
    numbers = numbers_of(values)
    placed = np.logical_and.reduce([codes >= 0 for codes in columns])
    present = ~np.isnan(numbers)
    used = placed & present
    if used.sum() > population:
        raise ValueError(f"there are {used.sum()} answers, more than the population of {population}")
    shape = [len(totals) for totals in margins.values()]
    numbered = np.ravel_multi_index([codes[used] for codes in columns], shape)
    present_cells, member = np.unique(numbered, return_inverse=True)
    cells = np.column_stack(np.unravel_index(present_cells, shape))
    n = np.bincount(member, minlength=len(cells)).astype("float64")
    means = np.bincount(member, numbers[used], minlength=len(cells)) / np.maximum(n, 1)
    names = [list(totals) for totals in margins.values()]
    return CrossedAnswers(
        labels=tuple(tuple(names[place][code] for place, code in enumerate(cell)) for cell in cells),
        codes=cells,
        n=n,
        means=means,
        squares=np.asarray(
            np.bincount(member, (numbers[used] - means[member]) ** 2, minlength=len(cells)), dtype=float
        ),
        totals=tuple(np.array(list(totals.values()), dtype="float64") for totals in margins.values()),
        population=population,
        n_missing=len(numbers) - int(used.sum()),
        n_unplaced=int((present & ~placed).sum()),
    )


def _population(margins: Margins) -> int:
    """What all margins add up to."""
    if not margins:
        raise ValueError("margins is empty: there is nothing to weight to")
    sums = {
        name: sum(whole_number(size, f"margin '{name}', {label}") for label, size in totals.items())
        for name, totals in margins.items()
    }
    (first, population), *others = sums.items()
    for name, total in others:
        if total != population:
            raise ValueError(f"margin '{name}' adds up to {total}, margin '{first}' to {population}")
    return population


def _codes(groups: pd.DataFrame, name: str, labels: list[str]) -> Codes:
    if name not in groups.columns:
        raise ValueError(f"groups has no column '{name}'")
    column = groups[name]
    codes = positions_of(column, labels)
    strange = column[(codes < 0) & column.notna().to_numpy()]
    if len(strange):
        raise ValueError(f"groups, column '{name}': '{strange.iloc[0]}' is not in its margin")
    return codes


def category_without_answers(crossed: CrossedAnswers, margins: Margins) -> str | None:
    for place, (name, totals) in enumerate(margins.items()):
        answered = np.bincount(crossed.codes[:, place], crossed.n, minlength=len(totals))
        for label, answers, total in zip(totals, answered, totals.values(), strict=True):
            if total > 0 and answers == 0:
                return f"“{label}” ({name})"
            if total == 0 and answers > 0:
                raise ValueError(f"margin '{name}' has nobody in '{label}', of which {int(answers)} answered")
    return None
