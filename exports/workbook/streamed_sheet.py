"""A worksheet whose data rows are rendered once, kept in a file and streamed into the workbook.

Everything above these rows (title, labels, head of the table), charts, tables, print set-up and properties stay
xlsxwriter's. Texts of streamed rows stand in their cells as inline strings, so that no list of all texts is kept.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import IO, Any

from xlsxwriter.utility import xl_col_to_name, xl_range
from xlsxwriter.worksheet import Worksheet

from exports.plain_text import utf16_length
from exports.workbook.text import CELL_LIMIT, cell_text

PLACE = "\0"  # stands for the row's number until the row has its place; no text of a cell can hold it
BYTES_AT_A_TIME = 1 << 20
FIRST_SAFE_DAY = date(1900, 3, 1)  # before it, Excel's days and everybody else's differ by one
SURELY_FITS = CELL_LIMIT // 2  # no text of so many characters is too long, emojis and all
MOST_DIGITS = 10**15  # whole numbers beyond this lose digits as numbers of a workbook

_PLAIN = re.compile(r"(?=[^\s])[^\0-\x1f<>&\x7f\ud800-\udfff\ufffe\uffff_]*(?<=[^\s])")
_ESCAPE_LIKE = re.compile("(_x[0-9a-fA-F]{4}_)")
_CONTROL = re.compile("[\0-\x08\x0b-\x1f]")


class RowFile:
    """The rendered rows of one sheet, from row ``first`` on (counted from 0), in a file without a name."""

    def __init__(self, first: int, folder: Path | None = None) -> None:
        self.first = first
        self.count = 0
        self.size = 0
        self._waiting: list[str] = []
        self._file: IO[bytes] = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 (open until its rows are copied)

    @property
    def last(self) -> int:
        """The last row, or the one above the first where there is none."""
        return self.first + self.count - 1

    def add(self, cells: str) -> None:
        """Add a row of cells as :class:`Cells` renders them."""
        self.count += 1
        number = str(self.first + self.count)
        self._waiting.append(f'<row r="{number}">{cells.replace(PLACE, number)}</row>')
        if len(self._waiting) >= 100:
            self._write()

    def _write(self) -> None:
        data = "".join(self._waiting).encode()
        self._waiting.clear()
        self._file.write(data)
        self.size += len(data)

    def copy_to(self, out: IO[bytes]) -> None:
        """Write all rows to a file, then let go of them."""
        self._write()
        self._file.seek(0)
        shutil.copyfileobj(self._file, out, BYTES_AT_A_TIME)
        self.close()

    def close(self) -> None:
        self._file.close()


class StreamedSheet(Worksheet):
    """A worksheet for ``add_worksheet(name, StreamedSheet)`` of a :class:`StreamingWorkbook`.

    :meth:`stream` says what its data rows are.
    """

    def __init__(self) -> None:
        super().__init__()
        self._rows: RowFile | None = None
        self._before = self._after = StringIO()

    def stream(self, rows: RowFile) -> None:
        """Take the rows that stand under everything that is written cell by cell."""
        self._rows = rows

    def add_table_of_rows(self, head: int, last_column: int, options: Mapping[str, Any]) -> None:
        """Make the head and the streamed rows a table; without rows it has an empty one, as Excel wants it."""
        last = max(head + 1, self._rows.last if self._rows is not None else 0)
        # xlsxwriter remembers every cell of a table. It is told of two rows, and the table of all.
        self.add_table(head, 0, head + 1, last_column, dict(options))
        self.tables[-1].update(dict.fromkeys(("range", "a_range", "autofilter"), xl_range(head, 0, last, last_column)))

    def prepare(self) -> None:
        """Write what stands around the streamed rows; styles get their numbers by that."""
        self._before = StringIO()
        self._set_filehandle(self._before)
        self._assemble_xml_file()

    def write_to(self, out: IO[bytes]) -> None:
        """Write the whole sheet."""
        out.write(self._before.getvalue().encode())
        if self._rows is not None:
            self._rows.copy_to(out)
        out.write(self._after.getvalue().encode())

    def _write_dimension(self) -> None:
        own: Any = self.dim_rowmax
        if self._rows is not None and self._rows.count:
            self.dim_rowmax = max(own or 0, self._rows.last)  # type: ignore[assignment]  # xlsxwriter's is "None"
        super()._write_dimension()
        self.dim_rowmax = own

    def _write_sheet_data(self) -> None:
        """Part what is written before the streamed rows from what follows them."""
        self._xml_start_tag("sheetData")
        if self.dim_rowmin is not None:
            self._write_rows()
        self._after = StringIO()
        self._set_filehandle(self._after)
        self._xml_end_tag("sheetData")


class Cells:
    """Renders the cells of one column in one style, each for a row whose number is not known yet.

    ``style`` is the format's number in the workbook. ``cut`` is told the length of every text that no cell can hold.
    """

    __slots__ = ("_begin", "_cut", "_text", "column")

    def __init__(self, column: int, style: int, cut: Callable[[int, int], None] | None = None) -> None:
        self.column = column
        self._begin = f'<c r="{xl_col_to_name(column)}{PLACE}" s="{style}"'
        self._text = f'{self._begin} t="inlineStr"><is><t>'
        self._cut = cut

    def text(self, text: str) -> str:
        """A cell with this text and nothing else, whatever it looks like; no cell where there is no text."""
        if _PLAIN.fullmatch(text) and len(text) <= SURELY_FITS:
            return f"{self._text}{text}</t></is></c>"
        if not text:
            return ""
        kept = cell_text(text)
        if len(text) > SURELY_FITS and self._cut is not None and (length := utf16_length(text)) > CELL_LIMIT:
            self._cut(self.column, length)
        keep_blanks = ' xml:space="preserve"' if kept[0].isspace() or kept[-1].isspace() else ""
        return f'{self._begin} t="inlineStr"><is><t{keep_blanks}>{escaped(kept)}</t></is></c>'

    def number(self, number: int | float) -> str:
        """A number to the 16 digits that a workbook keeps; whole numbers with more of them stand as text."""
        if isinstance(number, int):
            return f"{self._begin}><v>{number}</v></c>" if abs(number) < MOST_DIGITS else self.text(str(number))
        finite = number - number == 0
        return f"{self._begin}><v>{number:.16G}</v></c>" if finite else self.text(str(number))

    def day(self, day: date) -> str:
        """A date as the number that Excel counts days with."""
        if day < FIRST_SAFE_DAY:
            return self.text(day.isoformat())
        return f"{self._begin}><v>{_days(day)}</v></c>"

    def moment(self, moment: datetime) -> str:
        """A date with a time of day."""
        if moment.date() < FIRST_SAFE_DAY:
            return self.text(moment.isoformat(sep=" "))
        seconds = (moment - datetime.combine(moment.date(), datetime.min.time())).total_seconds()
        return f"{self._begin}><v>{_days(moment.date()) + seconds / 86_400:.16G}</v></c>"


def _days(day: date) -> int:
    return day.toordinal() - date(1899, 12, 30).toordinal()


def escaped(text: str) -> str:
    """The text as XML, control characters as workbooks write them (``_x0007_``)."""
    if "_x" in text:
        text = _ESCAPE_LIKE.sub(r"_x005F\1", text)
    text = _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
