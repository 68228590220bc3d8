"""Evaluating a parsed expression. It never fails: whatever does not fit is blank, false or not a number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from instruments.expressions.frame import MAXIMUM_WORK, Exhausted, Frame, Work
from instruments.expressions.functions import FUNCTIONS
from instruments.expressions.locating import follow
from instruments.expressions.operators import join
from instruments.expressions.scope import Answers, DocumentNode
from instruments.expressions.tree import (
    Answer,
    Call,
    Current,
    Instance,
    Logic,
    Negation,
    Node,
    Number,
    Operation,
    Path,
    Root,
    Self,
    Text,
)
from instruments.expressions.values import Nodes, Value, single, to_boolean, to_number


def evaluate(
    node: Node,
    answers: Answers,
    context: DocumentNode | None = None,
    current: DocumentNode | None = None,
) -> Value | Nodes:
    """The value of an expression, as seen from a node of the answers.

    ``context`` is what ``.`` and paths begin at; ``current`` is what ``current()`` and ``${name}`` are seen from, and
    the same node unless given: a choice filter has the row of a choice for the one and its question for the other.
    An expression that would take more work than any form needs has no value: it is blank, and so are all that come
    after those of the same answers have taken too much together; ``answers.work`` then says so.
    """
    work = Work(min(MAXIMUM_WORK, answers.work.left))
    given = work.left
    frame = Frame(answers, context, context if current is None else current, work, _compute)
    try:
        return _compute(node, frame)
    except Exhausted:
        answers.work.is_cut_off = True
        return ""
    finally:
        answers.work.left -= given - max(work.left, 0)


def holds(
    node: Node,
    answers: Answers,
    context: DocumentNode | None = None,
    current: DocumentNode | None = None,
) -> bool:
    """Whether an expression is true as seen from a node: what ``relevant`` and ``constraint`` ask."""
    return to_boolean(single(evaluate(node, answers, context, current)))


def _compute(node: Node, frame: Frame) -> Value | Nodes:
    frame.work.spend(1)
    return _MEANINGS[type(node)](node, frame)


def _written(node: Text | Number, frame: Frame) -> Value:
    return node.value


def _answer(node: Answer, frame: Frame) -> Nodes:
    return frame.nodes(frame.answers.find(node.name, frame.current))


def _self(node: Self, frame: Frame) -> Nodes:
    return frame.nodes(() if frame.context is None else (frame.context,))


def _current(node: Current, frame: Frame) -> Nodes:
    return frame.nodes(() if frame.current is None else (frame.current,))


def _root(node: Root, frame: Frame) -> Nodes:
    return frame.nodes((frame.answers.root(),))


def _nothing(node: Instance, frame: Frame) -> Nodes:
    """A list is reached by a path that begins with it; alone it holds no value."""
    return frame.nodes(())


def _operation(node: Operation, frame: Frame) -> Value:
    """A row of operators is gone through from left to right, however long it is."""
    row = [node]
    while isinstance(row[-1].left, Operation):
        row.append(row[-1].left)
    value = _compute(row[-1].left, frame)
    for step in reversed(row):
        value = join(step.operator, value, _compute(step.right, frame), frame.work)
    return value  # type: ignore[return-value]  # a row has at least one operator, and joining gives a value


def _logic(node: Logic, frame: Frame) -> bool:
    """``or`` stops at the first true operand, ``and`` at the first false one."""
    stops_at = node.operator == "or"
    for operand in node.operands:
        if to_boolean(single(_compute(operand, frame))) is stops_at:
            return stops_at
    return not stops_at


def _negation(node: Negation, frame: Frame) -> float:
    return -to_number(single(_compute(node.operand, frame)))


def _call(node: Call, frame: Frame) -> Value | Nodes:
    function = FUNCTIONS[node.function]
    if function.unevaluated:
        return function.meaning(frame, node.arguments)
    return function.meaning(frame, [_compute(argument, frame) for argument in node.arguments])


_MEANINGS: dict[type, Callable[[Any, Frame], Value | Nodes]] = {
    Text: _written,
    Number: _written,
    Answer: _answer,
    Self: _self,
    Current: _current,
    Root: _root,
    Instance: _nothing,
    Path: follow,
    Operation: _operation,
    Logic: _logic,
    Negation: _negation,
    Call: _call,
}
