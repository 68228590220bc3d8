"""No printed page ends in the middle of a question: checked on the heights of the rows as they were written."""

from __future__ import annotations

import pytest
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from analysis.report import Report
from tests.exports import reports
from tests.exports.crossed import make_cross_report
from tests.exports.workbooks import structure, written

PAPER_POINTS = {"portrait": 11.69 * 72, "landscape": 8.27 * 72}
DEFAULT_ROW_POINTS = 15.0


def many_questions() -> Report:
    questions = [reports.make_closed(f"q{i}", f"Question {i} with a label of some length") for i in range(24)]
    return reports.make_report(sections=(reports.make_section("s", "One", *questions),))


REPORTS = [many_questions(), make_cross_report(groups=12, questions=20), make_cross_report(groups=45, questions=6)]
IDS = ["questions", "cross-tables", "many groups"]


def height(sheet: Worksheet, first: int, last: int) -> float:
    """Points from the top of row ``first`` to the bottom of row ``last``."""
    total = 0.0
    for number in range(first, last + 1):
        row = sheet.row_dimensions.get(number)
        if row is None or not row.hidden:
            total += (row.height if row is not None and row.height else None) or DEFAULT_ROW_POINTS
    return total


def pages(sheet: Worksheet) -> list[tuple[int, int]]:
    """First and last row of each printed page, where its breaks are ours."""
    ends = sorted(int(one.id) for one in sheet.row_breaks.brk)
    last = range_boundaries(sheet.print_area.split("!")[1].replace("$", ""))[3]
    return list(zip([1, *(end + 1 for end in ends)], [*ends, int(last or 1)], strict=True))


def room(sheet: Worksheet, page: int) -> float:
    """Points of the sheet that fit on a page, the repeated head taken off where it is repeated."""
    margins = sheet.page_margins
    paper = PAPER_POINTS[sheet.page_setup.orientation] - 72 * (margins.top + margins.bottom)
    repeated = height(sheet, 1, 2) if page and sheet.print_title_rows else 0.0
    return paper * 100 / (sheet.page_setup.scale or 100) - repeated


@pytest.mark.parametrize("report", REPORTS, ids=IDS)
def test_what_stands_between_two_breaks_fits_on_a_page(report: Report) -> None:
    checked = 0
    for sheet in structure(written(report)).worksheets:
        if not sheet.row_breaks.brk:
            continue
        for number, (first, last) in enumerate(pages(sheet)):
            assert height(sheet, first, last) <= room(sheet, number), (sheet.title, first, last)
            checked += 1
    assert checked > 5


@pytest.mark.parametrize("report", REPORTS, ids=IDS)
def test_no_break_goes_through_a_table_or_a_chart(report: Report) -> None:
    book = structure(written(report))
    for sheet in book.worksheets:
        starts = [first for first, _ in pages(sheet)][1:]
        blocks = [range_boundaries(table.ref)[1::2] for table in sheet.tables.values()]
        blocks += [(chart.anchor._from.row + 1, chart.anchor.to.row + 1) for chart in sheet._charts]
        for top, bottom in blocks:
            assert not [start for start in starts if int(top or 0) < start <= int(bottom or 0)], sheet.title
