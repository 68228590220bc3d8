"""The search for the cells to hide: few, and cheap ones."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Set
from copy import copy

from analysis.disclosure.cells.flows import Path, Price, cheapest_path
from analysis.disclosure.cells.hubs import exchanges
from analysis.disclosure.cells.network import Network
from analysis.disclosure.cells.problem import UNBOUNDED, Problem
from analysis.disclosure.cells.programme import Programme
from analysis.disclosure.cells.proof import Need, Proof

STARTS = 6
SMALL = 400  # counts; in larger networks several ways round are looked for only where no single one has room enough

NEXT_TO_NOTHING = 1e-6  # what a person costs, so that of two choices alike the one with fewer people is taken


class Search:
    """One way to a safe choice: hide what each need asks for, then show again what turned out superfluous."""

    def __init__(self, problem: Problem, network: Network, also: frozenset[int], start: int = 0) -> None:
        self.problem, self.network = problem, network
        self.given = problem.primary | problem.withheld | also
        self.order = random.Random(start) if start > 1 else None
        self.backwards = start == 1
        self.candidates = [cell for cell in range(problem.own) if problem.can_hide(cell) and cell not in self.given]
        self.banned: set[int] = set()
        self.proof = Proof(problem, network, self.given)
        values = problem.values
        self.price = {c: problem.cost[c] + NEXT_TO_NOTHING * (values[c] + 1) for c in self.candidates}
        largest = max(values, default=0)
        self.hidden_down = {c: values[c] - problem.mark_at_least for c in self.candidates}
        self.hidden_up = {c: network.most.get(c, UNBOUNDED) - values[c] for c in self.candidates}
        self.tiny = NEXT_TO_NOTHING / (len(values) + largest + 1)

    def run(self) -> bool:
        """Hide until all is proven; False where that cannot be."""
        needs = sorted(self.proof.needs(), key=self._urgency, reverse=self.backwards)
        if self.order:
            self.order.shuffle(needs)
        return self.meet(needs) and self.meet_all()

    def without(self, cell: int) -> Search | None:
        """The same choice without one of its cells, and with what it takes in its place; None where that cannot be."""
        other = copy(self)
        other.proof = self.proof.copy()
        other.banned = {cell}
        if not other.meet(sorted(other.proof.show(cell))) or not other.meet_all():
            return None
        other.banned = set()
        other.narrow()
        return other

    def meet_all(self) -> bool:
        while True:
            open_needs = [need for need in self.proof.needs() if need not in self.proof.witnesses]
            if not open_needs:
                return True
            if not self.meet(open_needs):
                return False

    def meet(self, needs: Iterable[Need]) -> bool:
        return all(self.proof.prove(need) or self._extend(need) for need in needs if self._is_needed(need))

    def _is_needed(self, need: Need) -> bool:
        return need[0] in self.proof.hidden or need[0] in self.problem.targets

    def _urgency(self, need: Need) -> tuple[int, int, int]:
        cell, amount = need
        return (not amount, -abs(amount), cell)

    def cost(self) -> float:
        return sum(self.price.get(cell, 0.0) for cell in self.proof.hidden)

    def _extend(self, need: Need) -> bool:
        """Hide what it takes to meet a need."""
        for more in self._ways(*need):
            fresh = more - self.proof.hidden
            if fresh:
                self.proof.hide(fresh)
                if self.proof.prove(need):
                    return True
        return self._extend_by_programme(need)

    def _ways(self, cell: int, amount: int) -> Iterator[set[int]]:
        """What to hide so that a count can move so far: the cheaper of one way round with room enough and several."""
        if cell in self.problem.complements:
            cell, amount = self.problem.complements[cell][1], -amount
        far = abs(amount) or 1
        directions = (1, -1) if not amount else (1 if amount > 0 else -1,)
        while far:
            found = [one for sign in directions for one in self._from(cell, sign, self._pricing(far))]
            ways = [self._to_hide(path) for _, path in ([min(found)] if found else [])]
            if far > 1 and len(self.network.tail) <= SMALL:
                ways += [way for sign in directions if (way := self._by_and_by(cell, sign, far)) is not None]
            if ways:
                yield min(ways, key=self._sum)
            far //= 2

    def _to_hide(self, path: Path) -> set[int]:
        return {arc for arc, _ in path if arc in self.price and arc not in self.proof.hidden}

    def _sum(self, cells: Iterable[int]) -> float:
        return sum(self.price[cell] for cell in cells)

    def _by_and_by(self, cell: int, direction: int, far: int) -> set[int] | None:
        """What several ways round have to hide, each for one person more."""
        network, opened = self.network, set[int]()
        if cell not in network.tail:
            return None
        down, up = list(self.proof.down), list(self.proof.up)
        start, goal = network.ends(cell, direction)
        for _ in range(far):
            way = cheapest_path(network, self._pricing(1, down, up, opened), start, {goal}, without=cell)
            if way is None:
                return None
            for one in self._to_hide(way.path) - opened:
                down[one], up[one] = self.hidden_down[one], self.hidden_up[one]
                opened.add(one)
            for one, sign in way.path:
                down[one] += sign
                up[one] -= sign
        return opened

    def _from(self, cell: int, direction: int, price: Price) -> Iterator[tuple[float, Path]]:
        network = self.network
        if cell in network.tail:
            start, goal = network.ends(cell, direction)
            way = cheapest_path(network, price, start, {goal}, without=cell)
            if way is not None:
                yield way.cost, way.path
        if network.has_few_hubs and network.frozen and cell not in self.problem.complements:
            yield from exchanges(network, price, network.frozen, cell, direction)

    def _pricing(
        self, far: int, down: list[int] | None = None, up: list[int] | None = None, opened: Set[int] = frozenset()
    ) -> Price:
        """What a count on the way costs: next to nothing where it has room as it is, its price where it is shown."""
        price, hidden_down, hidden_up, banned, tiny = (
            self.price,
            self.hidden_down,
            self.hidden_up,
            self.banned,
            self.tiny,
        )
        down, up, hidden = down or self.proof.down, up or self.proof.up, self.proof.hidden

        def cost(cell: int, sign: int) -> float | None:
            if (up[cell] if sign > 0 else down[cell]) >= far:
                return tiny
            if cell not in price or cell in hidden or cell in banned or cell in opened:
                return None
            return price[cell] if (hidden_up[cell] if sign > 0 else hidden_down[cell]) >= far else None

        return cost

    def _extend_by_programme(self, need: Need) -> bool:
        """Hide what integer programming says is the cheapest, for each value that must stay possible."""
        cell, amount = need
        sign = 1 if amount > 0 else -1
        amounts = [sign * far for far in range(abs(amount), 0, -1)] if amount else [1, -1]
        for far in amounts:
            self.proof.hide(self._cheapest(cell, far))
            if self.proof.prove(need):
                return True
        return self._hide_around(need)

    def _hide_around(self, need: Need) -> bool:
        """Hide all that a need could use; what was superfluous is shown again later."""
        self.proof.hide([c for c in self.candidates if c not in self.banned and c not in self.proof.hidden])
        return self.proof.prove(need)

    def _cheapest(self, cell: int, amount: int) -> frozenset[int]:
        """The cells to hide so that one count can be moved so far; none where that cannot be."""
        proof, problem = self.proof, self.problem
        price = {c: p for c, p in self.price.items() if c not in proof.hidden and c not in self.banned}
        low, high = list(proof.low), list(proof.high)
        for c in price:
            low[c], high[c] = problem.mark_at_least, UNBOUNDED
        programme = Programme(problem, (low, high), cell)
        return programme.cheapest(cell, amount, price, (proof.low, proof.high)) or frozenset()

    def narrow(self) -> None:
        """Show again whatever need not be hidden, the costliest first."""
        for cell in sorted(self.proof.hidden - self.given, key=lambda c: (-self.price[c], c)):
            self._try_to_show(cell)

    def _stands_alone(self, cell: int) -> bool:
        """Whether some sum would have one hidden count left, were this one shown."""
        low, high = self.proof.low, self.proof.high
        for relation in self.proof.relations_of(cell):
            if relation.rule == "sum":
                others = (one for one in (relation.whole, *relation.parts) if one != cell and low[one] < high[one])
                if next(others, None) is not None and next(others, None) is None:
                    return True
        return False

    def _try_to_show(self, cell: int) -> bool:
        proof = self.proof
        if self.problem.rounding is None and self._stands_alone(cell):
            return False
        before = {need: proof.witnesses[need] for need in proof.uses.get(cell, ())}
        lost = proof.show(cell)
        for need in lost:
            if need != (cell, 0) and not proof.prove(need):
                break
        else:
            return True
        proof.hide((cell,))
        for need, witness in before.items():
            proof.forget(need)
            proof.keep(need, witness)
        return False


def find_choice(problem: Problem, also: frozenset[int], effort: int) -> Search | None:
    """The cheapest safe choice of several tries; None where none is found."""
    network = Network(problem)
    best = Search(problem, network, also)
    if not best.run():
        return None
    best.narrow()
    limit = network.effort.spent + effort
    for start in range(1, STARTS):
        if network.effort.spent >= limit or best.proof.hidden == best.given:
            break
        search = Search(problem, network, also, start)
        if search.run():
            search.narrow()
            best = min(best, search, key=Search.cost)
    return _improve(best, limit)


def _improve(search: Search, limit: int) -> Search:
    """Do without one cell after another, as long as that is cheaper and the effort lasts."""
    tried: set[int] = set()
    while left := sorted(search.proof.hidden - search.given - tried):
        for cell in left:
            if search.network.effort.spent >= limit:
                return search
            tried.add(cell)
            other = search.without(cell)
            if other is not None and other.cost() < search.cost() - 1e-9:
                search = other
                tried.clear()
                break
    return search
