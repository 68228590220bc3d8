"""How much of an agreement two different grades still are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

WeightKind = Literal["identity", "linear", "quadratic", "ordinal"]
Weights = WeightKind | pd.DataFrame | NDArray[np.float64]

Floats = NDArray[np.float64]


def agreement_weights(weights: Weights, grades: Sequence[str], *, ordered: bool = True) -> Floats:
    """The weight of every pair of grades: 1 on the diagonal, 0 for no agreement at all.

    Parameters
    ----------
    weights : {"identity", "linear", "quadratic", "ordinal"}, DataFrame or array
        The name of weights, or the weights themselves: a frame with the grades as rows and columns, in any order, or
        an array in the order of the grades.
    grades : sequence of str
        The keys of the scale, in order.
    ordered : bool, default True
        Whether that order means anything; an unordered scale takes identity weights or weights of one's own.

    Returns
    -------
    array of float, shape (grades, grades)

    Raises
    ------
    ValueError
        Where an unordered scale is given weights by distance, or weights of one's own do not fit the grades, are not
        1 on the diagonal or not between 0 and 1.

    Notes
    -----
    With q grades and d = |i − j| steps between two of them: identity weights are 1 where d = 0 and otherwise 0; linear
    ones 1 − d/(q − 1); quadratic ones 1 − d²/(q − 1)²; ordinal ones 1 − d(d + 1)/((q − 1)q). All q grades of the scale
    count, given or not.

    References
    ----------
    Cohen, J. (1968). Weighted kappa. Psychological Bulletin 70, 213-220. Gwet, K. L. (2014). Handbook of Inter-Rater
    Reliability, 4th edition, chapter 3 (from memory).

    Examples
    --------
    >>> agreement_weights("linear", ["poor", "fair", "good"]).tolist()
    [[1.0, 0.5, 0.0], [0.5, 1.0, 0.5], [0.0, 0.5, 1.0]]
    """
    if not isinstance(weights, str):
        return _own(weights, tuple(grades))
    if weights not in _SHAPES:
        raise ValueError(f"weights is '{weights}', which is not one of {', '.join(_SHAPES)}")
    if weights != "identity" and not ordered:
        raise ValueError(f"weights is '{weights}', but the grades {list(grades)} have no order")
    size = len(grades)
    steps = np.abs(np.subtract.outer(np.arange(size), np.arange(size))).astype(float)
    return _SHAPES[weights](steps, max(1, size - 1))


def weights_from_penalties(penalties: ArrayLike) -> Floats:
    """Weights of agreement from penalties for disagreement, as Cohen (1968) published them.

    Parameters
    ----------
    penalties : array of float, shape (grades, grades)
        0 on the diagonal, the more the graver the disagreement.

    Returns
    -------
    array of float
        1 less the penalty's share of the largest one.

    Raises
    ------
    ValueError
        Where a penalty is negative, none is above 0, or one on the diagonal is not 0.

    References
    ----------
    Cohen, J. (1968). Weighted kappa. Psychological Bulletin 70, 213-220.

    Examples
    --------
    >>> weights_from_penalties([[0, 2], [4, 0]]).tolist()
    [[1.0, 0.5], [0.0, 1.0]]
    """
    found = np.asarray(penalties, dtype=float)
    if found.ndim != 2 or found.shape[0] != found.shape[1]:
        raise ValueError(f"penalties has the shape {found.shape}; it needs a row and a column for each grade")
    if not np.isfinite(found).all() or (found < 0).any() or not found.any() or np.diag(found).any():
        raise ValueError("penalties must be 0 on the diagonal, nowhere negative and somewhere above 0")
    shares: Floats = 1 - found / found.max()
    return shares


def _own(weights: pd.DataFrame | Floats, grades: tuple[str, ...]) -> Floats:
    if isinstance(weights, pd.DataFrame):
        for axis, labels in (("rows", weights.index), ("columns", weights.columns)):
            if not labels.is_unique or set(labels) != set(grades):
                raise ValueError(f"the {axis} of weights are {list(labels)}, not the grades {list(grades)}")
        weights = weights.loc[list(grades), list(grades)].to_numpy(dtype=float)
    found: Floats = np.asarray(weights, dtype=float)
    if found.shape != (len(grades), len(grades)):
        raise ValueError(f"weights has the shape {found.shape}, but there are {len(grades)} grades")
    if not ((found >= 0) & (found <= 1)).all() or not (np.diag(found) == 1).all():
        raise ValueError("weights must be 1 on the diagonal and between 0 and 1 elsewhere")
    return found


def symmetric(weights: Floats) -> Floats:
    """The weights, where the order of the two raters does not matter; refused where it would."""
    if not np.array_equal(weights, weights.T):
        raise ValueError("weights must be symmetric: which of two raters comes first says nothing here")
    return weights


_SHAPES: dict[str, Callable[[Floats, int], Floats]] = {
    "identity": lambda steps, span: np.where(steps == 0, 1.0, 0.0),
    "linear": lambda steps, span: 1 - steps / span,
    "quadratic": lambda steps, span: 1 - (steps / span) ** 2,
    "ordinal": lambda steps, span: 1 - steps * (steps + 1) / (span * (span + 1)),
}


def name_of(weights: Weights) -> str:
    """What the weights are called in a method's description."""
    return f"{weights} weights" if isinstance(weights, str) else "weights of one's own"
