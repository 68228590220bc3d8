"""The search for the cells to hide: few, and cheap ones."""

from __future__ import annotations

import random
from collections.abc import Iterable
from copy import copy

from analysis.disclosure.cells.network import Network
from analysis.disclosure.cells.problem import Problem
from analysis.disclosure.cells.proof import Need, Proof
from analysis.disclosure.cells.ways import Ways

STARTS = 6
PATIENCE = 8  # how many times the effort that looking for cheaper choices gets goes into showing cells again


class Search:
    """One way to a safe choice: hide what each need asks for, then show again what turned out superfluous.

    The needs are taken from the greatest (0), from the least (1), or as they come up by chance.
    """

    def __init__(self, problem: Problem, network: Network, also: frozenset[int], start: int = 0) -> None:
        self.problem, self.network, self.start = problem, network, start
        self.given = problem.primary | problem.withheld | also
        self.ways = Ways(problem, network, self.given)
        self.banned: frozenset[int] = frozenset()
        self.proof = Proof(problem, network, self.given)

    def cost(self) -> float:
        """What is hidden costs, with a little for each person."""
        return self.ways.cost(self.proof.hidden)

    def run(self) -> bool:
        """Hide until all is proven; False where that cannot be."""
        needs = sorted(self.proof.needs(), key=_urgency, reverse=self.start == 1)
        if self.start > 1:
            random.Random(self.start).shuffle(needs)
        return self._meet(needs) and self._meet_all()

    def without(self, cell: int, limit: int) -> Search | None:
        """The same choice without one of its cells, and with what it takes in its place; None where that cannot be."""
        other = copy(self)
        other.proof = self.proof.copy()
        other.banned = frozenset((cell,))
        if not other._meet(sorted(other.proof.show(cell))) or not other._meet_all():
            return None
        other.banned = frozenset()
        other.narrow(limit)
        return other

    def narrow(self, limit: int) -> None:
        """Show again whatever need not be hidden, the costliest first.

        Once so much effort is spent no more programmes are solved for it, and what only they could prove stays hidden.
        """
        price = self.ways.price
        for cell in sorted(self.proof.hidden - self.given, key=lambda c: (-price[c], c)):
            self.proof.may_solve = self.network.effort.spent < limit
            self._try_to_show(cell)
        self.proof.may_solve = True

    def _meet_all(self) -> bool:
        while True:
            left = [need for need in self.proof.needs() if need not in self.proof.witnesses]
            if not left:
                return True
            if not self._meet(left):
                return False

    def _meet(self, needs: Iterable[Need]) -> bool:
        asked = self.problem.targets
        return all(
            self.proof.prove(need) or self._extend(need)
            for need in needs
            if need[0] in asked or need[0] in self.proof.hidden
        )

    def _extend(self, need: Need) -> bool:
        """Hide what it takes to meet a need."""
        cell, amount = need
        for more in self.ways.to_move(self.proof, cell, amount, self.banned):
            if more:
                self.proof.hide(more)
                if self.proof.prove(need):
                    return True
        sign = 1 if amount > 0 else -1
        for far in [sign * far for far in range(abs(amount), 0, -1)] or [1, -1]:
            self.proof.hide(self.ways.by_programme(self.proof, cell, far, self.banned))
            if self.proof.prove(need):
                return True
        return not self.banned and self._hide_all(need)

    def _hide_all(self, need: Need) -> bool:
        """Hide all that a need could use; what was superfluous is shown again later."""
        self.proof.hide([cell for cell in self.ways.candidates if cell not in self.proof.hidden])
        return self.proof.prove(need)

    def _try_to_show(self, cell: int) -> bool:
        proof = self.proof
        if self.problem.rounding is None and self._would_tell(cell):
            return False
        before = {need: proof.witnesses[need] for need in proof.uses.get(cell, ())}
        for need in proof.show(cell):
            if need != (cell, 0) and not proof.prove(need):
                break
        else:
            return True
        proof.hide((cell,))
        for need, witness in before.items():
            proof.forget(need)
            proof.keep(need, witness)
        return False

    def _would_tell(self, cell: int) -> bool:
        """Whether some sum would have one hidden count left, were this one shown."""
        proof = self.proof
        low, high = proof.low, proof.high
        for relation in proof.relations_of(cell):
            if relation.rule == "sum":
                left = [one for one in (relation.whole, *relation.parts) if one != cell and low[one] < high[one]]
                if len(left) == 1 and (left[0] in proof.hidden or left[0] in self.problem.targets):
                    return True
        return False


def _urgency(need: Need) -> tuple[bool, int, int]:
    cell, amount = need
    return not amount, -abs(amount), cell


def find_choice(problem: Problem, also: frozenset[int], effort: int) -> Search | None:
    """The cheapest safe choice of several tries; None where none is found.

    Raises
    ------
    ArithmeticError
        Where the final check finds a fault in the proof.
    """
    network = Network(problem)
    best = Search(problem, network, also)
    if not best.run():
        return None
    best.narrow(network.effort.spent + PATIENCE * effort)
    first = network.effort.spent
    if first <= effort:
        best = _try_others(best, first + effort, also)
    best.proof.confirm()
    return best


def _try_others(best: Search, limit: int, also: frozenset[int]) -> Search:
    """The cheapest of several starts; then without one cell after another, as long as that is cheaper."""
    effort = best.network.effort
    first = effort.spent
    for start in range(1, STARTS):
        if effort.spent + first >= limit or best.proof.hidden == best.given:
            break
        search = Search(best.problem, best.network, also, start)
        if search.run():
            search.narrow(limit)
            best = min(best, search, key=Search.cost)
    tried: set[int] = set()
    while left := sorted(best.proof.hidden - best.given - tried):
        if effort.spent >= limit:
            break
        tried.add(left[0])
        other = best.without(left[0], limit)
        if other is not None and other.cost() < best.cost() - 1e-9:
            best = other
            tried.clear()
    return best
