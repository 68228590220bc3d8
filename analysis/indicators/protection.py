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
    indicator: Indicator,
    submitted: Mapping[str, Counted],
    policy: DisclosurePolicy,
    *,
    total: bool,
    earlier: Sequence[Mapping[str, Counted]] = (),
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
    earlier : sequence of mapping of str to Counted
        How the period stood before each correction, the oldest first, as far as its sum was shown then.

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

    Of a period that was corrected, all states are one system: what was shown of an earlier one stays as known, and what
    was hidden stays hidden. Where nothing can be added safely, nothing is shown any more.

    Somebody who submits for two agencies knows the figures of both, and is not kept out: who that is changes, and what
    is hidden must not change with it, since two choices for the same figures could tell one of them.
    """
    threshold = policy.threshold if indicator.unit == "people" else 0
    if indicator.measure == "value":
        return ABSENT, {name: _value_shown(one, threshold) for name, one in submitted.items()}
    counts = {name: _checked(indicator, name, one) for name, one in submitted.items()}
    rounding = policy.rounding if threshold else 1
    if not total or not counts:
        return ABSENT, {name: _alone(*one, threshold, rounding) for name, one in counts.items()}
    states = [{name: _checked(indicator, name, one) for name, one in state.items()} for state in (*earlier, submitted)]
    system = _System(
        [state for place, state in enumerate(states) if state and (not place or state != states[place - 1])]
    )
    hidden = system.hidden(threshold, rounding) if threshold else frozenset()
    *parts, whole = (system.shown(place, hidden, rounding) for place in system.last)
    return whole, dict(zip(counts, parts, strict=True))


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
    """The counts of a period: for each agency its count and base, those of all together, and so of each state.

    A figure that stayed as it was from one state to the next is one and the same.
    """

    def __init__(self, states: Sequence[Mapping[str, tuple[int, int | None]]]) -> None:
        self.has_base = next(iter(states[-1].values()))[1] is not None
        self.width = 2 if self.has_base else 1
        self.rows: list[tuple[int, int | None]] = []
        self.owners: dict[str, list[int]] = {}  # the places of an agency's figures, of all states
        self.states: list[tuple[int, ...]] = []  # the places of each state, the sum's the last
        places: dict[tuple[str, tuple[int, int | None]], int] = {}
        for state in states:
            parts = []
            for name, row in state.items():
                if (name, row) not in places:
                    places[name, row] = self._add(row)
                    self.owners.setdefault(name, []).append(places[name, row])
                parts.append(places[name, row])
            total = (sum(n for n, _ in state.values()), sum(b or 0 for _, b in state.values()))
            self.states.append((*parts, self._add(total if self.has_base else (total[0], None))))
        self.values = [number for row in self.rows for number in row if number is not None]

    @property
    def last(self) -> tuple[int, ...]:
        """The places of the state that is shown now."""
        return self.states[-1]

    def hidden(self, threshold: int, rounding: int) -> frozenset[int]:
        """The cells to hide of the last state, after all that was shown of those before it."""
        shown, hidden = frozenset[int](), frozenset[int]()
        for number, state in enumerate(self.states, 1):
            now = frozenset(cell for place in state for cell in self._cells(place))
            found = self._chosen(number, shown, hidden, threshold, rounding)
            if found is None:  # nothing can be added to what is known
                hidden |= now - shown
                gone = now
            else:
                gone = hidden = (hidden | found) - shown
            shown |= now - gone
        return gone

    def _chosen(
        self, number: int, shown: frozenset[int], hidden: frozenset[int], threshold: int, rounding: int
    ) -> frozenset[int] | None:
        """What to hide after the first so many states, safe against a reader of all and each agency; None: of all."""
        states = self.states[:number]
        count = (states[-1][-1] + 1) * self.width  # the sum of a state is the last that it adds
        values = self.values[:count]
        few = range(1, threshold + 1)
        complements = [(at * 2 + 1, at * 2) for at in range(count // 2)] if self.has_base else []
        # Of a base of few not even a count of nobody is told.
        found = hidden | (frozenset(part for whole, part in complements if values[whole] in few) - shown)
        if not found and not any(
            one in few for one in (*values, *(values[whole] - values[part] for whole, part in complements))
        ):
            return found
        relations = [
            Relation(state[-1] * self.width + side, tuple(place * self.width + side for place in state[:-1]))
            for state in states
            for side in range(self.width)
        ]
        own = [
            frozenset(cell for place in places for cell in self._cells(place) if cell < count)
            for places in self.owners.values()
        ]
        while True:
            before = found
            for known in (frozenset[int](), *own):
                chosen = suppress(
                    values, relations, also=found, fixed=shown | known, threshold=threshold, mark_at_least=0,
                    complements=complements, rounding=rounding if rounding > 1 else None,
                )  # fmt: skip
                if chosen.everything:
                    return None
                found |= chosen.hidden
            if found == before:
                return found

    def _add(self, row: tuple[int, int | None]) -> int:
        self.rows.append(row)
        return len(self.rows) - 1

    def _cells(self, place: int) -> range:
        return range(place * self.width, (place + 1) * self.width)

    def shown(self, place: int, hidden: frozenset[int], rounding: int) -> Shown:
        """One agency, or all together, as it is shown."""
        cells = self._cells(place)
        kept = [None if cell in hidden else round_count(self.values[cell], rounding) for cell in cells]
        base = kept[1] if self.has_base else None
        if self.has_base and base == 0:
            return ABSENT
        is_hidden = any(cell in hidden for cell in cells)
        return Shown(value=kept[0], base=base, mark="c" if is_hidden else None)
