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
    """``.``: the answer that a constraint judges."""


@dataclass(frozen=True, slots=True)
class Parent:
    """``..``: the entry of the repeat, which only ``position(..)`` takes."""


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


Node = Text | Number | Answer | Self | Parent | Negation | Operation | Logic | Call


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
    return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, each before its parts."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(parts(current)))


def references(node: Node) -> tuple[str, ...]:
    """The names that an expression mentions, each once, in the order of their mention."""
    return tuple(dict.fromkeys(part.name for part in walk(node) if isinstance(part, Answer)))


def has_self(node: Node) -> bool:
    """Whether the expression uses ``.``."""
    return any(isinstance(part, Self) for part in walk(node))


def depth(node: Node) -> int:
    """How many levels the tree has; a loop, since a hostile tree would exhaust a recursion."""
    deepest, level = 0, [node]
    while level:
        deepest += 1
        level = [part for upper in level for part in parts(upper)]
    return deepest
