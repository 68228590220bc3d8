"""The sheets of change read back and compared with the comparison and the courses, cell by cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from analysis.beside import Beside, Course, CoursePoint
from analysis.derived_reports import ComparisonReport
from analysis.report import PolicyStatement, Report, Share
from tests.exports import beside, reports
from tests.exports.workbooks import NAMESPACES, parts, row_of, same, sheets, written

LINES = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
REPORTS = [reports.make_report(), reports.make_walkabout_report()]
VERDICTS = {
    "higher": "▲ Higher",
    "lower": "▼ Lower",
    "no clear difference": "No clear difference",
    "not compared": "Not compared",
}


def cells(share: Share) -> list[object]:
    mark = "[c]" if share.mark == "c" else "[z]"
    return [mark if value is None else value for value in (share.count, share.base, share.share)]


def compared(report: Report) -> tuple[ComparisonReport, dict[str, list[list[Any]]]]:
    comparison = beside.make_comparison(report)
    return comparison, sheets(written(report, beside=Beside(comparison=comparison)))


@pytest.mark.parametrize("report", REPORTS, ids=["release", "working"])
def test_each_question_has_both_shares_the_difference_and_a_verdict_in_words(report: Report) -> None:
    comparison, found = compared(report)
    verdicts = set()
    for question in comparison.questions:
        one = question.favourable
        if one is None:
            continue
        row = row_of(found["Change"], question.label, after="Question")
        numbers: list[object] = ["[z]" if v is None else v for v in (one.difference, one.low, one.high, one.adjusted)]
        assert same(row[2:12], [*cells(one.first), *cells(one.second), *numbers])
        assert row[12:14] == [VERDICTS[one.verdict], one.why_not or ""]
        verdicts.add(one.verdict)
    assert {"higher", "no clear difference", "not compared"} <= verdicts


def test_no_arrow_stands_where_a_base_is_below_ten() -> None:
    comparison, found = compared(reports.make_report())
    small = next(one for one in comparison.questions if one.favourable and (one.favourable.first.base or 0) < 10)
    row = row_of(found["Change"], small.label, after="Question")
    assert row[12] == "Not compared"
    assert "below 10" in row[13]


def test_summary_warnings_and_questions_that_are_not_compared_are_told() -> None:
    comparison, found = compared(reports.make_report())
    first = [row[0] for row in found["Change"]]
    assert {*comparison.summary, *comparison.warnings} <= set(first)
    start = first.index("Questions that are not compared")
    told = [row[:2] for row in found["Change"][start + 2 : start + 2 + len(comparison.not_compared)]]
    assert told == [[one.label, " ".join(one.reasons)] for one in comparison.not_compared]


def test_a_hidden_share_has_the_mark_and_no_bar() -> None:
    hidden = reports.make_hidden("objectives_met", "The forum met its objectives")
    section = reports.make_forum_section()
    first = replace(section, questions=(hidden, *section.questions[1:]))
    report = reports.make_report(sections=(first,))
    found = sheets(written(report, beside=Beside(comparison=beside.make_comparison(report, beside.make_earlier(
        reports.make_report()
    )))))  # fmt: skip
    row = row_of(found["Change"], "The forum met its objectives", after="Question")
    assert row[5:8] == ["[c]"] * 3
    assert row[8:13] == ["[c]"] * 4 + ["Not compared"]
    assert "The chart leaves out the questions of which a figure is not shown." in [one[0] for one in found["Change"]]


def test_every_answer_stands_in_a_table_of_its_own() -> None:
    comparison, found = compared(reports.make_report())
    rows = found["Change by answer"]
    start = next(number for number, row in enumerate(rows) if row[0] == "Question") + 1
    expected = [(question, row) for question in comparison.questions for row in question.rows]
    for row, (question, answer) in zip(rows[start:], expected, strict=True):
        assert row[:3] == [question.label, answer.label, "yes" if answer.favourable else ""]
        assert same(row[3:9], [*cells(answer.first), *cells(answer.second)])


def course_rows(report: Report, courses: tuple[Course, ...]) -> list[list[Any]]:
    rows = sheets(written(report, beside=Beside(courses=courses)))["Course over rounds"]
    return rows[next(number for number, row in enumerate(rows) if row[0] == "Question") :]


def test_a_course_has_every_round_in_words_and_the_numbers_that_are_drawn() -> None:
    report = reports.make_report()
    courses = beside.make_courses(report)
    head, *rows = course_rows(report, courses)
    titles = [point.title for point in courses[0].points]
    assert head[3:13] == [*titles, *(f"Drawn: {title}" for title in titles)]
    for course, row in zip(courses, rows, strict=False):
        for place, point in enumerate(course.points):
            share = point.share
            if share.share is None:
                assert (row[3 + place], row[8 + place]) == ("[c]", "")
            else:
                assert f"({share.count} of {share.base})" in row[3 + place]
                assert same([row[8 + place]], [share.share])
    assert any(point.share.share is None for course in courses for point in course.points)


def test_a_hidden_point_has_the_sign_of_the_policy() -> None:
    policy = PolicyStatement(name="nhs", threshold=7, symbol="*", description="NHS.")
    report = reports.make_report(policy=policy)
    _, *rows = course_rows(report, beside.make_courses(report))
    assert "*" in rows[1]


def test_rounds_that_did_not_ask_are_gaps_in_the_order_of_their_days() -> None:
    share = reports.make_share(20, 40)
    early, late = (CoursePoint(slug=str(y), title=f"Spring {y}", on=date(y, 3, 1), share=share) for y in (2023, 2025))
    courses = (
        Course(question="a", label="A", favourable_label="Agree", points=(late,)),
        Course(question="b", label="B", favourable_label="Agree", points=(early, late)),
    )
    head, one, two, *_ = course_rows(reports.make_report(), courses)
    assert head[3:7] == ["Spring 2023", "Spring 2025", "Drawn: Spring 2023", "Drawn: Spring 2025"]
    assert one[3:7] == ["not asked", "50% (20 of 40)", "", 0.5]
    assert two[3:7] == ["50% (20 of 40)", "50% (20 of 40)", 0.5, 0.5]


def test_every_course_has_a_line_over_the_cells_that_are_drawn() -> None:
    report = reports.make_report()
    data = written(report, beside=Beside(courses=beside.make_courses(report)))
    rows = sheets(data)["Course over rounds"]
    head = next(number for number, row in enumerate(rows, start=1) if row[0] == "Question")
    groups = [one for part in parts(data, "xl/worksheets/").values() for one in part.iter(f"{{{LINES}}}sparklineGroup")]
    assert {str(group.get("displayEmptyCellsAs")) for group in groups} == {"gap"}
    found = {
        (element.getnext().text, element.text)
        for group in groups
        for element in group.iter("{http://schemas.microsoft.com/office/excel/2006/main}f")
    }
    assert found == {(f"C{row}", f"'Course over rounds'!I{row}:M{row}") for row in range(head + 1, head + 4)}


def test_a_line_chart_of_courses_says_all_in_its_alt_text_and_leaves_gaps() -> None:
    report = reports.make_report()
    courses = beside.make_courses(report)
    data = written(report, beside=Beside(courses=courses))
    charts = [part for part in parts(data, "xl/charts/").values() if part.findall(".//c:lineChart", NAMESPACES)]
    assert len(charts) == 1
    assert charts[0].find(".//c:dispBlanksAs", NAMESPACES) is None  # gap is the default, and left out
    texts = [
        str(element.get("descr"))
        for part in parts(data, "xl/drawings/").values()
        for element in part.iter()
        if str(element.get("descr")).startswith("Line chart")
    ]
    assert all(f"{course.label}: Round 1 " in texts[0] for course in courses)


def test_many_courses_have_no_common_chart() -> None:
    course = beside.make_courses(reports.make_report())[0]
    many = tuple(replace(course, question=str(number)) for number in range(7))
    rows = course_rows(reports.make_report(), many)
    assert any("too many lines" in str(row[0]) for row in rows)
