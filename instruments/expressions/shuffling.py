"""Another order of a set: by chance or, with a seed, always the same one, which is also ODK Collect's."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TypeVar

from instruments.expressions.values import Value, to_number

PRIME = 2147483647

T = TypeVar("T")


def seed_of(value: Value) -> int:
    """The seed that a value is: its number without the fraction, and 0 for what is none."""
    number = to_number(value)
    return 0 if math.isnan(number) else int(max(-1e9, min(1e9, number)))


def shuffled(members: Sequence[T], seed: int | None, draw: Callable[[], float]) -> list[T]:
    """The members in another order; without a seed by numbers from 0 to below 1 that are drawn."""
    state = 0 if seed is None else int(math.fmod(seed, PRIME))
    state = state if state > 0 else state + PRIME - 1
    found: list[T] = []
    for index, member in enumerate(members):
        state = state * 16807 % PRIME
        drawn = draw() if seed is None else (state - 1) / (PRIME - 1)
        at = int(drawn * (index + 1))
        found.append(found[at] if at < index else member)
        found[at] = member
    return found
