"""How sure a statistic of agreement is: the bootstrap over cases.

Every statistic here is a function of sums over the cases. Cases that contribute alike are one *unit* with a
multiplicity, so that a resample is a vector of multiplicities and a thousand of them one product of matrices. The
units stand in an order of their own: the interval does not depend on the order of the rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.agreement.ratings import Ratings

Floats = NDArray[np.float64]

FEW_CASES = 30
DEFAULT_SEED = 1
DEFAULT_RESAMPLES = 1000
_CELLS_AT_ONCE = 1_000_000  # bounds the memory of the resamples that are drawn together


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How an interval is to be made."""

    confidence: float
    resamples: int
    seed: int

    def __post_init__(self) -> None:
        if not 0 < self.confidence < 1:
            raise ValueError(f"confidence is {self.confidence}, which is not between 0 and 1")
        if self.resamples < 0:
            raise ValueError(f"resamples is {self.resamples}, which is negative")
        if self.seed < 0:
            raise ValueError(f"seed is {self.seed}, which is negative")

    @property
    def method(self) -> str:
        """The interval in words."""
        if not self.resamples:
            return "without interval"
        return f"{self.confidence:.0%} percentile interval from {self.resamples:,} resamples, PCG64 seed {self.seed}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Units:
    """What the cases, or the clusters of cases, contribute to the sums.

    ``features`` has a row for each distinct contribution, ``multiplicity`` says how many cases or clusters make it,
    ``n_cases`` how many cases there are in all, and ``name`` what is drawn.
    """

    features: Floats
    multiplicity: NDArray[np.int64]
    n_cases: int
    name: str = "case"

    @property
    def totals(self) -> Floats:
        """The sums over all cases, as one row."""
        return (self.multiplicity.astype(float) @ self.features)[np.newaxis]

    @property
    def n_units(self) -> int:
        """How many cases, or clusters, can be drawn."""
        return int(self.multiplicity.sum())


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A percentile interval, or the reason why there is none, and what a reader has to know."""

    low: float | None
    high: float | None
    undefined: int
    why_not: str | None
    cautions: tuple[str, ...]


def case_counts(ratings: Ratings, at_least: int) -> tuple[NDArray[np.int64], NDArray[np.intp] | None]:
    """How often each case was given each grade, for the cases with so many grades; and their clusters."""
    n, q = len(ratings.cases), len(ratings.grades)
    places = np.arange(n)[:, np.newaxis] * (q + 1) + ratings.codes + 1
    counts = np.bincount(places.ravel(), minlength=n * (q + 1)).reshape(n, q + 1)[:, 1:]
    used = counts.sum(axis=1) >= at_least
    return counts[used], None if ratings.clusters is None else ratings.clusters[used]


def units_of(
    counts: NDArray[np.int64], clusters: NDArray[np.intp] | None, features_of: Callable[[NDArray[np.int64]], Floats]
) -> Units:
    """The units of some cases; ``features_of`` says what rows of counts contribute."""
    if clusters is None:
        rows, multiplicity = distinct_rows(counts)
        return Units(features=features_of(rows), multiplicity=multiplicity, n_cases=len(counts))
    return units_of_features(features_of(counts), clusters)


def units_of_features(features: Floats, clusters: NDArray[np.intp] | None) -> Units:
    """The units of what each case contributes; what the cases of a cluster contribute is added up."""
    sums = features
    if clusters is not None:
        _, codes = np.unique(clusters, return_inverse=True)
        sums = np.zeros((int(codes.max(initial=-1)) + 1, features.shape[1]))
        np.add.at(sums, codes, features)
    rows, multiplicity = np.unique(sums, axis=0, return_counts=True)
    name = "case" if clusters is None else "cluster"
    return Units(features=rows, multiplicity=multiplicity, n_cases=len(features), name=name)


def distinct_rows(counts: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The distinct rows in a fixed order, and how often each occurs."""
    base = int(counts.max(initial=0)) + 1
    if base ** counts.shape[1] >= 2**62:  # too wide for one number a row
        return np.unique(counts, axis=0, return_counts=True)
    keys = counts @ base ** np.arange(counts.shape[1], dtype=np.int64)
    _, first, multiplicity = np.unique(keys, return_index=True, return_counts=True)
    return counts[first], multiplicity


def bootstrap_interval(units: Units, statistic: Callable[[Floats], Floats], plan: Plan) -> Interval:
    """The percentile interval of a statistic.

    Parameters
    ----------
    units : Units
    statistic : callable
        From an array of sums, a row for each resample, to the values; NaN where a value is not defined.
    plan : Plan

    Returns
    -------
    Interval
        Without limits, and with the reason, where fewer than two units can be drawn, where all resamples have the
        same value, and where the statistic is not defined in more than half of them.
    """
    if not plan.resamples:
        return Interval(low=None, high=None, undefined=0, why_not=None, cautions=())
    if units.n_units < 2:
        why = f"There is only one {units.name}, so there is nothing to draw an interval from."
        return Interval(low=None, high=None, undefined=0, why_not=why, cautions=())
    values = statistic(_resampled_sums(units, plan))
    defined = values[~np.isnan(values)]
    undefined = len(values) - len(defined)
    why_not = _why_no_interval(defined, undefined)
    if why_not is not None:
        return Interval(low=None, high=None, undefined=undefined, why_not=why_not, cautions=_cautions(units, 0, plan))
    tail = (1 - plan.confidence) / 2
    low, high = np.quantile(defined, [tail, 1 - tail])
    cautions = _cautions(units, undefined, plan)
    return Interval(low=float(low), high=float(high), undefined=undefined, why_not=None, cautions=cautions)


def _why_no_interval(defined: Floats, undefined: int) -> str | None:
    if len(defined) < undefined:
        return f"The statistic is not defined in {undefined:,} of {undefined + len(defined):,} resamples."
    if np.ptp(defined) <= 1e-12:
        return "All resamples have the same value, so the bootstrap cannot say how sure it is."
    return None


def _cautions(units: Units, undefined: int, plan: Plan) -> tuple[str, ...]:
    found = []
    if units.n_units < FEW_CASES:
        found.append(f"Only {units.n_units} {units.name}s: an interval from so few is rough and mostly too narrow.")
    if undefined:
        found.append(f"Not defined in {undefined:,} of {plan.resamples:,} resamples, which are left out.")
    return tuple(found)


def _resampled_sums(units: Units, plan: Plan) -> Floats:
    """The sums in each resample, a row for each."""
    draws = np.random.Generator(np.random.PCG64(plan.seed))
    n, distinct = units.n_units, len(units.multiplicity)
    few = distinct * 8 < n  # few distinct units: draw how often each occurs rather than the cases one by one
    at_once = max(1, _CELLS_AT_ONCE // (distinct if few else n))
    sums = np.empty((plan.resamples, units.features.shape[1]))
    for start in range(0, plan.resamples, at_once):
        rows = min(at_once, plan.resamples - start)
        drawn = draws.multinomial(n, units.multiplicity / n, size=rows) if few else _one_by_one(draws, units, rows)
        sums[start : start + rows] = drawn.astype(float) @ units.features
    return sums


def _one_by_one(draws: np.random.Generator, units: Units, rows: int) -> NDArray[np.int64]:
    distinct = len(units.multiplicity)
    unit_of = np.repeat(np.arange(distinct), units.multiplicity)
    drawn = unit_of[draws.integers(units.n_units, size=(rows, units.n_units))]
    places = drawn + distinct * np.arange(rows)[:, np.newaxis]
    return np.bincount(places.ravel(), minlength=rows * distinct).reshape(rows, distinct)
