"""In which order the places of a form are decided: each after all that it hangs on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from instruments.defaults import read_default
from instruments.dependencies import find_cycles, in_order, members_of_cycles
from instruments.expressions import Node, parse_expression, references
from instruments.items import Branch

Needs = dict[Branch, set[Branch]]
Meanings = dict[str, list[Branch]]


@dataclass(frozen=True, slots=True)
class Order:
    """The places in order, the questions whose answers a filter clears, and the circles that cannot be resolved."""

    plan: tuple[Branch, ...]
    clearing: frozenset[Branch]
    cycles: tuple[tuple[Branch, ...], ...]


def find_order(root: Branch) -> Order:
    """Order a tree by what conditions, calculations, counts of entries and filters mention.

    A filter that is part of a circle (each of two questions leaves out what the other one chose) is no fault: it
    only no longer clears answers. Neither is a number of entries that hangs on the entries. Defaults come after what
    they mention where that is possible.
    """
    branches = tuple(_below(root))
    known = _meanings(branches)
    firm = {branch: _firm(branch, known) for branch in branches}
    for branch in members_of_cycles(_with(firm, branches, known, _count)):
        branch.grows = branch.count is not None
    firm = _with(firm, [branch for branch in branches if not branch.grows], known, _count)
    cycles = find_cycles(firm)
    if cycles:
        return Order((), frozenset(), cycles)
    filtered = [branch for branch in branches if branch.question is not None and branch.question.choice_filter]
    circular = members_of_cycles(_with(firm, filtered, known, _filter))
    clearing = [branch for branch in filtered if branch not in circular]
    firm = _with(firm, clearing, known, _filter)
    with_defaults = _with(firm, branches, known, _default)
    return Order(in_order(firm if members_of_cycles(with_defaults) else with_defaults), frozenset(clearing), ())


def _below(branch: Branch) -> Iterator[Branch]:
    for child in branch.children:
        yield child
        yield from _below(child)


def _meanings(branches: Iterable[Branch]) -> Meanings:
    """What a name may mean: a standard is both what holds its criteria and its grade."""
    known: Meanings = {}
    for branch in branches:
        known.setdefault(branch.name, []).append(branch)
    return known


def _with(
    needs: Needs, branches: Iterable[Branch], known: Meanings, nodes_of: Callable[[Branch], tuple[Node, ...]]
) -> Needs:
    """The needs with those that some further expressions of these branches add."""
    found = dict(needs)
    for branch in branches:
        found[branch] = found[branch] | _mentioned(nodes_of(branch), known)
    return found


def _firm(branch: Branch, known: Meanings) -> set[Branch]:
    """What decides whether a place is on the path, and its calculation."""
    parent = {branch.parent} if branch.parent is not None and branch.parent.parent is not None else set()
    return parent | _mentioned((*branch.conditions, *_calculation(branch)), known)


def _mentioned(nodes: Iterable[Node], known: Meanings) -> set[Branch]:
    found: set[Branch] = set()
    for node in nodes:
        for name in references(node):
            meanings = known.get(name, [])
            found.update(one for one in meanings if one.kind == "item" or len(meanings) == 1)
    return found


def _calculation(branch: Branch) -> tuple[Node, ...]:
    question = branch.question
    if branch.kind != "item" or question is None or question.calculation is None or question.trigger is not None:
        return ()
    return (parse_expression(question.calculation),)


def _count(branch: Branch) -> tuple[Node, ...]:
    return (branch.count,) if branch.count is not None else ()


def _default(branch: Branch) -> tuple[Node, ...]:
    default = read_default(branch.question) if branch.kind == "item" and branch.question is not None else None
    return () if default is None or isinstance(default, str) else (default,)


def _filter(branch: Branch) -> tuple[Node, ...]:
    text = branch.question.choice_filter if branch.question is not None else None
    return (parse_expression(text),) if text else ()
