"""The proof that a choice of hidden cells is safe: for each value that must stay possible, a table that shows it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import copy

from analysis.disclosure.cells.flows import Moves, find_flow
from analysis.disclosure.cells.hubs import find_exchange
from analysis.disclosure.cells.network import Network
from analysis.disclosure.cells.problem import UNBOUNDED, Problem
from analysis.disclosure.cells.programme import Programme
from analysis.disclosure.cells.relations import Relation

Need = tuple[int, int]  # a cell, and how far it must be able to move; 0 for "anywhere at all"


class Proof:
    """Which cells are hidden, and the moves found so far that show what stays possible."""

    def __init__(
        self, problem: Problem, network: Network, hidden: Iterable[int], withheld: frozenset[int] | None = None
    ) -> None:
        self.problem, self.network = problem, network
        self.hidden = set(hidden)
        self.withheld = problem.withheld if withheld is None else withheld
        self.witnesses: dict[Need, Sequence[Moves]] = {}
        self.uses: dict[int, set[Need]] = {}
        self._programmes: dict[int, Programme] = {}
        self.may_solve = True
        self.low, self.high = problem.limits(self.hidden, self.withheld)
        self.down = [0] * len(problem.values) + [network.values[slack] for slack in network.slack]
        self.up = [0] * len(problem.values) + [UNBOUNDED] * len(network.slack)
        self._make_room(range(len(problem.values)))
        self._relations = problem.relations
        self._places: list[list[int]] = [[] for _ in problem.values]
        for place, relation in enumerate(problem.relations):
            for cell in (relation.whole, *relation.parts):
                self._places[cell].append(place)

    def _make_room(self, cells: Iterable[int]) -> None:
        """How far the arcs of the network can go, with everything else left as it is."""
        values, most = self.problem.values, self.network.most
        for cell in cells:
            self.down[cell] = values[cell] - self.low[cell]
            self.up[cell] = min(self.high[cell], most.get(cell, UNBOUNDED)) - values[cell]

    def relations_of(self, cell: int) -> Iterator[Relation]:
        """The relations in which a count stands."""
        return (self._relations[place] for place in self._places[cell])

    def copy(self) -> Proof:
        """The same proof, to go on from in another way."""
        other = copy(self)
        other.hidden, other.low, other.high = set(self.hidden), list(self.low), list(self.high)
        other.down, other.up = list(self.down), list(self.up)
        other.witnesses = dict(self.witnesses)
        other.uses = {cell: set(needs) for cell, needs in self.uses.items()}
        other._programmes = {}
        return other

    def hide(self, cells: Iterable[int]) -> None:
        """Hide more cells; whatever was proven stays proven."""
        fresh = list(cells)
        self.hidden.update(fresh)
        self._renew(fresh)

    def show(self, cell: int) -> list[Need]:
        """Show a cell again; comes back with what was proven by moving it, and is proven no longer."""
        self.hidden.discard(cell)
        self._renew((cell,))
        lost = list(self.uses.get(cell, ()))
        for need in lost:
            self.forget(need)
        return lost

    def _renew(self, cells: Sequence[int]) -> None:
        for cell in cells:
            self.low[cell], self.high[cell] = self.problem.bounds(cell, self.hidden, self.withheld)
        self._make_room(cells)
        self._programmes.clear()

    def forget(self, need: Need) -> None:
        for moves in self.witnesses.pop(need, ()):
            for cell in moves:
                self.uses[cell].discard(need)

    def keep(self, need: Need, witness: Sequence[Moves]) -> None:
        self.witnesses[need] = witness
        for moves in witness:
            for cell in moves:
                self.uses.setdefault(cell, set()).add(need)

    def needs(self) -> Iterator[Need]:
        """All that must be shown to be possible."""
        problem = self.problem
        for cell, (least, most) in problem.targets.items():
            ends = [end - problem.values[cell] for end in (least, most) if end != problem.values[cell]]
            yield from ((cell, amount) for amount in ends)
            if not ends:
                yield cell, 0
        others = self.hidden - problem.targets.keys()
        if not all(problem.values[cell] for cell in others):
            others -= problem.told(self.hidden)
        yield from ((cell, 0) for cell in sorted(others))

    def prove(self, need: Need) -> bool:
        """Whether a need is met, by a witness found before or now."""
        if need in self.witnesses:
            return True
        cell, amount = need
        witness = self._find(cell, amount) if amount else self._find_any(cell)
        if witness is None:
            return False
        self.keep(need, witness)
        return True

    def confirm(self) -> None:
        """Check every witness against every sum and every limit, whatever way it was found.

        Raises
        ------
        ArithmeticError
            Where a need has no witness, or one that breaks something.
        """
        for need in self.needs():
            cell, amount = need
            witness = self.witnesses.get(need, ())
            reached = {moves.get(cell, 0) for moves in witness}
            asked = set(range(min(amount, 1), max(amount, -1) + 1)) - {0} if amount else reached - {0}
            if not asked or not asked <= reached or not all(map(self.holds, witness)):
                raise ArithmeticError(f"no proof that cell {cell} can move by {amount or 'anything'}")

    def is_exact(self) -> bool:
        """Whether all that is not known exactly is in the network, so that what has no flow is impossible."""
        return all(self.low[cell] == self.high[cell] for cell in self.network.frozen)

    def _find(self, cell: int, amount: int) -> Sequence[Moves] | None:
        found = self._flow(cell, amount) or self._by_hubs(cell, amount)
        return found if found is not None or self.is_exact() else self._by_programme(cell, amount)

    def _by_programme(self, cell: int, amount: int) -> list[Moves] | None:
        """The furthest first: where all goes in equal steps, the values on the way need no programme of their own."""
        if not self.may_solve:
            return None
        programme = self._programme(cell)
        self.network.effort.spend(3_000 + 10 * len(programme.cells))
        last = programme.find(cell, amount)
        if last is None:
            return None
        witness = [last]
        most = abs(amount)
        for far in range(most - 1, 0, -1):
            if all(by * far % most == 0 for by in last.values()):
                witness.append({one: by * far // most for one, by in last.items()})
                continue
            moves = programme.find(cell, far if amount > 0 else -far)
            if moves is None:
                return None
            witness.append(moves)
        return witness

    def _by_hubs(self, cell: int, amount: int) -> list[Moves] | None:
        network = self.network
        if cell in self.problem.complements or self.low[cell] == self.high[cell] or not network.has_few_hubs:
            return None
        hubs = [one for one in network.frozen if self.low[one] < self.high[one]]
        if not hubs:
            return None
        found = find_exchange(network, (self.down, self.up), hubs, cell, amount)
        finished = [self._finish(moves) for moves in found or ()]
        return finished if finished and all(map(self.holds, finished)) else None

    def holds(self, moves: Moves) -> bool:
        """Whether moves keep every sum, every cover and every limit: the last word on a witness."""
        values, by = self.problem.values, moves.get
        if not all(self.low[cell] <= values[cell] + far <= self.high[cell] for cell, far in moves.items()):
            return False
        for relation in {place: self._relations[place] for cell in moves for place in self._places[cell]}.values():
            more = sum(by(part, 0) for part in relation.parts) - by(relation.whole, 0)
            if relation.rule == "sum":
                if more:
                    return False
                continue
            whole = values[relation.whole] + by(relation.whole, 0)
            now = [values[part] + by(part, 0) for part in relation.parts]
            if sum(now) < whole or max(now) > whole:
                return False
        return True

    def _find_any(self, cell: int) -> Sequence[Moves] | None:
        for need in self.uses.get(cell, ()):
            for moves in self.witnesses[need]:
                if moves.get(cell):
                    return [moves]
        for find in (self._flow, self._by_hubs, self._by_programme):
            found = find(cell, 1) or find(cell, -1)
            if found is not None or (find == self._by_hubs and self.is_exact()):
                return found
        return None

    def _flow(self, cell: int, amount: int) -> list[Moves] | None:
        network = self.network
        if cell in self.problem.complements:  # the whole stays as it is, so the part goes the other way
            cell, amount = self.problem.complements[cell][1], -amount
        if cell not in network.tail or self.low[cell] == self.high[cell]:
            return None
        found = find_flow(network, (self.down, self.up), cell, amount)
        return None if found is None else [self._finish(moves) for moves in found]

    def _finish(self, moves: Moves) -> Moves:
        """Moves without the slack of covers, and with what the complements do when their wholes and parts move."""
        if self.network.slack:
            moves = {cell: by for cell, by in moves.items() if cell < len(self.low)}
        if self.network.beside:
            beside = {cell: moves.get(w, 0) - moves.get(p, 0) for cell, (w, p) in self.problem.complements.items()}
            moves |= {cell: by for cell, by in beside.items() if by}
        return moves

    def _programme(self, cell: int) -> Programme:
        if cell not in self._programmes:
            programme = Programme(self.problem, (self.low, self.high), cell)
            self.network.effort.spend(5 * len(self.low))
            self._programmes |= dict.fromkeys(programme.cells, programme)
        return self._programmes[cell]
