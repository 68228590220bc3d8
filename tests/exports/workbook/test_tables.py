"""The Excel tables of a workbook: heads that match their columns, no overlap, numbers that are numbers."""

from __future__ import annotations

import pytest
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from analysis.report import Report
from tests.exports import reports
from tests.exports.crossed import make_cross_report
from tests.exports.workbooks import parts, structure, written

REPORTS = [
    reports.make_report(),
    reports.make_walkabout_report(),
    reports.make_hidden_report(),
    make_cross_report(),
    make_cross_report(groups=45, questions=5),
]
IDS = ["release", "working", "all hidden", "cross-tables", "many groups"]


def boxes(sheet: Worksheet) -> list[tuple[int, int, int, int]]:
    """The tables and the merged cells of a sheet: left, top, right, bottom."""
    refs = [table.ref for table in sheet.tables.values()] + [str(merged) for merged in sheet.merged_cells.ranges]
    return [tuple(int(edge or 0) for edge in range_boundaries(ref)) for ref in refs]  # type: ignore[misc]


@pytest.mark.parametrize("report", REPORTS, ids=IDS)
def test_the_heads_of_every_table_are_the_names_of_its_columns(report: Report) -> None:
    seen = 0
    for sheet in structure(written(report)).worksheets:
        for table in sheet.tables.values():
            head = sheet[table.ref][0]
            assert [cell.value for cell in head] == [column.name for column in table.tableColumns]
            assert all(cell.data_type == "s" for cell in head)
            seen += 1
    assert seen > 2


@pytest.mark.parametrize("report", REPORTS, ids=IDS)
def test_no_table_overlaps_another_or_merged_cells(report: Report) -> None:
    for sheet in structure(written(report)).worksheets:
        found = boxes(sheet)
        for place, (left, top, right, bottom) in enumerate(found):
            for other in found[place + 1 :]:
                apart = right < other[0] or other[2] < left or bottom < other[1] or other[3] < top
                assert apart, (sheet.title, found[place], other)


@pytest.mark.parametrize("report", REPORTS, ids=IDS)
def test_every_table_is_described_for_those_who_cannot_see_it(report: Report) -> None:
    for part in parts(written(report), "xl/tables/").values():
        texts = [value for element in part.iter() for key, value in element.attrib.items() if "altText" in key]
        assert len(texts) == 2
        assert all(texts)


def test_rates_answers_and_codebook_have_filters_and_small_question_tables_have_none() -> None:
    book = structure(written(make_cross_report()))
    assert all(
        table.autoFilter is not None
        for name in ("Response rates", "All answers", "Group tests", "Codebook")
        for table in book[name].tables.values()
    )
    assert all(table.autoFilter is None for table in book["Views"].tables.values())


@pytest.mark.parametrize("report", REPORTS, ids=IDS)
def test_no_number_is_written_as_text(report: Report) -> None:
    """A text cell in a column of figures is a mark, or empty."""
    for sheet in structure(written(report)).worksheets:
        for table in sheet.tables.values():
            for row in sheet[table.ref][1:]:
                for cell in row:
                    if isinstance(cell.value, str):
                        assert not cell.value.strip("%").replace(".", "").replace(",", "").isdigit(), (
                            sheet.title,
                            cell.coordinate,
                            cell.value,
                        )
