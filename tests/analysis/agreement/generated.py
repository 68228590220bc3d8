"""Generated grades, and the plainest possible computation of every coefficient from them."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd
from hypothesis import strategies as st

KEYS = ("poor", "fair", "good", "best")


SOME_RATERS = st.integers(2, 4)


@st.composite
def grade_frames(draw, *, raters=SOME_RATERS, missing: bool = True):
    """Frames of a few cases and raters, on a scale of two to four grades; and the scale."""
    keys = KEYS[: draw(st.integers(2, 4))]
    width = draw(raters)
    cell = st.sampled_from([*keys, None] if missing else list(keys))
    rows = draw(st.lists(st.lists(cell, min_size=width, max_size=width), min_size=1, max_size=9))
    frame = pd.DataFrame(rows, columns=[f"agency {place}" for place in range(width)], dtype="object")
    return frame, list(keys)


def grades_of_cases(frame: pd.DataFrame, keys: list[str]) -> list[list[int]]:
    """The positions on the scale that each case was given."""
    return [[keys.index(grade) for grade in row if isinstance(grade, str)] for row in frame.to_numpy()]


def pairs_within(cases: list[list[int]]) -> list[tuple[int, int, int]]:
    """Every ordered pair of grades of one case, with the number of grades of the case."""
    return [(first, second, len(case)) for case in cases for first, second in permutations(case, 2)]


def alpha_by_pairs(cases: list[list[float]], difference) -> float | None:
    """Krippendorff's alpha by two loops over all pairs; ``difference`` gets the pair and all pairable values."""
    pairable = [case for case in cases if len(case) >= 2]
    values = [value for case in pairable for value in case]
    n = len(values)
    observed = sum(difference(a, b, values) / (m - 1) for a, b, m in pairs_within(pairable))
    expected = sum(difference(a, b, values) for a, b in permutations(values, 2))
    return None if not expected else 1 - (n - 1) * observed / expected


def nominal(a, b, values) -> float:
    return float(a != b)


def interval(a, b, values) -> float:
    return float((a - b) ** 2)


def ratio(a, b, values) -> float:
    return ((a - b) / (a + b)) ** 2 if a + b else 0.0


def ordinal(a, b, values) -> float:
    low, high = min(a, b), max(a, b)
    between = sum(low <= value <= high for value in values)
    return float((between - (values.count(a) + values.count(b)) / 2) ** 2) if a != b else 0.0


def shares_by_loops(cases: list[list[int]], weights: np.ndarray, of: str) -> float | None:
    """Fleiss' kappa or Gwet's AC by loops over the cases and the grades."""
    size = len(weights)
    pairable = [case for case in cases if len(case) >= 2]
    graded = [case for case in cases if case]
    if not pairable:
        return None
    agreements = [np.mean([weights[a, b] for a, b in permutations(case, 2)]) for case in pairable]
    share = [float(np.mean([case.count(k) / len(case) for case in graded])) for k in range(size)]
    if of == "fleiss":
        chance = sum(weights[k, other] * share[k] * share[other] for k in range(size) for other in range(size))
    else:
        chance = weights.sum() / (size * (size - 1)) * sum(one * (1 - one) for one in share)
    return None if chance >= 1 - 1e-12 else float((np.mean(agreements) - chance) / (1 - chance))


def kappa_by_loops(pairs: list[tuple[int, int]], weights: np.ndarray) -> float | None:
    """Cohen's kappa as the mean weight of the pairs against that of all first with all second grades."""
    if not pairs:
        return None
    agreement = float(np.mean([weights[a, b] for a, b in pairs]))
    chance = float(np.mean([weights[a, b] for a, _ in pairs for _, b in pairs]))
    return None if chance >= 1 - 1e-12 else (agreement - chance) / (1 - chance)
