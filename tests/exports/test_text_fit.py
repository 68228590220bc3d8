from __future__ import annotations

import pytest

from exports.text_fit import fit_text, lines_needed, text_width


def test_widths_are_those_of_helvetica() -> None:
    assert text_width("Hi", 10) == pytest.approx(9.44)  # H 722, i 222 of 1000
    assert text_width("W", 10, bold=True) > text_width("W", 10)


def test_a_letter_with_an_accent_is_as_wide_as_the_letter() -> None:
    assert text_width("ŵŷâ", 10) == text_width("wya", 10)
    assert text_width("e\u0301", 10) == text_width("e", 10)


def test_words_are_broken_between_lines_and_long_ones_within() -> None:
    assert lines_needed("", 100, 10) == 1
    assert lines_needed("one two", 100, 10) == 1
    assert lines_needed("one two three four five six seven", 62, 10) == 3
    assert lines_needed("x" * 100, 100, 10) == 5


@pytest.mark.parametrize("text", ["word " * 200, "x" * 1000, "字" * 300, "a b\x00c\nd " * 90])
@pytest.mark.parametrize("lines", [1, 2, 5])
def test_text_is_cut_to_its_lines_and_says_so(text: str, lines: int) -> None:
    found = fit_text(text, 120, 10, lines)
    assert lines_needed(found, 120, 10) <= lines
    assert found.endswith("…")
    assert "\n" not in found


def test_text_with_room_stays_whole() -> None:
    assert fit_text("Short enough", 200, 10, 1) == "Short enough"


def test_text_is_cut_between_words_where_there_are_any() -> None:
    assert fit_text("seven eight nine ten eleven", 70, 10, 1) == "seven eight…"
