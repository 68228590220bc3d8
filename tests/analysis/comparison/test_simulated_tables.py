from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from analysis.comparison.simulated_tables import simulated_p_value
from analysis.comparison.tables import Counts, clean_table
from tests.analysis.comparison import tables_by_hand

TABLE = clean_table([[2, 0, 1], [0, 2, 1], [1, 1, 0]])


def test_each_table_is_drawn_as_often_as_it_is_probable() -> None:
    drawn: Counter[tuple[tuple[int, ...], ...]] = Counter()

    def note(tables: Counts) -> np.ndarray:
        drawn.update(tuple(map(tuple, table)) for table in tables.tolist())
        return np.zeros(len(tables), dtype=bool)

    simulated_p_value(TABLE, note, simulations=40_000, seed=3)
    weights = {table: tables_by_hand.weight(table) for table in tables_by_hand.same_totals((3, 3, 2), (3, 3, 2))}
    assert set(drawn) == set(weights)
    for table, weight in weights.items():
        expected = 40_000 * float(weight / sum(weights.values()))
        assert abs(drawn[table] - expected) < 4.5 * np.sqrt(expected)


def test_drawing_ends_with_the_table_that_settles_it() -> None:
    def every_third(tables: Counts) -> np.ndarray:
        return np.arange(len(tables)) % 3 == 2

    # The fourth extreme table is the twelfth drawn: 4/12 by Besag and Clifford, which is (1 + 3)/(1 + 11).
    result = simulated_p_value(TABLE, every_third, simulations=1_000, seed=1, stop_at=4)
    assert result.p_value == pytest.approx(4 / 12)
    assert result.simulations == 11


def test_without_enough_extreme_tables_all_are_drawn() -> None:
    result = simulated_p_value(
        TABLE, lambda tables: np.zeros(len(tables), dtype=bool), simulations=1_001, seed=1, stop_at=5
    )
    assert (result.simulations, result.p_value) == (1_001, 1 / 1_002)
    assert result.low == 0.0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [({"simulations": 0}, "simulations is 0"), ({"simulations": 9, "stop_at": 1}, "stop_at is 1")],
)
def test_impossible_numbers_are_refused(arguments: dict[str, int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        simulated_p_value(TABLE, lambda tables: tables[:, 0, 0] > 0, seed=1, **arguments)
