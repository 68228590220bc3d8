"""The sheets of groups, read back and compared with the cross-tables of the Report."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from analysis.report import CrossRow, CrossTable, Report
from tests.exports.crossed import make_cross_report
from tests.exports.workbooks import Rows, row_of, same, sheets, structure, written


@pytest.fixture(scope="module")
def report() -> Report:
    return make_cross_report()


@pytest.fixture(scope="module")
def data(report: Report) -> bytes:
    return written(report)


@pytest.fixture(scope="module")
def workbook(data: bytes) -> dict[str, Rows]:
    return sheets(data)


def expected_rows(table: CrossTable, row: CrossRow, places: list[int]) -> list[list[Any]]:
    """Per cent, count and the ends of the interval of one answer in the groups that have anybody."""

    def marked(value: float | int | None, place: int) -> Any:
        if value is not None:
            return value
        return "[c]" if row.counts[place] is None or table.groups[place].base is None else "[z]"

    return [[marked(values[at], at) for at in places] for values in (row.shares, row.counts, row.lows, row.highs)]


def check_table(rows: Rows, table: CrossTable) -> None:
    start = max(number for number, row in enumerate(rows) if row[0] == table.question_label)
    below = rows[start:]
    head = next(number for number, row in enumerate(below) if row[0] == "Answer")
    places = [at for at, group in enumerate(table.groups) if group.asked != 0]
    width = 3 + len(places)
    assert below[head][1:width] == ["Figure", "All", *(table.groups[at].label for at in places)]
    bases = [table.groups[at].base for at in places]
    assert below[head + 1][1] == "Base"
    assert below[head + 1][3:width] == ["[c]" if base is None else base for base in bases]
    at = head + 2
    for row in (*table.rows, *([table.favourable] if table.favourable else [])):
        label = f"Favourable: {row.label}" if row is table.favourable else row.label
        assert below[at][0] == label
        for figure, values in zip(
            ("Per cent", "Count", "95% from", "95% to"), expected_rows(table, row, places), strict=True
        ):
            assert below[at][1] == figure
            assert same(below[at][3:width], values)
            at += 1


def test_every_figure_of_every_cross_table_is_there(workbook: dict[str, Rows], report: Report) -> None:
    for table in report.cross_tables:
        check_table(workbook["By Agency"], table)


def test_everybody_together_stands_beside_the_groups(workbook: dict[str, Rows], report: Report) -> None:
    block = report.sections[0].questions[0]
    rows = workbook["By Agency"]
    row = row_of(rows, "Strongly agree", after=block.label)
    assert block.rows[0].share.share is not None
    assert same([row[2]], [block.rows[0].share.share])


def test_the_test_is_told_in_plain_words_or_why_there_is_none(workbook: dict[str, Rows]) -> None:
    texts = [row[0] for row in workbook["By Agency"]]
    assert "The groups differ by more than chance would explain (p = 0.008)." in texts
    assert "Fewer than two groups have five answers, so there is nothing to compare." in texts
    assert "Kruskal-Wallis test; epsilon squared 0.12; corrected by Holm, over 2 questions by Agency." in texts
    assert "More than one answer could be chosen." in texts
    assert texts.count("Nobody was asked in: Health.") == 1


def test_a_group_that_is_empty_for_one_question_only_is_named_there() -> None:
    report = make_cross_report()
    first, *others = report.cross_tables
    groups = tuple(replace(group, asked=0, base=0) if group.name == "g3" else group for group in first.groups)
    rows = sheets(written(replace(report, cross_tables=(replace(first, groups=groups), *others))))["By Agency"]
    texts = [row[0] for row in rows]
    start = max(number for number, text in enumerate(texts) if text == first.question_label)
    assert texts.index("Nobody was asked in: Schools.") > start
    assert texts.count("Nobody was asked in: Schools.") == texts.count("Nobody was asked in: Health.") == 1


def test_favourable_shares_of_all_questions_stand_side_by_side(workbook: dict[str, Rows], report: Report) -> None:
    rows = workbook["By Agency"]
    head = row_of(rows, "Question")
    assert head[:5] == ["Question", "Differ?", "Children's social care", "Police", "Schools"]
    label = report.sections[0].questions[0].label
    assert same(row_of(rows, label, after="Question")[1:5], ["yes", 15 / 20, "[c]", 15 / 20])


def test_tests_of_all_questions_can_be_sorted_and_filtered(workbook: dict[str, Rows]) -> None:
    rows = workbook["Group tests"]
    start = next(number for number, row in enumerate(rows) if row[0] == "Breakdown") + 1
    first, second, third = rows[start : start + 3]
    assert first[2:5] == ["yes", 0.0004, 0.008]
    assert first[6:10] == [0.12, "epsilon squared", 100, "Kruskal-Wallis test"]
    assert second[2:4] == ["not tested", ""]
    assert str(second[9]).startswith("Fewer than two groups")
    assert third[9] == "More than one answer could be chosen."


def folded(sheet: Worksheet) -> list[int]:
    return [number for number, row in sheet.row_dimensions.items() if row.hidden]


def test_intervals_of_single_answers_are_folded_and_can_be_opened(data: bytes) -> None:
    sheet = structure(data)["By Agency"]
    assert folded(sheet)
    for number in folded(sheet):
        assert sheet.row_dimensions[number].outlineLevel == 1
        assert sheet.cell(number, 2).value in ("95% from", "95% to")
        above = number - 1 if number - 1 not in folded(sheet) else number - 2
        assert sheet.row_dimensions[above].collapsed
    shown = [row[1].value for row in sheet.iter_rows() if row[0].row not in folded(sheet)]
    assert shown.count("95% from") == 2  # of the favourable answers of either question


def test_no_shading_is_the_only_bearer_of_a_figure(data: bytes) -> None:
    sheet = structure(data)["By Agency"]
    shaded = [str(area.sqref) for area in sheet.conditional_formatting]
    assert len(shaded) == 1
    values = [cell.value for row in sheet[shaded[0]] for cell in row]
    assert all(value is not None for value in values)


def test_more_than_twenty_groups_go_on_in_further_tables() -> None:
    report = make_cross_report(groups=45, questions=3)
    rows = sheets(written(report))["By Agency"]
    table = report.cross_tables[0]
    heads = [row[3:] for row in rows if row[0] == "Answer"]
    named = [label for head in heads[:3] for label in head if label]
    assert named == [group.label for group in table.groups if group.asked != 0]
    assert f"{table.question_label} (continued)" in [row[0] for row in rows]


def test_each_breakdown_has_its_sheet() -> None:
    report = make_cross_report()
    again = [
        *report.cross_tables,
        *(_by(table, "knew", "Did you know of the partnership?") for table in report.cross_tables),
    ]
    names = list(sheets(written(make_cross_report(cross_tables=tuple(again)))))
    assert [name for name in names if name.startswith("By ")] == ["By Agency", "By Did you know of the partner…"]


def _by(table: CrossTable, name: str, label: str) -> CrossTable:
    return replace(table, breakdown=name, breakdown_label=label)


def test_a_report_without_cross_tables_has_no_such_sheets() -> None:
    names = list(sheets(written(make_cross_report(cross_tables=()))))
    assert not any(name.startswith("By ") or name == "Group tests" for name in names)
