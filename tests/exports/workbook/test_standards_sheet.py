"""The sheets of Section 11 read back and compared with their figures, cell by cell."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest

from analysis.beside import Beside, Standards
from analysis.section11 import UnitGrade, heat_table, unit_grades
from tests.exports import beside, reports
from tests.exports.workbooks import parts, row_of, same, sheets, structure, written

WORDS = {"not applicable": "Not applicable", "missing": "No record", "differing": "Records differ"}


def workbook(standards: Standards) -> bytes:
    return written(reports.make_walkabout_report(), beside=Beside(standards=standards))


def said(cell: UnitGrade) -> str:
    return WORDS[cell.state] if cell.grade is None else beside.GRADE_LABELS[cell.grade]


def below(rows: list[list[Any]], head: str) -> list[list[Any]]:
    """The rows under the head that begins so."""
    return rows[next(number for number, row in enumerate(rows) if row[0] == head) + 1 :]


@pytest.mark.parametrize(("agencies", "standards"), [(1, 1), (8, 11), (30, 11)])
def test_every_cell_says_its_grade_in_words(agencies: int, standards: int) -> None:
    made = beside.make_standards(agencies, standards)
    rows = below(sheets(workbook(made))["Section 11 grades"], "Standard")
    for name, cells, row in zip(made.heat.standards, made.heat.rows, rows, strict=False):
        assert row[0] == made.labels[name]
        assert row[1 : agencies + 1] == [said(cell) for cell in cells]


def test_agencies_stand_in_the_head_of_an_excel_table() -> None:
    made = beside.make_standards()
    sheet = structure(workbook(made))["Section 11 grades"]
    table = next(iter(sheet.tables.values()))
    assert [column.name for column in table.tableColumns] == ["Standard", *made.heat.units, "Better grades"]
    assert table.autoFilter is not None


def test_the_edges_have_the_share_of_better_grades_with_count_and_base() -> None:
    made = beside.make_standards()
    rows = below(sheets(workbook(made))["Section 11 grades"], "Standard")
    first = made.heat.by_standard[0]
    assert rows[0][9] == f"{first.n_favourable} of {first.n_used} ({round(100 * first.n_favourable / first.n_used)}%)"
    last = row_of(rows, "Better grades")
    assert str(last[1]).startswith(f"{made.heat.by_unit[0].n_favourable} of {made.heat.by_unit[0].n_used} (")
    assert str(last[9]).startswith(f"{made.heat.overall.n_favourable} of {made.heat.overall.n_used} (")


def test_looks_follow_the_words_so_that_an_edited_grade_changes_its_look() -> None:
    made = beside.make_standards()
    sheet = structure(workbook(made))["Section 11 grades"]
    table = next(iter(sheet.tables.values()))
    head = int(table.ref.split(":")[0][1:])
    over = f"B{head + 1}:I{head + 11}"
    rules = {rule.formula[0]: rule.dxf for rule in sheet.conditional_formatting[over]}
    assert set(rules) == {f'"{word}"' for word in (*beside.GRADE_LABELS.values(), *WORDS.values())}
    assert len({str(look.fill.bgColor.rgb) + str(look.fill.patternType) for look in rules.values() if look.fill}) >= 5
    assert rules['"Not met"'].fill.patternType == "lightUp"
    assert rules['"Not met"'].font.b


def test_grades_get_lighter_from_the_best_on_in_greyscale() -> None:
    sheet = structure(workbook(beside.make_standards()))["Section 11 grades"]
    rules = {rule.formula[0]: rule.dxf for found in sheet.conditional_formatting for rule in found.rules}
    shades = [luminance(str(rules[f'"{word}"'].fill.bgColor.rgb)) for word in ("Fully met", "Mostly met", "Partly met")]
    assert shades == sorted(shades)
    assert min(b - a for a, b in pairwise(shades)) > 0.15
    for word, look in rules.items():
        if word.strip('"') in beside.GRADE_LABELS.values():
            ink, fill = (luminance(str(colour.rgb)) for colour in (look.font.color, look.fill.bgColor))
            assert (max(ink, fill) + 0.05) / (min(ink, fill) + 0.05) > 4.5


def luminance(argb: str) -> float:
    """The relative luminance of WCAG."""
    channels = [int(argb[place : place + 2], 16) / 255 for place in (2, 4, 6)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return sum(weight * one for weight, one in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_the_heat_table_keeps_its_heads_in_sight_and_repeats_them_in_print() -> None:
    small = structure(workbook(beside.make_standards()))["Section 11 grades"]
    head = next(cell.row for cell in small["A"] if cell.value == "Standard")
    assert small.freeze_panes == f"B{head + 1}"
    assert small.print_title_rows == f"${head}:${head}"
    assert small.print_title_cols == "$A:$A"
    assert small.sheet_properties.pageSetUpPr is not None
    assert small.sheet_properties.pageSetUpPr.fitToPage
    assert small.page_setup.fitToHeight in (None, 1)  # left out, it is 1
    large = structure(workbook(beside.make_standards(30)))["Section 11 grades"]
    assert large.page_setup.orientation == "landscape"
    assert [brk.id for brk in large.col_breaks.brk] == [12, 23]


def test_totals_have_every_count_of_the_margins() -> None:
    made = beside.make_standards()
    rows = sheets(workbook(made))["Section 11 totals"]
    for name, labels, profiles in (
        ("Standard", [made.labels[one] for one in made.heat.standards], made.heat.by_standard),
        ("Agency", list(made.heat.units), made.heat.by_unit),
    ):
        under = below(rows, name)
        for label, profile in zip(labels, profiles, strict=True):
            row = row_of(under, label)
            assert same(row[1:8], [*profile.counts, profile.n_favourable, profile.n_used, profile.estimate])
            assert row[9:12] == [profile.n_not_applicable, profile.n_missing, profile.n_differing]


def test_totals_name_the_better_grades_where_the_counts_leave_no_doubt() -> None:
    texts = [str(row[0]) for row in sheets(workbook(beside.make_standards()))["Section 11 totals"]]
    assert any(text.endswith("are “Fully met” or “Mostly met”.") for text in texts)
    one = beside.make_standards(1, 1)
    texts = [str(row[0]) for row in sheets(workbook(one))["Section 11 totals"]]
    assert not any("Mostly met”." in text for text in texts)


def test_a_standard_that_nobody_was_graded_on_has_no_share_and_no_median() -> None:
    rows = pd.DataFrame({"agency": ["Police"], "standard": ["st1"], "grade": ["not_applicable"]})
    heat = heat_table(unit_grades(rows, beside.MET, standards=["st1"]))
    made = beside.make_standards(1, 1, heat=heat, coverage=None, three_ways=None)
    found = sheets(workbook(made))
    assert row_of(found["Section 11 totals"], made.labels["st1"])[5:9] == [0, 0, "[z]", "[z]"]
    assert row_of(below(found["Section 11 grades"], "Standard"), made.labels["st1"])[2] == "None graded"
    assert "None is graded, so there is no share." in [row[0] for row in found["Section 11 totals"]]


def test_charts_of_grades_have_alt_text_with_every_count() -> None:
    made = beside.make_standards(standards=2)
    drawings = parts(workbook(made), "xl/drawings/")
    texts = [
        str(element.get("descr"))
        for part in drawings.values()
        for element in part.iter()
        if str(element.tag).endswith("cNvPr") and element.get("descr")
    ]
    text = next(text for text in texts if text.startswith("Stacked bars of grades by standard"))
    for name, profile in zip(made.heat.standards, made.heat.by_standard, strict=True):
        told = [
            f"{count} {word}" for count, word in zip(profile.counts, beside.GRADE_LABELS.values(), strict=True) if count
        ]
        assert f"{made.labels[name]} {', '.join(told)}" in text


def test_records_that_differ_are_named_with_their_grades_in_words() -> None:
    rows = sheets(workbook(beside.make_standards()))["Section 11 totals"]
    told = str(below(rows, "Records that differ")[0][0])
    assert "Fully met" in told
    assert "Partly met" in told
    assert "fully" not in told


def test_every_grade_stands_in_the_list_with_its_day() -> None:
    made = beside.make_standards()
    rows = below(sheets(workbook(made))["Section 11 list"], "Agency")
    cells = [row[place] for place in range(len(made.heat.units)) for row in made.heat.rows]
    assert len(rows) == len(cells)
    for cell, row in zip(cells, rows, strict=True):
        assert row[:4] == [cell.unit, made.labels[cell.standard], said(cell), cell.assessed_on or ""]


def test_coverage_says_the_state_and_the_age_of_the_newest_evidence() -> None:
    made = beside.make_standards()
    matrix = made.coverage
    assert matrix is not None
    rows = below(sheets(workbook(made))["Section 11 coverage"], "Agency")
    words = {
        "current": "Current",
        "old": "Old",
        "undated": "Undated",
        "none": "None",
        "not applicable": "Not applicable",
    }
    for unit, cells, row in zip(matrix.units, matrix.rows, rows, strict=False):
        assert row[0] == unit
        for cell, text in zip(cells, row[1:], strict=False):
            lines = str(text).split("\n")
            assert lines[0] == words[cell.state]
            assert lines[1:] == ([] if cell.age_days is None else [f"{cell.age_days} day{'s' * (cell.age_days != 1)}"])
    overall = matrix.overall
    assert str(row_of(rows, "Current, of those expected")[12]).startswith(
        f"{overall.n_current} of {overall.n_expected}"
    )


def test_the_three_ways_stand_side_by_side_with_counts_bases_and_gaps() -> None:
    made = beside.make_standards()
    view = made.three_ways
    assert view is not None
    rows = below(sheets(workbook(made))["Section 11 three ways"], "Standard")
    for one, row in zip(view.by_standard, rows, strict=False):
        assert row[:5] == [
            made.labels[one.standard], one.n_self_favourable, one.n_self, one.n_walkabout_favourable, one.n_walkabout
        ]  # fmt: skip
        if one.staff is None:
            assert row[5:10] == ["not asked", "", "", "", ""]
        else:
            share = one.staff.share
            assert same(row[5:10], [one.staff.n_favourable, one.staff.n_used, share.estimate, share.low, share.high])
        gaps = one.gaps
        p_value: object = "[z]" if gaps.p_value is None else gaps.p_value
        assert same(row[10:17], [one.n_pairs, gaps.down, gaps.same, gaps.up, p_value, one.n_flagged, one.n_judged])


def test_green_on_paper_comes_first_with_the_reasons_in_words() -> None:
    made = beside.make_standards()
    view = made.three_ways
    assert view is not None
    rows = below(sheets(workbook(made))["Section 11 by agency"], "Agency")
    assert len(rows) == len(view.rows)
    flagged = [row for row in rows if row[10] == "Green on paper, amber on the floor"]
    assert flagged == rows[: len(view.flagged)]
    assert flagged
    for row, one in zip(flagged, view.flagged, strict=True):
        assert row[:2] == [one.unit, made.labels[one.standard]]
        assert str(row[11]).lower().rstrip(".").count(";") == len(one.flag.reasons) - 1
        if one.walkabout_grade.grade in ("partly", "not_met"):
            assert f"The walkabout found “{beside.GRADE_LABELS[one.walkabout_grade.grade]}”" in str(row[11])
            assert row[4] == one.gap


def test_each_sheet_is_there_only_where_its_part_is() -> None:
    only = replace(beside.make_standards(), coverage=None, three_ways=None)
    found = [name for name in sheets(workbook(only)) if name.startswith("Section 11")]
    assert found == ["Section 11 grades", "Section 11 totals", "Section 11 list"]
    assert not [name for name in sheets(written(reports.make_walkabout_report())) if name.startswith("Section 11")]
