"""Tables of shares: each choice with its count, per cent and interval."""

from __future__ import annotations

from analysis.report import Interval, OptionRow, QuestionBlock, Share
from exports.documents.paper import Paper
from exports.documents.tables import NUMBER, STRONG, Cell, Column
from exports.formats import percent_text
from exports.wording import interval_text

Row = list[Cell | str]
HEADS = (
    Column(head="Answer", share=44),
    Column(head="Count", share=12, style=NUMBER),
    Column(head="Per cent", share=14, style=NUMBER),
    Column(head="95% interval", share=30, style=NUMBER),
)
WITH_POPULATION = (
    Column(head="Answer", share=36),
    Column(head="Count", share=10, style=NUMBER),
    Column(head="Per cent", share=12, style=NUMBER),
    Column(head="95% interval", share=21, style=NUMBER),
    Column(head="Finite population", share=21, style=NUMBER),
)


def count_cell(paper: Paper, count: int | None, share: Share) -> str:
    return paper.sign(share.mark) if count is None else f"{count:,}"


def percent_cell(paper: Paper, share: Share) -> str:
    return paper.sign(share.mark) if share.share is None else percent_text(share.share)


def _interval(paper: Paper, interval: Interval | None, share: Share) -> str:
    """An interval, its mark, or a dash where there is a figure and no interval is due."""
    if interval is not None:
        return interval_text(interval)
    return paper.sign(share.mark) if share.share is None else "–"


def write_answers(paper: Paper, block: QuestionBlock, *, title: str) -> None:
    """The choices of a question, and its favourable answers together."""
    rows = ordered(block)
    population = any(row.share.population_interval is not None for row in rows)
    columns = WITH_POPULATION if population else HEADS
    body = [_row(paper, row.label, row.share, population=population) for row in rows]
    if block.favourable is not None:
        label = Cell(text=f"Favourable: {block.favourable_label or 'as defined'}", style=STRONG)
        body.append(_row(paper, label, block.favourable, population=population))
    paper.table(columns, body, title=title)


def ordered(block: QuestionBlock) -> list[OptionRow]:
    """The choices as printed: a multiple choice from most to least chosen, hidden ones last; others as asked."""
    if block.kind != "multiple":
        return list(block.rows)
    return sorted(block.rows, key=lambda row: -1.0 if row.share.share is None else row.share.share, reverse=True)


def _row(paper: Paper, label: Cell | str, share: Share, *, population: bool) -> Row:
    cells: Row = [label, count_cell(paper, share.count, share), percent_cell(paper, share)]
    cells.append(_interval(paper, share.interval, share))
    return [*cells, _interval(paper, share.population_interval, share)] if population else cells
