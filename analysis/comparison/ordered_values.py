"""Values that have an order, as numbers: what the tests of ranks and of pairs take."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray


def as_numbers(values: ArrayLike | pd.Series, name: str) -> NDArray[np.float64]:
    """The values as numbers, missing ones as nan; an ordered categorical's are the positions of its categories.

    Raises ValueError where they are not one-dimensional, not numbers, infinite, or categories without an order.
    """
    if isinstance(values, pd.Series) and isinstance(values.dtype, pd.CategoricalDtype):
        if not values.cat.ordered:
            raise ValueError(f"{name} has categories without an order: {list(values.cat.categories)[:5]}")
        codes = values.cat.codes.to_numpy().astype(np.float64)
        codes[codes < 0] = np.nan
        return codes
    try:
        numbers = pd.Series(values).astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} holds values that are not numbers: {error}") from error
    if np.isinf(numbers).any():
        raise ValueError(f"{name} holds an infinite value")
    return np.asarray(numbers, dtype=np.float64)
