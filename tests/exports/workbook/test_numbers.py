"""Numbers: five figures, the intervals of the histogram, and its chart where none of them is hidden."""

from __future__ import annotations

from dataclasses import replace

from analysis.report import HistogramBin, QuestionBlock, Report
from tests.exports import reports
from tests.exports.workbooks import NAMESPACES, parts, row_of, sheets, written

BINS = (
    HistogramBin(low=0, high=5, label="0 to 4", count=16, whole=True),
    HistogramBin(low=5, high=10, label="5 to 9", count=9, whole=True),
    HistogramBin(low=10, high=None, label="10 or more", count=6, whole=True),
)


def with_bins(*bins: HistogramBin, note: str | None = None) -> QuestionBlock:
    block = reports.make_number("staff", "How many staff will you brief?")
    assert block.numbers is not None
    return replace(block, numbers=replace(block.numbers, histogram=bins, histogram_note=note))


def report_of(block: QuestionBlock) -> Report:
    return reports.make_report(sections=(reports.make_section("s", "S", block),), themes=None, breakdowns=())


def test_a_histogram_has_a_row_for_each_interval() -> None:
    rows = sheets(written(report_of(with_bins(*BINS))))["S"]
    assert row_of(rows, "Numbers")[1:4] == ["Count", "From", "To"]
    assert row_of(rows, "0 to 4")[1:4] == [16, 0, 5]
    assert row_of(rows, "10 or more")[1:4] == [6, 10, ""]


def test_its_chart_is_upright_and_counts() -> None:
    charts = parts(written(report_of(with_bins(*BINS))), "xl/charts/chart")
    assert len(charts) == 1
    chart = next(iter(charts.values()))
    direction = chart.find(".//c:barDir", NAMESPACES)
    assert direction is not None
    assert direction.get("val") == "col"
    assert [point.text for point in chart.iterfind(".//c:cat//c:pt/c:v", NAMESPACES)] == [one.label for one in BINS]
    assert [point.text for point in chart.iterfind(".//c:val//c:pt/c:v", NAMESPACES)] == ["16", "9", "6"]


def test_a_hidden_interval_has_its_mark_and_there_is_no_chart() -> None:
    hidden = (*BINS[:2], replace(BINS[2], count=None, mark="c"))
    data = written(report_of(with_bins(*hidden)))
    rows = sheets(data)["S"]
    assert row_of(rows, "10 or more")[1] == "[c]"
    assert "No chart: some of the counts are hidden." in [value for row in rows for value in row]
    assert parts(data, "xl/charts/") == {}


def test_it_says_why_there_is_no_histogram() -> None:
    rows = sheets(written(report_of(with_bins(note="Too few numbers for a histogram."))))["S"]
    assert "Too few numbers for a histogram." in [row[0] for row in rows]
