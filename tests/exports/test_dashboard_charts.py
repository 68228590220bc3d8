from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from exports.chart_records import (
    Chart,
    CourseChart,
    CourseMark,
    GradeChart,
    GradeRow,
    Measure,
    MeasureChart,
    Pair,
    PairChart,
)
from exports.dashboard_charts import chart_svg
from exports.svg_drawing import HATCHED

SVG = "{http://www.w3.org/2000/svg}"
MEASURES = MeasureChart(
    description="Two rates. First: 50%.",
    rows=(
        Measure(label="First", figure="50% (30 of 60)", value=0.5, low=0.38, high=0.62),
        Measure(label="Second", figure="[c]", value=None),
    ),
    caption="A caption.",
)
PAIRS = PairChart(
    description="Two rounds.",
    first="Before",
    second="Now",
    rows=(
        Pair(label="Training", figure="20%, then 60%: rising", first=0.2, second=0.6),
        Pair(label="Time", figure="[c], then 30%", first=None, second=0.3),
    ),
)
GRADES = GradeChart(
    description="Grades.",
    grades=("Fully met", "Mostly met", "Partly met", "Not met"),
    whole=8,
    rows=(GradeRow(label="St1", figure="6 of 8", counts=(2, 4, 1, 1)),),
)
COURSE = CourseChart(
    description="The response.",
    points=(
        CourseMark(label="1 Nov", figure="5%", value=0.05),
        CourseMark(label="5 Nov", figure="[c]", value=None),
        CourseMark(label="9 Nov", figure="23%", value=0.23, low=0.2, high=0.26),
    ),
)


def drawn(chart: Chart, width: int = 640) -> ET.Element:
    svg = chart_svg(chart, width=width)
    assert svg is not None
    return ET.fromstring(svg)


def words(svg: ET.Element) -> list[str]:
    return [text for element in svg.iter(f"{SVG}text") if (text := "".join(element.itertext()).strip())]


def paths(svg: ET.Element, fill: str) -> list[ET.Element]:
    return [element for element in svg.iter(f"{SVG}path") if element.get("fill") == fill]


@pytest.mark.parametrize("chart", [MEASURES, PAIRS, GRADES, COURSE])
@pytest.mark.parametrize("width", [320, 620, 940])
def test_a_chart_stands_on_its_own_and_says_what_it_shows(chart: Chart, width: int) -> None:
    svg = drawn(chart, width)
    assert svg.get("role") == "img"
    assert svg.get("aria-label") == chart.description
    assert abs(float(svg.get("width") or 0) - width) <= 4
    text = ET.tostring(svg, encoding="unicode")
    assert not re.search(r"<script|<style|<foreignObject|\son\w+=|(?:href|src)=|style=", text)


def test_what_is_not_shown_is_written_as_its_mark_and_has_nothing_drawn() -> None:
    with_hidden = drawn(MEASURES)
    without = drawn(MeasureChart(description="d", rows=MEASURES.rows[:1], caption="A caption."))
    assert "[c]" in words(with_hidden)
    drawings = [len(list(svg.iter(f"{SVG}path"))) + len(list(svg.iter(f"{SVG}line"))) for svg in (with_hidden, without)]
    assert drawings[0] == drawings[1]


def test_a_chart_of_which_nothing_is_shown_is_not_drawn() -> None:
    hidden = Measure(label="Hidden", figure="[c]", value=None)
    assert chart_svg(MeasureChart(description="d", rows=(hidden,))) is None
    half = PairChart(description="d", first="a", second="b", rows=PAIRS.rows[1:])
    assert chart_svg(half) is None
    nothing = GradeRow(label="St1", figure="none", counts=(0, 0, 0, 0))
    assert chart_svg(GradeChart(description="d", grades=GRADES.grades, rows=(nothing,), whole=0)) is None
    assert chart_svg(CourseChart(description="d", points=COURSE.points[1:2])) is None


def test_grades_are_told_apart_without_colour() -> None:
    svg = drawn(GRADES)
    fills = [element.get("fill") or "" for element in svg.iter(f"{SVG}path")]
    assert {"#0b5563", "#8fb4bc", "url(#w-grey)", "url(#w-dark)"} <= set(fills)
    defined = {element.get("id") for element in svg.iter(f"{SVG}pattern")}
    assert {"w-grey", "w-dark"} <= defined
    assert not set(HATCHED) & set(fills)
    for text in ("Fully met", "Not met", "2", "4", "6 of 8"):
        assert text in words(svg)


def test_an_upper_limit_is_hatched() -> None:
    row = Measure(label="Survey", figure="at most 8.4%", value=0.084, is_limit=True)
    svg = drawn(MeasureChart(description="d", rows=(row,)))
    assert paths(svg, "url(#w-accent)")
    assert not paths(svg, "#0b5563")


def test_the_first_of_two_is_a_ring_and_the_second_a_square() -> None:
    svg = drawn(PAIRS)
    rings = [e for e in svg.iter(f"{SVG}path") if e.get("stroke") == "#1f2a2e" and e.get("fill") == "#ffffff"]
    assert len(rings) == 2  # in the legend, and of the one first value that is shown
    assert words(svg).index("Before") < words(svg).index("Now")


def test_a_course_does_not_join_what_is_not_shown() -> None:
    joined = drawn(CourseChart(description="d", points=(COURSE.points[0], COURSE.points[2])))
    apart = drawn(COURSE)
    lines = [[e for e in svg.iter(f"{SVG}line") if e.get("stroke") == "#0b5563"] for svg in (joined, apart)]
    assert len(lines[0]) == 1
    assert lines[1] == []


def test_text_from_people_is_only_text() -> None:
    hostile = '"><script>alert(1)</script>&\x00=1+1'
    row = Measure(label=hostile, figure="50%", value=0.5)
    svg = drawn(MeasureChart(description=hostile, rows=(row,)))
    assert not list(svg.iter(f"{SVG}script"))
    assert "<script>" in "".join(words(svg))
    assert "alert(1)" in (svg.get("aria-label") or "")


def test_a_long_label_is_wrapped_on_a_phone() -> None:
    label = "The local speaker gave a true picture of my area and of the agency that I work for"
    row = Measure(label=label, figure="50% (30 of 60)", value=0.5)
    narrow = drawn(MeasureChart(description="d", rows=(row,)), 320)
    assert " ".join(text for text in words(narrow) if "%" not in text) == label
    assert len(words(narrow)) > 3


def test_every_point_of_a_long_course_keeps_its_dot_and_the_first_and_last_their_words() -> None:
    points = tuple(CourseMark(label=f"day {n}", figure=f"{n}%", value=n / 100) for n in range(1, 31))
    svg = drawn(CourseChart(description="d", points=points), 320)
    assert {"day 1", "day 30", "1%", "30%"} <= set(words(svg))
    assert len([text for text in words(svg) if text.startswith("day")]) <= 4
    dots = [e for e in svg.iter(f"{SVG}path") if e.get("stroke") == "#ffffff" and e.get("fill") == "#0b5563"]
    assert len(dots) == 30
