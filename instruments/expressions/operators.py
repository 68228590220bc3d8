"""What the operators mean. ``survey_app/browser/expressions.js`` does the same: change both or neither."""

from __future__ import annotations

import math
from collections.abc import Callable

from instruments.expressions.frame import Work
from instruments.expressions.values import (
    MAXIMUM_DIGITS,
    TOLERANCE,
    WHITESPACE,
    Nodes,
    Value,
    single,
    to_boolean,
    to_days,
    to_number,
)


def equal(left: Value, right: Value) -> bool:
    """Whether two values are equal: as truth values, numbers, dates or texts, whichever either of them calls for."""
    if isinstance(left, bool) or isinstance(right, bool):
        return to_boolean(left) == to_boolean(right)
    if isinstance(left, str) and isinstance(right, str):
        return left == right or _same_moment(left, right)
    first, second = to_number(left), to_number(right)
    return first == second or abs(first - second) < TOLERANCE


def _same_moment(left: str, right: str) -> bool:
    if len(left) > MAXIMUM_DIGITS or len(right) > MAXIMUM_DIGITS:
        return False
    first, second = to_days(left.strip(WHITESPACE)), to_days(right.strip(WHITESPACE))
    return first is not None and second is not None and abs(first - second) < TOLERANCE


def divide(left: float, right: float) -> float:
    """``div``: by zero it gives infinity, as XPath has it."""
    if right != 0:
        return left / right
    if left == 0 or math.isnan(left):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def remainder(left: float, right: float) -> float:
    """``mod``: what is left over, with the sign of the dividend."""
    if right == 0 or math.isinf(left) or math.isnan(left) or math.isnan(right):
        return math.nan
    return math.fmod(left, right)


COMPARISONS: dict[str, Callable[[Value, Value], bool]] = {
    "=": equal,
    "!=": lambda left, right: not equal(left, right),
    "<": lambda left, right: to_number(left) < to_number(right),
    "<=": lambda left, right: to_number(left) <= to_number(right),
    ">": lambda left, right: to_number(left) > to_number(right),
    ">=": lambda left, right: to_number(left) >= to_number(right),
}

ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "div": divide,
    "mod": remainder,
}


def join(operator: str, left: Value | Nodes, right: Value | Nodes, work: Work) -> Value:
    """What an operator makes of two values.

    A set of nodes compares true where any one of them does, and an empty set is blank; reckoning takes the first.
    """
    if operator in ARITHMETIC:
        return ARITHMETIC[operator](to_number(single(left)), to_number(single(right)))
    test = COMPARISONS[operator]
    lefts = left.values or ("",) if isinstance(left, Nodes) else (left,)
    rights = right.values or ("",) if isinstance(right, Nodes) else (right,)
    work.spend(len(lefts) * len(rights))
    return any(test(first, second) for first in lefts for second in rights)
