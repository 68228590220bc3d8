"""How sure one can be of a rank-biserial correlation: Cliff's interval, from a table of grades and two groups."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from analysis.comparison.tables import Counts

Floats = NDArray[np.float64]


def rank_biserial(counts: Counts) -> float:
    """Of all pairs, the share in which the first group is higher less the share in which it is lower.

    ``counts`` has a row for each grade, in order, and two columns.
    """
    first, second = counts[:, 0].astype(float), counts[:, 1].astype(float)
    return float(first @ _dominance(second)) / float(first.sum() * second.sum())


def rank_biserial_interval(counts: Counts, confidence: float) -> tuple[float, float] | None:
    """The limits of the rank-biserial correlation; None where a group has a single case."""
    first, second = counts[:, 0].astype(float), counts[:, 1].astype(float)
    sizes = int(first.sum()), int(second.sum())
    if min(sizes) < 2:
        return None
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    delta = rank_biserial(counts)
    if abs(delta) >= 1:
        return _limits_at_one(delta, min(sizes), z)
    return asymmetric_limits(delta, _variance(first, second, delta), z)


def asymmetric_limits(delta: float, variance: float, z: float) -> tuple[float, float]:
    """Cliff (1996), equation 5.12, kept within -1 and 1."""
    room = 1 - delta * delta
    spread = z * sqrt(variance) * sqrt(room * room + z * z * variance)
    scale = room + z * z * variance
    low, high = (delta * room - spread) / scale, (delta * room + spread) / scale
    return max(-1.0, min(delta, low)), min(1.0, max(delta, high))


def _dominance(other: Floats) -> Floats:
    """For each grade, how many of the other group are below it, less how many are above."""
    below = np.cumsum(other) - other
    above = other.sum() - below - other
    return np.asarray(below - above, dtype=np.float64)


def _variance(first: Floats, second: Floats, delta: float) -> float:
    """Cliff's unbiased estimate, and at least (1 − δ²)/(ab − 1)."""
    a, b = float(first.sum()), float(second.sum())
    of_first, of_second = _dominance(second) / b, -_dominance(first) / a
    squares = a * b - float(first @ second) - a * b * delta * delta
    rows = b * b * float(first @ (of_first - delta) ** 2)
    columns = a * a * float(second @ (of_second - delta) ** 2)
    return max((rows + columns - squares) / (a * b * (a - 1) * (b - 1)), (1 - delta * delta) / (a * b - 1))


def _limits_at_one(delta: float, smaller: int, z: float) -> tuple[float, float]:
    """Where every case of one group is above all of the other: the correlation that is just z errors away.

    The variance is at most (1 − δ²)/n of the smaller group, and (1 − δ)² = z²(1 − δ²)/n at δ = (n − z²)/(n + z²).
    """
    far = (smaller - z * z) / (smaller + z * z)
    return (far, 1.0) if delta > 0 else (-1.0, -far)
