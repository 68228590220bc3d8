"""The functions that reckon."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal, localcontext

from instruments.expressions import elementary
from instruments.expressions.arguments import Argument, Function, Meaning, every, number_of
from instruments.expressions.frame import Frame
from instruments.expressions.values import to_number

Arguments = Sequence[Argument]

MAXIMUM_PLACES = 30  # JavaRosa's


def _of_one(reckon: Callable[[float], float]) -> Function:
    return Function(1, 1, lambda _, a: reckon(number_of(a[0])))


def _of_two(reckon: Callable[[float, float], float]) -> Function:
    return Function(2, 2, lambda _, a: reckon(number_of(a[0]), number_of(a[1])))


def _numbers(frame: Frame, arguments: Arguments) -> list[float]:
    """The numbers among the arguments; blanks and words are left out."""
    return [number for number in map(to_number, every(frame, arguments)) if not math.isnan(number)]


def _sum(frame: Frame, arguments: Arguments) -> float:
    total = 0.0
    for number in _numbers(frame, arguments):  # one after another, as a browser adds
        total += number
    return total


def _extreme(choose: Callable[[list[float]], float]) -> Meaning:
    def meaning(frame: Frame, arguments: Arguments) -> float:
        return choose(_numbers(frame, arguments) or [math.nan])

    return meaning


def _int(number: float) -> float:
    return float(math.trunc(number)) if math.isfinite(number) else number


def _floor(number: float) -> float:
    return float(math.floor(number)) if math.isfinite(number) else number


def _ceiling(number: float) -> float:
    return float(math.ceil(number)) if math.isfinite(number) else number


def _round(_: Frame, arguments: Arguments) -> float:
    """To a number of decimal places, or to the nearest whole number; halves upwards.

    What is rounded are the digits as they are written: 2.345 to two places is 2.35, though it is stored as a little
    less.
    """
    number = number_of(arguments[0])
    places = number_of(arguments[1]) if len(arguments) == 2 else 0.0
    if not math.isfinite(number):
        return number
    if math.isnan(places) or abs(places) >= MAXIMUM_PLACES + 1:
        return math.nan
    digits = Decimal(repr(number))
    with localcontext(prec=400):
        unit = Decimal(1).scaleb(-int(places))
        return float(digits.quantize(unit, ROUND_HALF_UP if number > 0 else ROUND_HALF_DOWN)) + 0.0


def _sqrt(number: float) -> float:
    return math.sqrt(number) if number >= 0 else math.nan


FUNCTIONS: dict[str, Function] = {
    "abs": _of_one(abs),
    "acos": _of_one(elementary.acos),
    "asin": _of_one(elementary.asin),
    "atan": _of_one(elementary.atan),
    "atan2": _of_two(elementary.atan2),
    "ceiling": _of_one(_ceiling),
    "cos": _of_one(elementary.cos),
    "exp": _of_one(elementary.exp),
    "exp10": _of_one(lambda number: elementary.power(10.0, number)),
    "floor": _of_one(_floor),
    "int": _of_one(_int),
    "log": _of_one(elementary.log),
    "log10": _of_one(elementary.log10),
    "max": Function(1, None, _extreme(max)),
    "min": Function(1, None, _extreme(min)),
    "number": Function(1, 1, lambda _, a: number_of(a[0])),
    "pi": Function(0, 0, lambda _, a: math.pi),
    "pow": _of_two(elementary.power),
    "random": Function(0, 0, lambda frame, a: frame.answers.random()),
    "round": Function(1, 2, _round),
    "sin": _of_one(elementary.sin),
    "sqrt": _of_one(_sqrt),
    "sum": Function(1, None, _sum),
    "tan": _of_one(elementary.tan),
}
