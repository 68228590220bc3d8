"""Evaluating a parsed expression. It never fails: whatever does not fit is blank, false or not a number."""

from __future__ import annotations

from instruments.expressions.functions import FUNCTIONS
from instruments.expressions.operators import COMPARISONS, calculate, compare
from instruments.expressions.tree import Answer, Call, Logic, Negation, Node, Number, Operation, Parent, Text
from instruments.expressions.values import Nodes, Scope, Value, single, to_boolean, to_number


def evaluate(node: Node, scope: Scope) -> Value | Nodes:
    """The value of an expression in a scope."""
    if isinstance(node, (Text, Number)):
        return node.value
    if isinstance(node, Answer):
        return scope.value(node.name)
    if isinstance(node, Operation):
        join = compare if node.operator in COMPARISONS else calculate
        return join(node.operator, evaluate(node.left, scope), evaluate(node.right, scope))
    if isinstance(node, Logic):
        return _evaluate_logic(node, scope)
    if isinstance(node, Negation):
        return -to_number(single(evaluate(node.operand, scope)))
    if isinstance(node, Call):
        arguments = [evaluate(argument, scope) for argument in node.arguments]
        return FUNCTIONS[node.function].meaning(scope, arguments)
    return "" if isinstance(node, Parent) else scope.itself


def holds(node: Node, scope: Scope) -> bool:
    """Whether an expression is true in a scope: what ``relevant`` and ``constraint`` ask."""
    return to_boolean(single(evaluate(node, scope)))


def _evaluate_logic(node: Logic, scope: Scope) -> bool:
    """``or`` stops at the first true operand, ``and`` at the first false one."""
    stops_at = node.operator == "or"
    for operand in node.operands:
        if to_boolean(single(evaluate(operand, scope))) is stops_at:
            return stops_at
    return not stops_at
