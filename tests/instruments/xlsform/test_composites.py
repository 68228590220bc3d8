"""Our grades, standards, safety questions and consents: plain rows to other tools, and themselves to us."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from instruments.model import Instrument
from instruments.xlsform.reading import read_xlsform
from instruments.xlsform.workbook import Record, open_sheets
from instruments.xlsform.writing import write_xlsform
from tests.instruments.factories import CHOICES, SCALES, content
from tests.instruments.xlsform.workbooks import YES_NO, imported, messages, question, read

GRADE = {"type": "grade met4", "name": "g", "label": "How well is it met?", "required": True}
MET4 = "list_name|name|label\nmet4|fully|Fully\nmet4|partly|Partly\n"
SCALE = "list_name|direction|favourable|action_below\nmet4|best_first|fully|fully"


def _rows(*survey: dict[str, Any], sheet: str = "survey") -> list[Record]:
    instrument = Instrument.model_validate(content(*survey, choices=CHOICES, scales=SCALES), strict=False)
    sheets = {found.name: found for found in open_sheets(write_xlsform(instrument), "made-up.xlsx")}
    return sheets[sheet].rows


def test_a_grade_is_a_choice_with_its_parts_to_other_tools() -> None:
    rows = _rows(GRADE)
    assert (rows[0]["type"], rows[0]["name"], rows[0]["required"]) == ("select_one met4", "g", "yes")
    assert rows[0]["walkabout_type"] == "grade met4"
    parts = {row["name"]: row for row in rows[1:]}
    assert {row["walkabout_part_of"] for row in rows[1:]} == {"g"}
    assert parts["g_rationale"]["relevant"] == "selected('not_met partly mostly fully', ${g})"
    assert parts["g_evidence_type"]["type"] == "select_multiple _evidence_type"
    assert "_evidence_type" in {row["list_name"] for row in _rows(GRADE, sheet="choices")}


def test_what_follows_a_consent_hangs_on_it_in_other_tools() -> None:
    rows = _rows(
        {"type": "consent", "name": "c", "label": "Do you agree?"}, {"type": "text", "name": "a", "label": "A"}
    )
    assert [row["type"] for row in rows] == ["select_one _consent", "begin_group", "text", "end_group"]
    assert (rows[0]["required"], rows[1]["relevant"]) == ("yes", "${c} = 'yes'")


def test_a_safety_question_is_required_in_other_tools() -> None:
    rows = _rows({"type": "safety", "name": "s", "label": "Is a child at risk?"})
    assert (rows[0]["type"], rows[0]["required"], rows[0]["walkabout_type"]) == ("select_one _yes_no", "yes", "safety")
    assert [row["name"] for row in rows[1:]] == ["s_told", "s_time", "s_note"]


def test_a_standard_is_a_group_of_its_criteria_and_its_grade() -> None:
    criterion = {"type": "text", "name": "how", "label": "How?"}
    rows = _rows({"type": "standard met4", "name": "st1", "label": "Standard 1", "children": [criterion]})
    assert (rows[0]["type"], rows[0]["name"], rows[0]["walkabout_name"]) == ("begin_group", "st1_standard", "st1")
    assert [row["name"] for row in rows[1:4]] == ["how", "st1", "st1_na_reason"]
    assert rows[-1]["type"] == "end_group"


def test_a_grade_can_be_written_in_excel_without_its_parts() -> None:
    instrument = imported(
        survey="type|name|label|walkabout_type\nselect_one met4|g|How well?|grade met4", choices=MET4, scales=SCALE,
        rubrics="list_name|question|choice|text\nmet4||fully|All of it\n|g|partly|Some of it",
    )  # fmt: skip
    assert question(instrument, "g").type == "grade met4"
    assert instrument.scales["met4"].direction == "best_first"
    assert instrument.scales["met4"].rubric == {"fully": "All of it"}
    assert question(instrument, "g").rubric == {"partly": "Some of it"}


def test_a_standard_can_be_written_in_excel_without_its_parts() -> None:
    sheet = "type|name|label|walkabout_type\nbegin_group|st1|Standard 1|standard met4\ntext|how|How?|\nend_group|||"
    found = imported(survey=sheet, choices=MET4, scales=SCALE).survey[0]
    assert (found.type, found.name, [child.name for child in found.children]) == ("standard met4", "st1", ["how"])


@pytest.mark.parametrize("kind", ["safety", "consent"])
def test_safety_and_consent_can_be_written_over_any_yes_and_no(kind: str) -> None:
    sheet = f"type|name|label|walkabout_type|required\nselect_one yes_no|s|S|{kind}|yes\ntext|a|A||"
    found = imported(survey=sheet, choices=YES_NO).survey[0]
    assert (found.type, found.required) == (kind, False)


@pytest.mark.parametrize("kind", ["email", "phone", "url"])
def test_an_address_can_be_written_over_a_text(kind: str) -> None:
    assert imported(survey=f"type|name|label|walkabout_type\ntext|e|E|{kind}").survey[0].type == kind


def test_a_changed_part_is_said_not_to_be_taken_over() -> None:
    sheet = "type|name|label|walkabout_type|walkabout_part_of\nselect_one met4|g|G|grade met4|\n"
    sheet += "text|g_rationale|Tell us why||g\ntext|g_extra|More||g\ntext|h_x|Mine||h"
    reading = read(survey=sheet, choices=MET4, scales=SCALE)
    assert reading.instrument is not None
    assert [found.name for found in reading.instrument.survey] == ["g", "h_x"]
    assert messages(reading, "warning") == [
        "survey 3 label: this row is part of 'g' and made anew, so its label is not taken over",
        "survey 4 name: 'g' has no such part; the row is left out",
        "survey 5 walkabout_part_of: 'h' is not there or is a plain question, so this row stays as it is, a plain one too",
    ]


def test_an_unchanged_workbook_of_ours_brings_no_warnings() -> None:
    instrument = Instrument.model_validate(content(GRADE, choices=CHOICES, scales=SCALES), strict=False)
    assert read_xlsform(write_xlsform(instrument), "made-up.xlsx").problems == ()


def test_a_rubric_of_nothing_is_refused_with_its_place() -> None:
    reading = read(survey="type|name|label\ntext|a|A", rubrics="list_name|question|choice|text\n|nowhere|x|Text")
    assert messages(reading, "error") == [
        "rubrics 2 None: there is no question 'nowhere' for this rubric; correct the name"
    ]


def test_a_scale_of_no_list_is_refused_with_its_place() -> None:
    reading = read(survey="type|name|label\ntext|a|A", scales="list_name|direction\nnowhere|best_first")
    assert any(line.startswith("scales 2 ") and "'nowhere'" in line for line in messages(reading, "error"))


def test_the_workbook_is_pleasant_to_work_in() -> None:
    """The header is frozen and has notes, and text wraps."""
    instrument = Instrument.model_validate(content(GRADE, choices=CHOICES, scales=SCALES), strict=False)
    book = load_workbook(BytesIO(write_xlsform(instrument)))
    sheet = book["survey"]
    assert book.sheetnames == ["survey", "choices", "settings", "scales"]
    assert sheet.freeze_panes == "C2"
    assert [cell.value for cell in sheet[1]][:4] == ["type", "name", "label", "hint"]
    assert sheet["A1"].comment is not None
    assert sheet["C2"].alignment.wrap_text
    assert sheet.column_dimensions["C"].width > 50
