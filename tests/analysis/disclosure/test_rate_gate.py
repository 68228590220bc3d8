from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from analysis.disclosure.rate_gate import GatedRates, gate_rates
from analysis.response_rates import frame_cells, rate_tables


def gate(rows: list[dict[str, Any]], threshold: int = 4) -> GatedRates:
    cells = frame_cells(pd.DataFrame(rows))
    return gate_rates(rate_tables(cells, {}), cells, threshold)


def forums(*counts: tuple[str, int | None, int]) -> list[dict[str, Any]]:
    return [{"forum": name, "invited": invited, "answered": answered} for name, invited, answered in counts]


def shown(gated: GatedRates) -> list[list[tuple[str, int | None, int | None]]]:
    return [[(row.label, row.invited, row.answered) for row in table.rows] for table in gated.tables]


def test_large_groups_pass_unchanged() -> None:
    rows = forums(("North", 50, 10), ("South", 40, 20))
    gated = gate(rows)
    assert shown(gated) == [[("North", 50, 10), ("South", 40, 20)]]
    assert gated.touched == frozenset()


def test_a_small_number_of_answers_takes_another_row_with_it() -> None:
    gated = gate(forums(("North", 50, 10), ("South", 40, 20), ("East", 30, 3)))
    assert shown(gated) == [[("North", 50, None), ("South", 40, 20), ("East", 30, None)]]
    row = gated.tables[0].rows[0]
    assert (row.rate, row.mark) == (None, "c")
    assert gated.touched == {"forum"}


def test_a_small_number_of_silent_people_is_hidden_too() -> None:
    gated = gate(forums(("North", 50, 48), ("South", 40, 20), ("East", 30, 10)))
    assert shown(gated) == [[("North", 50, None), ("South", 40, 20), ("East", 30, None)]]


def test_a_group_in_which_nobody_or_everybody_answered_stays() -> None:
    gated = gate(forums(("North", 50, 0), ("South", 40, 40)))
    assert shown(gated) == [[("North", 50, 0), ("South", 40, 40)]]


def test_groups_of_very_few_are_taken_together_with_the_next_larger() -> None:
    gated = gate(forums(("North", 50, 10), ("South", 3, 2), ("East", 12, 6), ("West", 40, 20)))
    assert shown(gated) == [[("North", 50, 10), ("West", 40, 20), ("East and South", 15, 8)]]
    assert gated.tables[0].note is not None
    assert "taken together" in gated.tables[0].note
    assert gated.touched == {"forum"}


@pytest.mark.parametrize(
    "rows",
    [
        forums(("North", 3, 2)),
        forums(("North", 3, 2), ("South", 2, 1)),
        forums(("North", 50, 3)),
        forums(("North", 3, 2), ("South", None, 9)),
    ],
    ids=["one small", "two small", "one row", "small beside unknown"],
)
def test_a_table_that_cannot_be_protected_is_left_out(rows: list[dict[str, Any]]) -> None:
    gated = gate(rows)
    assert gated.tables == ()
    assert gated.touched == {"forum"}


def test_groups_of_unknown_size_are_protected_by_their_answers() -> None:
    gated = gate(forums(("North", None, 10), ("South", None, 20), ("East", None, 3)))
    assert shown(gated) == [[("North", None, None), ("South", None, 20), ("East", None, None)]]


def test_breakdowns_of_which_one_is_part_of_the_other_are_protected_together() -> None:
    # Each agency came to one forum only, so the forum is the sum of its agencies.
    rows = [
        {"agency": "Agency A", "forum": "North", "invited": 30, "answered": 3},
        {"agency": "Agency B", "forum": "North", "invited": 30, "answered": 12},
        {"agency": "Agency C", "forum": "South", "invited": 30, "answered": 7},
        {"agency": "Agency D", "forum": "South", "invited": 30, "answered": 20},
    ]
    gated = gate(rows)
    agencies = {row.label: row.answered for row in gated.tables[0].rows}
    assert agencies["Agency A"] is None
    # Agency C is smaller, but behind it nothing could hide: North's total is printed.
    assert agencies == {"Agency A": None, "Agency B": None, "Agency C": 7, "Agency D": 20}


def test_more_answers_than_invited_do_not_stop_the_gate() -> None:
    gated = gate(forums(("North", 10, 12), ("South", 40, 20)))
    assert shown(gated) == [[("North", 10, 12), ("South", 40, 20)]]
    assert gated.tables[0].rows[0].rate is None


def test_without_a_frame_there_is_nothing_to_gate() -> None:
    assert gate_rates((), (), 4).tables == ()
