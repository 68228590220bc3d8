"""Filters of long lists, which are looked up rather than gone through."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments.compiled import CompiledInstrument
from instruments.offered_choices import LONG_LIST
from instruments.paths import find_path
from tests.instruments.factories import CHOICES, compiled, group, question

TEXTS = ("", "1", "01", "1.0", "north", "2026-03-27", "2026-03-27T00:00:00", " 1", "é")


def villages(count: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [{"name": f"v{number}", "label": f"Village {number}"} for number in range(count)]
    for number, row in enumerate(rows):
        if number % 10:  # one in ten has no such column
            row["columns"] = {"district": TEXTS[number % len(TEXTS)], "size": str(number % 7)}
    return rows


def form(choice_filter: str, count: int, **columns: Any) -> CompiledInstrument:
    asked = question("select_one villages", "village", choice_filter=choice_filter, **columns)
    page = group("page", question("text", "district"), question("integer", "size"), asked)
    return compiled(page, choices=CHOICES | {"villages": villages(count)})


FILTERS = (
    "district = ${district}",
    "${district} = district",
    "district = ${district} and size > ${size}",
    "size = ${size} and district = ${district}",
    "district = '1'",
    "district = ${district} or size = 3",
    "not(district = ${district})",
    "district != ${district}",
)
SHORT = {text: form(text, LONG_LIST - 1) for text in FILTERS}
LONG = {text: form(text, 10 * LONG_LIST) for text in FILTERS}


@given(st.sampled_from(FILTERS), st.sampled_from(TEXTS), st.sampled_from((None, 3, 0)))
def test_looking_up_finds_what_going_through_finds(text: str, district: str, size: int | None) -> None:
    document = {"district": district, "size": size}
    short = find_path(SHORT[text], document).choices("village")
    long = find_path(LONG[text], document).choices("village")
    assert [choice.name for choice in long][: len(short)] == [choice.name for choice in short]
    assert len(long) >= len(short)


@pytest.mark.parametrize("count", [LONG_LIST - 1, LONG_LIST + 1])
def test_other_is_offered_in_a_list_of_any_length(count: int) -> None:
    path = find_path(form("district = ${district}", count, or_other=True), {"district": "north"})
    assert [choice.name for choice in path.choices("village")][-1] == "other"
