"""Opens written workbooks again: values with calamine, structure with openpyxl, parts as XML."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from lxml import etree
from python_calamine import CalamineWorkbook

from analysis.report import Interval, Report, Share
from exports.workbook import write_workbook

Rows = list[list[Any]]
NAMESPACES = {
    "s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "x": "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
}


def written(report: Report, **options: Any) -> bytes:
    out = BytesIO()
    write_workbook(report, out, **options)
    return out.getvalue()


def sheets(workbook: bytes) -> dict[str, Rows]:
    """Every sheet's values, by name, in order."""
    book = CalamineWorkbook.from_filelike(BytesIO(workbook))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def structure(workbook: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(workbook))


def parts(workbook: bytes, start: str) -> dict[str, etree._Element]:
    """The XML parts whose path begins so."""
    with zipfile.ZipFile(BytesIO(workbook)) as archive:
        return {
            name: etree.fromstring(archive.read(name))
            for name in archive.namelist()
            if name.startswith(start) and name.endswith(".xml")
        }


def row_of(rows: Rows, label: str, after: str | None = None) -> list[Any]:
    """The first row whose first cell is the label, below the row that begins with ``after``."""
    start = 0 if after is None else next(number for number, row in enumerate(rows) if row and row[0] == after) + 1
    return next(row for row in rows[start:] if row and row[0] == label)


def same(cells: Sequence[Any], expected: Sequence[Any]) -> bool:
    """Whether cells hold these values; a workbook keeps 16 digits of a number, which is all that Excel has."""
    return len(cells) == len(expected) and all(
        one == pytest.approx(other, rel=1e-15) if isinstance(other, float) else one == other
        for one, other in zip(cells, expected, strict=True)
    )


def share_cells(share: Share) -> list[Any]:
    """The seven cells that a share must make."""
    mark = "[c]" if share.mark == "c" else "[z]"
    ends: list[float | None] = []
    for interval in (share.interval, share.population_interval):
        ends += _ends(interval)
    return [mark if value is None else value for value in (share.count, share.base, share.share, *ends)]


def _ends(interval: Interval | None) -> Sequence[float | None]:
    return (None, None) if interval is None else (interval.low, interval.high)
