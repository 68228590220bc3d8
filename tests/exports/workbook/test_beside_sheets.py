"""What stands beside a report, all of it in one workbook: valid, set up to print, and safe from what people write."""

from __future__ import annotations

import dataclasses
import functools
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import Any

import pytest
from lxml import etree
from openpyxl import Workbook

from analysis.beside import Beside
from analysis.report import Report
from tests.exports import beside, reports
from tests.exports.schemas import xml_problems
from tests.exports.workbook.test_hostile_text import HOSTILE
from tests.exports.workbooks import NAMESPACES, parts, sheets, structure, written

KEPT = {
    "grade", "grades", "standard", "standards", "state", "verdict", "slug", "theme", "mark", "kind", "release_class",
    "scope", "produced_at", "question", "rule",
}  # fmt: skip
MAKERS: list[Callable[[], Report]] = [reports.make_report, reports.make_walkabout_report]


def spoiled(value: Any, text: str) -> Any:
    """The same with this text in place of every label, name, sentence and note."""
    if isinstance(value, str):
        return text
    if isinstance(value, tuple):
        return tuple(spoiled(one, text) for one in value)
    if isinstance(value, Mapping):
        return {key: spoiled(one, text) for key, one in value.items()}
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    changes = {
        field.name: spoiled(getattr(value, field.name), text)
        for field in dataclasses.fields(value)
        if field.name not in KEPT
    }
    return dataclasses.replace(value, **changes)


def formulas(data: bytes) -> list[str]:
    return [
        str(element.text)
        for part in parts(data, "xl/worksheets/").values()
        for element in part.iterfind(".//s:c/s:f", NAMESPACES)
    ]


@functools.cache
def small() -> tuple[Report, Beside]:
    """A report of one section, with a little of everything beside it."""
    report = reports.make_walkabout_report(breakdowns=(), codebook=(), definitions=())
    report = dataclasses.replace(report, sections=report.sections[:1])
    ours = beside.make_beside(report, standards=beside.make_standards(3, 2), actions=beside.make_actions(3))
    return report, ours


def relations(data: bytes, sheet: int) -> list[str]:
    """The parts that a sheet names: its tables, its drawing."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        name = f"xl/worksheets/_rels/sheet{sheet}.xml.rels"
        if name not in archive.namelist():
            return []
        return [str(link.get("Target")).replace("../", "xl/") for link in etree.fromstring(archive.read(name))]


def heads_of_tables(data: bytes) -> Iterator[tuple[list[str], list[str]]]:
    """The names of each table's columns, and what the cells of its head say."""
    found = list(sheets(data).values())
    tables = parts(data, "xl/tables/")
    for number, rows in enumerate(found, start=1):
        for name in relations(data, number):
            if name in tables:
                head = int(re.sub("[A-Z]", "", str(tables[name].get("ref")).split(":")[0]))
                columns = tables[name].iterfind(".//s:tableColumn", NAMESPACES)
                names = [str(column.get("name")) for column in columns]
                yield names, [str(cell) for cell in rows[head - 1][: len(names)]]


def heights(data: bytes) -> list[float]:
    rows = [
        row for part in parts(data, "xl/worksheets/").values() for row in part.iterfind(".//s:row[@ht]", NAMESPACES)
    ]
    return [float(str(row.get("ht"))) for row in rows]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_hostile_text_everywhere_stays_text_in_a_valid_workbook(text: str) -> None:
    report, ours = small()
    data = written(report, beside=spoiled(ours, text))
    assert xml_problems(data) == []
    assert formulas(data) == []
    assert not parts(data, "xl/externalLinks/")
    assert max(heights(data)) <= 409.5  # points: Excel's own limit
    heads = list(heads_of_tables(data))
    assert len(heads) >= 14
    for names, cells in heads:
        assert names == cells
        assert len({name.casefold() for name in names}) == len(names)
        assert all(0 < len(name.encode("utf-16-le")) // 2 <= 255 for name in names)


@pytest.mark.parametrize("make", MAKERS, ids=["release", "working"])
def test_the_whole_workbook_is_valid_and_links_back(make: Callable[[], Report]) -> None:
    report = make()
    data = written(report, beside=beside.make_beside(report))
    assert xml_problems(data) == []
    found = sheets(data)
    listed = [row[0] for row in found["Contents"]]
    assert [name for name in listed if name in found and name != "Contents"][: len(found) - 1] == list(found)[1:]
    for name, rows in found.items():
        assert name == "Contents" or any(row[0] == "Back to contents" for row in rows[:4])


def test_thirty_agencies_make_a_valid_workbook() -> None:
    report = reports.make_walkabout_report()
    data = written(report, beside=beside.make_beside(report, agencies=30, actions=beside.make_actions(60)))
    assert xml_problems(data) == []
    assert len(sheets(data)["Section 11 by agency"]) > 30 * 11


@functools.cache
def whole() -> Workbook:
    """Everything in one workbook, but the courses: openpyxl warns of lines in cells."""
    report = reports.make_walkabout_report()
    return structure(written(report, beside=beside.make_beside(report, courses=())))


def test_sheets_are_set_up_for_landscape_a4() -> None:
    plain = sheets(written(reports.make_walkabout_report()))
    ours = [sheet for sheet in whole().worksheets if sheet.title not in plain]
    assert len(ours) == 12
    for sheet in ours:
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_area
        assert sheet.print_title_rows
        assert sheet.freeze_panes
        assert "WORKING PAPER" in str(sheet.oddHeader.center.text)


def test_figures_can_be_found_by_defined_names() -> None:
    names = whole().defined_names
    assert {
        "actions", "agreement", "agreement_beyond_chance", "change", "change_by_answer", "section11_by_agency",
        "section11_by_agency_three_ways", "section11_by_standard", "section11_coverage", "section11_grades",
        "section11_list", "section11_three_ways", "themes", "visits",
    } <= set(names)  # fmt: skip


def test_no_cells_are_merged_in_tables() -> None:
    for sheet in whole().worksheets:
        tables = [sheet[table.ref] for table in sheet.tables.values()]
        inside = {cell.coordinate for rows in tables for row in rows for cell in row}
        assert not inside & {cell for merged in sheet.merged_cells.ranges for cell in coordinates(sheet, merged.coord)}


def coordinates(sheet: Any, area: str) -> list[str]:
    return [cell.coordinate for row in sheet[area] for cell in row]


def test_every_chart_has_a_description() -> None:
    report = reports.make_report()
    data = written(report, beside=beside.make_beside(report))
    for part in parts(data, "xl/drawings/").values():
        for frame in part.iter("{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}cNvPr"):
            assert len(str(frame.get("descr") or "")) > 20


def test_without_anything_beside_it_the_workbook_is_the_reports_own() -> None:
    report = reports.make_report()
    assert list(sheets(written(report, beside=Beside()))) == list(sheets(written(report)))


def test_a_comparison_of_another_round_is_refused() -> None:
    comparison = beside.make_comparison(reports.make_report())
    with pytest.raises(ValueError, match="another-round"):
        written(reports.make_report(slug="another-round"), beside=Beside(comparison=comparison))
