"""Cells that stay legible on a dark display and in greyscale: each says its paper and its ink, and these differ."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from openpyxl.cell.cell import Cell

from analysis.report import Report
from exports.formats import GRADE_LOOKS, STYLES
from tests.exports import reports
from tests.exports.crossed import make_cross_report
from tests.exports.workbooks import structure, written

REPORTS = [reports.make_report(), reports.make_walkabout_report(), make_cross_report()]
IDS = ["release", "working", "cross-tables"]
DIFFERENT_GREYS = 1.2


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2 for a colour such as 0b5563; it is also what greyscale keeps of it."""
    parts = [int(colour.lstrip("#")[-6:][at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def cells(report: Report) -> Iterator[tuple[str, Cell]]:
    for sheet in structure(written(report)).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell, Cell) and cell.value is not None:
                    yield sheet.title, cell


@pytest.mark.parametrize("report", REPORTS, ids=IDS)
def test_every_cell_says_its_paper_and_its_ink_and_these_contrast(report: Report) -> None:
    seen: set[tuple[str, str]] = set()
    for title, cell in cells(report):
        assert cell.fill.patternType is not None, (title, cell.coordinate)
        assert cell.font.color is not None, (title, cell.coordinate)
        assert isinstance(cell.font.color.rgb, str), (title, cell.coordinate)
        if cell.fill.patternType == "solid":
            seen.add((cell.fill.fgColor.rgb, cell.font.color.rgb))
    assert len(seen) > 3
    assert [pair for pair in seen if contrast(*pair) < 4.5] == []


@pytest.mark.parametrize("report", REPORTS, ids=IDS)
def test_the_paper_goes_on_beside_and_under_the_cells(report: Report) -> None:
    for sheet in structure(written(report)).worksheets:
        covered = {
            number
            for dimension in sheet.column_dimensions.values()
            for number in range(dimension.min, dimension.max + 1)
            if dimension.fill.patternType == "solid"
        }
        assert set(range(1, 61)) <= covered


def test_neighbouring_segments_differ_in_grey_or_in_pattern() -> None:
    for (one, _, first), (other, _, second) in itertools.pairwise(GRADE_LOOKS[:5]):
        assert contrast(one, other) > DIFFERENT_GREYS or first != second


def test_numbers_in_segments_can_be_read() -> None:
    assert all(contrast(fill, ink) >= 4.5 for fill, ink, pattern in GRADE_LOOKS if pattern is None)


def test_no_style_sets_a_dark_paper_without_its_ink() -> None:
    dark = [name for name, look in STYLES.items() if luminance(look.get("bg_color", "#ffffff")) < 0.2]
    assert dark
    assert all("font_color" in STYLES[name] for name in dark)
