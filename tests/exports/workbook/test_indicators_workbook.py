"""Indicators as a workbook: read back cell by cell, with native charts that leave out what is not shown."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date

from python_calamine import CalamineWorkbook

from analysis.indicators import Indicator, IndicatorCourse, Shown
from analysis.indicators.series import series_of_shown
from exports.indicator_axis import axis_range
from exports.workbook.indicators import IndicatorSheet, indicators_workbook

ASKED = Indicator(
    key="d1", title="=Told in time", why="", numerator="told", denominator="referrals", source="constructed",
    owner="Council", direction="higher", target=0.9,
)  # fmt: skip
BEFORE = {date(2026, month, 1): Shown(value=60.0 + month, base=100) for month in (1, 2)}
AFTER = {date(2026, 3, 1): Shown(value=None, base=100, mark="c"), date(2026, 4, 1): Shown(value=95.0, base=100)}


def course() -> IndicatorCourse:
    changed = replace(ASKED, changed_why="Counted by day.")
    return IndicatorCourse(
        parts=(series_of_shown(ASKED, BEFORE, sorted(BEFORE)), series_of_shown(changed, AFTER, sorted(AFTER)))
    )


def book() -> bytes:
    sheet = IndicatorSheet(course=course(), comments=[("April 2026", "=A letter goes out (Council)")])
    return indicators_workbook([sheet], partnership="North", as_of="1 May 2026", policy="Small.", symbol="[c]")


def rows(content: bytes, sheet: int) -> list[list[object]]:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [list(row) for row in workbook.get_sheet_by_index(sheet).to_python()]


def test_the_overview_says_how_it_stands() -> None:
    cells = [cell for row in rows(book(), 0) for cell in row]
    assert "=Told in time" in cells
    assert "95%" in cells
    assert "90%: meets the target" in cells


def test_each_period_stands_with_its_figure_and_a_hidden_one_with_its_mark() -> None:
    found = {str(row[0]): row for row in reversed(rows(book(), 1))}  # the comment on April stands below
    assert found["January 2026"][1] == 0.61
    assert found["January 2026"][6:8] == [61.0, 100.0]
    assert found["March 2026"][1] == "[c]"
    assert found["March 2026"][6] == ""
    assert found["April 2026"][1] == 0.95
    assert found["April 2026"][5] == 0.9


def test_an_empty_row_keeps_the_line_of_the_chart_from_going_over_a_change() -> None:
    table = rows(book(), 1)
    labels = [row[0] for row in table]
    between = table[labels.index("February 2026") + 1]
    assert between[:8] == [""] * 8
    assert between[8] == "Counted otherwise from here on: Counted by day."
    assert labels.index("March 2026") == labels.index("February 2026") + 2


def test_there_is_a_native_chart_with_gaps_and_words_for_those_who_do_not_see_it() -> None:
    with zipfile.ZipFile(io.BytesIO(book())) as parts:
        chart = parts.read("xl/charts/chart1.xml").decode()
        drawing = parts.read("xl/drawings/drawing1.xml").decode()
    assert "dispBlanksAs" not in chart, "gaps are what is drawn where nothing else is said"
    assert chart.count("<c:ser>") == 5
    assert "Chart of “=Told in time” over time" in drawing


def test_what_people_wrote_is_never_a_formula() -> None:
    with zipfile.ZipFile(io.BytesIO(book())) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
    assert not any("<f>" in sheet for sheet in sheets)


def test_the_axis_of_a_chart_begins_and_ends_where_that_of_the_page_does() -> None:
    with zipfile.ZipFile(io.BytesIO(book())) as packed:
        (chart,) = [packed.read(name).decode() for name in packed.namelist() if name.startswith("xl/charts/chart")]
    found = {end: float(value) for end, value in re.findall(r'<c:(min|max) val="([^"]+)"/>', chart)}
    low, high = axis_range(course())
    assert (low, high) == (0.4, 1.0)
    assert found == {"min": low, "max": high}
