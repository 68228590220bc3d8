"""The JSON form of an expression, which the browser evaluates.

Every node is a list that begins with its kind::

    ["text", "yes"]   ["number", 5]   ["answer", "age"]   ["self"]   ["current"]   ["root"]   ["instance", "towns"]
    ["=", node, node] and so with every operator;   ["and", node, node, …]   ["or", node, node, …]   ["negate", node]
    ["call", "selected", node, …]
    ["path", start, [predicate, …], [[axis, name or null, [predicate, …]], …]]
"""

from __future__ import annotations

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
    Step,
    Text,
)

Json = str | float | int | None | list["Json"]

_WORDS: dict[type, str] = {Self: "self", Current: "current", Root: "root"}


def to_json(node: Node) -> list[Json]:
    """The tree as nested lists of texts and numbers."""
    if isinstance(node, Text):
        return ["text", node.value]
    if isinstance(node, Number):
        return ["number", int(node.value) if node.value.is_integer() and node.value < 2**53 else node.value]
    if isinstance(node, Answer):
        return ["answer", node.name]
    if isinstance(node, Instance):
        return ["instance", node.name]
    if isinstance(node, Operation):
        return _operation(node)
    if isinstance(node, Logic):
        return [node.operator, *map(to_json, node.operands)]
    if isinstance(node, Negation):
        return ["negate", to_json(node.operand)]
    if isinstance(node, Call):
        return ["call", node.function, *map(to_json, node.arguments)]
    if isinstance(node, Path):
        return ["path", to_json(node.start), [*map(to_json, node.predicates)], [*map(_step, node.steps)]]
    return [_WORDS.get(type(node), "self")]


def _operation(node: Operation) -> list[Json]:
    """A row of operators is gone through from right to left, however long it is."""
    row = [node]
    while isinstance(row[-1].left, Operation):
        row.append(row[-1].left)
    form = to_json(row[-1].left)
    for step in reversed(row):
        form = [step.operator, form, to_json(step.right)]
    return form


def _step(step: Step) -> list[Json]:
    return [step.axis, step.name, [*map(to_json, step.predicates)]]
