"""The codebook: every question and every choice under the names that the data use."""

from __future__ import annotations

from analysis.report import CodebookRow
from exports.workbook.book import Book
from exports.workbook.page import Page
from exports.workbook.tables import make_table

HEADS = ("Section", "Question", "Label", "Type", "Choice", "Choice label", "Meaning", "Asked when")
FIELDS = ("section", "question", "label", "type", "choice", "choice_label", "meaning", "relevant")
COLUMNS = (32, 28, 46, 16, 22, 30, 15, 36)
VERSION_WIDTH = 22


def write_codebook(book: Book) -> None:
    page = book.add_page(
        "Codebook",
        "Questions and choices under the names that the data use; filters on every column",
        (*COLUMNS, VERSION_WIDTH) if _has_versions(book) else COLUMNS,
        orientation="landscape",
        fixed=True,
    )
    heads, fields = _columns(book)
    head = page.next_row(24)
    page.sheet.freeze_panes(page.row, 2)
    page.sheet.repeat_rows(head)
    for column, title in enumerate(heads):
        page.label(head, column, title, "data_head")
    for row in book.report.codebook:
        _write_row(page, row, fields)
    what = "Codebook: a row for each question and each choice."
    make_table(book, page, "codebook", heads, head, page.row - 1, what, left=len(heads), style="data_head")


def _has_versions(book: Book) -> bool:
    """Whether the answers are to several versions."""
    return len(book.report.instrument.versions) > 1


def _columns(book: Book) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return ((*HEADS, "Asked"), (*FIELDS, "versions")) if _has_versions(book) else (HEADS, FIELDS)


def _write_row(page: Page, entry: CodebookRow, fields: tuple[str, ...]) -> None:
    texts = [getattr(entry, name) or "" for name in fields]
    lines = max(page.lines(text, page.columns[column]) for column, text in enumerate(texts))
    row = page.next_row(min(lines, 20) * 17 + 4)
    for column, text in enumerate(texts):
        page.label(row, column, text, "data_wrap")
