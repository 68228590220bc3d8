"""Differences in steps of the scale: how far one grade lies above or below another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from analysis.agreement.case_bootstrap import Interval, Plan, bootstrap_interval, units_of_features
from analysis.agreement.coefficient import shares

Floats = NDArray[np.float64]
Direction = Literal["best_first", "best_last"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDifference:
    """The mean difference of pairs of grades in steps of the scale.

    Attributes
    ----------
    estimate, low, high : float or None
        The mean difference in steps, and the limits of its interval: above 0 is towards the best grade. A mean of
        steps takes every step for the same; the counts do not.
    up, same, down : int
        How many pairs differ towards the best grade, not at all, and towards the worst.
    n_pairs : int
        How many pairs there are.
    n_used, n_missing : int
        How many cases have a pair, and how many have none and are left out.
    confidence : float
        The confidence level, for example 0.95.
    resamples, seed : int
        How the bootstrap was drawn.
    method : str
        What it is, for people.
    cautions : tuple of str
        What a reader has to know.
    why_not : str or None
        Why there is no mean or, where there is one, why it has no interval.
    """

    estimate: float | None
    low: float | None
    high: float | None
    up: int
    same: int
    down: int
    n_pairs: int
    n_used: int
    n_missing: int
    confidence: float
    resamples: int
    seed: int
    method: str
    cautions: tuple[str, ...] = ()
    why_not: str | None = None


def rises(codes: NDArray[np.intp], direction: Direction) -> NDArray[np.intp]:
    """Positions on the scale turned so that more is better."""
    if direction not in get_args(Direction):
        raise ValueError(f"direction is '{direction}', which is not one of {', '.join(get_args(Direction))}")
    return codes if direction == "best_last" else -codes


def step_difference(
    differences: NDArray[np.intp],
    pairs: NDArray[np.bool_],
    clusters: NDArray[np.intp] | None,
    plan: Plan,
    why_not: str,
) -> StepDifference:
    """The mean of differences, a row for each case and a column for each pair of it that there may be.

    ``pairs`` says which pairs there are, ``why_not`` why there is no mean where there are none.
    """
    found = differences[pairs]
    used = np.asarray(pairs.any(axis=1), dtype=bool)
    interval = Interval(low=None, high=None, undefined=0, why_not=why_not, cautions=())
    if len(found):
        totals = np.where(pairs, differences, 0).sum(axis=1)[used]
        features = np.column_stack([totals, pairs.sum(axis=1)[used]]).astype(float)
        units = units_of_features(features, None if clusters is None else clusters[used])
        interval = bootstrap_interval(units, lambda sums: shares(sums[:, 0], sums[:, 1]), plan)
    return StepDifference(
        estimate=float(found.mean()) if len(found) else None,
        low=interval.low,
        high=interval.high,
        up=int((found > 0).sum()),
        same=int((found == 0).sum()),
        down=int((found < 0).sum()),
        n_pairs=len(found),
        n_used=int(used.sum()),
        n_missing=int((~used).sum()),
        confidence=plan.confidence,
        resamples=plan.resamples,
        seed=plan.seed,
        method=f"mean difference in grade steps; {plan.method}",
        cautions=interval.cautions,
        why_not=interval.why_not,
    )
