from __future__ import annotations

from exports.plain_text import utf16_length
from exports.workbook.text import CELL_LIMIT, cell_text, header_text


def test_text_that_fits_is_kept_to_the_letter() -> None:
    for text in ("=1+1", "  kept  ", "line\nline", "\x01", "😀", "\u202e\u0645\u0631\u062d\u0628\u0627"):
        assert cell_text(text) == text


def test_text_that_is_too_long_is_cut_with_a_visible_note() -> None:
    cut = cell_text("x" * 40_000)
    assert utf16_length(cut) == CELL_LIMIT
    assert cut.endswith("[cut here: a cell holds 32,767 characters and this text has 40,000]")


def test_length_is_counted_as_excel_counts_it() -> None:
    assert utf16_length(cell_text("😀" * 20_000)) <= CELL_LIMIT
    assert "this text has 40,000]" in cell_text("😀" * 20_000)


def test_half_an_emoji_becomes_a_replacement_character() -> None:
    assert cell_text("a\ud83d") == "a\ufffd"


def test_an_ampersand_in_a_page_header_is_no_code() -> None:
    assert header_text("Health & care &P", 40) == "Health && care &&P"
