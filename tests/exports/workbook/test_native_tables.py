"""Excel tables: their heads, and the height of their rows."""

from __future__ import annotations

import pytest

from exports.workbook.native_tables import head_names


@pytest.mark.parametrize(
    ("labels", "heads"),
    [
        (["Police", "police", "Police"], ["Police", "police (2)", "Police (3)"]),
        (["", " ", "\n"], ["(no name)", "(no name) (2)", "(no name) (3)"]),
        (["two\nlines"], ["two lines"]),
        (["_x0041_"], ["_ x0041_"]),
        (["<r>markup</r>"], ["< r>markup</r>"]),
    ],
)
def test_heads_are_names_that_excel_takes(labels: list[str], heads: list[str]) -> None:
    assert head_names(labels) == heads


def test_a_long_head_is_cut_and_still_one_of_its_kind() -> None:
    one, two = head_names(["😀" * 300, "😀" * 300])
    assert one.endswith("…")
    assert two.endswith("… (2)")
    assert max(len(name.encode("utf-16-le")) // 2 for name in (one, two)) <= 80
