"""Questions by the groups of each breakdown, with what the test of a difference says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.report import CrossGroup, CrossRow, CrossTable, CrossTest, Report
from exports.documents.paper import Paper
from exports.documents.share_tables import Row
from exports.documents.tables import NUMBER, STRONG, Cell, Column
from exports.formats import count_text, percent_text
from exports.plain_text import plain_text

GROUPS_A_TABLE = 5
MOST_WHOLE = 16
"""With more tables by one breakdown, only their favourable answers are set side by side."""


def write_crossed(paper: Paper, report: Report) -> None:
    """Each breakdown: whole tables where there are few, else the favourable answers of all questions together."""
    if not report.cross_tables:
        return
    paper.heading("Groups side by side")
    names = dict.fromkeys(table.breakdown for table in report.cross_tables)
    for name in names:
        tables = [table for table in report.cross_tables if table.breakdown == name]
        paper.heading(f"By {breakdown_name(tables[0].breakdown_label)}", 2)
        _write_absent_groups(paper, tables[0])
        if len(tables) <= MOST_WHOLE:
            for table in tables:
                _write_whole(paper, table)
        else:
            _write_favourable(paper, tables)


def breakdown_name(label: str) -> str:
    """The name of a breakdown within a sentence; one that is a question is quoted."""
    name = plain_text(label)
    return f"“{name}”" if name.endswith("?") or len(name) > 30 else name[:1].lower() + name[1:]


def _shown(table: CrossTable) -> list[int]:
    """The places of groups that anybody belongs to, as far as that is shown."""
    return [place for place, group in enumerate(table.groups) if group.asked is None or group.asked > 0]


def _parts(places: Sequence[int], most: int) -> Iterator[Sequence[int]]:
    """The groups that stand in one table, so many at a time."""
    return (places[first : first + most] for first in range(0, len(places), most))


def _write_absent_groups(paper: Paper, table: CrossTable) -> None:
    absent = [plain_text(group.label) for group in table.groups if group.asked == 0]
    if absent:
        paper.paragraph(f"Nobody answered from: {'; '.join(absent)}.", "Walkabout Note")


def _write_whole(paper: Paper, table: CrossTable) -> None:
    paper.heading(table.question_label, 3)
    rows = [*table.rows, *([table.favourable] if table.favourable is not None else [])]
    for places in _parts(_shown(table), GROUPS_A_TABLE):
        groups = [table.groups[place] for place in places]
        columns = (
            Column(head="Answer", share=30),
            *(Column(head=_head(paper, group), share=70 / len(groups), style=NUMBER) for group in groups),
        )
        body: list[Row] = [
            [
                Cell(text=f"Favourable: {row.label}", style=STRONG) if row is table.favourable else row.label,
                *(_cell(paper, table, row, place) for place in places),
            ]
            for row in rows
        ]
        paper.table(columns, body, title=f"{table.question_label}, by {breakdown_name(table.breakdown_label)}")
    for note in (*table.notes, *test_sentences(table.test)):
        paper.paragraph(paper.signed(note), "Walkabout Note")


def _head(paper: Paper, group: CrossGroup) -> str:
    base = paper.sign(group.mark or "c") if group.base is None else f"{group.base:,}"
    return f"{plain_text(group.label, 60)} (base {base})"


def _cell(paper: Paper, table: CrossTable, row: CrossRow, place: int) -> str:
    """Share and count of one answer in one group."""
    count, share = row.counts[place], row.shares[place]
    if count is None:
        return paper.sign(table.groups[place].mark or "c")
    return f"{count:,}" if share is None else f"{percent_text(share)} ({count:,})"


def _write_favourable(paper: Paper, tables: Sequence[CrossTable]) -> None:
    """Questions in rows, groups in columns; the whole tables are in the workbook."""
    liked = [table for table in tables if table.favourable is not None]
    paper.paragraph(
        f"There are {len(tables)} tables by this breakdown. Here stand the favourable answers of the {len(liked)} that "
        "have any, with count and base; the workbook has all tables whole."
    )
    if not liked:
        return
    label = breakdown_name(tables[0].breakdown_label)
    for places in _parts(_shown(liked[0]), GROUPS_A_TABLE - 1):
        columns = (
            Column(head="Question", share=36),
            *(Column(head=plain_text(liked[0].groups[one].label, 60), share=64 / len(places)) for one in places),
        )
        body: list[Row] = [
            [table.question_label, *(_favourable(paper, table, one) for one in places)] for table in liked
        ]
        paper.table(columns, body, title=f"Favourable answers by {label}")
    for sentence in dict.fromkeys(_differences(liked)):
        paper.paragraph(sentence, "Walkabout Note")


def _favourable(paper: Paper, table: CrossTable, place: int) -> str:
    row, group = table.favourable, table.groups[place]
    if row is None or row.counts[place] is None or group.base is None:
        return paper.sign(group.mark or "c")
    share = row.shares[place]
    counts = f"{count_text(row.counts[place])} of {count_text(group.base)}"
    return counts if share is None else f"{percent_text(share)} ({counts})"


def _differences(tables: Sequence[CrossTable]) -> Iterator[str]:
    for table in tables:
        test = table.test
        if test is not None and test.adjusted is not None and test.adjusted < 0.05:
            yield f"“{plain_text(table.question_label)}”: {' '.join(test_sentences(test))}"
    if not any(table.test and table.test.adjusted is not None and table.test.adjusted < 0.05 for table in tables):
        yield "In none of these questions do the groups differ by more than chance explains."


def test_sentences(test: CrossTest | None) -> list[str]:
    """What the test says, or why there is none."""
    if test is None:
        return []
    if test.p_value is None:
        return [f"Not tested: {test.why_not}"] if test.why_not else []
    said = f"{test.method}: p {_p_text(test.p_value)}"
    if test.adjusted is not None:
        said += f", {_p_text(test.adjusted)} after correction ({test.adjustment})"
    if test.effect is not None and test.effect_name:
        said += f"; {test.effect_name} {test.effect:.2f}"
    return [f"{said}; {test.n_used:,} answers." if test.n_used is not None else f"{said}."]


def _p_text(value: float) -> str:
    return "below 0.001" if value < 0.001 else f"{value:.3f}"
