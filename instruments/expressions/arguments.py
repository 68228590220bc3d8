"""What a function takes, and how it reads what it is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from instruments.expressions.frame import MAXIMUM_TEXT, Frame
from instruments.expressions.values import Nodes, Value, single, to_boolean, to_number, to_text

Argument = Value | Nodes
Meaning = Callable[[Frame, Any], Argument]


@dataclass(frozen=True, slots=True)
class Function:
    """How many arguments a function takes (``most`` None: any number) and what it makes of them.

    ``nodes`` counts those at the beginning that must lead to answers: a ``${name}`` or a path. ``unevaluated``
    functions are given the parts of the expression instead of their values. ``by`` is 2 where arguments come in pairs.
    """

    least: int
    most: int | None
    meaning: Meaning
    nodes: int = 0
    unevaluated: bool = False
    by: int = 1


def text_of(argument: Argument) -> str:
    """The argument as a text."""
    return to_text(single(argument))


def reading(frame: Frame, argument: Argument) -> str:
    """The argument as a text that is gone through from one end to the other."""
    return frame.work.read(text_of(argument))


def number_of(argument: Argument) -> float:
    """The argument as a number."""
    return to_number(single(argument))


def truth_of(argument: Argument) -> bool:
    """The argument as a truth value."""
    return to_boolean(single(argument))


def every(frame: Frame, arguments: Sequence[Argument]) -> list[Value]:
    """All values, with those of the sets among them."""
    flat: list[Value] = []
    for argument in arguments:
        flat.extend(argument.values if isinstance(argument, Nodes) else (argument,))
    frame.work.spend(len(flat))
    return flat


def joined(frame: Frame, separator: str, values: Sequence[Value]) -> str:
    """The texts of the values, one after another; what goes beyond the longest text there may be is cut off."""
    pieces: list[str] = []
    length = 0
    for index, value in enumerate(values):
        piece = separator + to_text(value) if index else to_text(value)
        pieces.append(piece)
        length += len(piece)
        if length > MAXIMUM_TEXT:
            return frame.work.read("".join(pieces)[:MAXIMUM_TEXT])
    return frame.work.read("".join(pieces))
