"""What more to hide, so that a count can move as far as it must."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence, Set

from analysis.disclosure.cells.flows import DEAR, Path, Price, Way, cheapest_path
from analysis.disclosure.cells.hubs import exchanges
from analysis.disclosure.cells.network import Network
from analysis.disclosure.cells.problem import Problem
from analysis.disclosure.cells.programme import Programme
from analysis.disclosure.cells.proof import Proof

SMALL = 400  # counts; in larger networks several ways round are looked for only where no single one has room enough
NEXT_TO_NOTHING = 1e-6  # what a person costs, so that of two choices alike the one with fewer people is taken


class Ways:
    """What it costs to hide each count, and how far it could then move.

    ``given`` are the cells that are hidden in any case.
    """

    def __init__(self, problem: Problem, network: Network, given: Set[int]) -> None:
        self.problem, self.network = problem, network
        values = problem.values
        self.candidates = [cell for cell in range(problem.own) if problem.can_hide(cell) and cell not in given]
        self.price = {c: problem.cost[c] + NEXT_TO_NOTHING * (values[c] + 1) for c in self.candidates}
        self.tiny = NEXT_TO_NOTHING / (len(values) + max(values, default=0) + 1)
        marked = {c: problem.marked(c) for c in self.candidates}
        self.down = {c: values[c] - low for c, (low, _) in marked.items()}
        self.up = {c: min(high, network.most.get(c, high)) - values[c] for c, (_, high) in marked.items()}

    def cost(self, cells: Iterable[int]) -> float:
        """What cells cost that are not hidden in any case."""
        return sum(self.price.get(cell, 0.0) for cell in cells)

    def to_move(self, proof: Proof, cell: int, amount: int, banned: Set[int]) -> Iterator[set[int]]:
        """What to hide so that a count can move so far, more and more until it should do.

        Each time it is the cheaper of one way round with room for all of it and several with room for less.
        """
        if cell in self.problem.complements:
            cell, amount = self.problem.complements[cell][1], -amount
        far = abs(amount) or 1
        directions = (1, -1) if not amount else (1 if amount > 0 else -1,)
        rooms = (proof.down, proof.up)
        while far:
            price = self._pricing(far, rooms, proof.hidden | banned)
            found = [way for sign in directions for way in self._round(cell, sign, price)]
            ways = [self._to_hide(min(found, key=lambda way: way.cost).path, proof)] if found else []
            if far > 1 and len(self.network.tail) <= SMALL and cell in self.network.tail:
                ways += [way for sign in directions if (way := self._by_and_by(proof, cell, sign, far, banned))]
            if ways:
                yield min(ways, key=self.cost)
            far //= 2

    def by_programme(self, proof: Proof, cell: int, amount: int, banned: Set[int]) -> frozenset[int]:
        """What to hide so that a count can move so far, of all systems, network or not; nothing where it cannot."""
        problem = self.problem
        price = {c: p for c, p in self.price.items() if c not in proof.hidden and c not in banned}
        low, high = list(proof.low), list(proof.high)
        for c in price:
            low[c], high[c] = problem.marked(c)
        programme = Programme(problem, (low, high), cell)
        return programme.cheapest(cell, amount, price, (proof.low, proof.high)) or frozenset()

    def _to_hide(self, path: Path, proof: Proof) -> set[int]:
        return {arc for arc, _ in path if arc in self.price and arc not in proof.hidden}

    def _round(self, cell: int, direction: int, price: Price) -> Iterator[Way]:
        """Ways round for a count, each cheaper than the one before."""
        network, limit = self.network, DEAR
        if cell in network.tail:
            start, goal = network.ends(cell, direction)
            way = cheapest_path(network, price, start, {goal}, {cell})
            if way is not None:
                limit = way.cost
                yield way
        if network.has_few_hubs and network.frozen:
            yield from exchanges(network, price, network.frozen, cell, direction, limit)

    def _by_and_by(self, proof: Proof, cell: int, direction: int, far: int, banned: Set[int]) -> set[int] | None:
        """What several ways round have to hide, each for one person more."""
        network, opened = self.network, set[int]()
        down, up = list(proof.down), list(proof.up)
        start, goal = network.ends(cell, direction)
        for _ in range(far):
            price = self._pricing(1, (down, up), proof.hidden | banned | opened)
            way = cheapest_path(network, price, start, {goal}, {cell})
            if way is None:
                return None
            for one in self._to_hide(way.path, proof) - opened:
                down[one], up[one] = self.down[one], self.up[one]
                opened.add(one)
            for one, sign in way.path:
                down[one] += sign
                up[one] -= sign
        return opened

    def _pricing(self, far: int, rooms: tuple[Sequence[int], Sequence[int]], closed: Collection[int]) -> Price:
        """What a count on the way costs: next to nothing where it has room as it is, else its price if it is shown."""
        (down, up), price, tiny = rooms, self.price, self.tiny
        hidden_down, hidden_up = self.down, self.up

        def cost(cell: int, sign: int) -> float | None:
            if (up[cell] if sign > 0 else down[cell]) >= far:
                return tiny
            if cell not in price or cell in closed:
                return None
            return price[cell] if (hidden_up[cell] if sign > 0 else hidden_down[cell]) >= far else None

        return cost
