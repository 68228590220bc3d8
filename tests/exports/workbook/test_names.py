from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from exports.plain_text import utf16_length
from exports.workbook.names import range_name, range_names, sheet_label, sheet_names


def test_a_sheet_name_keeps_a_plain_label() -> None:
    assert sheet_names().take(sheet_label("Leader conversation")) == "Leader conversation"


def test_characters_that_excel_refuses_leave_a_sheet_name() -> None:
    assert sheet_label("'A/B [what?]: *\\'") == "A B what"


def test_a_label_of_nothing_but_refused_characters_still_has_a_name() -> None:
    assert sheet_label("[]:*?/\\") == "Section"


def test_the_same_label_twice_is_numbered_whatever_its_case() -> None:
    names = sheet_names()
    assert [names.take(label) for label in ("Visit", "visit", "VISIT")] == ["Visit", "visit (2)", "VISIT (3)"]


def test_a_section_cannot_take_the_name_of_our_own_sheets() -> None:
    names = sheet_names()
    assert names.take("Summary") == "Summary (2)"
    assert names.take("History") == "History (2)"


def test_a_long_label_is_cut_visibly_and_stays_unique() -> None:
    names = sheet_names()
    first, second = names.take("A" * 40), names.take("A" * 40)
    assert first == "A" * 30 + "…"
    assert second == "A" * 26 + "… (2)"


@given(st.lists(st.text(max_size=60), max_size=12))
def test_any_labels_give_names_that_excel_takes(labels: list[str]) -> None:
    names = sheet_names()
    taken = [names.take(sheet_label(label)) for label in labels]
    assert len({name.casefold() for name in taken}) == len(taken)
    for name in taken:
        assert 1 <= utf16_length(name) <= 31
        assert not re.search(r"[\[\]:*?/\\\x00-\x1f]", name)
        assert not name.startswith("'")
        assert not name.endswith("'")


@given(st.lists(st.text(max_size=300), max_size=8))
def test_any_names_give_defined_names_that_excel_takes(wanted: list[str]) -> None:
    names = range_names()
    taken = [names.take(range_name("q", one)) for one in wanted]
    assert len({name.casefold() for name in taken}) == len(taken)
    assert all(re.fullmatch(r"q_[A-Za-z0-9_.]*", name) and len(name) <= 255 for name in taken)


def test_a_question_called_like_a_cell_gets_a_name_that_is_none() -> None:
    assert range_name("q", "st1") == "q_st1"
