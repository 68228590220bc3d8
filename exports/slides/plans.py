"""What stands on a slide, before it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartPlan:
    """A native bar chart: its categories, and one series of values, or several that are stacked.

    ``bases`` follow the categories and are never cut. ``strong`` says which bars of a single series carry the accent
    colour. Values are shares where ``percent``. ``graded`` series run from best to worst.
    """

    categories: tuple[str, ...]
    series: tuple[tuple[str, tuple[float, ...]], ...]
    description: str
    percent: bool
    strong: tuple[bool, ...] = ()
    bases: tuple[str, ...] = ()
    graded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePlan:
    """A table: heads, the share of the width that each column has, and rows of words."""

    heads: tuple[str, ...]
    shares: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]
    description: str
    more: str = "{} more in the full report."  # what is said where rows do not fit


@dataclass(frozen=True, slots=True, kw_only=True)
class SlidePlan:
    """One slide: a title, and words, a table, or a chart with words beside it; what is said about it is its notes.

    ``rank`` decides which slides are left out of a long deck: those with 0 never are.
    """

    title: str
    lead: str = ""  # said large, above the words
    words: tuple[str, ...] = ()
    chart: ChartPlan | None = None
    table: TablePlan | None = None
    notes: tuple[str, ...] = ()
    rank: int = 0


def chosen(plans: Sequence[SlidePlan], most: int) -> list[SlidePlan]:
    """The slides to draw: all if they are few enough, else without those of the highest rank."""
    kept = sorted(range(len(plans)), key=lambda place: (plans[place].rank, place))[:most]
    return [plans[place] for place in sorted(kept)]
