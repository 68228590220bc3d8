"""The search for the cells to hide: few, and cheap ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analysis.disclosure.cells.flows import Path, Price, cheapest_path
from analysis.disclosure.cells.network import Network
from analysis.disclosure.cells.problem import UNBOUNDED, Problem
from analysis.disclosure.cells.programme import Programme
from analysis.disclosure.cells.proof import Need, Proof

NEXT_TO_NOTHING = 1e-6  # what a person costs, so that of two choices alike the one with fewer people is taken


class Search:
    """One way to a safe choice: hide what each need asks for, then show again what turned out superfluous."""

    def __init__(self, problem: Problem, network: Network, also: frozenset[int]) -> None:
        self.problem, self.network = problem, network
        self.given = problem.primary | problem.withheld | also
        self.candidates = [cell for cell in range(problem.own) if problem.can_hide(cell) and cell not in self.given]
        self.banned: set[int] = set()
        self.proof = Proof(problem, network, self.given)
        values = problem.values
        self.price = {c: problem.cost[c] + NEXT_TO_NOTHING * (values[c] + 1) for c in self.candidates}
        largest = max(values, default=0)
        self.hidden_down = {c: values[c] - problem.mark_at_least for c in self.candidates}
        self.tiny = NEXT_TO_NOTHING / (len(values) + largest + 1)

    def run(self) -> bool:
        """Hide until all is proven; False where that cannot be."""
        return self.meet(sorted(self.proof.needs(), key=self._urgency)) and self.meet_all()

    def meet_all(self) -> bool:
        while True:
            open_needs = [need for need in self.proof.needs() if need not in self.proof.witnesses]
            if not open_needs:
                return True
            if not self.meet(open_needs):
                return False

    def meet(self, needs: Iterable[Need]) -> bool:
        return all(self.proof.prove(need) or self._extend(need) for need in needs)

    def _urgency(self, need: Need) -> tuple[int, int, int]:
        cell, amount = need
        return (not amount, -abs(amount), cell)

    def cost(self) -> float:
        return sum(self.price.get(cell, 0.0) for cell in self.proof.hidden)

    def _extend(self, need: Need) -> bool:
        """Hide what it takes to meet a need."""
        cell, amount = need
        for way in self._ways(cell, amount):
            more = {arc for arc, _ in way if arc in self.price and arc not in self.proof.hidden}
            if more:
                self.proof.hide(more)
                if self.proof.prove(need):
                    return True
        return self._extend_by_programme(need)

    def _ways(self, cell: int, amount: int) -> Iterator[Path]:
        """Ways round for a count, from the cheapest that has room enough for all that is asked."""
        if cell in self.problem.complements:
            cell, amount = self.problem.complements[cell][1], -amount
        if cell not in self.network.tail:
            return
        far = abs(amount) or 1
        directions = (1, -1) if not amount else (1 if amount > 0 else -1,)
        while far:
            found = [cheapest_path(self.network, self._pricing(far), cell, d) for d in directions]
            paths = [one for one in found if one is not None]
            if paths:
                yield min(paths, key=lambda one: one[0])[1]
            far //= 2

    def _pricing(self, far: int) -> Price:
        proof, price, hidden_down, banned, tiny = self.proof, self.price, self.hidden_down, self.banned, self.tiny
        down, up, hidden = proof.down, proof.up, proof.hidden

        def cost(cell: int, sign: int) -> float | None:
            if (up[cell] if sign > 0 else down[cell]) >= far:
                return tiny
            if cell in hidden or cell not in price or cell in banned:
                return None
            return price[cell] if sign > 0 or hidden_down[cell] >= far else None

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

    def _try_to_show(self, cell: int) -> bool:
        proof = self.proof
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
