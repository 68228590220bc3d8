"""Values that have an order, as numbers: what the tests of ranks and of pairs take."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Values = ArrayLike | pd.Series
Floats = NDArray[np.float64]


def as_numbers(values: Values, name: str) -> Floats:
    """The values as numbers, missing ones as nan; an ordered categorical's are the positions of its categories.

    Raises ValueError where they are not numbers, infinite, or categories without an order.
    """
    categories = _categories(values)
    if categories is not None and isinstance(values, pd.Series):
        if not values.cat.ordered:
            raise ValueError(f"{name} has categories without an order: {categories[:5]}")
        codes = values.cat.codes.to_numpy().astype(np.float64)
        codes[codes < 0] = np.nan
        return codes
    series = pd.Series(values)
    if not pd.api.types.is_numeric_dtype(series.dtype):
        present = series.dropna().infer_objects()
        if len(present) and not pd.api.types.is_numeric_dtype(present.dtype):
            raise ValueError(f"{name} holds {present.iloc[0]!r}, which is not a number")
    numbers = np.asarray(series.astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)
    if np.isinf(numbers).any():
        raise ValueError(f"{name} holds an infinite value")
    return numbers


def both_as_numbers(first: Values, second: Values, names: tuple[str, str]) -> tuple[Floats, Floats]:
    """Two columns of one scale as numbers; ValueError as above, and where their categories differ."""
    scales = _categories(first), _categories(second)
    if scales[0] != scales[1]:
        told = ["numbers" if scale is None else str(scale[:5]) for scale in scales]
        raise ValueError(f"{names[0]} and {names[1]} are not of one scale: {told[0]} and {told[1]}")
    return as_numbers(first, names[0]), as_numbers(second, names[1])


def pairs_as_numbers(first: Values, second: Values, names: tuple[str, str]) -> tuple[Floats, Floats]:
    """Two columns of one scale and one length as numbers."""
    numbers = both_as_numbers(first, second, names)
    if len(numbers[0]) != len(numbers[1]):
        raise ValueError(f"{names[0]} has {len(numbers[0])} values and {names[1]} has {len(numbers[1])}")
    return numbers


def _categories(values: Values) -> list[object] | None:
    if isinstance(values, pd.Series) and isinstance(values.dtype, pd.CategoricalDtype):
        return list(values.cat.categories)
    return None
