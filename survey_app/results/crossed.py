"""Cross-tables of a report arranged for its page: a line for each group, and what the test says in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from analysis.report import CrossRow, CrossTable, Mark, Report
from exports.cross_wording import bounds_sentence, difference_sentence, method_sentence

__all__ = ["CrossCell", "CrossLine", "CrossView", "bounds_sentence", "cross_views"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossCell:
    """How many of a group gave an answer; of a share that is not shown only its mark."""

    count: int | None
    share: float | None
    interval: str
    mark: Mark | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossLine:
    """One group of a breakdown."""

    label: str
    base: int | None
    mark: Mark | None
    cells: tuple[CrossCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossView:
    """A question by the groups of one breakdown; the favourable answers together stand first, where there are any."""

    breakdown: str
    columns: tuple[str, ...]
    lines: tuple[CrossLine, ...]
    test: str
    how: str  # by which test, and what was done about so many tests
    notes: tuple[str, ...]


def cross_views(report: Report) -> Mapping[str, tuple[CrossView, ...]]:
    """The cross-tables of each question, by its name."""
    found: dict[str, list[CrossView]] = {}
    for table in report.cross_tables:
        found.setdefault(table.question, []).append(_view(table))
    return {name: tuple(views) for name, views in found.items()}


def _view(table: CrossTable) -> CrossView:
    # Of a single favourable choice its own column says it already.
    several = sum(row.favourable for row in table.rows) > 1
    favourable = [table.favourable] if table.favourable is not None and several else []
    return CrossView(
        breakdown=table.breakdown_label,
        columns=(*("Favourable" for _ in favourable), *(row.label for row in table.rows)),
        lines=tuple(_lines(table, [*favourable, *table.rows])),
        test=difference_sentence(table.test),
        how=method_sentence(table.test),
        notes=table.notes,
    )


def _lines(table: CrossTable, rows: list[CrossRow]) -> Iterator[CrossLine]:
    for place, group in enumerate(table.groups):
        if group.asked == 0:
            continue
        yield CrossLine(
            label=group.label,
            base=group.base,
            mark="c" if group.base is None else None,
            cells=tuple(_cell(row, place, group.base) for row in rows),
        )


def _cell(row: CrossRow, place: int, base: int | None) -> CrossCell:
    low, high = row.lows[place], row.highs[place]
    hidden = row.counts[place] is None or base is None
    return CrossCell(
        count=row.counts[place],
        share=row.shares[place],
        interval=f"{low:.0%} to {high:.0%}" if low is not None and high is not None else "",
        mark="c" if hidden else "z" if row.shares[place] is None else None,
    )
