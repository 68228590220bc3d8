"""What has to come before what: order and circles in any graph of needs."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import TypeVar

MAXIMUM_REPORTED = 20

T = TypeVar("T", bound=Hashable)


def in_order(graph: Mapping[T, Iterable[T]]) -> tuple[T, ...]:
    """All members, each after those it depends on; the graph has no cycle."""
    return tuple(TopologicalSorter(graph).static_order())


def find_cycles(graph: Mapping[T, Iterable[T]]) -> tuple[tuple[T, ...], ...]:
    """Cycles in the graph, each as its members in the order of their dependence; breaking these leaves none.

    At most 20 are looked for, which is more than anyone will read.
    """
    left = {name: set(needs) for name, needs in graph.items()}
    found: list[tuple[T, ...]] = []
    while len(found) < MAXIMUM_REPORTED:
        try:
            TopologicalSorter(left).prepare()
        except CycleError as error:
            members: list[T] = list(error.args[1])[:-1]
            members.reverse()  # graphlib names each member before the one that depends on it
            found.append(tuple(members))
            left[members[0]].discard(members[1 % len(members)])
        else:
            break
    return tuple(found)


def members_of_cycles(graph: Mapping[T, Iterable[T]]) -> frozenset[T]:
    """Everything that depends on itself, be it through others: what lies on some cycle.

    Tarjan's algorithm for strongly connected components, with a stack of its own instead of recursion.
    """
    number: dict[T, int] = {}
    lowest: dict[T, int] = {}
    waiting: list[T] = []
    is_waiting: set[T] = set()
    found: set[T] = set()
    for start in graph:
        if start in number:
            continue
        work = [(start, iter(graph.get(start, ())))]
        number[start] = lowest[start] = len(number)
        waiting.append(start)
        is_waiting.add(start)
        while work:
            member, needs = work[-1]
            for need in needs:
                if need not in number:
                    number[need] = lowest[need] = len(number)
                    waiting.append(need)
                    is_waiting.add(need)
                    work.append((need, iter(graph.get(need, ()))))
                    break
                if need in is_waiting:
                    lowest[member] = min(lowest[member], number[need])
                if need == member:
                    found.add(member)
            else:
                work.pop()
                if work:
                    lowest[work[-1][0]] = min(lowest[work[-1][0]], lowest[member])
                if lowest[member] == number[member]:
                    component = _taken(waiting, is_waiting, member)
                    found.update(component if len(component) > 1 else ())
    return frozenset(found)


def _taken(waiting: list[T], is_waiting: set[T], last: T) -> list[T]:
    """The members of a component, taken off the stack."""
    component: list[T] = []
    while True:
        member = waiting.pop()
        is_waiting.discard(member)
        component.append(member)
        if member == last:
            return component
