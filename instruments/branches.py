"""From a nested instrument to the tree that expressions walk, each place with its own conditions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from instruments.expressions import Node, parse_expression
from instruments.flattening import Placed, Row, rows_of
from instruments.items import Branch
from instruments.model import CONTAINER_TYPES, Instrument, Question

ROOT = "data"  # what pyxform calls the root, as absolute paths begin


@dataclass(frozen=True, slots=True)
class _Gate:
    """A consent: what comes after it in the same entry is asked only where it is not asked or is "yes"."""

    condition: Node
    repeats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A place of the tree with the plain question that is asked there."""

    branch: Branch
    row: Row


def build_tree(instrument: Instrument) -> tuple[Branch, tuple[Leaf, ...]]:
    """The root of the tree, and its plain questions in form order, whose items are yet to be made."""
    root = Branch(ROOT, "form", None, ())
    gates: list[_Gate] = []
    leaves = tuple(_grow(instrument, root, instrument.survey, (), gates, frozenset()))
    return root, leaves


def gate_condition(name: str) -> Node:
    """Not asked, and so not withheld, or given: a question off the path is none to count."""
    return parse_expression(f"count(${{{name}}}) = 0 or ${{{name}}} = 'yes'")


def _grow(
    instrument: Instrument,
    parent: Branch,
    questions: tuple[Question, ...],
    inside: tuple[Question, ...],
    gates: list[_Gate],
    passed: frozenset[int],
) -> Iterator[Leaf]:
    """Add the questions below a branch; ``passed`` are the gates that its own conditions already include."""
    for question in questions:
        if question.kind not in CONTAINER_TYPES:
            yield from _leaves(instrument, parent, Placed(question, (), inside), gates, passed)
            continue
        here = _waiting(gates, parent.repeats, passed)
        branch = _container(parent, question, tuple(gates[index].condition for index in here))
        within = (*inside, question)
        further = passed | set(here)
        yield from _grow(instrument, branch, question.children, within, gates, further)
        if question.kind == "standard":
            yield from _leaves(instrument, branch, Placed(question, (), within), gates, further)


def _waiting(gates: list[_Gate], repeats: tuple[str, ...], passed: frozenset[int]) -> list[int]:
    """The gates that apply at a place and that nothing around it has taken account of."""
    return [
        index
        for index, gate in enumerate(gates)
        if index not in passed and repeats[: len(gate.repeats)] == gate.repeats
    ]


def _container(parent: Branch, question: Question, gates: tuple[Node, ...]) -> Branch:
    repeats = question.kind == "repeat"
    branch = Branch(
        name=question.name,
        kind="repeat" if repeats else "group",
        parent=parent,
        repeats=(*parent.repeats, question.name) if repeats else parent.repeats,
        conditions=(*gates, *_own(question)),
        question=question,
        count=parse_expression(question.repeat_count) if question.repeat_count else None,
    )
    parent.children.append(branch)
    return branch


def _leaves(
    instrument: Instrument, parent: Branch, found: Placed, gates: list[_Gate], passed: frozenset[int]
) -> Iterator[Leaf]:
    waiting = tuple(gates[index].condition for index in _waiting(gates, parent.repeats, passed))
    for row in rows_of(instrument, found):
        question = row.question
        branch = Branch(question.name, "item", parent, parent.repeats, (*waiting, *_own(question)), question)
        parent.children.append(branch)
        yield Leaf(branch, row)
        if row.part == "consent":
            gates.append(_Gate(gate_condition(question.name), parent.repeats))


def _own(question: Question) -> tuple[Node, ...]:
    return (parse_expression(question.relevant),) if question.relevant else ()
