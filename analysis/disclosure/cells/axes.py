"""Axes of tables: labels, groups of labels and their total."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Axis:
    """What the rows (or the columns, or the layers) of a table are.

    ``groups`` names sums of labels, or of other groups: ``{"Health": ("Hospital", "Community")}``. What is in no group
    adds up to the total, and so do the groups that are in none.

    Raises
    ------
    ValueError
        Where a name stands twice, or groups share a part, name an unknown one or are made of one another.
    """

    name: str
    labels: tuple[str, ...]
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        entries = [*self.labels, *self.groups]
        if not self.labels or len(set(entries)) < len(entries):
            raise ValueError(f"axis '{self.name}' has no labels, or names one twice: {entries}")
        parts = [part for parts in self.groups.values() for part in parts]
        for part in parts:
            if part not in entries or parts.count(part) > 1:
                raise ValueError(f"axis '{self.name}': '{part}' is no label, or stands in two groups")
        self.matrix()

    def entries(self) -> list[str | None]:
        """Labels, groups and, at last, the total."""
        return [*self.labels, *self.groups, None]

    def sums(self) -> Iterator[tuple[int, list[int]]]:
        """Each group, and the total, as the place of its entry and the places of its parts."""
        place = {entry: number for number, entry in enumerate(self.entries())}
        inside = {part for parts in self.groups.values() for part in parts}
        for group, parts in self.groups.items():
            yield place[group], [place[part] for part in parts]
        yield place[None], [place[entry] for entry in self.entries()[:-1] if entry not in inside]

    def matrix(self) -> NDArray[np.int64]:
        """What each entry is, as a sum of labels."""
        rows = np.zeros((len(self.entries()), len(self.labels)), dtype=np.int64)
        rows[: len(self.labels)] = np.eye(len(self.labels), dtype=np.int64)
        waiting = list(self.sums())
        done = set(range(len(self.labels)))
        while waiting:
            ready = [(whole, parts) for whole, parts in waiting if done.issuperset(parts)]
            if not ready:
                raise ValueError(f"axis '{self.name}': its groups are made of one another: {dict(self.groups)}")
            for whole, parts in ready:
                rows[whole] = rows[parts].sum(axis=0)
                done.add(whole)
            waiting = [(whole, parts) for whole, parts in waiting if whole not in done]
        return rows
