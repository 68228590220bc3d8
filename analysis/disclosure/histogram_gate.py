"""The gate for a histogram: bars are joined until each holds nobody, or more people than the policy hides.

Where the bars stand hangs on the quartiles and on how many gave a number, which are shown beside it. So no limit gives
away the least or the greatest number, and the outer bars are open. No bar carries a mark: a small one would have to be
hidden together with a neighbour, and beside the quartiles, which say how many numbers lie below them, two hidden bars
would hide little. For the same reason bars are joined where a quartile would cut few people off one. What must hold of
a whole round stands in :func:`why_no_histogram`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from math import inf

from analysis.figures import Figures
from analysis.histograms import make_bar
from analysis.report import HistogramBin, NumberSummary

LEAST_BARS = 3
TOO_FEW = "There is no histogram: too few people gave numbers that lie apart."
NOT_YET = "A histogram is shown once the round has closed."
TIED = "There is no histogram, since these numbers hang together with answers to other questions."
SENSITIVE = "There is no histogram of a sensitive question."


def why_no_histogram(figures: Figures, name: str) -> str | None:
    """Why a histogram of this question may not be released at all; None where it may.

    Only once the round has closed: of the few who answered since an earlier release, hardly any fall into one bar. Not
    of a question that others hang on, or that is made of others: how many were asked these, or which numbers they
    allow, would split the bars. Not of a sensitive one, of which an empty bar tells something.
    """
    if name in figures.tied:
        return TIED
    if name in figures.sensitive:
        return SENSITIVE
    return None if figures.closed else NOT_YET


def gate_histogram(numbers: NumberSummary, threshold: int) -> tuple[HistogramBin, ...]:
    """The bars that may be shown beside the quartiles of numbers about people; none where fewer than three are left.

    Parameters
    ----------
    numbers : NumberSummary
        Unsuppressed.
    threshold : int
        Counts from 1 to this are hidden.
    """
    if numbers.n is None or numbers.n < 4 * (threshold + 1) or numbers.lower_quartile == numbers.upper_quartile:
        return ()
    runs = _runs(numbers, threshold)
    if len(runs) < LEAST_BARS:
        return ()
    inner = [_joined(run) for run in runs]
    ends = {0: replace(inner[0], low=None), len(inner) - 1: replace(inner[-1], high=None)}
    return tuple(_labelled(ends.get(place, bar)) for place, bar in enumerate(inner))


def _runs(numbers: NumberSummary, threshold: int) -> list[list[HistogramBin]]:
    """The neighbours that stand together: as many bars as may be shown, the first such division from the left.

    Empty where there are fewer than three.
    """
    bars = numbers.histogram
    for many in range(len(bars), LEAST_BARS - 1, -1):
        for cuts in combinations(range(1, len(bars)), many - 1):
            ends = (0, *cuts, len(bars))
            runs = [list(bars[start:end]) for start, end in pairwise(ends)]
            if not any(1 <= _total(run) <= threshold for run in runs) and not _cuts_few_off(runs, numbers, threshold):
                return runs
    return []


def _cuts_few_off(runs: Sequence[Sequence[HistogramBin]], numbers: NumberSummary, threshold: int) -> bool:
    """Whether somebody who knows how many numbers lie below each quartile knows of few people in a part of a bar."""
    before = 0
    for place, run in enumerate(runs):
        count = _total(run)
        low = -inf if place == 0 or run[0].low is None else run[0].low
        high = inf if place == len(runs) - 1 or run[-1].high is None else run[-1].high
        for quarters, quartile in enumerate((numbers.lower_quartile, numbers.median, numbers.upper_quartile), start=1):
            if quartile is None or not low <= quartile < high:
                continue
            position = ((numbers.n or 0) - 1) * quarters  # in quarters of a place, from 0
            below, above = -(-position // 4) - before, before + count - position // 4 - 1
            # Of whole numbers several may be the quartile itself: then these are only the most that there can be.
            most = run[0].whole and float(quartile).is_integer()
            few = range(1, threshold if most else threshold + 1)
            end = quartile + 1 if most else quartile
            if (low < quartile and below in few) or (end < high and above in few):
                return True
        before += count
    return False


def _total(bars: Sequence[HistogramBin]) -> int:
    return sum(bar.count or 0 for bar in bars)


def _joined(bars: Sequence[HistogramBin]) -> HistogramBin:
    return replace(bars[0], high=bars[-1].high, count=_total(bars))


def _labelled(bar: HistogramBin) -> HistogramBin:
    return make_bar(bar.low, bar.high, bar.count or 0, whole=bar.whole)
