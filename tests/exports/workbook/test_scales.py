"""Scales about a line: which choices stand left of it, and what the chart in the workbook draws."""

from __future__ import annotations

import dataclasses

import pytest
from lxml import etree

from analysis.report import OptionRow, QuestionBlock
from exports.workbook.scales import Diverging, diverging, looks
from tests.exports import reports
from tests.exports.workbook.test_native_charts import cells_of
from tests.exports.workbooks import NAMESPACES, parts, same, sheets, written


def rows(favourable: str) -> tuple[OptionRow, ...]:
    """Choices, of which those written ``+`` are favourable."""
    return tuple(
        OptionRow(name=f"c{place}", label=f"Choice {place}", share=reports.make_share(1, 10), favourable=sign == "+")
        for place, sign in enumerate(favourable)
    )


@pytest.mark.parametrize(
    ("signs", "order", "negative", "neutral"),
    [
        ("++...", (4, 3, 2, 1, 0), 2, 1),
        ("...++", (0, 1, 2, 3, 4), 2, 1),
        ("++..", (3, 2, 1, 0), 2, 0),
        ("+++.", (3, 2, 1, 0), 1, 0),
        ("+....", (4, 3, 2, 1, 0), 1, 3),
        ("+.", (1, 0), 1, 0),
    ],
)
def test_a_scale_divides_at_its_middle(signs: str, order: tuple[int, ...], negative: int, neutral: int) -> None:
    assert diverging(rows(signs)) == Diverging(order=order, negative=negative, neutral=neutral)


@pytest.mark.parametrize("signs", ["....", "++++", ".++..", "+...+", "+" * 3 + "." * 4])
def test_a_scale_without_a_better_end_or_too_long_does_not(signs: str) -> None:
    assert diverging(rows(signs)) is None


def test_half_of_the_neutral_answers_stands_left_of_the_line() -> None:
    layout = diverging(rows("++..."))
    assert layout is not None
    assert layout.left([0.4, 0.3, 0.1, 0.15, 0.05]) == pytest.approx(0.25)


@pytest.mark.parametrize("length", range(1, 7))
def test_each_choice_of_a_scale_has_a_look_of_its_own(length: int) -> None:
    found = looks(rows("+" + "." * (length - 1)), grades=False)
    assert len(set(found)) == length


def charts_of(block: QuestionBlock) -> tuple[bytes, list[etree._Element]]:
    report = reports.make_report(
        sections=(reports.make_section("s", "S", block),), themes=None, breakdowns=(), codebook=()
    )
    data = written(report)
    drawn = parts(data, "xl/charts/chart").values()
    return data, [chart for chart in drawn if "right of the line" in "".join(chart.itertext())]


def test_a_likert_question_is_one_bar_about_the_line_from_worst_to_best() -> None:
    block = reports.make_closed("q", "Question")
    data, charts = charts_of(block)
    assert len(charts) == 1
    found = sheets(data)
    values = [cells_of(found, str(one.text)) for one in charts[0].iterfind(".//c:ser/c:val//c:f", NAMESPACES)]
    shares = [row.share.share or 0.0 for row in block.rows]
    assert same([value for one in values[1:] for value in one], shares[::-1])
    assert same(values[0], [1 - (shares[4] + shares[3] + shares[2] / 2)])
    names = [cells_of(found, str(one.text)) for one in charts[0].iterfind(".//c:ser/c:tx//c:f", NAMESPACES)]
    assert [name for one in names for name in one] == [row.label for row in reversed(block.rows)]


def test_nothing_is_drawn_before_the_bar_and_the_line_stands_in_the_middle() -> None:
    _, charts = charts_of(reports.make_closed("q", "Question"))
    names = {**NAMESPACES, "a": "http://schemas.openxmlformats.org/drawingml/2006/main"}
    before = charts[0].find(".//c:ser", NAMESPACES)
    assert before is not None
    assert before.find("c:spPr/a:noFill", names) is not None
    assert before.find("c:dLbls", NAMESPACES) is None
    axis = charts[0].find(".//c:valAx", NAMESPACES)
    assert axis is not None
    limits = {one: axis.find(f".//c:{one}", NAMESPACES) for one in ("min", "max", "majorUnit")}
    assert {one: float(str(found.get("val"))) for one, found in limits.items() if found is not None} == {
        "min": 0,
        "max": 2,
        "majorUnit": 1,
    }
    assert axis.find("c:majorGridlines", NAMESPACES) is not None


def test_a_scale_with_a_hidden_answer_has_a_bar_for_each_that_is_shown() -> None:
    _, charts = charts_of(reports.make_closed("q", "Question", counts=(20, None, 9, None, 0), base=39))
    assert charts == []


def test_a_grade_is_one_bar_from_end_to_end() -> None:
    block = reports.make_grade("st1", "Standard 1")[0]
    report = reports.make_report(
        sections=(reports.make_section("s", "S", block),), themes=None, breakdowns=(), codebook=()
    )
    data = written(report)
    stacked = [
        chart
        for chart in parts(data, "xl/charts/chart").values()
        if chart.find(".//c:grouping[@val='percentStacked']", NAMESPACES) is not None
    ]
    assert len(stacked) == 1
    assert len(stacked[0].findall(".//c:ser", NAMESPACES)) == len(block.rows)


def test_a_scale_that_runs_from_worst_to_best_is_drawn_that_way_round_too() -> None:
    block = reports.make_closed("q", "Question")
    turned = dataclasses.replace(block, rows=tuple(reversed(block.rows)))
    data, charts = charts_of(turned)
    names = [cells_of(sheets(data), str(one.text)) for one in charts[0].iterfind(".//c:ser/c:tx//c:f", NAMESPACES)]
    assert [name for one in names for name in one] == [row.label for row in turned.rows]
