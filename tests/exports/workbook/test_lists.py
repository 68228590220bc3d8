"""Plain lists as a workbook: text stays text, numbers are numbers, every sheet says what it is."""

from __future__ import annotations

from io import BytesIO

import openpyxl
from python_calamine import CalamineWorkbook

from exports.workbook.lists import ListSheet, list_workbook

PEOPLE = ListSheet(
    name="People", head=["North, morning", "1 person"], columns=(("Name", 20), ("Came", 8), ("Note", 30)),
    rows=[("=cmd()", 3, None), ("Ann Example", 0, "<r>Bold</r>")],
)  # fmt: skip
NOBODY = ListSheet(name="Nobody", head=["Nobody"], columns=(("Name", 20),), rows=[])


def test_a_table_stands_below_what_it_is_with_text_as_text_and_numbers_as_numbers() -> None:
    rows = CalamineWorkbook.from_filelike(BytesIO(list_workbook(PEOPLE))).get_sheet_by_name("People").to_python()
    assert rows == [
        ["North, morning", "", ""], ["1 person", "", ""], ["", "", ""], ["Name", "Came", "Note"],
        ["=cmd()", 3.0, ""], ["Ann Example", 0.0, "<r>Bold</r>"],
    ]  # fmt: skip


def test_what_looks_like_a_formula_is_none() -> None:
    book = openpyxl.load_workbook(BytesIO(list_workbook(PEOPLE)))
    assert book["People"]["A5"].data_type == "s"


def test_each_sheet_has_filters_where_asked_also_without_a_row() -> None:
    book = openpyxl.load_workbook(BytesIO(list_workbook(PEOPLE, NOBODY)))
    assert book["People"].auto_filter.ref == "A4:C6"
    assert book["Nobody"].auto_filter.ref == "A3:A4"
    assert book["People"].freeze_panes == "B5"


def test_a_row_is_as_high_as_its_longest_text_needs_and_no_higher_than_excel_allows() -> None:
    long = ListSheet(
        name="Long", head=["Long"], columns=(("Name", 20), ("How often it came about", 12)),
        rows=[("Ann Example", 3), ("word " * 12, 3), ("One\nTwo\nThree", 3), ("word " * 2_000, None)],
    )  # fmt: skip
    heights = openpyxl.load_workbook(BytesIO(list_workbook(long)))["Long"].row_dimensions
    assert heights[3].height == 45, "three lines of a heading"
    assert heights[4].height is None, "one line has the height of any row"
    assert (heights[5].height, heights[6].height) == (45, 45), "sixty letters in rows of twenty, and three lines"
    assert 400 < (heights[7].height or 0) <= 409
