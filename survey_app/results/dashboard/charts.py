"""Charts of the dashboard by name: each under an address that holds a hash of what it shows."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any

WIDTHS = (320, 620, 940)  # a phone, a tablet or a sheet of paper, and a desk
KEPT = 400

Where = tuple[str, str, str]
"""The partnership, the page, and what the page is about."""

_shown: OrderedDict[tuple[Where, str, str], Any] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartView:
    """What a page needs to show a chart: its address and its words."""

    name: str
    key: str
    text: str


def chart_views(charts: Mapping[str, Any]) -> dict[str, ChartView]:
    """The charts of a page, to be asked for one by one."""
    return {name: ChartView(name=name, key=chart_key(chart), text=chart.description) for name, chart in charts.items()}


def remember(where: Where, charts: Mapping[str, Any]) -> None:
    """Keep the charts of a page that is being sent, so that they need not be made again when they are asked for."""
    with _lock:
        for name, chart in charts.items():
            place = (where, name, chart_key(chart))
            _shown[place] = chart
            _shown.move_to_end(place)
        while len(_shown) > KEPT:
            _shown.popitem(last=False)


def remembered(where: Where, name: str, key: str) -> Any | None:
    """A chart of a page that this process has sent; another process, or a later one, makes it again."""
    with _lock:
        return _shown.get((where, name, key))


def chart_key(chart: Any) -> str:
    """A hash of everything that the chart shows: nobody can ask for a chart who was not given its page."""
    return hashlib.sha256(repr(chart).encode()).hexdigest()[:20]


@lru_cache(maxsize=KEPT)
def drawn(chart: Any, width: int) -> str | None:
    """Draw a chart once. Drawing loads altair, which takes as long as all the rest of the application."""
    from exports.dashboard_charts import chart_svg

    return chart_svg(chart, width=width)
