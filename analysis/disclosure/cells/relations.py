"""Counts and how they hang together: which are sums of others, and which overlap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Rule = Literal["sum", "cover"]


@dataclass(frozen=True, slots=True)
class Relation:
    """That one count is made of others; cells are named by their place in the list of values.

    The parts of a "sum" add up to the whole. The parts of a "cover" overlap, as the options of a multiple choice do:
    none is more than the whole, and together they are at least the whole.
    """

    whole: int
    parts: tuple[int, ...]
    rule: Rule = "sum"


def check_system(values: Sequence[int], relations: Sequence[Relation]) -> None:
    """Raise ValueError where a count is negative or no whole number, or a relation does not hold."""
    for place, value in enumerate(values):
        if value < 0 or value != int(value):
            raise ValueError(f"values[{place}] is {value}; counts are whole numbers of 0 or more")
    for relation in relations:
        _check_relation(values, relation)


def _check_relation(values: Sequence[int], relation: Relation) -> None:
    cells = (relation.whole, *relation.parts)
    if min(cells) < 0 or max(cells) >= len(values):
        raise ValueError(f"relations: {relation} names a cell that is not among the {len(values)} values")
    if not relation.parts or len(set(cells)) < len(cells):
        raise ValueError(f"relations: {relation} has no parts, or names a cell twice")
    whole, total = values[relation.whole], sum([values[part] for part in relation.parts])
    if relation.rule == "sum" and total != whole:
        raise ValueError(f"relations: the parts of {relation} add up to {total}, not to {whole}")
    if relation.rule == "cover" and (total < whole or max(values[part] for part in relation.parts) > whole):
        raise ValueError(f"relations: the parts of {relation} do not cover {whole}, or one of them is more")
