"""Which figures of one period are shown, where several agencies and their total stand side by side.

Small counts are hidden, and then as many others as it takes that nobody can work one out: neither a reader of all
agencies and the total, nor an agency that knows its own figures besides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.disclosure.cells import Relation, suppress
from analysis.disclosure.policy import DisclosurePolicy
from analysis.disclosure.rounding import round_count
from analysis.indicators.definitions import Indicator
from analysis.report import Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What is shown of one agency, or of all, for one period.

    Attributes
    ----------
    value : float or None
        The numerator, count or value; None where it is hidden or absent.
    base : int or None
        What it is of; None where it is hidden or there is none.
    mark : {"c", "z"} or None
        "c" where a figure is hidden, "z" where nothing was submitted, or of a base of 0.
    """

    value: float | None
    base: int | None
    mark: Mark | None = None


ABSENT = Shown(value=None, base=None, mark="z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What was submitted: the numerator, count or value, and the base where there is one."""

    value: float
    base: int | None = None


def protect_period(
    indicator: Indicator, submitted: Mapping[str, Counted], policy: DisclosurePolicy, *, total: bool
) -> tuple[Shown, dict[str, Shown]]:
    """Choose what is shown of one period.

    Parameters
    ----------
    indicator : Indicator
        Its measure says what can be added up: a value cannot. Counts of organisations are not protected.
    submitted : mapping of str to Counted
        By agency.
    policy : DisclosurePolicy
    total : bool
        Whether the sum over the agencies is shown too. It is not while an agency is still to submit.

    Returns
    -------
    tuple
        What is shown of all together, and of each agency.

    Raises
    ------
    ValueError
        Where a count is negative, not whole, or more than its base.

    Notes
    -----
    Counts and bases of all agencies and their sums are one system for
    :func:`analysis.disclosure.cells.suppress`, with the complements of shares. It is solved for a reader who knows
    nothing besides, and then for each agency with its own figures as known, until all of them are safe together.
    """
    threshold = policy.threshold if indicator.unit == "people" else 0
    if indicator.measure == "value":
        return ABSENT, {name: _value_shown(one, threshold) for name, one in submitted.items()}
    counts = {name: _checked(indicator, name, one) for name, one in submitted.items()}
    rounding = policy.rounding if threshold else 1
    if not total or not counts:
        return ABSENT, {name: _alone(*one, threshold, rounding) for name, one in counts.items()}
    system = _System(list(counts), list(counts.values()))
    hidden = system.hidden(threshold, rounding) if threshold else frozenset()
    parts = {name: system.shown(place, hidden, rounding) for place, name in enumerate(system.names)}
    return system.shown(len(system.names), hidden, rounding), parts


def _alone(count: int, base: int | None, threshold: int, rounding: int) -> Shown:
    """The figures of an agency beside which no sum is shown, or the mark in their place."""
    few = range(1, threshold + 1)
    if base == 0:
        return ABSENT
    if base is not None and base in few:
        return Shown(value=None, base=None, mark="c")
    shown_base = None if base is None else round_count(base, rounding)
    if count in few or (base is not None and base - count in few):
        return Shown(value=None, base=shown_base, mark="c")
    return Shown(value=round_count(count, rounding), base=shown_base)


def _value_shown(one: Counted, threshold: int) -> Shown:
    if one.base is None:
        return Shown(value=one.value, base=None)
    if one.base == 0:
        return ABSENT
    return Shown(value=None, base=None, mark="c") if one.base <= threshold else Shown(value=one.value, base=one.base)


def _checked(indicator: Indicator, name: str, one: Counted) -> tuple[int, int | None]:
    where = f"{name} for {indicator.key}"
    if one.value != int(one.value) or one.value < 0 or (one.base is not None and one.base < 0):
        raise ValueError(f"{where} has {one.value} of {one.base}; both are whole numbers from 0")
    base = one.base if indicator.measure == "share" else None
    if indicator.measure == "share" and (base is None or one.value > base):
        raise ValueError(f"{where} has a numerator of {int(one.value)}, and its denominator is {base}")
    return int(one.value), base


class _System:
    """The counts of a period: for each agency its count and base, then those of all together."""

    def __init__(self, names: Sequence[str], counts: Sequence[tuple[int, int | None]]) -> None:
        self.names = names
        self.has_base = counts[0][1] is not None
        rows = [*counts, (sum(n for n, _ in counts), sum(b or 0 for _, b in counts) if self.has_base else None)]
        self.values = [number for row in rows for number in row if number is not None]
        self.width = 2 if self.has_base else 1
        whole = len(names) * self.width
        self.relations = [
            Relation(whole + side, tuple(place * self.width + side for place in range(len(names))))
            for side in range(self.width)
        ]
        self.complements = [(at * 2 + 1, at * 2) for at in range(len(rows))] if self.has_base else []

    def hidden(self, threshold: int, rounding: int) -> frozenset[int]:
        """The cells to hide, safe against a reader of the page and against each agency."""
        few = range(1, threshold + 1)
        # Of a base of few not even a count of nobody is told.
        found = frozenset(part for whole, part in self.complements if self.values[whole] in few)
        if not found and not self._has_few(threshold):
            return frozenset()
        known = [frozenset[int](), *(frozenset(self._cells(place)) for place in range(len(self.names)))]
        while True:
            before = found
            for own in known:
                chosen = suppress(
                    self.values, self.relations, also=found, fixed=own, threshold=threshold, mark_at_least=0,
                    complements=self.complements, rounding=rounding if rounding > 1 else None,
                )  # fmt: skip
                found |= chosen.hidden
                if chosen.everything:
                    return frozenset(range(len(self.values)))
            if found == before:
                return found

    def _has_few(self, threshold: int) -> bool:
        few = range(1, threshold + 1)
        return any(one in few for one in self.values) or any(
            self.values[whole] - self.values[part] in few for whole, part in self.complements
        )

    def _cells(self, place: int) -> range:
        return range(place * self.width, (place + 1) * self.width)

    def shown(self, place: int, hidden: frozenset[int], rounding: int) -> Shown:
        """One agency, or with the place after the last all together, as it is shown."""
        cells = self._cells(place)
        kept = [None if cell in hidden else round_count(self.values[cell], rounding) for cell in cells]
        base = kept[1] if self.has_base else None
        if self.has_base and base == 0:
            return ABSENT
        is_hidden = any(cell in hidden for cell in cells)
        return Shown(value=kept[0], base=base, mark="c" if is_hidden else None)
