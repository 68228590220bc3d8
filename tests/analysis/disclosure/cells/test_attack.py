"""No small number can be worked out of what the engine leaves shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from analysis.disclosure.cells import System
from tests.analysis.disclosure.cells.reports import (
    Case,
    attack,
    complements,
    make_hierarchy,
    make_linked,
    make_multiple,
    make_three_way,
    make_two_way,
)

Maker = Callable[[np.random.Generator], System]


def plain(rng: np.random.Generator, make: Maker) -> Case:
    return Case(system=make(rng))


def rounded(rng: np.random.Generator, make: Maker) -> Case:
    """As the NHS rounds: 1 to 7 hidden, the others to the nearest five."""
    return Case(system=make(rng), threshold=7, more={"rounding": 5})


def with_percentages(rng: np.random.Generator, make: Maker) -> Case:
    system = make(rng)
    return Case(system=system, more={"complements": complements(system)})


def with_sensitive_answers(rng: np.random.Generator, make: Maker) -> Case:
    """Some zeros are hidden too, so the mark may stand for one."""
    system = make(rng)
    zeros = [cell for cell in range(len(system.values)) if rng.random() < 0.3]
    return Case(system=system, more={"zero_primary": zeros, "mark_at_least": 0})


def with_more_known(rng: np.random.Generator, make: Maker) -> Case:
    """Some counts are known from elsewhere, some are printed nowhere, some are hidden for other reasons."""
    system = make(rng)
    drawn = rng.random(len(system.values))
    fixed = [cell for cell, value in enumerate(system.values) if drawn[cell] < 0.05 and value > 4]
    also = [cell for cell, value in enumerate(system.values) if drawn[cell] > 0.95 and value]
    printed = [not 0.1 < one < 0.2 for one in drawn]
    return Case(system=system, more={"fixed": fixed, "also": also, "printed": printed})


def threshold_ten(rng: np.random.Generator, make: Maker) -> Case:
    return Case(system=make(rng), threshold=10)


KINDS: list[tuple[Callable[[np.random.Generator, Maker], Case], Maker]] = [
    (plain, make_two_way),
    (plain, make_hierarchy),
    (plain, make_linked),
    (plain, make_three_way),
    (with_percentages, make_multiple),
    (rounded, make_two_way),
    (rounded, make_linked),
    (with_sensitive_answers, make_two_way),
    (with_sensitive_answers, make_multiple),
    (with_more_known, make_two_way),
    (with_more_known, make_hierarchy),
    (threshold_ten, make_linked),
]
NAMES = [f"{told.__name__}, {make.__name__}" for told, make in KINDS]


@pytest.mark.parametrize(("told", "make"), KINDS, ids=NAMES)
@pytest.mark.parametrize("seed", range(4))
def test_no_small_number_can_be_worked_out(
    told: Callable[[np.random.Generator, Maker], Case], make: Maker, seed: int
) -> None:
    _attack(told(np.random.default_rng(seed), make))


@pytest.mark.long
@pytest.mark.parametrize(("told", "make"), KINDS, ids=NAMES)
def test_nor_of_many_more_reports(told: Callable[[np.random.Generator, Maker], Case], make: Maker) -> None:
    for seed in range(100, 140):
        _attack(told(np.random.default_rng(seed), make))


def _attack(case: Case) -> None:
    found = case.suppress()
    assert found.primary <= found.hidden
    if not (found.everything and case.more.get("fixed")):  # what is known from elsewhere may be too much
        assert list(attack(case, found)) == []


@pytest.mark.parametrize("make", [make_two_way, make_hierarchy, make_linked, make_three_way, make_multiple])
def test_the_attack_wins_where_only_the_small_counts_are_hidden(make: Maker) -> None:
    won = 0
    for seed in range(12):
        case = plain(np.random.default_rng(seed), make)
        found = case.suppress()
        only_primary = replace(found, hidden=found.primary, withheld=frozenset())
        won += bool(found.hidden > found.primary and list(attack(case, only_primary)))
    assert won >= 3
