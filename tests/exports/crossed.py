"""Constructed cross-tables: every figure here is made up for a test, none is computed but the shares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analysis.report import CrossGroup, CrossRow, CrossTable, CrossTest, QuestionBlock, Report
from tests.exports import reports

DIFFERS = CrossTest(
    method="Kruskal-Wallis test", p_value=0.0004, adjusted=0.008, adjustment="Holm, over 2 questions by Agency",
    effect=0.12, effect_name="epsilon squared", n_used=100,
)  # fmt: skip
NO_TEST = CrossTest(method="none", why_not="Fewer than two groups have five answers, so there is nothing to compare.")
NAMES = ("Children's social care", "Police", "Health", "Schools", "Youth justice", "Housing")


def make_row(
    name: str, label: str, groups: Sequence[CrossGroup], counts: Sequence[int | None], **changes: Any
) -> CrossRow:
    """A row whose limits are a plain stand-in: ten points either way."""
    shares = tuple(
        None if count is None or not group.base else count / group.base
        for count, group in zip(counts, groups, strict=True)
    )
    values: dict[str, Any] = {
        "name": name,
        "label": label,
        "favourable": False,
        "counts": tuple(counts),
        "shares": shares,
        "lows": tuple(None if share is None else max(0.0, share - 0.1) for share in shares),
        "highs": tuple(None if share is None else min(1.0, share + 0.1) for share in shares),
    }
    return CrossRow(**{**values, **changes})


def make_groups(number: int) -> tuple[CrossGroup, ...]:
    """Groups of 20, of which the second is hidden and the third has nobody in it."""
    found = []
    for place in range(number):
        label = NAMES[place] if place < len(NAMES) else f"Group {place + 1}"
        asked, base, mark = {1: (None, None, "c"), 2: (0, 0, None)}.get(place, (22, 20, None))
        found.append(CrossGroup(name=f"g{place}", label=label, asked=asked, base=base, mark=mark))  # type: ignore[arg-type]
    return tuple(found)


def make_cross_table(block: QuestionBlock, groups: tuple[CrossGroup, ...], **changes: Any) -> CrossTable:
    """The question by these groups: ten, five, three, one and one in each; of the fourth the last two are hidden."""
    counts = [[_count(group, place, at) for at, group in enumerate(groups)] for place in range(len(block.rows))]
    rows = tuple(
        make_row(row.name, row.label, groups, numbers, favourable=row.favourable)
        for row, numbers in zip(block.rows, counts, strict=True)
    )
    favourable = None
    if block.favourable is not None:
        together = [None if None in (a, b) else (a or 0) + (b or 0) for a, b in zip(counts[0], counts[1], strict=True)]
        favourable = make_row("favourable", str(block.favourable_label), groups, together, favourable=True)
    values: dict[str, Any] = {
        "question": block.name, "question_label": block.label, "kind": block.kind, "breakdown": "agency",
        "breakdown_label": "Agency", "unit": "people", "groups": groups, "rows": rows, "favourable": favourable,
        "test": DIFFERS,
    }  # fmt: skip
    return CrossTable(**{**values, **changes})


def _count(group: CrossGroup, row: int, place: int) -> int | None:
    if group.base is None or (place == 3 and row > 2):
        return None
    return (10, 5, 3, 1, 1)[row] if group.base else 0


def make_cross_report(groups: int = 4, questions: int = 2, **changes: Any) -> Report:
    """A report with cross-tables of scales and of a multiple choice, by agency."""
    scales = [
        reports.make_closed(
            f"q{place}", f"Question {place} about how agencies work together", counts=(50, 25, 15, 5, 5)
        )
        for place in range(questions)
    ]
    several = reports.make_closed(
        "parts", "Which parts?", (("talks", "Talks"), ("table", "Table")), (50, 25), base=100, kind="multiple", good=0
    )
    made = make_groups(groups)
    tables = [
        make_cross_table(block, made, test=NO_TEST if place == 1 else DIFFERS) for place, block in enumerate(scales)
    ]
    tables.append(make_cross_table(several, made, test=None, notes=("More than one answer could be chosen.",)))
    section = reports.make_section("views", "Views", *scales, several)
    return reports.make_report(**{"sections": (section,), "cross_tables": tuple(tables), **changes})
