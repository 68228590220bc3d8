"""Tables drawn at random with given row and column totals, for tests whose exact distribution is out of reach."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from analysis.comparison.tables import CleanTable, Counts
from analysis.proportions import wilson_interval

SEED = 20_040_401
_BATCH_CELLS = 250_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedP:
    """A p-value from random tables.

    Attributes
    ----------
    p_value : float
        (1 + b)/(1 + B), where b of B random tables are at least as extreme as the observed one.
    low, high : float
        Wilson's 95% interval of the p-value that endless drawing would give.
    standard_error : float
        √(p(1 − p)/B).
    simulations : int
        B. The table that ended a drawing early is not counted.
    seed : int
        What the generator was started with.
    """

    p_value: float
    low: float
    high: float
    standard_error: float
    simulations: int
    seed: int


def simulated_p_value(
    table: CleanTable,
    is_extreme: Callable[[Counts], NDArray[np.bool_]],
    *,
    simulations: int,
    seed: int,
    stop_at: int | None = None,
) -> SimulatedP:
    """Draw tables with the totals of this one and see how many are at least as extreme.

    Parameters
    ----------
    table : CleanTable
        The observed table.
    is_extreme : function
        Takes tables, shape (tables, rows, columns), and says for each whether it is at least as extreme.
    simulations : int
        How many tables to draw at most, B.
    seed : int
        For numpy's default generator.
    stop_at : int, optional
        End as soon as so many are extreme: a p-value that is plainly large needs no exactness.

    Raises
    ------
    ValueError
        Where ``simulations`` is under 1 or ``stop_at`` under 2.

    Notes
    -----
    Counting the observed table with the drawn ones, (1 + b)/(1 + B), makes the test exact: where the hypothesis is
    true, p is at most 5% with a probability of at most 5%, and so on. That holds as well where drawing ends with the
    h-th extreme table, the l-th in all, and p = h/l: the same formula, with that last table left out of b and B.

    References
    ----------
    Besag, J. and Clifford, P. (1991). Sequential Monte Carlo p-values. Biometrika 78, 301-304.
    Davison, A. C. and Hinkley, D. V. (1997). Bootstrap Methods and their Application, section 4.2.1.
    """
    if simulations < 1:
        raise ValueError(f"simulations is {simulations}, which is under 1")
    if stop_at is not None and stop_at < 2:
        raise ValueError(f"stop_at is {stop_at}, which is under 2")
    extreme = drawn = 0
    for tables in _batches(table, simulations, seed, small_first=stop_at is not None):
        hits = np.cumsum(is_extreme(tables)) + extreme
        if stop_at is not None and hits[-1] >= stop_at:
            drawn += int(np.argmax(hits >= stop_at))
            extreme = stop_at - 1
            break
        extreme, drawn = int(hits[-1]), drawn + len(tables)
    return _result(extreme, drawn, seed)


def _result(extreme: int, drawn: int, seed: int) -> SimulatedP:
    p = (1 + extreme) / (1 + drawn)
    interval = wilson_interval(extreme, drawn)
    low, high = interval.low or 0.0, 1.0 if interval.high is None else interval.high
    return SimulatedP(
        p_value=p,
        low=min(low, p),
        high=max(high, p),
        standard_error=sqrt(p * (1 - p) / drawn) if drawn else 0.0,
        simulations=drawn,
        seed=seed,
    )


def _batches(table: CleanTable, simulations: int, seed: int, *, small_first: bool) -> Iterator[Counts]:
    """The random tables, as many at a time as fit a small memory."""
    # scipy.stats takes a second to load, and only sparse tables need it.
    from scipy.stats import random_table

    generator = np.random.default_rng(seed)
    frozen = random_table(table.row_totals, table.column_totals)
    most = max(1, _BATCH_CELLS // table.counts.size)
    size = min(most, 125) if small_first else most
    while simulations > 0:
        size = min(size, simulations)
        yield frozen.rvs(size=size, random_state=generator).astype(np.int64)
        simulations -= size
        size = min(most, 2 * size)
