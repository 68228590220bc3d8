"""How a share is laid out in a row of cells: count, base, per cent, interval, finite-population interval."""

from __future__ import annotations

from analysis.report import Interval, Mark, Share
from exports.workbook.page import Page

SHARE_HEADS = ("Count", "Base", "Per cent", "95% from", "95% to", "Finite pop. from", "Finite pop. to")
SHARE_WIDTHS = (8.5, 8.5, 9, 9, 9, 10, 10)
PERCENT_OFFSET = 2
TABLE_WIDTH = 1 + len(SHARE_HEADS)  # a label and the seven cells of a share


def write_share(page: Page, row: int, share: Share, *, first_column: int = 1, strong: bool = False) -> None:
    """Write one share over seven cells; what is hidden or undefined is written as its mark."""
    prefix = "strong_" if strong else ""
    figures = (share.count, share.base)
    for offset, figure in enumerate(figures):
        page.figure(row, first_column + offset, figure, share.mark, f"{prefix}count")
    page.figure(row, first_column + PERCENT_OFFSET, share.share, share.mark, f"{prefix}percent")
    intervals = (share.interval, share.population_interval)
    for place, interval in enumerate(intervals):
        _write_interval(page, row, first_column + 3 + 2 * place, interval, share.mark, f"{prefix}interval")


def _write_interval(
    page: Page, row: int, column: int, interval: Interval | None, mark: Mark | None, style: str
) -> None:
    page.figure(row, column, interval.low if interval else None, mark, style)
    page.figure(row, column + 1, interval.high if interval else None, mark, style)


def write_bounds(page: Page, share: Share) -> None:
    """What the share could be of everybody asked: the least and the most, whatever the others think."""
    if share.bounds is None:
        return
    row = page.label_row("Of all asked, whatever the silent think", "wrapped absent_label")
    for column, (words, figure) in enumerate((("at least", share.bounds.low), ("at most", share.bounds.high))):
        page.text(row, 2 * column + 1, words, "quiet_count")
        page.figure(row, 2 * column + 2, figure, None, "quiet_interval")
