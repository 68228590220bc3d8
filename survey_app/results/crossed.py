"""Cross-tables of a report arranged for its page: a line for each group, and what the test says in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from analysis.report import CrossRow, CrossTable, CrossTest, Mark, QuestionBlock, Report
from exports.formats import percent_text

SIGNIFICANT = 0.05
SMALLEST_SHOWN = 0.001


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
        test=test_sentence(table.test),
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


def test_sentence(test: CrossTest | None) -> str:
    """Whether the groups differ, in plain words."""
    if test is None:
        return ""
    p_value = test.adjusted if test.adjusted is not None else test.p_value
    if p_value is None:
        return test.why_not or ""
    if p_value < SIGNIFICANT:
        return f"The groups differ by more than chance would explain ({_p_text(p_value)})."
    return f"The differences between the groups are no larger than chance could make them ({_p_text(p_value)})."


def method_sentence(test: CrossTest | None) -> str:
    """By which test, how strong the relation is, and the correction for so many tests."""
    if test is None or test.p_value is None:
        return ""
    parts = [test.method]
    if test.effect is not None and test.effect_name:
        parts.append(f"{test.effect_name} {test.effect:.2f}")
    if test.adjustment:
        parts.append(f"corrected by {test.adjustment}")
    if test.seed is not None:
        parts.append(f"seed {test.seed}")
    return f"{'; '.join(parts)}."


def _p_text(p_value: float) -> str:
    return f"p under {SMALLEST_SHOWN}" if p_value < SMALLEST_SHOWN else f"p = {p_value:.3f}"


def bounds_sentence(block: QuestionBlock) -> str:
    """What the favourable share could be of everybody asked, whatever those think who did not answer."""
    bounds = block.favourable.bounds if block.favourable is not None else None
    if bounds is None:
        return ""
    return (
        f"Whatever those think who did not answer, of everybody asked it is between {percent_text(bounds.low)} and "
        f"{percent_text(bounds.high)}."
    )
