"""One worksheet being written from top to bottom: its title block, cells, marks, page breaks and print set-up."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from xlsxwriter.worksheet import Worksheet

from analysis.report import Mark
from exports.formats import CONFIDENTIAL, NOT_APPLICABLE, Styles
from exports.plain_text import plain_text
from exports.wording import MARK_MEANINGS
from exports.workbook.text import write_text

ROW_PX = 20
LINE_PX = 17
HIGHEST_ROW_PX = 540  # Excel's own limit is 546
PX_AN_INCH = 96
DIGIT_PX = 7.42  # a digit in Arial 10 as printed; on a screen it is 7
DEFAULT_WIDTH = 8.43  # of a column, in digits
A4_MARGINS = {"left": 0.5, "right": 0.5, "top": 0.8, "bottom": 0.7}
PRINTABLE_INCHES = {"portrait": (7.05, 9.9), "landscape": (10.4, 6.55)}  # A4 less the margins, with a little slack
_LINE_PX_OF = {"title": 28, "heading": 22, "banner": 20, "question": 19}
_WIDTH_FACTOR = {"title": 1.7, "big": 2.0, "heading": 1.3, "headline": 1.15, "question": 1.2, "banner": 1.3}


@dataclass(slots=True)
class Page:
    """A worksheet with a cursor. ``columns`` are the widths of the columns that text may run across."""

    sheet: Worksheet
    name: str
    styles: Styles
    columns: Sequence[float]
    orientation: Literal["portrait", "landscape"]
    extra_columns: int = 0  # room for charts, right of the columns, at Excel's default width
    signs: tuple[str, str] = (CONFIDENTIAL, NOT_APPLICABLE)  # what the report's policy prints for the two marks
    fit_width: bool = True  # print one page wide
    one_sheet: bool = False  # print on a single page
    row: int = 0
    legend_row: int | None = None
    marks: set[Mark] = field(default_factory=set)
    breaks: list[int] = field(default_factory=list)
    _heights: dict[int, int] = field(default_factory=dict)
    _folded: set[int] = field(default_factory=set)
    _page_starts_at: int = 0
    _repeated_rows: int = 0
    _held: int | None = None

    @property
    def last_column(self) -> int:
        return len(self.columns) + self.extra_columns - 1

    def next_row(self, height: int | None = None, *, folded: bool = False) -> int:
        """Take the row under the cursor, with a height in pixels where it is not the usual one.

        A ``folded`` row is not seen until its outline is opened.
        """
        row = self.row
        height = None if height is None else min(height, HIGHEST_ROW_PX)
        if folded:
            self._fold_under(row - 1)
            self.sheet.set_row_pixels(row, height or ROW_PX, None, {"level": 1, "hidden": True})
            self._heights[row] = 0
            self._folded.add(row)
        elif height is not None:
            self.sheet.set_row_pixels(row, height)
            self._heights[row] = height
        self.row += 1
        return row

    def _fold_under(self, row: int) -> None:
        """Say of the row above folded ones that it has some, so that Excel puts the button beside it."""
        if row not in self._folded:
            self.sheet.set_row_pixels(row, self._heights.get(row, ROW_PX), None, {"collapsed": True})

    def skip(self, rows: int = 1) -> None:
        self.row += rows

    def height_between(self, first: int, end: int) -> int:
        """Pixels from the top of row ``first`` to the top of row ``end``."""
        return sum(self._heights.get(row, ROW_PX) for row in range(first, end))

    def text(self, row: int, column: int, text: str, style: str) -> None:
        write_text(self.sheet, row, column, text, self.styles[style])

    def label(self, row: int, column: int, text: str, style: str = "label") -> None:
        """A label from the instrument or the report, on one line of plain characters."""
        self.text(row, column, plain_text(text), style)

    def figure(self, row: int, column: int, value: float | int | None, mark: Mark | None, style: str) -> None:
        """A figure, or the mark that stands for it."""
        if value is None:
            self.marks.add("c" if mark == "c" else "z")
            self.text(row, column, self.sign(mark), style)
        else:
            self.sheet.write_number(row, column, value, self.styles[style])

    def sign(self, mark: Mark | None) -> str:
        """What stands in a cell without a figure."""
        return self.signs[0] if mark == "c" else self.signs[1]

    def signed(self, text: str) -> str:
        """A sentence of ours with the signs of the policy in place of the usual ones."""
        return text.replace(CONFIDENTIAL, self.signs[0]).replace(NOT_APPLICABLE, self.signs[1])

    def lines(self, text: str, width: float, style: str = "label") -> int:
        """How many lines the text needs in so many characters' width; generous, since fonts differ."""
        room = max(1.0, 1.08 * width / _WIDTH_FACTOR.get(style, 1.0))
        return sum(max(1, math.ceil(len(line) / room)) for line in text.splitlines() or [""])

    def band(self, text: str, style: str, height: int | None = None) -> int:
        """A line of text across all columns, filled or ruled to the last one; long text wraps in merged cells."""
        lines = self.lines(text, sum(self.columns), style)
        row = self.next_row(max(height or ROW_PX, lines * _LINE_PX_OF.get(style, LINE_PX) + 6))
        if lines > 1:
            style = f"wrapped {style}"
            self.sheet.merge_range(row, 0, row, len(self.columns) - 1, "", self.styles[style])
        else:
            for column in range(1, len(self.columns)):
                self.sheet.write_blank(row, column, None, self.styles[style])
        self.text(row, 0, text, style)
        return row

    def paragraph(self, text: str, style: str = "paragraph") -> int:
        """Running text over the whole width of the columns."""
        lines = self.lines(text, sum(self.columns), style)
        line_px = LINE_PX + (3 if style == "headline" else 0)
        row = self.next_row(lines * line_px + 8)
        self.sheet.merge_range(row, 0, row, len(self.columns) - 1, "", self.styles[style])
        self.text(row, 0, text, style)
        return row

    def table_head(self, titles: Sequence[str], left: int = 1, style: str = "table_head") -> int:
        """The head of a table: the first ``left`` titles stand left, those of figures right."""
        deepest = max(self.lines(title, self.columns[i] - 1) for i, title in enumerate(titles))
        row = self.next_row(max(22, deepest * LINE_PX + 6))
        for column, title in enumerate(titles):
            self.label(row, column, title, style if column < left else f"{style}_right")
        return row

    def label_row(self, text: str, style: str = "label", *, beside: tuple[str, float] = ("", 1.0)) -> int:
        """A row that begins with a label, as high as the label needs, or the text in a column ``beside`` it."""
        clean = plain_text(text)
        lines = max(self.lines(clean, self.columns[0]), self.lines(*beside))
        row = self.next_row(lines * LINE_PX + 5)
        self.text(row, 0, clean, style)
        return row

    def clear(self, first_row: int, height: int) -> None:
        """Move the cursor under a chart of this height that begins at ``first_row``."""
        while self.height_between(first_row, self.row) < height + ROW_PX // 2:
            self.skip()

    def keep_head(self, frozen_columns: int = 0) -> None:
        """Keep title and subtitle in sight when the sheet is scrolled, and repeat them on every printed page."""
        self.sheet.freeze_panes(2, frozen_columns)
        self.sheet.repeat_rows(0, 1)
        self._repeated_rows = 2

    def hold(self, first_row: int) -> None:
        """Keep what stands from ``first_row`` with whatever is kept together next: a heading with its first table."""
        self._held = first_row

    def keep_together(self, first_row: int) -> None:
        """Begin a new printed page at ``first_row`` if what stands from there to the cursor would be cut."""
        if self._held is not None:
            first_row, self._held = min(first_row, self._held), None
        if self.height_between(self._page_starts_at, self.row) > self.page_px() and first_row > self._page_starts_at:
            self.breaks.append(first_row)
            self._page_starts_at = first_row

    def print_scale(self) -> int:
        """The per cent at which all columns stand side by side on one page."""
        return max(10, min(100, int(100 * PRINTABLE_INCHES[self.orientation][0] * PX_AN_INCH / self._sheet_px())))

    def pages_long(self) -> float:
        """How many printed pages it takes, more or less."""
        return self.height_between(0, self.row) / self.page_px()

    def _sheet_px(self) -> float:
        return sum(column * DIGIT_PX + 5 for column in (*self.columns, *[DEFAULT_WIDTH] * self.extra_columns))

    def page_px(self) -> float:
        """Pixels of the sheet that one printed page takes from top to bottom."""
        height = PRINTABLE_INCHES[self.orientation][1] * PX_AN_INCH * 100 / self.print_scale()
        return height - (self.height_between(0, self._repeated_rows) if self._page_starts_at else 0)

    def write_legend(self) -> None:
        """Say what the marks on this sheet mean, if it has any."""
        if self.legend_row is None:
            return
        text = self.signed("  ".join(MARK_MEANINGS[mark] for mark in ("c", "z") if mark in self.marks))
        if text:
            self.text(self.legend_row, 0, text, "legend")
        else:
            self.sheet.set_row_pixels(self.legend_row, 6)
