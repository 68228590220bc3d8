"""Krippendorff's alpha of 10,000 cases by five agencies, and what to hide of a table of 50 by 20 with its margins."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.agreement import krippendorff_alpha
from analysis.disclosure.cells import suppress, two_way
from tools.bench.measuring import Measure, loop, measure

CASES, AGENCIES = 10_000, 5
ROWS, COLUMNS = 50, 20
GRADES = ["inadequate", "requires_improvement", "good", "outstanding"]


def measures() -> Iterator[Measure]:
    """The statistic alone and with its interval, then the table."""
    ratings = _ratings()
    what = f"Krippendorff's alpha, {CASES:,} × {AGENCIES} grades"
    yield measure(
        f"{what}, with 1,000 resamples",
        lambda: krippendorff_alpha(ratings, level="ordinal", grades=GRADES),
        loop(),
        rounds=5,
    )
    system = two_way(_table())
    yield measure(
        f"suppression of a table of {ROWS} × {COLUMNS} with margins",
        lambda: suppress(system.values, system.relations, threshold=4, cost=system.cost),
        loop(),
        rounds=3,
    )


def _ratings() -> pd.DataFrame:
    chance = np.random.default_rng(1)
    truth = chance.integers(0, len(GRADES), (CASES, 1))
    codes = np.clip(truth + chance.integers(-1, 2, (CASES, AGENCIES)), 0, len(GRADES) - 1)
    codes[chance.random(codes.shape) < 0.1] = -1
    kind = pd.CategoricalDtype(GRADES, ordered=True)
    return pd.DataFrame(
        {f"agency {place + 1}": pd.Categorical.from_codes(codes[:, place], dtype=kind) for place in range(AGENCIES)}
    )


def _table() -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Counts of which about one in ten is small."""
    chance = np.random.default_rng(2)
    table: np.ndarray[tuple[int, ...], np.dtype[np.int64]] = chance.poisson(chance.gamma(2.0, 12.0, (ROWS, COLUMNS)))
    return table
