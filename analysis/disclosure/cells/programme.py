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
        """Whole numbers by which the counts could differ from what they are, with this one by ``amount``."""
        if not self.low[cell] <= self.problem.values[cell] + amount <= self.high[cell]:
            return None
        low, high = self._bounds()
        low[self.places[cell]] = high[self.places[cell]] = amount
        try:
            return self._moves(self._linear.least_whole(np.zeros(len(self.cells)), low, high))
        except ArithmeticError:  # unproven is unsafe
            return None

    def furthest(self, cell: int, direction: int) -> dict[int, int] | None:
        """The moves that take a count furthest up (1) or down (-1); None where there is no limit."""
        objective = np.zeros(len(self.cells))
        objective[self.places[cell]] = -direction
        return self._moves(self._linear.least_whole(objective, *self._bounds()))

    def cheapest(self, cell: int, amount: int, price: Mapping[int, float], free: Limits) -> frozenset[int] | None:
        """Which counts leave their ``free`` limits (those they have while shown) when one count is moved so far.

        Each count pays its price for each one by which it leaves them, and the least price is sought, in fractions
        of people where these are cheaper.
        """
        if not self.low[cell] <= self.problem.values[cell] + amount <= self.high[cell]:
            return None
        paying = [one for one in self.cells if one in price]
        low, high = self._bounds()
        low[self.places[cell]] = high[self.places[cell]] = amount
        size, values = len(self.cells), self.problem.values
        rows = list(self.rows)
        for number, one in enumerate(paying, start=size):
            place = self.places[one]
            rows.append(Row({number: 1, place: -1}, values[one] - free[1][one], np.inf))
            rows.append(Row({number: 1, place: 1}, free[0][one] - values[one], np.inf))
        low = np.concatenate([low, np.zeros(len(paying))])
        high = np.concatenate([high, np.full(len(paying), np.inf)])
        costs = np.concatenate([np.zeros(size), [price[one] for one in paying]])
        found = LinearProgramme(rows, size + len(paying)).least(costs, low, high)
        if found is None:
            return None
        return frozenset(one for number, one in enumerate(paying, start=size) if found[number] > NEARLY)

    @cached_property
    def _linear(self) -> LinearProgramme:
        return LinearProgramme(self.rows, len(self.cells))

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
