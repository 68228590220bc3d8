"""Constructed tables of all kinds, and the attack on what is published of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from analysis.disclosure.cells import (
    Axis,
    Suppression,
    System,
    hierarchy,
    linked,
    multiple_choice,
    suppress,
    table,
    three_way,
    two_way,
)
from tests.analysis.disclosure.cells.attacker import MOST, Reader, Sum


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A system, and what else the engine is told."""

    system: System
    threshold: int = 4
    more: Mapping[str, Any] = field(default_factory=dict)

    def suppress(self) -> Suppression:
        return suppress(
            self.system.values, self.system.relations, threshold=self.threshold, cost=self.system.cost, **self.more
        )


def counts(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Counts of which some are few and some are none, whatever the rest."""
    mean = rng.choice([2, 5, 10, 25])
    return rng.poisson(rng.gamma(rng.choice([0.4, 1.0, 3.0]), mean, shape)).astype(int)


def sizes(rng: np.random.Generator, number: int, most: int = 6) -> list[int]:
    return [int(size) for size in rng.integers(2, most + 1, number)]


def labels(prefix: str, number: int) -> tuple[str, ...]:
    return tuple(f"{prefix}{one}" for one in range(number))


def make_two_way(rng: np.random.Generator) -> System:
    return two_way(counts(rng, *sizes(rng, 2)))


def make_hierarchy(rng: np.random.Generator) -> System:
    """Groups of groups, crossed with an answer or by themselves."""
    rows = labels("r", int(rng.integers(4, 9)))
    cut = int(rng.integers(2, len(rows) - 1))
    groups = {"first": rows[:cut], "second": rows[cut:]}
    if rng.random() < 0.3:
        tree = {name: {row: int(counts(rng, 1)[0]) for row in parts} for name, parts in groups.items()}
        return hierarchy({"both": tree, "third": int(counts(rng, 1)[0])})
    columns = labels("c", int(rng.integers(2, 5)))
    halves = {"base": columns[:-1]} if rng.random() < 0.3 else {}
    return table(counts(rng, len(rows), len(columns)), Axis("row", rows, groups), Axis("column", columns, halves))


def make_linked(rng: np.random.Generator) -> System:
    """An answer by several breakdowns of the same people."""
    people = int(rng.choice([40, 100, 250]))
    options = int(rng.integers(2, 6))
    answers = rng.choice(options, people, p=rng.dirichlet(np.full(options, 0.7)))
    tables = []
    for name in labels("breakdown", int(rng.integers(2, 5))):
        groups = int(rng.integers(2, 7))
        inside = np.zeros((groups, options), dtype=int)
        np.add.at(inside, (rng.choice(groups, people, p=rng.dirichlet(np.full(groups, 1.0))), answers), 1)
        tables.append(two_way(inside, Axis(name, labels("g", groups)), Axis("answer", labels("a", options))))
    return linked(*tables)


def make_three_way(rng: np.random.Generator) -> System:
    return three_way(counts(rng, *sizes(rng, 3, 3)))


def make_multiple(rng: np.random.Generator) -> System:
    people, groups, options = int(rng.choice([20, 60, 150])), int(rng.integers(2, 6)), int(rng.integers(2, 5))
    chosen = rng.random((people, options)) < rng.choice([0.03, 0.2, 0.5, 0.95], options)
    chosen[~chosen.any(axis=1), rng.integers(options)] = True
    group = rng.choice(groups, people, p=rng.dirichlet(np.full(groups, 1.0)))
    inside = np.zeros((groups, options), dtype=int)
    np.add.at(inside, group, chosen.astype(int))
    bases = np.bincount(group, minlength=groups)
    return multiple_choice(inside, bases, Axis("row", labels("r", groups)), Axis("option", labels("o", options)))


def complements(system: System) -> list[tuple[int, int]]:
    """Each percentage of a multiple choice, as base and option."""
    return [(one.whole, part) for one in system.relations if one.rule == "cover" for part in one.parts]


def attack(case: Case, found: Suppression) -> Iterator[str]:
    """What a reader of the tables can work out and should not; nothing where the engine is right."""
    reader = Reader(list(_limits(case, found)), list(_sums(case)))
    values = case.system.values
    fixed, zeros = set(case.more.get("fixed", ())), set(case.more.get("zero_primary", ()))
    # That nobody at all gave an answer may be shown, and then nobody of a small group did.
    none_at_all = {cell for cell, value in enumerate(values) if value == 0 and cell not in found.hidden}
    for _ in range(4):  # as many levels as any of these tables has
        none_at_all |= {part for one in case.system.relations if one.whole in none_at_all for part in one.parts}
    for cell, value in enumerate(values):
        if cell in fixed:
            continue
        is_printed = case.more.get("printed", [True] * len(values))[cell]
        least = 0 if cell in zeros else 1
        hides = range(least, case.threshold + 1)
        if value in hides and (value or cell in found.hidden or not is_printed):
            if is_printed and cell not in found.hidden:
                yield f"{cell} is {value}, and shown"
            for other in hides:
                if not reader.can_be(cell, other) and (is_printed or other > 1):
                    yield f"{cell} is {value}, and cannot be {other}"
        elif cell in found.hidden - none_at_all and not reader.is_open(cell):
            yield f"{cell} can only be {value}"
    for number, (whole, part) in enumerate(_few_left(case), start=len(values)):
        if {whole, part} <= fixed:
            continue
        for other in range(1, case.threshold + 1):
            if not reader.can_be(number, other):
                yield f"{whole} less {part} cannot be {other}"


def _few_left(case: Case) -> list[tuple[int, int]]:
    values = case.system.values
    return [
        (whole, part)
        for whole, part in case.more.get("complements", ())
        if 1 <= values[whole] - values[part] <= case.threshold
    ]


def _sums(case: Case) -> Iterator[Sum]:
    for one in case.system.relations:
        yield Sum(one.whole, one.parts, one.rule == "cover")
    for number, (whole, part) in enumerate(_few_left(case), start=len(case.system.values)):
        yield Sum(whole, (part, number))


def _limits(case: Case, found: Suppression) -> Iterator[tuple[int, int]]:
    """What is printed of each count."""
    printed = case.more.get("printed", [True] * len(case.system.values))
    totals = {one.whole for one in case.system.relations if any(printed[part] for part in one.parts)}
    mark = case.more.get("mark_at_least", 1)
    for cell, value in enumerate(case.system.values):
        if cell in case.more.get("fixed", ()):
            yield value, value
        elif not printed[cell] or cell in found.withheld:
            yield 0, MOST
        elif cell in found.hidden and mark and cell in totals:  # where its parts stand a reader sees whether it is few
            yield (1, case.threshold) if value <= case.threshold else (case.threshold + 1, MOST)
        elif cell in found.hidden:
            yield mark, MOST
        elif case.more.get("rounding") and value:
            base = case.more["rounding"]
            alike = [
                one for one in range(case.threshold + 1, value + base) if _rounded(one, base) == _rounded(value, base)
            ]
            yield min(alike), max(alike)
        else:
            yield value, value
    yield from ((0, MOST) for _ in _few_left(case))


def _rounded(value: int, base: int) -> int:
    return base * ((value + base // 2) // base)  # for an odd base
