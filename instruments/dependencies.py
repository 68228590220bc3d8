"""Which question's place on the path hangs on which other's answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

MAXIMUM_REPORTED = 20

Graph = Mapping[str, Iterable[str]]


def in_order(graph: Graph) -> tuple[str, ...]:
    """All names, each after those it depends on; the graph has no cycle."""
    return tuple(TopologicalSorter(graph).static_order())


def find_cycles(graph: Graph) -> tuple[tuple[str, ...], ...]:
    """Cycles in the graph, each as its members in the order of their dependence; breaking these leaves none."""
    left = {name: set(needs) for name, needs in graph.items()}
    found: list[tuple[str, ...]] = []
    while len(found) < MAXIMUM_REPORTED:
        try:
            TopologicalSorter(left).prepare()
        except CycleError as error:
            members: list[str] = list(error.args[1])[:-1]
            members.reverse()  # graphlib names each member before the one that depends on it
            found.append(tuple(members))
            left[members[0]].discard(members[1 % len(members)])
        else:
            break
    return tuple(found)
