from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.formula_guard import guarded, guarded_beside_numbers, text_or_number, unguarded

texts = st.one_of(st.text(alphabet="'=+-@\t\r\n 0123456789.eE\uff1dab", max_size=8), st.text(max_size=12))


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+44 1632 960001", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", " =1", "\u00a0=1", "\uff1d1+1", "'=1", "''-1"],
)
def test_what_begins_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "1", "a=b", "'quoted'", "2 - 1", "😀", "'", "n/a"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text


@given(texts)
def test_the_guard_can_always_be_taken_off(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert guarded(text).strip()[:1] not in ("=", "+", "-", "@", "\uff1d")


@given(texts)
def test_beside_numbers_a_text_stays_a_text(text: str) -> None:
    assert text_or_number(guarded_beside_numbers(text)) == text
    assert guarded_beside_numbers(text).strip()[:1] not in ("=", "+", "-", "@", "\uff1d")


@given(st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False)))
def test_numbers_stay_numbers_of_their_kind(number: int | float) -> None:
    found = text_or_number(repr(number))
    assert (found, type(found)) == (number, type(number))
