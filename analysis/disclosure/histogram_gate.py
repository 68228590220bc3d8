"""The gate for a histogram: bars are joined until each holds nobody, or more people than the policy hides.

Where the bars stand hangs on the quartiles and on how many gave a number, which are shown beside it. So no limit gives
away the least or the greatest number, and the outer bars are open. No bar carries a mark: a small one would have to be
hidden together with a neighbour, and beside the quartiles, which say how many numbers lie below them, two hidden bars
would hide little. What must hold of a whole round stands in :func:`why_no_histogram`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

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
    runs = _runs(numbers.histogram, threshold)
    if len(runs) < LEAST_BARS:
        return ()
    inner = [_joined(run) for run in runs]
    ends = {0: replace(inner[0], low=None), len(inner) - 1: replace(inner[-1], high=None)}
    return tuple(_labelled(ends.get(place, bar)) for place, bar in enumerate(inner))


def _runs(bars: Sequence[HistogramBin], threshold: int) -> list[list[HistogramBin]]:
    """Neighbouring bars that must stand together, from the left; what is left over goes with the last large ones."""
    runs: list[list[HistogramBin]] = []
    run: list[HistogramBin] = []
    for bar in bars:
        run.append(bar)
        if not 1 <= _total(run) <= threshold:
            runs.append(run)
            run = []
    while run and runs and 1 <= _total(run) <= threshold:
        run = [*runs.pop(), *run]
    return [*runs, run] if run else runs


def _total(bars: Sequence[HistogramBin]) -> int:
    return sum(bar.count or 0 for bar in bars)


def _joined(bars: Sequence[HistogramBin]) -> HistogramBin:
    return replace(bars[0], high=bars[-1].high, count=_total(bars))


def _labelled(bar: HistogramBin) -> HistogramBin:
    return make_bar(bar.low, bar.high, bar.count or 0, whole=bar.whole)
