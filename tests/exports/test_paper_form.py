"""The paper form is read back with python-docx: nothing that is asked may be missing from it."""

import re
from io import BytesIO

import docx
import pytest
from docx.document import Document

from exports.paper_form import write_paper_form
from exports.paper_form.answers import DRAWINGS
from instruments.compiled import CompiledInstrument, compile_instrument
from instruments.loading import library, load_instrument
from instruments.model import ANSWERED_TYPES, COMPOSITE_TYPES, UNSEEN_TYPES

SMALL = """
settings: {form_id: small, form_title: A small form, "form_title::Welsh (cy)": Ffurflen fach, purpose: To be tried out.}
choices:
  yn: [{name: "yes", label: "Yes", "label::Welsh (cy)": "Ie"}, {name: "no", label: "No"}]
  alone: [{name: a, label: A}, {name: none, label: None of these, exclusive: true}]
  met:
    - {name: fully, label: Fully}
    - {name: partly, label: Partly}
    - {name: na, label: Not applicable, missing: not_applicable}
scales:
  met: {direction: best_first, action_below: fully, rubric: {fully: "All of it, always."}}
survey:
  - type: group
    name: first
    label: First page
    children:
      - {type: select_one yn, name: heard, label: "Did you hear?", "label::Welsh (cy)": "Glywsoch chi?"}
      - {type: text, name: why, label: "Why not?", relevant: "${heard} = 'no'", appearance: multiline}
      - {type: select_multiple alone, name: which, label: Which?}
      - {type: calculate, name: hidden_sum, calculation: "1 + 1"}
  - {type: group, name: judged, label: Judged, children: [{type: grade met, name: st1, label: Accountability}]}
  - type: group
    name: table
    label: Table
    children:
      - type: group
        name: rows
        label: How was it?
        appearance: table-list
        children:
          - {type: select_one yn, name: row_a, label: The room}
          - {type: select_one yn, name: row_b, label: The day}
  - type: repeat
    name: visit
    label: Visits
    entry_name: visit
    children:
      - {type: integer, name: minutes, label: How long?}
      - type: repeat
        name: room
        label: Rooms
        entry_name: room
        children: [{type: text, name: seen, label: What did you see?}]
"""


def _compiled(text: str) -> CompiledInstrument:
    return compile_instrument(load_instrument(text))


def _form(compiled: CompiledInstrument, language: str | None = None) -> Document:
    stream = BytesIO()
    write_paper_form(compiled, stream, language=language)
    stream.seek(0)
    return docx.Document(stream)


def _texts(document: Document) -> list[str]:
    """Everything that is printed, a paragraph each, in the order of the page."""
    return [paragraph.text for paragraph in document.element.body.iter(f"{{{document.element.nsmap['w']}}}p")
            for paragraph in [docx.text.paragraph.Paragraph(paragraph, document)]]  # fmt: skip


@pytest.mark.parametrize("form_id", sorted(library()))
def test_every_question_of_the_library_is_on_paper(form_id: str) -> None:
    compiled = compile_instrument(load_instrument(library()[form_id]))
    printed = " ".join(" ".join(_texts(_form(compiled))).split())
    for item in compiled.items:
        if item.question.is_seen and item.question.label and "${" not in item.question.label:
            label = re.sub(r"[*_#<>]|\[|\]\([^)]*\)", "", item.question.label)
            assert " ".join(label.split()) in re.sub(r"[*_#<>]", "", printed), item.name


def test_every_kind_of_question_has_its_drawing() -> None:
    assert set(DRAWINGS) == set(ANSWERED_TYPES) - set(COMPOSITE_TYPES) - set(UNSEEN_TYPES)


def test_questions_are_numbered_and_skip_rules_name_the_number() -> None:
    texts = _texts(_form(_compiled(SMALL)))
    assert "Q1  Did you hear?" in texts
    assert texts[texts.index("Q2  Why not?") + 1] == "Only if Q1 is ‘No’."


def test_whoever_does_not_agree_stops_and_nothing_else_says_so_again() -> None:
    consent = "      - {type: consent, name: agreed, label: Do you agree?}\n"
    texts = _texts(_form(_compiled(SMALL.replace("    children:\n", "    children:\n" + consent, 1))))
    assert texts.count("Whoever does not agree stops here.") == 1
    assert [text for text in texts if text.startswith("Only if")] == ["Only if Q2 is ‘No’."]


def test_what_is_worked_out_is_not_on_paper() -> None:
    assert not any("hidden_sum" in text for text in _texts(_form(_compiled(SMALL))))


def test_a_choice_that_stands_alone_says_so() -> None:
    assert "\u2610  None of these (tick no other)" in _texts(_form(_compiled(SMALL)))


def test_a_grade_shows_what_it_looks_like_and_asks_its_parts_under_their_condition() -> None:
    document = _form(_compiled(SMALL))
    rubric, parts = document.tables[0], document.tables[1]
    assert [cell.text for cell in rubric.rows[1].cells] == ["\u2610", "Fully", "All of it, always."]
    left = [row.cells[0].text for row in parts.rows]
    assert left[:2] == ["If it is ‘Not applicable’", "Q4a  Why this does not apply"]
    assert "If it is ‘Fully’ or ‘Partly’" in left
    assert left[left.index("If it is ‘Partly’") + 1].endswith("Action: what will be done")


def test_questions_with_the_same_choices_share_a_table() -> None:
    table = _form(_compiled(SMALL)).tables[2]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["", "Yes", "No"], ["Q5  The room", "\u2610", "\u2610"], ["Q6  The day", "\u2610", "\u2610"]
    ]  # fmt: skip


def test_each_entry_of_a_repeat_has_its_blank_and_its_own_inner_ones() -> None:
    headings = [p.text for p in _form(_compiled(SMALL)).paragraphs if p.style.name.startswith("Heading")]
    assert [text for text in headings if text.startswith(("Visit", "Room"))] == [
        "Visits", *[text for number in (1, 2, 3) for text in (f"Visit {number}", "Rooms", "Room 1", "Room 2")]
    ]  # fmt: skip


def test_a_form_in_another_language_says_which_and_falls_back_where_nothing_is_translated() -> None:
    document = _form(_compiled(SMALL), "Welsh (cy)")
    texts = _texts(document)
    assert texts[0] == "Ffurflen fach"
    assert {"Q1  Glywsoch chi?", "Q2  Why not?"} <= set(texts)
    assert document.core_properties.language == "cy-GB"


def test_a_screen_reader_finds_the_title_and_the_headings() -> None:
    document = _form(_compiled(SMALL))
    assert document.core_properties.title == "A small form"
    assert [p.style.name for p in document.paragraphs if p.text == "First page"] == ["Heading 1"]
    assert "w:tblHeader" in document.tables[0].rows[0]._tr.xml


def test_odd_characters_do_not_break_the_document() -> None:
    odd = SMALL.replace("Did you hear?", r"A bell\u2028and <b> & \U0001F600")
    assert any("bell" in text for text in _texts(_form(_compiled(odd))))
