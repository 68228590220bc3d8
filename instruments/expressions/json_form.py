"""The JSON form of an expression, which the browser evaluates.

Every node is a list that begins with its kind::

    ["text", "yes"]   ["number", 5]   ["answer", "age"]   ["self"]   ["parent"]   ["negate", node]
    ["=", node, node] and so with every operator;   ["and", node, node, …]   ["or", node, node, …]
    ["call", "selected", node, …];   the pattern of a regex is ["pattern", program]
"""

from __future__ import annotations

from instruments.expressions.functions import FUNCTIONS
from instruments.expressions.patterns import Program, compile_pattern
from instruments.expressions.tree import Answer, Call, Logic, Negation, Node, Number, Operation, Parent, Text

Json = str | float | int | list["Json"]


def to_json(node: Node) -> list[Json]:
    """The tree as nested lists of texts and numbers."""
    if isinstance(node, Text):
        return ["text", node.value]
    if isinstance(node, Number):
        return ["number", int(node.value) if node.value.is_integer() and node.value < 2**53 else node.value]
    if isinstance(node, Answer):
        return ["answer", node.name]
    if isinstance(node, Operation):
        return [node.operator, to_json(node.left), to_json(node.right)]
    if isinstance(node, Logic):
        return [node.operator, *map(to_json, node.operands)]
    if isinstance(node, Negation):
        return ["negate", to_json(node.operand)]
    if isinstance(node, Call):
        return _call(node)
    return ["parent"] if isinstance(node, Parent) else ["self"]


def _call(node: Call) -> list[Json]:
    arguments: list[Json] = [to_json(argument) for argument in node.arguments]
    if FUNCTIONS[node.function].pattern:
        pattern = node.arguments[1]
        arguments[1] = ["pattern", _program(compile_pattern(pattern.value if isinstance(pattern, Text) else ""))]
    return ["call", node.function, *arguments]


def _program(program: Program) -> list[Json]:
    steps: list[Json] = []
    for step in program:
        if step[0] == "characters":
            steps.append(["characters", [[first, last] for first, last in step[1]]])  # type: ignore[union-attr, misc]
        else:
            steps.append(list(step))  # type: ignore[arg-type]
    return steps
