"""Reading a regular expression to a tree.

A pattern means what it means to Java, and so to ODK Collect, without a flag: ``\\d``, ``\\w``, ``\\s`` and ``(?i)``
know ASCII only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from instruments.errors import ExpressionError
from instruments.expressions.character_classes import (
    CLASSES,
    LINE_BREAKS,
    Ranges,
    complement,
    in_both_cases,
    property_of,
)

MAXIMUM_GROUPS_DEEP = 20
MAXIMUM_TIMES = 1000

_TIMES = re.compile(r"\{([0-9]{1,4})(,([0-9]{1,4})?)?\}")
_CODE = re.compile(r"x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})")
_SIGNS = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_CONTROLS = {"t": 0x09, "n": 0x0A, "r": 0x0D, "f": 0x0C}
_EDGES = {"A": False, "z": True, "Z": True}
_GROUP_NAME = re.compile(r"\?<[A-Za-z][A-Za-z0-9]*>")
_PROPERTY = re.compile(r"[pP](?:\{([A-Za-z]{1,12})\}|([A-Z]))")
_REFUSED_GROUPS = {"?<": "looking behind", "?": "a flag; only (?i), at the very beginning, is"}


@dataclass(frozen=True, slots=True)
class Characters:
    """One character out of these ranges of code points."""

    ranges: Ranges


@dataclass(frozen=True, slots=True)
class Edge:
    """The start or the end of the text."""

    end: bool


@dataclass(frozen=True, slots=True)
class Boundary:
    """Where a word begins or ends; ``negated``, where none does."""

    negated: bool


@dataclass(frozen=True, slots=True)
class Look:
    """Where a part would match from here on; ``negated``, where it would not."""

    part: Pattern
    negated: bool


@dataclass(frozen=True, slots=True)
class Series:
    """One part after another."""

    parts: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Any one of the options."""

    options: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Repetition:
    """A part several times; ``most`` None is without limit."""

    part: Pattern
    least: int
    most: int | None


Pattern = Characters | Edge | Boundary | Look | Series | Alternatives | Repetition


def _is_one(ranges: Ranges) -> bool:
    """Whether ranges hold a single character."""
    return len(ranges) == 1 and ranges[0][0] == ranges[0][1]


def read_pattern(text: str) -> Pattern:
    """Read a pattern; raises ExpressionError on anything this language of patterns does not have."""
    reader = _Reader(text)
    reader.any_case = reader.take("(?i)")
    pattern = reader.alternatives(0)
    if reader.at < len(text):
        raise reader.refuse("there is a ')' without its '('; write '\\)' for the character itself")
    return pattern


class _Reader:
    """The text of a pattern and how far it is read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.any_case = False

    def refuse(self, reason: str) -> ExpressionError:
        shown = self.text if len(self.text) <= 60 else self.text[:57] + "…"
        place = f"its character {min(self.at, len(self.text) - 1) + 1}"
        return ExpressionError(f"the regular expression '{shown}' cannot be used ({place}): {reason}")

    def ahead(self, sign: str) -> bool:
        return self.text.startswith(sign, self.at)

    def take(self, sign: str) -> bool:
        found = self.ahead(sign)
        self.at += len(sign) if found else 0
        return found

    def alternatives(self, deep: int) -> Pattern:
        if deep > MAXIMUM_GROUPS_DEEP:
            raise self.refuse(f"its groups are nested more than {MAXIMUM_GROUPS_DEEP} deep; write it more simply")
        options = [self.series(deep)]
        while self.take("|"):
            options.append(self.series(deep))
        return options[0] if len(options) == 1 else Alternatives(tuple(options))

    def series(self, deep: int) -> Pattern:
        parts: list[Pattern] = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            parts.append(self.repeated(self.part(deep)))
        return parts[0] if len(parts) == 1 else Series(tuple(parts))

    def part(self, deep: int) -> Pattern:
        sign = self.text[self.at]
        if sign in "*+?{":
            raise self.refuse(f"there is nothing before '{sign}' to repeat; write '\\{sign}' for the character itself")
        self.at += 1
        if sign in "^$":
            return Edge(end=sign == "$")
        if sign == "(":
            return self.group(deep)
        if sign == "[":
            return self.bracket()
        if sign == "\\":
            return self.escaped_place() or self.characters(self.escape())
        return self.characters(complement(LINE_BREAKS) if sign == "." else ((ord(sign), ord(sign)),))

    def characters(self, ranges: Ranges, negated: bool = False) -> Pattern:
        """One character, in capitals too where case makes no difference."""
        found = in_both_cases(ranges) if self.any_case else ranges
        return Characters(complement(found) if negated else found)

    def escaped_place(self) -> Pattern | None:
        """What matches no character but a place: a boundary of words, or an edge of the text."""
        sign = self.text[self.at : self.at + 1]
        if not sign or sign not in "bBAzZ":
            return None
        self.at += 1
        return Edge(_EDGES[sign]) if sign in _EDGES else Boundary(sign == "B")

    def look(self, deep: int) -> Pattern | None:
        """``(?=…)`` and ``(?!…)``."""
        if not self.ahead("?=") and not self.ahead("?!"):
            return None
        negated = self.ahead("?!")
        self.at += 2
        return Look(self.inside(deep), negated)

    def group(self, deep: int) -> Pattern:
        found = self.look(deep)
        if found is not None:
            return found
        if match := _GROUP_NAME.match(self.text, self.at):
            self.at = match.end()
        elif not self.take("?:"):
            for sign, feature in _REFUSED_GROUPS.items():
                if self.ahead(sign):
                    raise self.refuse(f"'({sign}' ({feature}) is not supported; write the pattern without it")
        return self.inside(deep)

    def inside(self, deep: int) -> Pattern:
        inside = self.alternatives(deep + 1)
        if not self.take(")"):
            raise self.refuse("a '(' is not closed; add the ')'")
        return inside

    def repeated(self, part: Pattern) -> Pattern:
        if self.at >= len(self.text) or self.text[self.at] not in "*+?{":
            return part
        least, most = self.times()
        self.take("?")  # the shortest match first: makes no difference, since the whole text must match
        if self.at < len(self.text) and self.text[self.at] in "*+?{":
            raise self.refuse("something already repeated is repeated again; put it in brackets")
        return Repetition(part, least, most)

    def times(self) -> tuple[int, int | None]:
        sign = self.text[self.at]
        if sign in _SIGNS:
            self.at += 1
            return _SIGNS[sign]
        match = _TIMES.match(self.text, self.at)
        if match is None:
            raise self.refuse("'{' must be followed by numbers, as in {2,4}; write '\\{' for the character itself")
        least = int(match[1])
        most = least if match[2] is None else None if match[3] is None else int(match[3])
        if max(least, most or 0) > MAXIMUM_TIMES or (most is not None and most < least):
            raise self.refuse(f"{match[0]} must go from a smaller number to a larger one of at most {MAXIMUM_TIMES}")
        self.at = match.end()
        return least, most

    def escape(self) -> Ranges:
        if self.at >= len(self.text):
            raise self.refuse("it ends in a single backslash; write '\\\\' for the character itself")
        sign = self.text[self.at]
        if match := _CODE.match(self.text, self.at):
            self.at = match.end()
            code = int(match[1] or match[2], 16)
            return ((code, code),)
        if match := _PROPERTY.match(self.text, self.at):
            return self.property(match)
        if sign in CLASSES or sign in _CONTROLS:
            self.at += 1
            return CLASSES.get(sign) or ((_CONTROLS[sign], _CONTROLS[sign]),)
        if sign.isalnum():
            raise self.refuse(f"'\\{sign}' is not supported; write the characters that you mean")
        self.at += 1
        return ((ord(sign), ord(sign)),)

    def property(self, match: re.Match[str]) -> Ranges:
        ranges = property_of(match[1] or match[2])
        if ranges is None:
            raise self.refuse(
                f"'\\{match[0]}' is not supported; there are \\p{{L}}, \\p{{Lu}}, \\p{{N}}, \\p{{Alpha}} …"
            )
        self.at = match.end()
        return complement(ranges) if match[0][0] == "P" else ranges

    def bracket(self) -> Pattern:
        negated = self.take("^")
        ranges: list[tuple[int, int]] = []
        while not self.ahead("]") or not ranges:
            if self.at >= len(self.text):
                raise self.refuse("a '[' is not closed; add the ']'")
            if self.ahead("[") or self.ahead("&&"):
                raise self.refuse("'[' and '&&' mean something else inside [ ]; write '\\[' for the character itself")
            ranges.extend(self.bracket_item())
        self.at += 1
        return self.characters(tuple(sorted(ranges)), negated)

    def bracket_item(self) -> Ranges:
        first = self.bracket_sign()
        if not self.ahead("-") or self.text.startswith("-]", self.at):
            return first
        self.at += 1
        last = self.bracket_sign()
        if not (_is_one(first) and _is_one(last) and first <= last):
            raise self.refuse("a range such as 'a-z' goes from one character to a later one; write '\\-' for a hyphen")
        return ((first[0][0], last[0][0]),)

    def bracket_sign(self) -> Ranges:
        if self.at >= len(self.text):
            raise self.refuse("a '[' is not closed; add the ']'")
        if self.take("\\"):
            return self.escape()
        self.at += 1
        return ((ord(self.text[self.at - 1]), ord(self.text[self.at - 1])),)
