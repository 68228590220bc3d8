from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from exports.plain_text import cut_to, plain_text, utf16_length


def test_control_characters_and_line_breaks_become_spaces() -> None:
    assert plain_text("one\x00\x07two\nthree\u2028four") == "one two three four"


def test_characters_that_xml_cannot_hold_are_replaced_visibly() -> None:
    assert plain_text("a\ud800b\uffff") == "a\ufffdb\ufffd"


def test_an_emoji_counts_as_two_and_is_never_cut_in_half() -> None:
    assert utf16_length("a😀") == 3
    assert cut_to("a😀", 2) == "a"


def test_what_is_cut_ends_in_an_ellipsis() -> None:
    assert plain_text("Trust between agencies", 10) == "Trust bet…"


@given(st.text(), st.integers(min_value=1, max_value=40))
def test_plain_text_always_fits_its_limit_and_xml(text: str, limit: int) -> None:
    plain = plain_text(text, limit)
    assert utf16_length(plain) <= limit
    element = etree.Element("a")
    element.text = plain  # lxml refuses what XML cannot hold
    assert element.text == (plain or None) or element.text == ""
