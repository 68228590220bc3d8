"""The parts of a parsed expression."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """A text in quotes."""

    value: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written; a minus sign before it is a :class:`Negation`."""

    value: float


@dataclass(frozen=True, slots=True)
class Answer:
    """``${name}``: the answer to a question, or all answers to it when it is asked in a repeat further off."""

    name: str


@dataclass(frozen=True, slots=True)
class Self:
    """``.``: the node that the expression stands at; in square brackets, the one that is being judged."""


@dataclass(frozen=True, slots=True)
class Current:
    """``current()``: the node that the whole expression stands at, even in square brackets."""


@dataclass(frozen=True, slots=True)
class Root:
    """What an absolute path begins with."""


@dataclass(frozen=True, slots=True)
class Instance:
    """``instance('list')``: a list of choices; its rows are ``/root/item``."""

    name: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: to the "child" nodes of a name (None: of any), to the "parent", or "self"."""

    axis: str
    name: str | None = None
    predicates: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """Steps from where ``start`` leads; ``predicates`` choose among the nodes there before the first step.

    ``../age`` starts at :class:`Self`, as does the bare ``age``, whose first step is to a child.
    """

    start: Node
    steps: tuple[Step, ...] = ()
    predicates: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Negation:
    """A minus sign before an operand."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Operation:
    """Two operands joined by a comparison or by arithmetic."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Logic:
    """Two or more operands joined by one word, ``and`` or ``or``."""

    operator: str
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A function and its arguments."""

    function: str
    arguments: tuple[Node, ...]


Node = Text | Number | Answer | Self | Current | Root | Instance | Path | Negation | Operation | Logic | Call


def parts(node: Node) -> tuple[Node, ...]:
    """The nodes directly below one."""
    if isinstance(node, Operation):
        return (node.left, node.right)
    if isinstance(node, Negation):
        return (node.operand,)
    if isinstance(node, Logic):
        return node.operands
    if isinstance(node, Call):
        return node.arguments
    if isinstance(node, Path):
        return (node.start, *node.predicates, *(part for step in node.steps for part in step.predicates))
    return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, each before its parts."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(parts(current)))


def name_in_text(text: str) -> str:
    """The question that ``jr:choice-name`` names in quotes: '${name}', or the last step of a path."""
    return text.strip().rsplit("/", 1)[-1].strip().removeprefix("${").removesuffix("}").strip()


def depth(node: Node) -> int:
    """How many levels the tree has; a loop, since a hostile tree would exhaust a recursion.

    A row of operators such as ``1 + 2 + 3`` is one level, however long.
    """
    deepest, level = 0, [node]
    while level:
        deepest += 1
        level = [part for upper in level for part in _below(upper)]
    return deepest


def _below(node: Node) -> list[Node]:
    found: list[Node] = []
    while isinstance(node, Operation):
        found.append(node.right)
        node = node.left
        if not isinstance(node, Operation):
            found.append(node)
            return found
    return list(parts(node))
