"""Flows through the network of counts: whether a count can be moved, and what it would take."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Container, Sequence, Set
from dataclasses import dataclass

from analysis.disclosure.cells.network import Network

Moves = dict[int, int]  # by how much counts differ from what they are
Path = list[tuple[int, int]]  # counts, each with +1 (raised) or -1 (lowered)
Room = tuple[Sequence[int], Sequence[int]]  # of each count, how far it can go down and up
Price = Callable[[int, int], float | None]  # what a count costs in a direction; None where it cannot go


def find_flow(network: Network, room: Room, cell: int, amount: int) -> list[Moves] | None:
    """For each number up to ``amount``, moves that shift a count by it (down where negative) and keep every sum.

    None where there are none.
    """
    down, up = room
    direction = 1 if amount > 0 else -1
    most = abs(amount)
    if (up if direction > 0 else down)[cell] < most:
        return None
    start, goal = network.ends(cell, direction)
    path = _path(network, down, up, start, goal, most, cell)
    if path is not None:
        signs = {cell: direction, **dict(path)}
        return [{one: sign * far for one, sign in signs.items()} for far in range(1, most + 1)]
    return _one_by_one(network, (list(down), list(up)), cell, amount)


def _one_by_one(network: Network, room: tuple[list[int], list[int]], cell: int, amount: int) -> list[Moves] | None:
    """The same by several ways round, each of which has room for less."""
    down, up = room
    direction = 1 if amount > 0 else -1
    start, goal = network.ends(cell, direction)
    moves: Moves = {}
    found = []
    for _ in range(abs(amount)):
        path = _path(network, down, up, start, goal, 1, cell)
        if path is None:
            return None
        moves = dict(moves)
        for one, sign in ((cell, direction), *path):
            up[one] -= sign
            down[one] += sign
            moves[one] = moves.get(one, 0) + sign
        found.append(moves)
    return found


def _path(
    network: Network, down: Sequence[int], up: Sequence[int], start: int, goal: int, need: int, without: int
) -> Path | None:
    """The shortest way between two nodes over counts that have so much room."""
    if start == goal:
        return []
    network.effort.spend(len(network.tail) // 2)
    leaving = network.leaving
    came: dict[int, tuple[int, int, int]] = {start: (-1, 0, -1)}
    queue = [start]
    for node in queue:
        for cell, sign, other in leaving[node]:
            if other in came or (up[cell] if sign > 0 else down[cell]) < need or cell == without:
                continue
            came[other] = (cell, sign, node)
            if other == goal:
                return _trace(came, goal)
            queue.append(other)
    return None


DEAR = 1e300


@dataclass(frozen=True, slots=True)
class Way:
    """A path through the network, where it ends, and what its counts cost."""

    cost: float
    path: Path
    goal: int


def cheapest_path(
    network: Network, price: Price, start: int, goals: Set[int], without: Container[int], limit: float = DEAR
) -> Way | None:
    """The cheapest path from a node to any of several, if it costs less than ``limit``."""
    came: dict[int, tuple[int, int, int]] = {start: (-1, 0, -1)}
    done: set[int] = set()
    cost = {start: 0.0}
    queue = [(0.0, start)]
    network.effort.spend(2 * len(network.tail))
    while queue:
        so_far, node = heapq.heappop(queue)
        if node in goals:
            return Way(so_far, _trace(came, node), node)
        if node in done:
            continue
        done.add(node)
        for arc, sign, other in network.leaving[node]:
            if other in done or arc in without:
                continue
            more = price(arc, sign)
            if more is not None and so_far + more < cost.get(other, limit):
                cost[other] = so_far + more
                came[other] = (arc, sign, node)
                heapq.heappush(queue, (so_far + more, other))
    return None


def _trace(came: dict[int, tuple[int, int, int]], goal: int) -> Path:
    path = []
    cell, sign, node = came[goal]
    while cell >= 0:
        path.append((cell, sign))
        cell, sign, node = came[node]
    return path
