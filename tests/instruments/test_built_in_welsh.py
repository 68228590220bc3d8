"""What the toolkit itself asks is there in Welsh, and only where the form is."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from instruments.built_in_welsh import TEXTS, WELSH, translations_of
from instruments.grades import BUILT_IN_LISTS, OTHER_CHOICE, SAFETY_ROWS, STANDARD_ROWS
from instruments.xlsform.writing import write_xlsform
from tests.instruments.shipped import compiled, instrument

BUILT_IN = {
    *(choice.label for choices in BUILT_IN_LISTS.values() for choice in choices),
    OTHER_CHOICE.label,
    "Specify other.",
    *(text for row in (*STANDARD_ROWS, *SAFETY_ROWS) for text in (row.label, row.hint, row.constraint_message) if text),
}


def test_every_text_that_is_built_in_has_its_welsh_and_there_is_no_other() -> None:
    assert set(TEXTS) == BUILT_IN


def test_a_text_without_welsh_is_left_as_it_is() -> None:
    assert translations_of(label="Not built in", hint=None) == {}
    assert translations_of(label="Gap")[WELSH].label == "Bwlch"


def test_the_parts_of_a_safety_question_speak_welsh() -> None:
    told = compiled("children-and-families-feedback").item("hurt_now_told").question
    assert (told.label, told.text("label", WELSH)) == ("Who was told", "Pwy gafodd wybod")


@pytest.mark.parametrize(("form_id", "expected"), [("case-audit", False), ("children-and-families-feedback", True)])
def test_a_workbook_has_welsh_columns_only_where_the_form_is_in_welsh(form_id: str, expected: bool) -> None:
    workbook = load_workbook(io.BytesIO(write_xlsform(instrument(form_id))))
    headers = [str(cell.value) for sheet in workbook for cell in sheet[1]]
    assert any(header.endswith(f"::{WELSH}") for header in headers) is expected
