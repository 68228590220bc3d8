"""How often numbers fall between which limits: a histogram whose limits hang on the quartiles alone."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.number_summary import FiveNumbers
from analysis.report import HistogramBin

MOST_BARS = 12
"""The two that hold what lies far outside included."""

BEYOND = 1
"""How many times the distance between the quartiles lies within the limits, on either side of them."""

NICE = (1, 2, 5)
AROUND = 4  # how many bars stand on either side where the quartiles are one and the same

Floats = np.ndarray[Any, np.dtype[np.float64]]


def make_histogram(values: pd.Series, summary: FiveNumbers, *, whole: bool) -> tuple[HistogramBin, ...]:
    """Count numbers between nice limits.

    Parameters
    ----------
    values : Series of Int64 or Float64
        The answers; absent ones are missing and are left out.
    summary : FiveNumbers
        Of the same answers.
    whole : bool
        Whether the answers are whole numbers; then no bar is narrower than 1.

    Returns
    -------
    tuple of HistogramBin
        At most twelve, from left to right, without empty ones at the ends. The first and the last are open where they
        hold numbers beyond the limits. Empty where there are no numbers, or where they are so large and so close
        together that no limits fit between them.

    Notes
    -----
    The width is that of Freedman and Diaconis (1981), 2 (Q3 − Q1) / ∛n, taken to the nearest of 1, 2 and 5 times a
    power of ten; 1 for whole numbers of which each can have a bar of its own; and wider where more than twelve bars
    would be needed. The limits are multiples of the width, from Q1 − (Q3 − Q1), but not from below 0 where Q1 is not,
    to Q3 + (Q3 − Q1). So they hang on n and the quartiles alone, never on the least and the greatest number, except
    where the quartiles are the same and the numbers not whole.

    References
    ----------
    Freedman, D. and Diaconis, P. (1981). On the histogram as a density estimator: L2 theory. Zeitschrift für
    Wahrscheinlichkeitstheorie und verwandte Gebiete 57, 453-476.

    Examples
    --------
    >>> from analysis.number_summary import five_number_summary
    >>> values = pd.Series([0, 1, 1, 2, 2, 3, 4, 4, 6, 7, 9, 30], dtype="Int64")
    >>> [(bar.label, bar.count) for bar in make_histogram(values, five_number_summary(values), whole=True)]
    [('0 to 4', 8), ('5 to 9', 3), ('10 to 14', 0), ('15 or more', 1)]
    """
    present = values.dropna().to_numpy(dtype=float)
    if not len(present):
        return ()
    limits = _limits(summary, whole=whole)
    if len(limits) < 2 or not (np.diff(limits) > 0).all():
        return ()
    places = np.searchsorted(limits, present, side="right")
    counts = np.bincount(places, minlength=len(limits) + 1)
    return tuple(_bars(limits, counts.tolist(), whole=whole))


def make_bar(low: float | None, high: float | None, count: int, *, whole: bool) -> HistogramBin:
    """A bar with its label.

    >>> [make_bar(low, high, 3, whole=True).label for low, high in ((None, 5), (5, 10), (10, 11), (11, None))]
    ['under 5', '5 to 9', '10', '11 or more']
    >>> make_bar(0.5, 1.0, 3, whole=False).label
    '0.5 to under 1'
    """
    return HistogramBin(low=low, high=high, label=_label(low, high, whole=whole), count=count, whole=whole)


def _label(low: float | None, high: float | None, *, whole: bool) -> str:
    if low is None:
        return "any number" if high is None else f"under {_text(high)}"
    if high is None:
        return f"{_text(low)} or more"
    if not whole:
        return f"{_text(low)} to under {_text(high)}"
    return _text(low) if high - low == 1 else f"{_text(low)} to {_text(high - 1)}"


def _text(number: float) -> str:
    return f"{number:,.10g}"


def _limits(summary: FiveNumbers, *, whole: bool) -> Floats:
    """The multiples of the width that the numbers are counted between, and one more."""
    low, high, wanted = _reach(summary, whole=whole)
    if not math.isfinite(high - low):
        return np.empty(0)
    for factor, power in _nice_from(wanted, least=0 if whole else None):
        width = factor * 10.0**power
        first, last = math.floor(low / width), math.floor(high / width)
        if last - first < MOST_BARS - 2:
            return _multiples(factor, power, first, last + 1)
    return np.empty(0)


def _reach(summary: FiveNumbers, *, whole: bool) -> tuple[float, float, float]:
    """From where to where the limits go, and how far apart they should be."""
    lower, upper = summary.lower_quartile or 0.0, summary.upper_quartile or 0.0
    apart = upper - lower
    low, high = lower - BEYOND * apart, upper + BEYOND * apart
    wanted = 2 * apart / summary.n_used ** (1 / 3)
    if not apart and whole:
        low, high = lower - AROUND, upper + AROUND
    elif not apart:
        low, high = summary.minimum or 0.0, summary.maximum or 0.0
        wanted = (high - low) / (MOST_BARS - 2) or max(abs(high), 1.0) / 10
    if apart and lower >= 0:
        low = max(low, 0.0)
    if whole and math.floor(high) - math.floor(low) < MOST_BARS - 2:
        wanted = 1.0
    return low, high, wanted


def _nice_from(wanted: float, *, least: int | None) -> Iterator[tuple[int, int]]:
    """The nice number nearest to one, by ratio, and larger ones: each as a factor and a power of ten."""
    wanted = max(wanted, 1e-300)
    power = math.floor(math.log10(wanted))
    if least is not None and power < least:
        power, wanted = least, 10.0**least
    ratio = wanted / 10.0**power
    place = sum(ratio > math.sqrt(small * large) for small, large in ((1, 2), (2, 5), (5, 10)))
    for step in range(place, place + 9):
        yield NICE[step % 3], power + step // 3


def _multiples(factor: int, power: int, first: int, last: int) -> Floats:
    """Multiples of a nice number, each as near as a float comes: 0.3, and not 0.30000000000000004."""
    if power >= 0:
        try:
            return np.array([float(k * factor * 10**power) for k in range(first, last + 1)])
        except OverflowError:  # a limit beyond the largest number there is
            return np.empty(0)
    return np.array([k * factor / 10.0**-power for k in range(first, last + 1)])


def _bars(limits: Floats, counts: Sequence[int], *, whole: bool) -> Iterator[HistogramBin]:
    """The bars, without those at the ends that hold nothing."""
    ends = [None, *map(float, limits), None]
    held = np.flatnonzero(counts)
    for place in range(held[0], held[-1] + 1):
        yield make_bar(ends[place], ends[place + 1], counts[place], whole=whole)
