"""Texts cut to fit into a sentence."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from instruments.shortening import in_one_line, shortened


def test_a_text_that_fits_stays_as_it_is() -> None:
    assert shortened("a" * 80) == "a" * 80
    assert shortened("two\nlines") == "two\nlines"


def test_of_a_long_text_the_beginning_stays() -> None:
    assert shortened("a" * 81) == "a" * 79 + "…"
    assert shortened("one two three", 8) == "one two…"


def test_an_answer_that_is_shown_stays_whole_or_goes() -> None:
    assert shortened("Is ${name} well today?", 8) == "Is…"
    assert shortened("Is ${name} well today?", 15) == "Is ${name} wel…"
    assert shortened("${a} and ${b}", 11) == "${a} and…"


def test_a_line_has_no_breaks_and_single_spaces() -> None:
    assert in_one_line(" one\n\ttwo  three ") == "one two three"
    assert in_one_line("one\n" * 50, 12) == "one one one…"


@given(text=st.text(), longest=st.integers(1, 100))
def test_what_comes_out_is_never_longer(text: str, longest: int) -> None:
    assert len(shortened(text, longest)) <= longest
    assert len(in_one_line(text, longest)) <= longest
