"""What people wrote, coded to themes, with the quotations that were cleared under each theme."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.beside import NOTHING, Beside, ThemeQuote
from analysis.report import ThemeRow, ThemeTable
from exports.formats import ACCENT, BAR_GREY, PALE
from exports.plain_text import plain_text
from exports.wording import counted, themes_alt_text
from exports.workbook.book import Book
from exports.workbook.native_charts import ChartSeries, place, stacked_bars
from exports.workbook.native_tables import Column, Written, figure, write_table
from exports.workbook.page import LINE_PX, Page

COLUMNS = (36, 74, 12, 15, 12, 12, 12)
_FIGURES = ("mentions", "respondents", "strengths", "concerns", "neutral")
STANCES: tuple[ChartSeries, ...] = (
    ChartSeries(column=4, fill=ACCENT, label_colour="#ffffff"),
    ChartSeries(column=5, fill=BAR_GREY),
    ChartSeries(column=6, fill=PALE),
)


def write_themes(book: Book, beside: Beside = NOTHING) -> None:
    table = book.report.themes
    if table is None:
        return
    page = book.add_page(
        "Themes",
        "Comments coded to themes: mentions, respondents, strengths and concerns",
        COLUMNS,
        orientation="landscape",
        fixed=True,
    )
    page.keep_head(frozen_columns=1)
    if None in (table.comments, table.coded, table.respondents):
        page.marks.add("c")
    comments, coded = (counted(count, ("comment", "comments")) for count in (table.comments, table.coded))
    respondents = counted(table.respondents, ("respondent", "respondents"))
    page.paragraph(page.signed(f"{comments} by {respondents}; {coded} coded to at least one theme."))
    if table.note:
        page.paragraph(table.note, "muted")
    page.skip()
    if not table.rows:
        page.paragraph("No theme has been recorded.", "muted")
        return
    _write_table(book, page, table)
    _write_quotes(page, table, beside.quotes)


def _ordered(table: ThemeTable) -> list[ThemeRow]:
    """Most mentions first, those that are not shown last."""
    return sorted(table.rows, key=lambda row: -1 if row.mentions is None else row.mentions, reverse=True)


def _write_table(book: Book, page: Page, table: ThemeTable) -> None:
    heads = ("Mentions", "Respondents", "Strengths", "Concerns", "Neutral")
    columns = [
        Column(head="Theme", style="list_strong"),
        Column(head="What it covers"),
        *(Column(head=head, style="list_count") for head in heads),
    ]
    rows = [
        (
            plain_text(theme.label),
            plain_text(theme.definition),
            *(figure(getattr(theme, name), theme.mark) for name in _FIGURES),
        )
        for theme in _ordered(table)
    ]
    written = write_table(book, page, "themes", columns, rows, description="A row for each theme, with its counts.")
    page.skip()
    _write_chart(book, page, table, written)


def _write_chart(book: Book, page: Page, table: ThemeTable, written: Written) -> None:
    """Stacked by stance, of the themes whose stances are all shown; where there is none, plain bars of mentions."""
    start = page.row
    rows = list(zip(written.rows, _ordered(table), strict=True))
    shown = [row for row, theme in rows if None not in (theme.strengths, theme.concerns, theme.neutral)]
    series = STANCES
    if not shown:
        shown = [row for row, theme in rows if theme.mentions is not None]
        series = (ChartSeries(column=2, label_colour="#ffffff"),)
    if not shown:
        page.paragraph("No chart: the figures are hidden.", "muted")
        return
    if len(shown) < len(rows):
        page.paragraph("The chart leaves out the themes whose figures are not shown.", "muted")
    chart = stacked_bars(book, page, "Mentions by theme", written.head, shown, series, percent=False)
    height = 90 + 28 * max(len(shown), 2)
    chart.set_size({"width": 900, "height": height})
    place(page, page.row, 0, chart, themes_alt_text(table))
    page.clear(page.row, height)
    page.keep_together(start)


def _write_quotes(page: Page, table: ThemeTable, quotes: Sequence[ThemeQuote]) -> None:
    """Under each theme what was cleared of it: who said it and how it was treated, and the words."""
    if not quotes:
        return
    page.skip()
    page.band("What people said", "heading", 28)
    page.paragraph(
        "Every quotation was cleared. “As written” is word for word; in a redacted one, square brackets stand for what "
        "was taken out; a paraphrased one is not in the author’s words, and has no quotation marks.",
        "muted",
    )
    for theme in _ordered(table):
        own = [quote for quote in quotes if quote.theme == theme.name]
        if not own:
            continue
        start = page.row
        page.band(plain_text(theme.label), "question", 24)
        for quote in own:
            _write_quote(page, quote)
        page.keep_together(start)
        page.skip()


def _write_quote(page: Page, quote: ThemeQuote) -> None:
    text = quote.text if quote.treatment == "paraphrased" else f"“{quote.text}”"
    by = "\n".join(plain_text(part) for part in (quote.attribution, f"({quote.treatment})") if part)
    lines = max(page.lines(text, COLUMNS[1] - 2), page.lines(by, COLUMNS[0]))
    row = page.next_row(lines * LINE_PX + 6)
    page.text(row, 0, by, "quote_by")
    page.text(row, 1, text, "quote")
