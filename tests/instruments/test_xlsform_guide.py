"""The guide to Excel (docs/xlsform.md): what it teaches works, and its pictures are there and small."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from instruments.compiled import compile_instrument
from instruments.differences import compare
from instruments.loading import read_instrument
from instruments.model import Instrument
from instruments.paths import find_path
from instruments.xlsform.own_columns import OWN_SHEETS
from instruments.xlsform.writing import write_xlsform
from tests.instruments.shipped import instrument

DOCS = Path(__file__).parents[2] / "docs"
GUIDE = (DOCS / "xlsform.md").read_text(encoding="utf-8")
FORM = "learning-hub-evaluation"
LARGEST = 200_000


def append(sheet: Worksheet, at: int, **cells: str) -> None:
    """Insert a row, as the guide has its readers do."""
    columns = {str(cell.value): cell.column for cell in sheet[1]}
    sheet.insert_rows(at)
    for column, text in cells.items():
        sheet.cell(at, columns[column], text)


def end_of(sheet: Worksheet) -> int:
    return max(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value) + 1


def changed() -> bytes:
    """The workbook of the guide's example, with the question, the choices, the rule and the language that it adds."""
    workbook = openpyxl.load_workbook(io.BytesIO(write_xlsform(instrument(FORM))))
    survey, choices = workbook["survey"], workbook["choices"]
    append(survey, 8, type="select_one took_part", name="took_part", label="How did you take part?", required="yes")
    for name, label in (("in_room", "In the room"), ("online", "Online"), ("both", "Some of each")):
        append(choices, end_of(choices), list_name="took_part", name=name, label=label)
    rule = "${took_part} = 'online' or ${took_part} = 'both'"
    append(survey, 9, type="text", name="online_problem", label="What got in the way online?", relevant=rule)
    column = survey.max_column + 1
    survey.cell(1, column, "label::Welsh (cy)")
    survey.cell(8, column, "Sut wnaethoch chi gymryd rhan?")
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


@pytest.fixture(scope="module")
def example() -> Instrument:
    reading = read_instrument(changed(), filename="evaluation.xlsx")
    assert reading.problems == ()
    assert reading.instrument is not None
    return reading.instrument


def test_the_guides_example_can_be_uploaded_and_skips_as_it_says(example: Instrument) -> None:
    compiled = compile_instrument(example)
    assert find_path(compiled, {"took_part": "online"}).has("online_problem")
    assert not find_path(compiled, {"took_part": "in_room"}).has("online_problem")


def test_the_guides_example_has_its_second_language(example: Instrument) -> None:
    question = next(question for question in example.walk() if question.name == "took_part")
    assert question.text("label", "Welsh (cy)") == "Sut wnaethoch chi gymryd rhan?"


def test_last_years_answers_can_be_compared_but_for_what_is_new(example: Instrument) -> None:
    said = " ".join(change.message for change in compare(instrument(FORM), example))
    assert "took_part) is new" in said
    assert "objectives_met" not in said


def test_every_picture_is_there_has_words_for_those_who_cannot_see_it_and_is_small() -> None:
    pictures = re.findall(r"!\[([^\]]*)\]\((pictures/[^)]+)\)", GUIDE)
    assert len(pictures) >= 8
    for words, path in pictures:
        assert len(words) > 30, path
        assert (DOCS / path).stat().st_size < LARGEST, path


def test_every_sheet_and_column_of_our_own_is_explained() -> None:
    for sheet in OWN_SHEETS:
        assert f"`{sheet}`" in GUIDE
    workbook = openpyxl.load_workbook(io.BytesIO(write_xlsform(instrument("section-11-walkabout"))))
    ours = {str(cell.value) for name in ("survey", "choices") for cell in workbook[name][1]}
    for header in ours:
        if header.startswith("walkabout_"):
            assert f"`{header}`" in GUIDE, header


def test_its_links_lead_somewhere() -> None:
    for target, heading in re.findall(r"\]\((\w+\.md)#([\w-]+)\)", GUIDE):
        titles = re.findall(r"(?m)^#+ (.+)$", (DOCS / target).read_text(encoding="utf-8"))
        anchors = {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}
        assert heading in anchors, heading
