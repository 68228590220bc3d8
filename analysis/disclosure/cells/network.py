"""Moves: other whole numbers that the counts could be, found as flows through the tables.

In a table, a count stands between its row and its column. Raise it by one, and another count of the same row must go
down by one, then another of that column up, and so on until the circle closes. Rows and columns are the nodes of a
network, counts its arcs, and such a circle is a flow in it: how far a count can be moved is a question of the greatest
flow, and each flow found is a proof, being itself a table that a reader cannot rule out.

Counts that stand in three or more sums that do not follow from one another (a margin shared by several tables) are no
arcs; they are left as they are. So a flow is always a proof, but where such a count is hidden, its absence is none.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from analysis.disclosure.cells.problem import UNBOUNDED, Problem
from analysis.disclosure.cells.relations import Relation

GROUND = 0  # the node of all that stands in one sum only


class Effort:
    """How much work a search has done, in something like microseconds: the same on every machine."""

    def __init__(self) -> None:
        self.spent = 0

    def spend(self, work: int) -> None:
        self.spent += work


class Network:
    """The counts that can be arcs, and between which nodes they stand."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.effort = Effort()
        self.values = list(problem.values)
        self.slack: list[int] = []  # of each cover, how much its parts are more than the whole
        equations = self._equations()
        self.tail: dict[int, int] = {}
        self.head: dict[int, int] = {}
        self.frozen: frozenset[int] = frozenset()
        self.stands: dict[int, list[tuple[int, int]]] = {}  # of each count, its nodes and on which side
        self._orient(equations)
        self.has_few_hubs = 4 * len(self.frozen) <= len(self.tail)
        self.leaving: list[list[tuple[int, int, int]]] = [[] for _ in range(len(equations) + 1)]
        for cell, tail in self.tail.items():
            head = self.head[cell]
            if tail != head:
                self.leaving[tail].append((cell, 1, head))
                self.leaving[head].append((cell, -1, tail))
        self.most: dict[int, int] = {}  # what a part can be at most, with its whole as it is
        for relation in problem.relations:
            if relation.rule == "cover" or problem.complements.keys() & set(relation.parts):
                for part in relation.parts:
                    self.most[part] = min(problem.values[relation.whole], self.most.get(part, UNBOUNDED))
        self.beside: dict[int, list[int]] = {}  # of each count, its complements that are few
        for cell, (_, part) in problem.complements.items():
            self.beside.setdefault(part, []).append(cell)

    def ends(self, cell: int, direction: int) -> tuple[int, int]:
        """The node that has one too many when a count is moved, and the node that has one too few."""
        tail, head = self.tail[cell], self.head[cell]
        return (head, tail) if direction > 0 else (tail, head)

    def _equations(self) -> list[dict[int, int]]:
        """The sums that do not follow from one another, as factors of counts; a cover with its slack."""
        problem = self.problem
        held = {r.whole for r in problem.relations if r.rule == "cover"}
        held |= {whole for whole, _ in problem.complements.values()}
        equations = []
        for relation in _independent(problem):
            factors = dict.fromkeys(relation.parts, 1) | {relation.whole: -1}
            if relation.rule == "cover":
                slack = len(self.values)
                self.values.append(
                    sum(problem.values[part] for part in relation.parts) - problem.values[relation.whole]
                )
                self.slack.append(slack)
                factors[slack] = -1
            equations.append(factors)
        self._held = held | problem.complements.keys()
        return equations

    def _orient(self, equations: list[dict[int, int]]) -> None:
        """Turn the equations' signs so that as many counts as possible leave one and enter another."""
        places: list[list[int]] = [[] for _ in self.values]
        for number, factors in enumerate(equations):
            for cell in factors:
                places[cell].append(number)
        frozen = {cell for cell, own in enumerate(places) if len(own) > 2} | self._held
        sign = [0] * len(equations)
        for first in range(len(equations)):
            if sign[first]:
                continue
            sign[first], queue = 1, [first]
            for number in queue:
                for cell in equations[number]:
                    if cell in frozen or len(places[cell]) != 2:
                        continue
                    other = places[cell][0] + places[cell][1] - number
                    wanted = -sign[number] * equations[number][cell] * equations[other][cell]
                    if not sign[other]:
                        sign[other] = wanted
                        queue.append(other)
                    elif sign[other] != wanted:
                        frozen.add(cell)
        for cell, own in enumerate(places):
            self.stands[cell] = [(number + 1, sign[number] * equations[number][cell]) for number in own]
            if cell not in frozen:
                ends = {sign[number] * equations[number][cell]: number + 1 for number in own}
                self.tail[cell], self.head[cell] = ends.get(-1, GROUND), ends.get(1, GROUND)
        self.frozen = frozenset(frozen) - self.problem.complements.keys()


def _independent(problem: Problem) -> Iterator[Relation]:
    """The relations without those sums that say again what others say.

    Each count is written as a sum of the smallest counts, by the first sum that makes it; a sum for which both sides
    then come to the same follows from the others. Instead of the smallest counts themselves, random numbers that stand
    for them are added up; were two of these sums the same by accident, a move would fail its final check.
    """
    random_numbers = random.Random(20_261_122)
    sums = [r for r in problem.relations if r.rule == "sum" and not problem.complements.keys() & set(r.parts)]
    first: dict[int, Relation] = {}
    for relation in sums:
        first.setdefault(relation.whole, relation)
    weight: dict[int, int] = {}

    def weigh(cell: int) -> int:
        if cell not in weight:
            made_of = first.get(cell)
            weight[cell] = random_numbers.getrandbits(62)
            if made_of is not None:
                weight[cell] = sum(weigh(part) for part in made_of.parts)
        return weight[cell]

    for relation in sums:
        if first[relation.whole] is relation or weigh(relation.whole) != sum(map(weigh, relation.parts)):
            yield relation
    yield from (relation for relation in problem.relations if relation.rule == "cover")
