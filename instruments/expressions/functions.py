"""The functions of the expression language: one table, from name to meaning.

To add a function, add its row here, its twin in ``survey_app/browser/expressions.js``, and its cases to
``tests/instruments/expression_cases.json``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from instruments.expressions.patterns import compile_pattern, matches
from instruments.expressions.values import (
    WHITESPACE,
    Nodes,
    Scope,
    Value,
    every,
    single,
    to_boolean,
    to_date,
    to_days,
    to_number,
    to_text,
)

Arguments = Sequence[Value | Nodes]
Meaning = Callable[[Scope, Arguments], Value]

MAXIMUM_PLACES = 15


@dataclass(frozen=True, slots=True)
class Function:
    """How many arguments a function takes (``most`` None: any number) and what it makes of them.

    ``first`` says what the first argument must be: "any" value, "answers" (a ``${name}``) or "parent" (``..``).
    ``pattern`` marks the one whose second argument is a regular expression, written out as a text.
    """

    least: int
    most: int | None
    meaning: Meaning
    first: str = "any"
    pattern: bool = False


def _text(argument: Value | Nodes) -> str:
    return to_text(single(argument))


def _number(argument: Value | Nodes) -> float:
    return to_number(single(argument))


def _boolean(argument: Value | Nodes) -> bool:
    return to_boolean(single(argument))


def _selected(_: Scope, arguments: Arguments) -> bool:
    chosen, wanted = (_text(argument) for argument in arguments)
    return f" {wanted.strip(WHITESPACE)} " in f" {chosen} "


def _count_selected(_: Scope, arguments: Arguments) -> float:
    return float(len([word for word in _text(arguments[0]).split(" ") if word]))


def _count(_: Scope, arguments: Arguments) -> float:
    return float(len(every(arguments)))


def _answered(arguments: Arguments) -> list[float]:
    """The numbers of the arguments that are not blank."""
    return [to_number(value) for value in every(arguments) if value != ""]


def _count_non_empty(_: Scope, arguments: Arguments) -> float:
    return float(len(_answered(arguments)))


def _sum(_: Scope, arguments: Arguments) -> float:
    total = 0.0
    for number in _answered(arguments):  # one after another, as a browser adds
        total += number
    return total


def _extreme(choose: Callable[[list[float]], float]) -> Meaning:
    def meaning(_: Scope, arguments: Arguments) -> float:
        numbers = _answered(arguments)
        return math.nan if not numbers or any(map(math.isnan, numbers)) else choose(numbers)

    return meaning


def _if(_: Scope, arguments: Arguments) -> Value:
    return single(arguments[1] if _boolean(arguments[0]) else arguments[2])


def _coalesce(_: Scope, arguments: Arguments) -> Value:
    values = [single(argument) for argument in arguments]
    return next((value for value in values if to_text(value) != ""), "")


def _concat(_: Scope, arguments: Arguments) -> str:
    return "".join(map(to_text, every(arguments)))


def _regex(_: Scope, arguments: Arguments) -> bool:
    return matches(compile_pattern(_text(arguments[1])), _text(arguments[0]))


def _int(_: Scope, arguments: Arguments) -> float:
    number = _number(arguments[0])
    return float(math.trunc(number)) if math.isfinite(number) else number


def _round(_: Scope, arguments: Arguments) -> float:
    """To the nearest whole number, halves upwards; or to a number of decimal places."""
    number = _number(arguments[0])
    places = _number(arguments[1]) if len(arguments) == 2 else 0.0
    if not math.isfinite(number) or math.isnan(places):
        return number if math.isinf(number) else math.nan
    digits = int(max(-MAXIMUM_PLACES, min(MAXIMUM_PLACES, places)))
    power = 10.0 ** abs(digits)  # a whole power of ten up to 15 is exact, here and in a browser
    scaled = number * power if digits >= 0 else number / power
    if not math.isfinite(scaled):
        return number
    below = math.floor(scaled)
    nearest = float(below + 1 if scaled - below >= 0.5 else below)
    return nearest / power if digits >= 0 else nearest * power


def _date(_: Scope, arguments: Arguments) -> str:
    """The date of a date, of a date with time, or of a number of days since 1970; blank for anything else."""
    value = single(arguments[0])
    if isinstance(value, str):
        text = value.strip(WHITESPACE)
        if text[4:5] == "-":
            return text[:10] if to_days(text) is not None else ""
    return to_date(to_number(value))


FUNCTIONS: dict[str, Function] = {
    "boolean": Function(1, 1, lambda _, a: _boolean(a[0])),
    "coalesce": Function(2, None, _coalesce),
    "concat": Function(1, None, _concat),
    "contains": Function(2, 2, lambda _, a: _text(a[1]) in _text(a[0])),
    "count": Function(1, 1, _count, first="answers"),
    "count-non-empty": Function(1, 1, _count_non_empty, first="answers"),
    "count-selected": Function(1, 1, _count_selected),
    "date": Function(1, 1, _date),
    "false": Function(0, 0, lambda _, a: False),
    "if": Function(3, 3, _if),
    "int": Function(1, 1, _int),
    "max": Function(1, None, _extreme(max)),
    "min": Function(1, None, _extreme(min)),
    "not": Function(1, 1, lambda _, a: not _boolean(a[0])),
    "now": Function(0, 0, lambda scope, a: scope.now),
    "number": Function(1, 1, lambda _, a: _number(a[0])),
    "position": Function(1, 1, lambda scope, a: float(scope.position) if scope.position else math.nan, first="parent"),
    "regex": Function(2, 2, _regex, pattern=True),
    "round": Function(1, 2, _round),
    "selected": Function(2, 2, _selected),
    "starts-with": Function(2, 2, lambda _, a: _text(a[0]).startswith(_text(a[1]))),
    "string": Function(1, 1, lambda _, a: _text(a[0])),
    "string-length": Function(1, 1, lambda _, a: float(len(_text(a[0])))),
    "sum": Function(1, None, _sum),
    "today": Function(0, 0, lambda scope, a: scope.today),
    "true": Function(0, 0, lambda _, a: True),
}
