"""The functions that read and make texts."""

from __future__ import annotations

import math
from collections.abc import Sequence

from instruments.errors import ExpressionError
from instruments.expressions.arguments import Argument, Function, every, joined, number_of, reading, text_of
from instruments.expressions.digests import base64_decode, digest
from instruments.expressions.frame import Frame
from instruments.expressions.patterns import compile_pattern, length_of, matches

Arguments = Sequence[Argument]

GUID_SIGNS = "0123456789abcdefghijklmnopqrstuvwxyz"
MAXIMUM_GUID = 255


def _own_or_given(frame: Frame, arguments: Arguments) -> str:
    """The argument; without one, the value of the question that the expression belongs to."""
    text = "" if frame.context is None else frame.answers.value(frame.context)
    return reading(frame, arguments[0] if arguments else text)


def whole(number: float, otherwise: int = 0) -> int:
    """The number without its fraction, as an index into a text or list; any index beyond a thousand million is one."""
    if math.isnan(number):
        return otherwise
    return int(max(-1e9, min(1e9, number)))


def _substr(frame: Frame, arguments: Arguments) -> str:
    """From an index to before another; an index below zero counts from the end."""
    text, start = reading(frame, arguments[0]), whole(number_of(arguments[1]))
    end = len(text) if len(arguments) == 2 else whole(number_of(arguments[2]))
    start, end = (min(max(0, place + len(text) if place < 0 else place), len(text)) for place in (start, end))
    return text[start:end]


def _substring(frame: Frame, arguments: Arguments) -> str:
    """XPath's: characters are counted from 1, the third argument is a length, and both are rounded."""
    text, start = reading(frame, arguments[0]), _rounded(number_of(arguments[1]))
    end = math.inf if len(arguments) == 2 else start + _rounded(number_of(arguments[2]))
    if math.isnan(start) or math.isnan(end):
        return ""
    first, last = (int(max(0.0, min(float(len(text)), place - 1))) for place in (start, end))
    return text[first:last]


def _rounded(number: float) -> float:
    return float(math.floor(number + 0.5)) if math.isfinite(number) else number


def _substring_before(frame: Frame, arguments: Arguments) -> str:
    text, target = reading(frame, arguments[0]), reading(frame, arguments[1])
    return text[: max(0, text.find(target))]


def _substring_after(frame: Frame, arguments: Arguments) -> str:
    text, target = reading(frame, arguments[0]), reading(frame, arguments[1])
    at = text.find(target)
    return "" if at < 0 else text[at + len(target) :]


def _translate(frame: Frame, arguments: Arguments) -> str:
    text, given, wanted = (reading(frame, argument) for argument in arguments)
    table: dict[str, str] = {}
    for index, sign in enumerate(given):
        table.setdefault(sign, wanted[index : index + 1])
    return "".join(table.get(sign, sign) for sign in text)


def _normalize_space(frame: Frame, arguments: Arguments) -> str:
    text = _own_or_given(frame, arguments)
    for sign in "\t\r\n":
        text = text.replace(sign, " ")
    return " ".join(word for word in text.split(" ") if word)


def _regex(frame: Frame, arguments: Arguments) -> bool:
    """Whether the whole text matches; nothing matches a pattern that cannot be used."""
    text, pattern = reading(frame, arguments[0]), text_of(arguments[1])
    frame.work.spend(len(pattern))
    try:
        program = compile_pattern(pattern)
    except ExpressionError:
        return False
    frame.work.spend(length_of(program) * (len(text) + 1) // 4)
    return matches(program, text)


def _uuid(frame: Frame, arguments: Arguments) -> str:
    if not arguments:
        return frame.answers.new_uuid()
    length = min(MAXIMUM_GUID, max(0, whole(number_of(arguments[0]))))
    return "".join(GUID_SIGNS[int(frame.answers.random() * len(GUID_SIGNS))] for _ in range(length))


def _digest(frame: Frame, arguments: Arguments) -> str:
    frame.work.spend(4 * len(text_of(arguments[0])))
    return digest(*map(text_of, arguments))


def _join(frame: Frame, arguments: Arguments) -> str:
    return joined(frame, text_of(arguments[0]), every(frame, arguments[1:]))


def _starts_with(frame: Frame, arguments: Arguments) -> bool:
    return reading(frame, arguments[0]).startswith(reading(frame, arguments[1]))


def _ends_with(frame: Frame, arguments: Arguments) -> bool:
    return reading(frame, arguments[0]).endswith(reading(frame, arguments[1]))


def _string(_: Frame, arguments: Arguments) -> str:
    return text_of(arguments[0])


def _contains(frame: Frame, arguments: Arguments) -> bool:
    return reading(frame, arguments[1]) in reading(frame, arguments[0])


FUNCTIONS: dict[str, Function] = {
    "base64-decode": Function(1, 1, lambda frame, a: base64_decode(reading(frame, a[0]))),
    "concat": Function(1, None, lambda frame, a: joined(frame, "", every(frame, a))),
    "contains": Function(2, 2, _contains),
    "digest": Function(2, 3, _digest),
    "ends-with": Function(2, 2, _ends_with),
    "join": Function(2, None, _join),
    "normalize-space": Function(0, 1, _normalize_space),
    "regex": Function(2, 2, _regex),
    "starts-with": Function(2, 2, _starts_with),
    "string": Function(1, 1, _string),
    "string-length": Function(0, 1, lambda frame, a: float(len(_own_or_given(frame, a)))),
    "substr": Function(2, 3, _substr),
    "substring": Function(2, 3, _substring),
    "substring-after": Function(2, 2, _substring_after),
    "substring-before": Function(2, 2, _substring_before),
    "translate": Function(3, 3, _translate),
    "uuid": Function(0, 1, _uuid),
}
