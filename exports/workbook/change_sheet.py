"""What has changed since the last round, and the course of each question over several rounds."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.beside import Beside
from analysis.derived_reports.compared import SMALLEST_BASE, Compared
from analysis.derived_reports.comparison import CHANGE, ComparedQuestion, ComparisonReport
from analysis.report import Mark, Share
from exports.formats import ACCENT, BAR_GREY
from exports.plain_text import plain_text
from exports.wording import share_text
from exports.workbook.book import Book
from exports.workbook.courses import write_courses
from exports.workbook.grade_words import colour_text
from exports.workbook.native_charts import place
from exports.workbook.native_tables import Cell, Column, Written, figure, write_table
from exports.workbook.page import Page
from exports.workbook.prose import prose
from exports.workbook.round_charts import paired_bars, paired_height

SHEET, CHOICES = "Change", "Change by answer"
COLUMNS = (44, 26, 11, 11, 11, 10, 10, 10, 14, 10, 10, 13, 21, 34)
VERDICTS = {
    "higher": "▲ Higher",
    "lower": "▼ Lower",
    "no clear difference": "No clear difference",
    "not compared": "Not compared",
}
FIRST_SHARE, SECOND_SHARE, VERDICT_COLUMN = 4, 7, 12
MOST_PAIRS = 25


def write_change(book: Book, beside: Beside) -> None:
    """The sheets of change, as far as there is an earlier round."""
    if beside.comparison is not None:
        _write_comparison(book, beside.comparison)
    if beside.courses:
        write_courses(book, beside.courses)
    if beside.comparison is not None:
        _write_choices(book, beside.comparison)


def _write_comparison(book: Book, comparison: ComparisonReport) -> None:
    page = book.add_page(
        SHEET,
        f"Change since “{plain_text(comparison.first.title)}”: shares, difference and whether it may be chance",
        COLUMNS,
        title=f"Change since “{comparison.first.title}”",
        orientation="landscape",
        fixed=True,
    )
    page.keep_head(frozen_columns=1)
    for sentence in comparison.summary:
        prose(page, sentence, "headline")
    for sentence in comparison.warnings:
        prose(page, sentence, "warning")
    page.skip()
    liked = [(one, one.favourable) for one in comparison.questions if one.favourable is not None]
    if liked:
        _write_favourable(book, page, liked)
    else:
        prose(page, "No question with favourable answers was asked in the same way in both rounds.", "muted")
    _write_not_compared(book, page, comparison)
    page.band("How a change is judged", "heading", 28)
    prose(page, CHANGE.text)
    prose(page, f"There is no arrow where a base is below {SMALLEST_BASE}.", "muted")


def _write_favourable(book: Book, page: Page, liked: Sequence[tuple[ComparedQuestion, Compared]]) -> None:
    start = page.row
    page.band("Favourable answers in both rounds", "heading", 28)
    shares = (("Count", "list_count"), ("Base", "list_count"), ("Per cent", "list_percent"))
    columns = [
        Column(head="Question", style="list_strong"),
        Column(head="Favourable is"),
        *(Column(head=f"{when}: {head}", style=style) for when in ("Before", "Now") for head, style in shares),
        Column(head="Difference in points", style="list_points"),
        Column(head="95% from", style="list_points"),
        Column(head="95% to", style="list_points"),
        Column(head="Corrected p-value", style="list_p"),
        Column(head="Verdict", style="list_verdict"),
        Column(head="Why not"),
    ]
    rows = [_favourable_row(question, compared) for question, compared in liked]
    table = write_table(
        book, page, "change", columns, rows, description="Favourable shares of both rounds and their difference."
    )
    for key, look in (("higher", "look_good"), ("lower", "look_worst"), ("not compared", "look_absent")):
        colour_text(page, VERDICTS[key], look, (table.first, VERDICT_COLUMN), (table.last, VERDICT_COLUMN))
    page.keep_together(start)
    page.skip()
    _write_chart(book, page, table, liked)


def _favourable_row(question: ComparedQuestion, compared: Compared) -> tuple[Cell, ...]:
    difference = (compared.difference, compared.low, compared.high, compared.adjusted)
    hidden: Mark = "c" if "c" in (compared.first.mark, compared.second.mark) else "z"
    return (
        plain_text(question.label),
        plain_text(question.favourable_label or "As defined"),
        *share_cells(compared.first),
        *share_cells(compared.second),
        *(figure(value, hidden) for value in difference),
        VERDICTS[compared.verdict],
        plain_text(compared.why_not or ""),
    )


def share_cells(share: Share) -> tuple[Cell, Cell, Cell]:
    return figure(share.count, share.mark), figure(share.base, share.mark), figure(share.share, share.mark)


def _write_chart(book: Book, page: Page, table: Written, liked: Sequence[tuple[ComparedQuestion, Compared]]) -> None:
    """Before and now side by side, of the questions that show both."""
    start = page.row
    shown = [
        (row, one, two)
        for row, (one, two) in zip(table.rows, liked, strict=True)
        if two.first.share is not None and two.second.share is not None
    ]
    if not shown or len(shown) > MOST_PAIRS:
        reason = "these are too many for one picture" if shown else "no question shows both figures"
        prose(page, f"No chart: {reason}.", "muted")
        page.skip()
        return
    if len(shown) < len(liked):
        prose(page, "The chart leaves out the questions of which a figure is not shown.", "muted")
    series = (("Before", FIRST_SHARE, BAR_GREY), ("Now", SECOND_SHARE, ACCENT))
    chart = paired_bars(book, page, "Per cent favourable, before and now", [row for row, _, _ in shown], series)
    said = "; ".join(f"{one.label} {share_text(two.first)}, now {share_text(two.second)}" for _, one, two in shown)
    place(page, page.row, 0, chart, f"Bar chart of favourable answers before and now: {said}.")
    page.clear(page.row, paired_height(len(shown)))
    page.keep_together(start)
    page.skip()


def _write_not_compared(book: Book, page: Page, comparison: ComparisonReport) -> None:
    """Questions that one round did not ask, or asked differently. Reasons run on to the right."""
    if not comparison.not_compared:
        return
    start = page.row
    page.band("Questions that are not compared", "heading", 28)
    page.table_head(("Question", "Why"), left=2)
    for one in comparison.not_compared:
        row = page.label_row(one.label)
        page.text(row, 1, plain_text(" ".join(one.reasons) or "It is not in both reports."), "plain_text")
    page.keep_together(start)
    page.skip()


def _write_choices(book: Book, comparison: ComparisonReport) -> None:
    """Every answer in both rounds, for those who want more than the favourable ones together."""
    found = [(question, row) for question in comparison.questions for row in question.rows]
    if not found:
        return
    page = book.add_page(
        CHOICES,
        "Every answer to the compared questions in both rounds; without a test of its own",
        (50, 34, 13, 11, 11, 11, 10, 10, 11),
        orientation="landscape",
        fixed=True,
    )
    shares = (("count", "list_count"), ("base", "list_count"), ("per cent", "list_percent"))
    columns = [
        Column(head="Question", style="list_strong"),
        Column(head="Answer"),
        Column(head="Favourable"),
        *(Column(head=f"{when}: {head}", style=style) for when in ("Before", "Now") for head, style in shares),
    ]
    rows = [
        (
            plain_text(question.label),
            plain_text(row.label),
            "yes" if row.favourable else "",
            *share_cells(row.first),
            *share_cells(row.second),
        )
        for question, row in found
    ]
    table = write_table(
        book, page, "change_by_answer", columns, rows, description="Every answer in both rounds, with counts and bases."
    )
    page.sheet.freeze_panes(table.first, 1)
    page.sheet.repeat_rows(table.head)
