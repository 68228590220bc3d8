"""What makes the workbook usable: panes, print set-up, headers, properties, names, tables, links."""

from __future__ import annotations

import pytest
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from analysis.report import Report
from tests.exports import reports
from tests.exports.workbooks import sheets, structure, written

REPORTS = [reports.make_report(), reports.make_walkabout_report()]
WATERMARK = "WORKING PAPER – not for publication"


@pytest.mark.parametrize("report", REPORTS, ids=["release", "working"])
def test_every_sheet_is_set_up_to_print_on_a4_one_page_wide(report: Report) -> None:
    for sheet in structure(written(report)).worksheets:
        assert sheet.page_setup.paperSize == 9
        assert sheet.print_area
        assert "Page &P of &N" in str(sheet.oddFooter.right.text)
        fits = sheet.sheet_properties.pageSetUpPr is not None and sheet.sheet_properties.pageSetUpPr.fitToPage
        assert fits or printed_inches(sheet) <= {"portrait": 7.27, "landscape": 10.69}[sheet.page_setup.orientation]
        # Excel leaves page breaks out of account where it fits a sheet to the page by itself.
        assert not (fits and sheet.row_breaks.brk)


def printed_inches(sheet: Worksheet) -> float:
    """How wide the print area comes out: a digit of Arial 10 is 5.56 points wide."""
    last = range_boundaries(sheet.print_area.split("!")[1].replace("$", ""))[2]
    widths = {}
    for dimension in sheet.column_dimensions.values():
        for column in range(dimension.min, min(dimension.max, last) + 1):
            widths[column] = dimension.width
    return sum(widths[column] * 5.56 / 72 for column in range(1, last + 1)) * (sheet.page_setup.scale or 100) / 100


def test_wide_sheets_lie_and_pages_of_text_stand() -> None:
    book = structure(written(reports.make_report()))
    assert [book[name].page_setup.orientation for name in ("Contents", "Summary", "Method")] == ["portrait"] * 3
    assert {book[name].page_setup.orientation for name in ("The forum", "Codebook", "Themes")} == {"landscape"}


def test_sheets_that_scroll_have_frozen_panes_and_repeat_their_head_in_print() -> None:
    book = structure(written(reports.make_report()))
    for name in ("Response rates", "The forum", "Staff conversations"):
        assert book[name].freeze_panes == "A3"
        assert book[name].print_title_rows == "$1:$2"
    codebook = book["Codebook"]
    head = next(cell.row for cell in codebook["A"] if cell.value == "Section")
    assert codebook.freeze_panes == f"C{head + 1}"
    assert codebook.print_title_rows == f"${head}:${head}"


def test_a_working_paper_says_so_on_every_sheet_and_every_printed_page() -> None:
    data = written(reports.make_walkabout_report())
    for sheet in structure(data).worksheets:
        assert WATERMARK in str(sheet.oddHeader.center.text)
    for rows in sheets(data).values():
        assert any(str(row[0]).startswith(f"{WATERMARK}.") for row in rows[:6])


def test_a_release_names_its_number_and_carries_no_watermark() -> None:
    data = written(reports.make_report(release_number=4))
    for sheet in structure(data).worksheets:
        assert sheet.oddHeader.right.text == "Release 4"
    assert not any("WORKING" in str(value) for rows in sheets(data).values() for row in rows for value in row)


def test_an_ampersand_in_a_title_is_printed_as_one() -> None:
    book = structure(written(reports.make_report(title="Police & health")))
    assert "Police && health" in str(book["Summary"].oddHeader.left.text)


def test_the_document_properties_say_what_it_is() -> None:
    properties = structure(written(reports.make_report())).properties
    assert properties.title == "Learning hub on an example theme"
    assert properties.creator == "Exampleshire Safeguarding Children Partnership"
    assert properties.category == "Release 1"
    assert "Learning Hub evaluation" in str(properties.subject)
    assert str(properties.created) == "2026-03-02 09:30:00"
    custom = structure(written(reports.make_report())).custom_doc_props
    assert {one.name: one.value for one in custom.props} == {
        "Release class": "release",
        "Instrument hash": "ab12" * 16,
        "Disclosure policy": "default",
    }


def test_figures_can_be_found_by_defined_names() -> None:
    data = written(reports.make_report())
    names = structure(data).defined_names
    assert {"response_rate", "responses", "favourable_answers", "response_by_forum", "themes", "release_log"} <= set(
        names
    )
    sheet, cells = next(iter(names["q_objectives_met"].destinations))
    first = structure(data)[sheet][cells.replace("$", "")]
    assert [cell.value for cell in first[0]][:4] == ["Answer", "Count", "Base", "Per cent"]
    assert first[1][0].value == "Strongly agree"
    assert len(first) == 6


def test_questions_answered_in_words_have_names_too() -> None:
    data = written(reports.make_report())
    sheet, cells = next(iter(structure(data).defined_names["q_most_useful"].destinations))
    row = structure(data)[sheet][cells.replace("$", "")][0]
    assert [cell.value for cell in row] == ["What was most useful?", 39, 27, 0, 0, 12, 0]


def test_the_codebook_is_a_table_with_filters() -> None:
    codebook = structure(written(reports.make_report()))["Codebook"]
    table = next(iter(codebook.tables.values()))
    assert table.autoFilter is not None
    assert [column.name for column in table.tableColumns][:3] == ["Section", "Question", "Label"]


def test_no_cells_are_merged_where_there_are_data() -> None:
    for sheet in structure(written(reports.make_walkabout_report())).worksheets:
        for merged in sheet.merged_cells.ranges:
            assert merged.min_row == merged.max_row
            assert isinstance(sheet.cell(merged.min_row, merged.min_col).value, str | None)


def links(sheet: Worksheet, column: int = 1) -> list[str]:
    rows = sheet.iter_rows(min_col=column, max_col=column)
    return [str(cell.hyperlink.location) for row in rows for cell in row if cell.hyperlink]


def test_contents_and_sheets_link_to_each_other() -> None:
    book = structure(written(reports.make_report()))
    expected = [f"'{name}'!A1" if " " in name else f"{name}!A1" for name in book.sheetnames[1:]]
    assert links(book["Contents"]) == expected
    for name in book.sheetnames[1:]:
        assert links(book[name]) == ["Contents!A1", *(["'Release log'!A1"] if name == "Method" else [])]


def test_the_contents_link_to_every_question_that_has_a_table() -> None:
    book = structure(written(reports.make_report()))
    found = {}
    for target in links(book["Contents"], column=2):
        sheet, cell = target.split("!")
        found[book[sheet.strip("'")][cell].value] = sheet.strip("'")
    assert found["The forum met its objectives"] == "The forum"
    assert found["Who would you go to with a worry about a child?"] == "Staff conversations"
    assert len(found) == 7


def test_percentages_are_numbers_shown_as_percentages() -> None:
    sheet = structure(written(reports.make_report()))["The forum"]
    cell = next(row[3] for row in sheet.iter_rows() if row[0].value == "Strongly agree")
    assert cell.value == 20 / 39
    assert cell.number_format == "[=0]0%;[<0.1]0.0%;0%"
    assert cell.offset(column=1).number_format == "0.0%"


def test_every_column_has_a_width_of_its_own() -> None:
    for sheet in structure(written(reports.make_report())).worksheets:
        assert sheet.column_dimensions["A"].width >= 18
