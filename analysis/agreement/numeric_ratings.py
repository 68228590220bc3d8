"""Krippendorff's alpha of numbers: scores or days, of which there may be as many as there are entries."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.agreement.case_bootstrap import Plan, Units, distinct_rows, units_of_features
from analysis.agreement.coefficient import (
    NO_PAIR,
    AgreementCoefficient,
    Basis,
    bootstrapped,
    one_grade,
    undefined,
)
from analysis.agreement.grade_tables import GradeTable, coincidences, grade_table
from analysis.agreement.ratings import MISSING

Floats = NDArray[np.float64]

LARGEST_TABLE = 50
LARGEST_COUNTS = 10_000_000  # cases × different numbers: the memory that ratios need


def alpha_of_numbers(frame: pd.DataFrame, level: Literal["interval", "ratio"], plan: Plan) -> AgreementCoefficient:
    """Krippendorff's alpha of a frame of numbers, a row for each case and a column for each rater."""
    values = _numbers(frame)
    given = ~np.isnan(values)
    used = given.sum(axis=1) >= 2
    values, given = values[used], given[used]
    found, codes = np.unique(values[given], return_inverse=True)
    counts = _counts(codes, given, len(found))
    basis = Basis(
        statistic=f"Krippendorff's alpha, {level}",
        n_used=len(values),
        n_missing=len(frame) - len(values),
        absences={MISSING: int(frame.isna().to_numpy().sum())},
        table=_table(counts, found),
    )
    if not len(values):
        return undefined(basis, plan, NO_PAIR)
    if len(found) == 1:
        return undefined(basis, plan, one_grade(f"{found[0]:g}"))
    if level == "interval":
        return bootstrapped(basis, units_of_features(_moments(values, given), None), _interval_disagreements, plan)
    if counts is None:
        raise ValueError(
            f"level is 'ratio' and there are {len(found):,} different numbers in {len(values):,} cases, too many to "
            "compare all with all; round them"
        )
    return _ratio_alpha(basis, counts, found, plan)


def ratio_differences(numbers: Floats) -> Floats:
    """((c − k)/(c + k))² of all pairs of numbers, 0 for a pair of zeros."""
    if (numbers < 0).any():
        raise ValueError(f"level is 'ratio', which takes no negative number, and there is {numbers.min():g}")
    totals = np.add.outer(numbers, numbers)
    squares: Floats = (np.subtract.outer(numbers, numbers) / np.where(totals > 0, totals, 1.0)) ** 2
    return squares


def _numbers(frame: pd.DataFrame) -> Floats:
    """The frame as numbers, NaN where one is missing."""
    columns = []
    for name in frame.columns:
        column = frame[name]
        wanted = pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype)
        if not wanted and column.notna().any():
            raise ValueError(f"column '{name}' holds {column.dtype}; grades need their numbers, see numbers")
        columns.append(pd.to_numeric(column).to_numpy(dtype=float, na_value=np.nan))
    values = np.column_stack(columns) if columns else np.empty((len(frame), 0))
    for name, column in zip(frame.columns, values.T, strict=True):
        if np.isinf(column).any():
            raise ValueError(f"column '{name}' holds an infinite number")
    return values


def _counts(codes: NDArray[np.intp], given: NDArray[np.bool_], size: int) -> NDArray[np.int64] | None:
    """How often each case was given each number; None where that is too large a matrix."""
    cases = len(given)
    if cases * size > LARGEST_COUNTS:
        return None
    places = np.repeat(np.arange(cases), given.sum(axis=1)) * size + codes
    return np.bincount(places, minlength=cases * size).reshape(cases, size)


def _table(counts: NDArray[np.int64] | None, found: Floats) -> GradeTable | None:
    if counts is None or len(found) > LARGEST_TABLE:
        return None
    keys = [f"{number:g}" for number in found]
    return grade_table(coincidences(*distinct_rows(counts)), keys, "one number", "another of the same case")


def _moments(values: Floats, given: NDArray[np.bool_]) -> Floats:
    """Each case's part in Σ o_ck (c − k)², its number of entries, and their sum and sum of squares."""
    centred = np.where(given, values - values[given].mean(), 0.0)  # small numbers keep their digits in the squares
    entries = given.sum(axis=1).astype(float)
    means = centred.sum(axis=1) / entries
    squares = (np.where(given, centred - means[:, np.newaxis], 0.0) ** 2).sum(axis=1)
    # Σ over ordered pairs of (v − u)² is 2m Σ (v − mean)²
    within = 2 * entries * squares / (entries - 1)
    return np.column_stack([within, entries, centred.sum(axis=1), (centred**2).sum(axis=1)])


def _interval_disagreements(sums: Floats) -> tuple[Floats, Floats]:
    within, n, total, squares = sums.T
    expected = 2 * (n * squares - total**2)
    # Resamples of one and the same number leave a difference that is rounding and nothing else.
    return within / n, np.where(expected > 1e-12 * n * squares, expected, 0.0) / (n * (n - 1))


def _ratio_alpha(basis: Basis, counts: NDArray[np.int64], found: Floats, plan: Plan) -> AgreementCoefficient:
    differences = ratio_differences(found)
    rows, multiplicity = distinct_rows(counts)
    grades = rows.astype(float)
    within = ((grades @ differences) * grades).sum(axis=1) / (grades.sum(axis=1) - 1)
    units = Units(features=np.column_stack([within, grades]), multiplicity=multiplicity, n_cases=len(counts))

    def disagreements(sums: Floats) -> tuple[Floats, Floats]:
        margins = sums[:, 1:]
        n = margins.sum(axis=1)
        return sums[:, 0] / n, ((margins @ differences) * margins).sum(axis=1) / (n * (n - 1))

    return bootstrapped(basis, units, disagreements, plan)
