"""Streamed sheets: every text, number and date arrives, beside ordinary sheets, in every reader."""

from __future__ import annotations

import re
import zipfile
from contextlib import ExitStack
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from python_calamine import CalamineWorkbook

from exports.plain_text import NOT_XML
from exports.workbook.streamed_sheet import Cells, RowFile, StreamedSheet
from exports.workbook.streaming_workbook import StreamingWorkbook
from exports.workbook.text import CELL_LIMIT
from tests.exports.schemas import xml_problems
from tests.exports.workbooks import NAMESPACES

HEADS = ("key", "answer")


def workbook_of(rows: list[list[str]], styles: dict[str, Any] | None = None) -> bytes:
    """A workbook with a chart on one sheet and these rendered rows as a table on the next."""
    out = BytesIO()
    with ExitStack() as open_files:
        workbook = StreamingWorkbook(out, {"in_memory": True})
        first = workbook.add_worksheet("Figures")
        first.write_column(0, 0, [1, 2, 3])
        chart = workbook.add_chart({"type": "bar"})
        chart.add_series({"values": "=Figures!$A$1:$A$3"})
        first.insert_chart("C2", chart)
        sheet = workbook.add_worksheet("Data", StreamedSheet)
        sheet.write_string(0, 0, "Title", workbook.add_format({"bold": True}))
        streamed = RowFile(2)
        open_files.callback(streamed.close)
        for row in rows:
            streamed.add("".join(row))
        sheet.stream(streamed)
        sheet.add_table_of_rows(1, 1, {"name": "Answers", "columns": [{"header": head} for head in HEADS]})
        sheet.freeze_panes(2, 1)
        workbook.add_worksheet("Last").write_string(0, 0, "end")
        workbook.close()
    return out.getvalue()


def texts_in(workbook: bytes) -> list[str | None]:
    """The second column as the XML has it, escapes of control characters undone as the standard says."""
    with zipfile.ZipFile(BytesIO(workbook)) as archive:
        sheet = etree.fromstring(archive.read("xl/worksheets/sheet2.xml"))
    found: list[str | None] = []
    for row in sheet.findall("s:sheetData/s:row", NAMESPACES)[2:]:
        cell = row.find(f"s:c[@r='B{row.get('r')}']/s:is/s:t", NAMESPACES)
        found.append(None if cell is None else _unescaped(cell.text or ""))
    return found


def _unescaped(text: str) -> str:
    return re.sub("_x([0-9a-fA-F]{4})_", lambda found: chr(int(found[1], 16)), text)


def as_kept(text: str) -> str:
    return NOT_XML.sub("\ufffd", text)


KEY, ANSWER = Cells(0, 0), Cells(1, 0)


def test_streamed_rows_stand_beside_ordinary_sheets_with_charts_and_tables() -> None:
    data = workbook_of([[KEY.text(f"r{number}"), ANSWER.number(number)] for number in range(250)])
    assert xml_problems(data) == []
    book = openpyxl.load_workbook(BytesIO(data))
    assert book.sheetnames == ["Figures", "Data", "Last"]
    sheet = book["Data"]
    assert sheet.dimensions == "A1:B252"
    assert sheet.tables["Answers"].ref == "A2:B252"
    assert sheet.tables["Answers"].autoFilter.ref == "A2:B252"
    assert sheet.freeze_panes == "B3"
    assert [sheet["A252"].value, sheet["B252"].value] == ["r249", 249]
    rows = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_name("Data").to_python()
    assert rows == [["Title", ""], list(HEADS), *[[f"r{number}", number] for number in range(250)]]


def test_a_table_without_rows_has_an_empty_one() -> None:
    data = workbook_of([])
    assert xml_problems(data) == []
    assert openpyxl.load_workbook(BytesIO(data))["Data"].tables["Answers"].ref == "A2:B3"


@given(st.lists(st.text(max_size=40), min_size=1, max_size=20))
def test_every_text_arrives_to_the_letter(texts: list[str]) -> None:
    data = workbook_of([[KEY.text("k"), ANSWER.text(text)] for text in texts])
    assert texts_in(data) == [as_kept(text) or None for text in texts]


@given(st.text(alphabet=st.sampled_from("_x0041F\r\n\t <>&\"'=é😀\0\x1b"), max_size=30))
def test_escapes_markup_and_blanks_are_kept_apart(text: str) -> None:
    data = workbook_of([[KEY.text("k"), ANSWER.text(text)]])
    assert texts_in(data) == [text or None]
    assert xml_problems(data) == []


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "<r><t>x</t></r>", "</t></is></c>", "  kept  ", "😀"])
def test_readers_find_texts_as_texts(text: str) -> None:
    data = workbook_of([[KEY.text("k"), ANSWER.text(text)]])
    cell = openpyxl.load_workbook(BytesIO(data))["Data"]["B3"]
    assert (cell.value, cell.data_type) == (text, "s")
    rows = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_name("Data").to_python()
    assert rows[2][1] == text


def test_a_text_that_no_cell_holds_is_cut_and_told() -> None:
    told: list[tuple[int, int]] = []
    cells = Cells(1, 0, lambda column, length: told.append((column, length)))
    fits, too_long = "x" * CELL_LIMIT, "😀" * 20_000
    kept = texts_in(workbook_of([[cells.text(fits)], [cells.text(too_long)]]))
    assert kept[0] == fits
    assert kept[1] is not None
    assert kept[1].endswith("this text has 40,000]")
    assert told == [(1, 40_000)]


def values_of(*cells: str) -> list[Any]:
    data = workbook_of([["", cell] for cell in cells])
    return [row[1] for row in CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_name("Data").to_python()[2:]]


def test_numbers_keep_their_digits_or_stand_as_text() -> None:
    assert values_of(ANSWER.number(-7), ANSWER.number(2.5), ANSWER.number(1 / 3)) == [-7, 2.5, 1 / 3]
    assert values_of(ANSWER.number(12345678901234567890)) == ["12345678901234567890"]
    assert values_of(ANSWER.number(float("nan")), ANSWER.number(float("inf"))) == ["nan", "inf"]


def test_dates_are_the_numbers_that_excel_counts_days_with() -> None:
    sheet = openpyxl.load_workbook(
        BytesIO(
            workbook_of(
                [["", ANSWER.day(date(1900, 3, 1))], ["", ANSWER.day(date(2026, 2, 3))],
                 ["", ANSWER.moment(datetime(2026, 2, 3, 18, 0))], ["", ANSWER.day(date(1899, 5, 6))]]
            )
        )
    )["Data"]  # fmt: skip
    assert [sheet[f"B{row}"].value for row in (3, 4, 5, 6)] == [61, 46056, 46056.75, "1899-05-06"]


def test_rows_leave_nothing_in_the_folder_they_stand_in(tmp_path: Path) -> None:
    rows = RowFile(0, tmp_path)
    for number in range(1_000):
        rows.add(ANSWER.number(number))
    assert (rows.count, rows.last) == (1_000, 999)
    rows.close()
    assert list(tmp_path.iterdir()) == []
