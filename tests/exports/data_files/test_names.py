from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.data_files.names import (
    SPSS_LIMIT,
    SPSS_RESERVED,
    STATA_LIMIT,
    STATA_RESERVED,
    VariableNames,
    cut_to_bytes,
)

LANGUAGES = [(SPSS_LIMIT, SPSS_RESERVED), (STATA_LIMIT, STATA_RESERVED)]


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("useful", "useful"),
        ("topics/gangs", "topics_gangs"),
        ("visit:entry", "visit_entry"),
        ("ysgol-ŵyr.2", "ysgol_wyr_2"),
        ("_hidden_", "hidden"),
        ("2nd", "v_2nd"),
        ("名前", "v"),
        ("AND", "v_AND"),
        ("str12", "v_str12"),
    ],
)
def test_a_name_becomes_letters_digits_and_underscores(wanted: str, name: str) -> None:
    assert VariableNames(SPSS_LIMIT, SPSS_RESERVED).take(wanted) == name


def test_names_that_would_be_the_same_are_numbered_whatever_their_capitals() -> None:
    names = VariableNames(STATA_LIMIT, STATA_RESERVED)
    assert [names.take(name) for name in ("a b", "a-b", "A_B", "x" * 40, "x" * 41)] == [
        "a_b", "a_b_2", "A_B_3", "x" * 28, "x" * 26 + "_2",
    ]  # fmt: skip


@given(st.lists(st.text(max_size=80), max_size=12), st.sampled_from(LANGUAGES))
def test_any_names_are_told_apart_and_allowed(wanted: list[str], language: tuple[int, frozenset[str]]) -> None:
    limit, reserved = language
    names = VariableNames(limit, reserved)
    found = [names.take(name) for name in wanted]
    assert len({name.lower() for name in found}) == len(wanted)
    for name in found:
        assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*(?<!_)", name)
        assert len(name) <= limit
        assert name.lower() not in reserved


@given(st.text(), st.integers(10, 60))
def test_a_label_keeps_within_its_bytes(text: str, limit: int) -> None:
    found = cut_to_bytes(text, limit)
    assert len(found.encode()) <= limit
    if len(text.encode()) <= limit:
        assert found == text
    else:
        assert found.endswith("…")
