"""The charts of the workbook: each over shown cells only, each described in words."""

from __future__ import annotations

import re
from typing import Any

import pytest
from openpyxl.utils import range_boundaries

from analysis.report import Report
from exports.wording import chart_alt_text
from tests.exports import reports
from tests.exports.workbooks import NAMESPACES, Rows, parts, same, sheets, written


def references(workbook: bytes) -> list[str]:
    charts = parts(workbook, "xl/charts/chart")
    return [str(one.text) for chart in charts.values() for one in chart.iterfind(".//c:f", NAMESPACES)]


def cells_of(found: dict[str, Rows], reference: str) -> list[Any]:
    """The values behind a chart's reference, which may be in several pieces."""
    values: list[Any] = []
    for piece in re.findall(r"(?:'((?:[^']|'')+)'|([^'!,(]+))!([$A-Z0-9:]+)", reference):
        sheet = (piece[0] or piece[1]).replace("''", "'")
        left, top, right, bottom = range_boundaries(piece[2].replace("$", ""))
        rows = found[sheet][int(top or 1) - 1 : bottom]
        values += [value for row in rows for value in row[int(left or 1) - 1 : right]]
    return values


def with_hidden_answers() -> Report:
    partly = reports.make_closed("q", "Partly hidden", counts=(20, None, 9, None, 0), base=39)
    whole = reports.make_closed("w", "Shown", counts=(20, 15, 2, 1, 1))
    return reports.make_report(sections=(reports.make_section("s", 'The forum\'s "own"', partly, whole),))


@pytest.mark.parametrize(
    "report",
    [
        reports.make_report(),
        reports.make_walkabout_report(),
        reports.make_hidden_report(),
        reports.make_empty_report(),
        with_hidden_answers(),
    ],
    ids=["release", "working", "all hidden", "no responses", "partly hidden"],
)
def test_no_chart_draws_a_hidden_figure(report: Report) -> None:
    data = written(report)
    found = sheets(data)
    for reference in references(data):
        values = cells_of(found, reference)
        assert values
        assert "[c]" not in values
        assert "[z]" not in values
    for chart in parts(data, "xl/charts/chart").values():
        assert "[c]" not in [point.text for point in chart.iterfind(".//c:pt/c:v", NAMESPACES)]


def test_hidden_answers_are_left_out_of_the_chart_and_the_title_says_so() -> None:
    data = written(with_hidden_answers())
    found = sheets(data)
    shown = [cells_of(found, reference) for reference in references(data)]
    assert ["Strongly agree", "Neither agree nor disagree", "Strongly disagree"] in shown
    assert any(same(values, [20 / 39, 9 / 39, 0]) for values in shown)
    titles = [
        "".join(chart.itertext())
        for chart in parts(data, "xl/charts/chart").values()
        if "left out" in "".join(chart.itertext())
    ]
    assert len(titles) == 1


def test_an_all_hidden_report_has_no_chart() -> None:
    assert parts(written(reports.make_hidden_report()), "xl/charts/") == {}


@pytest.mark.parametrize("report", [reports.make_report(), reports.make_walkabout_report()], ids=["release", "working"])
def test_every_chart_is_described_for_those_who_cannot_see_it(report: Report) -> None:
    data = written(report)
    drawings = parts(data, "xl/drawings/drawing")
    described = [
        str(one.get("descr")) for drawing in drawings.values() for one in drawing.iterfind(".//x:cNvPr", NAMESPACES)
    ]
    assert len(described) == len(parts(data, "xl/charts/chart"))
    assert all(len(text) > 30 for text in described)
    shown = [block for section in report.sections for block in section.questions if block.kind == "scale"]
    assert {chart_alt_text(block) for block in shown} <= set(described)


def bar_colours(workbook: bytes) -> list[list[str]]:
    """The colours of single bars, for each chart that colours bars one by one."""
    names = {**NAMESPACES, "a": "http://schemas.openxmlformats.org/drawingml/2006/main"}
    charts = parts(workbook, "xl/charts/chart").values()
    found = [[str(one.get("val")) for one in chart.iterfind(".//c:dPt//a:srgbClr", names)] for chart in charts]
    return [colours for colours in found if colours]


def test_favourable_bars_carry_the_accent_and_the_others_are_grey() -> None:
    block = reports.make_closed("q", "Question", kind="single")
    data = written(reports.make_report(sections=(reports.make_section("s", "S", block),), themes=None, breakdowns=()))
    assert bar_colours(data) == [["0B5563", "0B5563", "87939A", "87939A", "87939A"]]


def test_too_few_entries_have_no_chart_and_it_says_why() -> None:
    block = reports.make_closed("q", "Question", narrative_only=True)
    rows = sheets(written(reports.make_report(sections=(reports.make_section("s", "S", block),))))["S"]
    assert "No chart: too few entries for percentages." in [value for row in rows for value in row]


def test_a_bar_is_not_made_favourable_by_the_hiding_of_those_that_are() -> None:
    block = reports.make_closed("q", "Question", counts=(None, None, 9, 10, 0), base=39)
    data = written(reports.make_report(sections=(reports.make_section("s", "S", block),), themes=None, breakdowns=()))
    assert {colour for colours in bar_colours(data) for colour in colours} == {"87939A"}
