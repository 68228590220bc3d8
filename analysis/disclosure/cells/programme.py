"""Moves found by integer programming, where the counts are no network: what is exact for any system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np

from analysis.disclosure.cells.branching import NEARLY, LinearProgramme, Numbers, Row
from analysis.disclosure.cells.problem import UNBOUNDED, Problem
from analysis.disclosure.cells.relations import Relation

Limits = tuple[Sequence[int], Sequence[int]]  # of each count, the least and the greatest it can be


class Programme:
    """All that a reader knows of the counts that hang together with one of them, as constraints on how far each moves.

    Zero everywhere is a solution, since the true counts are one.
    """

    def __init__(self, problem: Problem, limits: Limits, cell: int) -> None:
        self.problem = problem
        self.low, self.high = limits
        self.cells, relations = _connected(problem, limits, cell)
        self.places = {one: place for place, one in enumerate(self.cells)}
        self.rows = [row for relation in relations for row in self._rows(relation)]

    def find(self, cell: int, amount: int) -> dict[int, int] | None:
        """Whole numbers by which the counts could differ from what they are, with this one by ``amount``.

        Of all such moves those of the fewest people are sought: they move few counts, and mostly by the same number.
        """
        if not self.low[cell] <= self.problem.values[cell] + amount <= self.high[cell]:
            return None
        size = len(self.cells)
        low, high = self._bounds()
        low[self.places[cell]] = high[self.places[cell]] = amount
        limits = np.concatenate([np.maximum(low, 0), np.maximum(-high, 0)])
        ends = np.concatenate([np.maximum(high, 0), np.maximum(-low, 0)])
        try:
            found = self._up_and_down.least_whole(np.ones(2 * size), limits, ends)
        except ArithmeticError:  # unproven is unsafe
            return None
        return self._moves(None if found is None else found[:size] - found[size:])

    def furthest(self, cell: int, direction: int) -> dict[int, int] | None:
        """The moves that take a count furthest up (1) or down (-1); None where there is no limit."""
        objective = np.zeros(len(self.cells))
        objective[self.places[cell]] = -direction
        return self._moves(LinearProgramme(self.rows, len(self.cells)).least_whole(objective, *self._bounds()))

    def cheapest(self, cell: int, amount: int, price: Mapping[int, float], free: Limits) -> frozenset[int] | None:
        """Which counts leave their ``free`` limits (those they have while shown) when one count is moved so far.

        Each count pays its price for each one by which it leaves them, and the least price is sought, in fractions
        of people where these are cheaper.
        """
        if not self.low[cell] <= self.problem.values[cell] + amount <= self.high[cell]:
            return None
        values, size = self.problem.values, len(self.cells)
        paying = [one for one in self.cells if one in price]
        low, high = self._bounds()
        low[self.places[cell]] = high[self.places[cell]] = amount
        below, above = [values[one] for one in paying], [np.inf for _ in paying]
        for number, one in enumerate(paying):
            place = self.places[one]
            below[number] = -low[place]
            low[place], high[place] = free[0][one] - values[one], free[1][one] - values[one]
        more = {self.places[one]: (size + number, size + len(paying) + number) for number, one in enumerate(paying)}
        rows = [row.split(more) for row in self.rows]
        none = np.zeros(2 * len(paying))
        costs = np.concatenate([np.zeros(size), [price[one] for one in paying] * 2])
        ends = np.concatenate([high, above, below])
        found = LinearProgramme(rows, len(costs)).least(costs, np.concatenate([low, none]), ends)
        if found is None:
            return None
        paid = found[size : size + len(paying)] + found[size + len(paying) :]
        return frozenset(one for one, by in zip(paying, paid, strict=True) if by > NEARLY)

    @cached_property
    def _up_and_down(self) -> LinearProgramme:
        """The constraints on how far each count goes up and how far it goes down."""
        size = len(self.cells)
        rows = [
            Row(row.factors | {size + p: -by for p, by in row.factors.items()}, row.least, row.most)
            for row in self.rows
        ]
        return LinearProgramme(rows, 2 * size)

    def _bounds(self) -> tuple[Numbers, Numbers]:
        values = self.problem.values
        low = [self.low[cell] - values[cell] for cell in self.cells]
        high = [np.inf if self.high[c] >= UNBOUNDED else self.high[c] - values[c] for c in self.cells]
        return np.array(low, dtype=float), np.array(high, dtype=float)

    def _rows(self, relation: Relation) -> list[Row]:
        values, places = self.problem.values, self.places
        parts = {places[part]: 1 for part in relation.parts if part in places}
        whole = {places[relation.whole]: -1} if relation.whole in places else {}
        if relation.rule == "sum":
            return [Row(parts | whole, 0, 0)]
        beyond = sum(values[part] for part in relation.parts) - values[relation.whole]
        each = [
            Row(
                ({places[part]: 1} if part in places else {}) | whole,
                -np.inf,
                values[relation.whole] - values[part],
            )
            for part in relation.parts
            if whole or part in places
        ]
        return [Row(parts | whole, -beyond, np.inf), *each]

    def _moves(self, found: Numbers | None) -> dict[int, int] | None:
        if found is None:
            return None
        return {cell: int(found[place]) for cell, place in self.places.items() if found[place]}


def _connected(problem: Problem, limits: Limits, cell: int) -> tuple[list[int], list[Relation]]:
    """The counts that are not known exactly and hang together with one of them, and the relations between them."""
    low, high = limits
    beside: dict[int, list[Relation]] = {}
    for relation in problem.relations:
        for one in (relation.whole, *relation.parts):
            if low[one] < high[one]:
                beside.setdefault(one, []).append(relation)
    reached, queue, relations = {cell}, [cell], dict[int, Relation]()
    for one in queue:
        for relation in beside.get(one, ()):
            if id(relation) in relations:
                continue
            relations[id(relation)] = relation
            fresh = [c for c in (relation.whole, *relation.parts) if low[c] < high[c] and c not in reached]
            reached.update(fresh)
            queue += fresh
    return sorted(reached), list(relations.values())
