"""Moves that take hubs along: counts that stand in many sums, as a margin does that several tables share.

A hub is no arc of the network. When it moves, each of its sums is out of balance; another hub that moves the other
way, and flows through the tables, put them right again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from analysis.disclosure.cells.flows import DEAR, Moves, Path, Price, Room, Way, cheapest_path
from analysis.disclosure.cells.network import GROUND, Network


def find_exchange(network: Network, room: Room, hubs: Collection[int], cell: int, amount: int) -> list[Moves] | None:
    """For each number up to ``amount``, moves that shift a count by it and take some of the ``hubs`` along.

    None where none were found, which does not say that there are none. Whoever calls checks them: where a hub covers
    others, its moves may break that.
    """
    most = abs(amount)
    for far in {most, 1}:
        found = _repeat(network, room, hubs, cell, 1 if amount > 0 else -1, far, most)
        if found is not None:
            return found
    return None


def _repeat(
    network: Network, room: Room, hubs: Collection[int], cell: int, direction: int, far: int, most: int
) -> list[Moves] | None:
    """The moves, in steps of ``far``."""
    down, up = list(room[0]), list(room[1])

    def price(one: int, sign: int) -> float | None:
        return 1.0 if (up[one] if sign > 0 else down[one]) >= far else None

    moves: Moves = {}
    found = []
    for _ in range(most // far):
        way = next(exchanges(network, price, hubs, cell, direction), None)
        if way is None:
            return None
        found += [_plus(moves, way.path, by) for by in range(1, far + 1)]
        moves = found[-1]
        for one, sign in way.path:
            up[one] -= sign * far
            down[one] += sign * far
    return found


def _plus(moves: Moves, path: Path, by: int) -> Moves:
    return moves | {one: moves.get(one, 0) + sign * by for one, sign in path}


def exchanges(
    network: Network, price: Price, hubs: Collection[int], cell: int, direction: int, limit: float = DEAR
) -> Iterator[Way]:
    """Ways to move a count with the help of hubs, each cheaper than the one before and than ``limit``."""
    for change in _changes(network, hubs, cell, direction):
        costs = [price(one, sign) for one, sign in change[1:]]
        own = sum(cost for cost in costs if cost is not None)
        if None in costs or own >= limit:
            continue
        way = _balance(network, price, change, own, limit)
        if way is not None:
            limit = way.cost
            yield way


def _changes(network: Network, hubs: Collection[int], cell: int, direction: int) -> Iterator[Path]:
    """A count and up to two hubs: for a hub, itself and another; else one that it stands beside, and another."""
    first = (cell, direction)
    if cell in network.tail:
        nodes = {node for node, _ in network.stands[cell]}
        near = [hub for hub in hubs if any(node in nodes for node, _ in network.stands[hub])]
        yield [first]
        ways = [[first, (hub, sign)] for hub in near for sign in (1, -1)]
    else:
        ways = [[first]]
    for way in ways:
        yield way
        last, sign = way[-1]
        for hub in hubs:
            if hub not in (cell, last):
                yield [*way, (hub, -sign)]
                yield [*way, (hub, sign)]


def _balance(network: Network, price: Price, change: Path, own: float, limit: float) -> Way | None:
    """Flows that put right all sums that a change has put out of balance."""
    beyond: dict[int, int] = {}
    for cell, sign in change:
        for node, factor in network.stands[cell]:
            beyond[node] = beyond.get(node, 0) + sign * factor
    sources = [node for node, by in beyond.items() for _ in range(by)]
    sinks = [node for node, by in beyond.items() for _ in range(-by)]
    path, used = list(change), {cell for cell, _ in change}
    while sources or sinks:
        start = sources.pop() if sources else GROUND
        goals = {*sinks, GROUND} if start else {sinks[-1]}
        found = cheapest_path(network, price, start, goals, used, limit - own)
        if found is None:
            return None
        own += found.cost
        path += found.path
        used.update(cell for cell, _ in found.path)
        if found.goal != GROUND:
            sinks.remove(found.goal)
    return Way(own, path, GROUND)
