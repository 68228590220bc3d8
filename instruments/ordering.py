"""Several orders made into one."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

Thing = TypeVar("Thing", bound=Hashable)


def merge_order(orders: Iterable[Sequence[Thing]]) -> list[Thing]:
    """Everything once: the first order as it is, then of each further one what is missing, where it stood there.

    A missing thing comes after what stood before it or, where nothing of that is there, before what stood after it.
    """
    merged: list[Thing] = []
    for order in orders:
        known = set(merged)
        for index, thing in enumerate(order):
            if thing not in known:
                merged.insert(_place(merged, known, order, index), thing)
                known.add(thing)
    return merged


def _place(merged: Sequence[Thing], known: set[Thing], order: Sequence[Thing], index: int) -> int:
    before = next((thing for thing in reversed(order[:index]) if thing in known), None)
    if before is not None:
        return merged.index(before) + 1
    after = next((thing for thing in order[index + 1 :] if thing in known), None)
    return len(merged) if after is None else merged.index(after)
