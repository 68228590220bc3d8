"""From a classifier's scores to probabilities, and how far those are from what came out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

STEPS = 100
BINS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class PlattScaling:
    """The probability 1 / (1 + exp(−(slope · score + offset))).

    Attributes
    ----------
    slope, offset : float
        The slope is never negative: a score that points the wrong way says nothing, and everybody gets the base rate.
    n_used : int
        How many scores they were fitted to.
    """

    slope: float
    offset: float
    n_used: int

    def probabilities(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """The probability for each score."""
        return _logistic(self.slope * scores + self.offset)


def platt_scaling(scores: NDArray[np.float64], given: NDArray[np.bool_]) -> PlattScaling:
    """Fit Platt's scaling.

    Parameters
    ----------
    scores : array of float, shape (n,)
        From models that had not seen the comments they score.
    given : array of bool, shape (n,)
        Whether a coder gave the theme.

    Raises
    ------
    ValueError
        Where the two are of different length, or one of them is empty or not finite.

    Notes
    -----
    Maximum likelihood by Newton's method, with Platt's targets (n₊ + 1)/(n₊ + 2) and 1/(n₋ + 2) in place of 1 and 0,
    which keeps few examples from giving certainty.

    References
    ----------
    Platt, J. (2000). Probabilities for SV machines. In Advances in Large Margin Classifiers, 61-74. Lin, H.-T., Lin,
    C.-J., Weng, R. C. (2007). A note on Platt's probabilistic outputs. Machine Learning 68, 267-276 (from memory).

    Examples
    --------
    >>> scores = np.array([-2.0, -1.0, 1.0, 2.0])
    >>> scaling = platt_scaling(scores, np.array([False, False, True, True]))
    >>> [round(float(p), 2) for p in scaling.probabilities(scores)]
    [0.21, 0.34, 0.66, 0.79]
    """
    if scores.shape != given.shape or not scores.size:
        raise ValueError(f"scores has the shape {scores.shape}, given {given.shape}: one score for each is needed")
    if not np.isfinite(scores).all():
        raise ValueError("scores holds a value that is not finite")
    positive = int(given.sum())
    negative = int(given.size - positive)
    target = np.where(given, (positive + 1) / (positive + 2), 1 / (negative + 2))
    slope, offset = _fit(scores, target)
    if slope < 0:
        rate = float(target.mean())
        slope, offset = 0.0, float(np.log(rate / (1 - rate)))
    return PlattScaling(slope=slope, offset=offset, n_used=int(given.size))


def _fit(scores: NDArray[np.float64], target: NDArray[np.float64]) -> tuple[float, float]:
    """Newton's method with steps halved until the likelihood grows; a tiny ridge keeps equal scores from failing."""
    design = np.column_stack([scores, np.ones_like(scores)])
    ridge = 1e-9 * np.eye(2)
    beta = np.zeros(2)
    loss = _loss(design @ beta, target)
    for _ in range(STEPS):
        expected = _logistic(design @ beta)
        gradient = design.T @ (target - expected)
        curvature = (design * (expected * (1 - expected))[:, None]).T @ design + ridge
        step = np.linalg.solve(curvature, gradient)
        while (new := _loss(design @ (beta + step), target)) > loss and np.abs(step).max() > 1e-10:
            step = step / 2
        beta, gained, loss = beta + step, loss - new, new
        if gained < 1e-10:
            break
    return float(beta[0]), float(beta[1])


def _loss(z: NDArray[np.float64], target: NDArray[np.float64]) -> float:
    return float((np.logaddexp(0.0, z) - target * z).sum())


def _logistic(z: NDArray[np.float64]) -> NDArray[np.float64]:
    """Without overflow at either end."""
    return np.exp(-np.logaddexp(0.0, -z))


def calibration_error(
    probabilities: NDArray[np.float64], given: NDArray[np.bool_], *, bins: int = BINS
) -> float | None:
    """The expected calibration error: how far said and found lie apart, on average over the suggestions.

    Parameters
    ----------
    probabilities : array of float, shape (n,)
        What was said.
    given : array of bool, shape (n,)
        What came out.
    bins : int, default 5
        Into how many groups of about equal size the probabilities are cut, in their order; ties stay together.

    Returns
    -------
    float or None
        Between 0 and 1; None where there is nothing to compare.

    Notes
    -----
    Σ n_b/n · |mean probability in b − share given in b| over the groups b.

    References
    ----------
    Naeini, M. P., Cooper, G. F., Hauskrecht, M. (2015). Obtaining well calibrated probabilities using Bayesian binning.
    AAAI-15, 2901-2907 (there with groups of equal width; from memory).

    Examples
    --------
    >>> calibration_error(np.array([0.5, 0.5]), np.array([True, False]), bins=1)
    0.0
    """
    if not probabilities.size:
        return None
    _, place, count = np.unique(probabilities, return_inverse=True, return_counts=True)
    middle = np.cumsum(count) - count / 2  # the middle of each value's ranks
    group = np.minimum((middle * bins / probabilities.size).astype(int), bins - 1)[place]
    gaps = np.bincount(group, weights=probabilities - given, minlength=bins)
    return float(np.abs(gaps).sum() / probabilities.size)
