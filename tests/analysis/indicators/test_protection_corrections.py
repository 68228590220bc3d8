"""A period that is corrected: an adversary who kept every page puts them together, with own figures or none."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pytest
from scipy.optimize import LinearConstraint, milp

from analysis.disclosure import DisclosurePolicy
from analysis.indicators import Counted, Indicator, Shown, protect_period

POLICY = DisclosurePolicy.default()
COUNT = Indicator(
    key="n", title="", why="", numerator="", denominator="", source="", owner="", direction="lower", measure="count"
)  # fmt: skip
State = Mapping[str, int]
Cell = tuple[str, int]  # an agency and its figure, or "" and the place of a sum


def pages(states: Sequence[State]) -> list[tuple[Shown, dict[str, Shown]]]:
    """What is shown after each submission and correction."""
    counted = [{name: Counted(value=count) for name, count in state.items()} for state in states]
    return [
        protect_period(COUNT, counted[at], POLICY, total=True, earlier=counted[:at]) for at in range(len(counted))
    ]  # fmt: skip


def told(states: Sequence[State], knower: str = "") -> list[str]:
    """The small figures that an adversary with all pages can narrow down, by integer programming."""
    cells: dict[Cell, int] = {}
    known: dict[Cell, float] = {}
    for at, (state, (whole, parts)) in enumerate(zip(states, pages(states), strict=True)):
        for cell, shown in (*(((name, count), parts[name]) for name, count in state.items()), (("", at), whole)):
            cells.setdefault(cell, len(cells))
            if shown.value is not None:
                known[cell] = shown.value
    known |= {cell: cell[1] for cell in cells if knower and cell[0] == knower}
    rows = np.zeros((len(states), len(cells)))
    for at, state in enumerate(states):
        for name, count in state.items():
            rows[at, cells[name, count]] = 1
        rows[at, cells["", at]] = -1
    return [
        f"{cell} is not {guess} (seen by {knower or 'a reader'})"
        for cell in cells
        if cell[0] and cell[0] != knower and 1 <= cell[1] <= POLICY.threshold
        for guess in range(1, POLICY.threshold + 1)
        if not _possible(rows, cells, {**known, cell: guess})
    ]


def _possible(rows: np.ndarray, cells: Mapping[Cell, int], known: Mapping[Cell, float]) -> bool:
    low, high = np.zeros(len(cells)), np.full(len(cells), 1e4)
    for cell, count in known.items():
        low[cells[cell]] = high[cells[cell]] = count
    found = milp(
        np.zeros(len(cells)), integrality=np.ones(len(cells)), bounds=(low, high),
        constraints=LinearConstraint(rows, 0, 0),
    )  # fmt: skip
    return bool(found.success)


def cases() -> Iterator[list[State]]:
    """Periods with small figures, each corrected up to three times."""
    chance = random.Random(1)
    for _ in range(8):
        names = "ABCDE"[: chance.randint(3, 5)]
        state = {name: chance.choice((0, 1, 2, 3, 12, 30, 47, 60)) for name in names}
        states = [state]
        for _ in range(chance.randint(1, 3)):
            state = {**state, chance.choice(names): chance.choice((0, 1, 4, 13, 28, 52))}
            states.append(state)
        yield states


def test_the_adversary_finds_what_pages_that_forget_each_other_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    """C's three is told by the first sum, once the page after its correction shows what was hidden beside it."""
    states = [{"A": 30, "B": 47, "C": 3, "D": 12}, {"A": 30, "B": 47, "C": 52, "D": 12}]
    assert told(states) == []
    real = protect_period
    monkeypatch.setitem(
        pages.__globals__, "protect_period", lambda *args, earlier, **more: real(*args, **more)
    )  # fmt: skip
    assert told(states) != []


@pytest.mark.parametrize("states", list(cases()), ids=[f"case {number}" for number in range(8)])
def test_corrections_tell_no_small_figure_to_a_reader_or_an_agency(states: list[State]) -> None:
    assert POLICY.rounding == 1, "the adversary takes what is shown as exact"
    assert [hint for knower in ("", *states[0]) for hint in told(states, knower)] == []


def test_a_share_that_is_corrected_keeps_hidden_what_was_hidden() -> None:
    first = {"A": Counted(value=3, base=40), "B": Counted(value=20, base=50), "C": Counted(value=30, base=60)}
    share = Indicator(
        key="s", title="", why="", numerator="", denominator="x", source="", owner="", direction="lower"
    )  # fmt: skip
    _, before = protect_period(share, first, POLICY, total=True)
    second = {**first, "C": Counted(value=31, base=60)}
    _, after = protect_period(share, second, POLICY, total=True, earlier=[first])
    hidden = {name for name, one in before.items() if one.value is None}
    assert "A" in hidden
    assert hidden - {"C"} <= {name for name, one in after.items() if one.value is None}


def test_what_comes_back_as_it_was_is_shown_as_it_was() -> None:
    states = [{"A": 30, "B": 50, "C": 40}, {"A": 31, "B": 50, "C": 40}, {"A": 30, "B": 50, "C": 40}]
    first, _, last = pages(states)
    assert first == last
