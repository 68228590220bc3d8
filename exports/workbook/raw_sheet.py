"""One sheet of raw data being filled row by row; what does not fit goes on another sheet, and says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from xlsxwriter.utility import xl_rowcol_to_cell

from analysis.column_building import NOT_ASKED
from exports.workbook.book import Book
from exports.workbook.names import UniqueNames
from exports.workbook.page import Page
from exports.workbook.raw_columns import CellStyles, RawColumn, RawQuestion
from exports.workbook.streamed_sheet import Cells, RowFile, StreamedSheet

SHEET_LABEL = "Raw data"
ROWS_A_SHEET = 1_000_000  # of Excel's 1,048,576, which leaves room for the title block
BYTES_A_SHEET = 1_500_000_000  # a part of a workbook takes two gigabytes
MOST_COLUMNS = 16_384
MOST_COLUMNS_ON_A_PAGE = 20  # with more, one page wide could not be read, so the sheet goes across several
MOST_CUTS_KEPT = 1_000
PERSONAL = "Personal data: keep with the named team, and delete when the work is done."


@dataclass(frozen=True, slots=True, kw_only=True)
class CutText:
    """A text that is longer than a cell, and where it stands."""

    sheet: str
    cell: str
    response_id: str
    head: str
    length: int


@dataclass(slots=True, kw_only=True)
class _Part:
    """One worksheet: its page, its rows, where its head is, and the row in which notes are written at the end."""

    page: Page
    rows: RowFile
    head: int
    notes: int
    cut_count: int = 0


class RawSheet:
    """The sheet of the responses or of a repeat, or as many sheets as they need.

    Parameters
    ----------
    title, what : str
        The name wanted for the sheet, and what a row of it is.
    keys : sequence of RawColumn
        The columns before the answers: texts, numbers and dates as they come.
    questions : sequence of RawQuestion
        The questions; those beyond the columns that a sheet holds are left out, which the sheet says.
    """

    def __init__(
        self, book: Book, title: str, what: str, keys: Sequence[RawColumn], questions: Sequence[RawQuestion],
        scratch: Path | None, open_files: ExitStack,
    ) -> None:  # fmt: skip
        self.book, self.title, self.what, self.keys = book, title, what, keys
        self.scratch, self.open_files = scratch, open_files
        self.kept = _that_fit(questions, MOST_COLUMNS - len(keys))
        self.left_out = sum(len(one.columns) for one in questions[len(self.kept) :])
        self.columns = [*keys, *(column for one in self.kept for column in one.columns)]
        self.cuts: list[CutText] = []
        self.cut_count = 0
        self._fresh_cuts: list[tuple[int, int]] = []
        styles = CellStyles(
            data=_number_of(book, "data"), absent=_number_of(book, "data_absent"), day=_number_of(book, "data_date"),
            moment=_number_of(book, "data_time"), cut=lambda column, length: self._fresh_cuts.append((column, length)),
        )  # fmt: skip
        self._renderers = self._renderers_of_questions(styles)
        self._keys = [_key(place, styles) for place in range(len(keys))]
        self.parts: list[_Part] = []
        self._begin_part()

    def _renderers_of_questions(self, styles: CellStyles) -> list[tuple[str, Any]]:
        place, found = len(self.keys), []
        for question in self.kept:
            found.append((question.name, question.renderer(place, styles)))
            place += len(question.columns)
        return found

    def add(self, keys: Sequence[Any], answers: Mapping[str, Any]) -> None:
        """Render one row."""
        part = self.parts[-1]
        if part.rows.count >= ROWS_A_SHEET or part.rows.size >= BYTES_A_SHEET:
            part = self._begin_part()
        cells = [render(value) for render, value in zip(self._keys, keys, strict=True)]
        get = answers.get
        part.rows.add("".join([*cells, *[render(get(name, NOT_ASKED)) for name, render in self._renderers]]))
        if self._fresh_cuts:
            self._place_cuts(part, str(keys[0]))

    def _place_cuts(self, part: _Part, response_id: str) -> None:
        for column, length in self._fresh_cuts:
            part.cut_count += 1
            if len(self.cuts) < MOST_CUTS_KEPT:
                cell = xl_rowcol_to_cell(part.rows.last, column)
                head = self.columns[column].head
                self.cuts.append(
                    CutText(sheet=part.page.name, cell=cell, response_id=response_id, head=head, length=length)
                )
        self.cut_count += len(self._fresh_cuts)
        self._fresh_cuts.clear()

    def _begin_part(self) -> _Part:
        """Add a worksheet with everything that stands above its rows."""
        number = len(self.parts) + 1
        title = self.title if number == 1 else f"{self.title} part {number}"
        page = self.book.add_page(
            title, f"Answers as given: {self.what}", [one.width for one in self.columns], orientation="landscape",
            fixed=title == SHEET_LABEL, sheet_class=StreamedSheet,
        )  # fmt: skip
        page.text(page.next_row(), 0, PERSONAL, "notice")
        notes = page.next_row()
        page.skip()
        _write_labels(page, self.columns)
        head = page.next_row(24)
        page.sheet.freeze_panes(page.row, 1)
        page.sheet.repeat_rows(head)
        rows = RowFile(page.row, self.scratch)
        self.open_files.callback(rows.close)
        self.parts.append(_Part(page=page, rows=rows, head=head, notes=notes))
        return self.parts[-1]

    def finish(self) -> None:
        """Make each sheet a table, and say what a reader must know of it."""
        for number, part in enumerate(self.parts, start=1):
            sheet = cast("StreamedSheet", part.page.sheet)
            sheet.stream(part.rows)
            last = max(part.rows.last, part.head + 1)
            sheet.add_table_of_rows(part.head, len(self.columns) - 1, self._table_options(part.page))
            sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})
            if len(self.columns) > MOST_COLUMNS_ON_A_PAGE:
                part.page.fit_width = False
                sheet.print_across()
                sheet.repeat_columns("A:A")
            part.page.row = last + 1
            self._write_notes(part, number)

    def _table_options(self, page: Page) -> dict[str, Any]:
        """An Excel table with filters."""
        heads = UniqueNames(255)
        style = page.styles["data_head"]
        return {
            "name": self.book.table_name(page.name),
            "style": "Table Style Light 1",
            "title": page.name,
            "description": f"{page.name}: {self.what}.",
            "columns": [{"header": heads.take(one.head), "header_format": style} for one in self.columns],
        }

    def _write_notes(self, part: _Part, number: int) -> None:
        notes = []
        if self.left_out:
            notes.append(f"{self.left_out:,} columns are left out: a sheet holds {MOST_COLUMNS:,}.")
        if number < len(self.parts):
            following = self.parts[number].page.name
            notes.append(
                f"{part.rows.count:,} rows stand here, as many as fit; the next are on the sheet “{following}”."
            )
        if part.cut_count:
            texts = "1 text is" if part.cut_count == 1 else f"{part.cut_count:,} texts are"
            notes.append(f"{texts} longer than a cell holds and cut short; the sheet “Texts cut short” says where.")
        part.page.text(part.notes, 0, "  ".join(notes), "notice")


def _that_fit(questions: Sequence[RawQuestion], room: int) -> list[RawQuestion]:
    """The questions from the first on whose columns fit, none of them in part."""
    kept: list[RawQuestion] = []
    for question in questions:
        room -= len(question.columns)
        if room < 0:
            break
        kept.append(question)
    return kept


def _number_of(book: Book, style: str) -> int:
    """The number that the workbook gives to a format."""
    return int(book.styles[style]._get_xf_index())  # type: ignore[no-untyped-call]


def _key(column: int, styles: CellStyles) -> Callable[[Any], str]:
    """Renders what stands before the answers: a text, a number, a date or nothing."""
    cells, days = styles.data_cells(column), Cells(column, styles.day)

    def render(value: Any) -> str:
        if isinstance(value, str):
            return cells.text(value)
        if isinstance(value, int):
            return cells.number(value)
        return "" if value is None else days.day(value)

    return render


def _write_labels(page: Page, columns: Sequence[RawColumn]) -> None:
    """The questions in words, above the head that names them."""
    deepest = max((page.lines(one.label, page.columns[i]) for i, one in enumerate(columns)), default=1)
    row = page.next_row(min(deepest, 8) * 15 + 4)
    for column, one in enumerate(columns):
        page.label(row, column, one.label, "data_label")
