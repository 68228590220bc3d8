"""Reading YAML to plain data with the line of every piece, from files that nobody has looked at yet.

Built on the parser's events rather than on its loader: nothing recurses, nothing is constructed but texts, numbers,
truth values, lists and mappings, and sizes are bounded before they cost anything. References from one place to another
(anchors and aliases) are refused, since ten lines of them can stand for a billion.

Words mean what YAML 1.2 says: only ``true`` and ``false`` are truth values, and ``yes``, ``no`` and dates are text.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass, field
from io import StringIO

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from instruments.errors import Place

MAXIMUM_CHARACTERS = 500_000
MAXIMUM_PIECES = 40_000
MAXIMUM_DEPTH = 30

Data = str | int | float | bool | None | list["Data"] | dict[str, "Data"]

_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NOTHING = {"", "~", "null", "Null", "NULL"}
_WHOLE = re.compile(r"[-+]?[0-9]{1,18}")
_DECIMAL = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")


class UnreadableYaml(Exception):
    """The text cannot be read further than this line."""

    def __init__(self, message: str, line: int | None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


@dataclass(slots=True)
class YamlText:
    """What a text says, and the line on which each place of it begins."""

    data: Data = None
    lines: dict[Place, int] = field(default_factory=dict)
    written: dict[Place, str] = field(default_factory=dict)
    """How the text spells what is neither text nor nothing: ``1.10`` is the number 1.1."""
    faults: list[tuple[Place, int, str]] = field(default_factory=list)
    """What is wrong but did not stop the reading: place, line and message."""

    def line_of(self, place: Place) -> int | None:
        """The line of a place, or of the nearest thing around it."""
        for length in range(len(place), -1, -1):
            if (line := self.lines.get(place[:length])) is not None:
                return line
        return None


def read_yaml(text: str, result: YamlText) -> None:
    """Read a text into a result, which keeps what was read when :class:`UnreadableYaml` stops the reading."""
    if len(text) > MAXIMUM_CHARACTERS:
        raise UnreadableYaml(
            f"the text has {len(text):,} characters; the most is {MAXIMUM_CHARACTERS:,}: split the instrument", None
        )
    builder = _Builder(result)
    try:
        for event in YAML(typ="safe", pure=True).parse(StringIO(text.removeprefix("\ufeff"))):
            builder.take(event)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise UnreadableYaml(_plain_words(error), mark.line + 1 if mark else None) from None
    except YAMLError as error:
        position = getattr(error, "position", None)
        line = text.count("\n", 0, position) + 1 if isinstance(position, int) else None
        raise UnreadableYaml("there is a character here that YAML does not allow; remove it", line) from None
    except (ValueError, OverflowError):
        raise UnreadableYaml("there is an escaped character that does not exist; remove it", None) from None


@dataclass(slots=True)
class _Open:
    """A list or a mapping that is still being read."""

    value: list[Data] | dict[str, Data]
    place: Place
    key: str | None = None
    doubled: bool = False


class _Builder:
    """Puts the events together, one after another."""

    def __init__(self, result: YamlText) -> None:
        self.result = result
        self.open: list[_Open] = []
        self.pieces = 0
        self.documents = 0

    def take(self, event: Event) -> None:
        line = event.start_mark.line + 1
        self.refuse_what_is_hostile(event, line)
        if isinstance(event, ScalarEvent):
            self.scalar(event, line)
        elif isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            self.container([] if isinstance(event, SequenceStartEvent) else {}, line)
        elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            self.open.pop()

    def refuse_what_is_hostile(self, event: Event, line: int) -> None:
        self.pieces += 1
        if self.pieces > MAXIMUM_PIECES:
            raise UnreadableYaml(f"the text has more than {MAXIMUM_PIECES:,} pieces; split the instrument", line)
        if isinstance(event, DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise UnreadableYaml("a second document begins here ('---'); keep one instrument to a file", line)
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None) is not None:
            name = getattr(event, "anchor", "")
            raise UnreadableYaml(
                f"anchors and aliases ('&{name}', '*{name}') are not supported; write the text out, "
                "in quotes if it begins with '&' or '*'",
                line,
            )
        tag = getattr(event, "tag", None)
        if tag is not None:
            raise UnreadableYaml(
                f"tags ('{tag}') are not supported; remove it, or put a text that begins with '!' in quotes", line
            )

    def container(self, value: list[Data] | dict[str, Data], line: int) -> None:
        if len(self.open) >= MAXIMUM_DEPTH:
            raise UnreadableYaml(f"this is nested more than {MAXIMUM_DEPTH} deep; use fewer groups within groups", line)
        if self.open and isinstance(self.open[-1].value, dict) and self.open[-1].key is None:
            raise UnreadableYaml("a key must be a word; put a text that begins with '{' or '[' in quotes", line)
        place = self.attach(value, line)
        self.open.append(_Open(value, place))

    def scalar(self, event: ScalarEvent, line: int) -> None:
        top = self.open[-1] if self.open else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            top.key = event.value
            top.doubled = event.value in top.value
            place = (*top.place, event.value)
            if top.doubled:
                first = self.result.lines.get(place)
                message = f"'{event.value}' stands twice here, first on line {first}; keep one of them"
                self.result.faults.append((place, line, message))
            else:
                self.result.lines[place] = line
            return
        plain = event.style is None or event.style == ""
        value = _resolve(event.value) if plain else event.value
        place = self.attach(value, line)
        if isinstance(value, (bool, int, float)):
            self.result.written[place] = event.value
        if (sign := _unprintable(event.value)) is not None:
            message = f"there is a character here that cannot be shown or stored (U+{ord(sign):04X}); remove it"
            self.result.faults.append((place, line, message))

    def attach(self, value: Data, line: int) -> Place:
        """Put a value where it belongs, and say where that is."""
        if not self.open:
            self.result.data = value
            self.result.lines[()] = line
            return ()
        top = self.open[-1]
        if isinstance(top.value, list):
            place = (*top.place, len(top.value))
            top.value.append(value)
            self.result.lines[place] = line
            return place
        key = top.key or ""
        place = (*top.place, key)
        if not top.doubled:
            top.value[key] = value
        top.key, top.doubled = None, False
        return place


def _resolve(text: str) -> Data:
    """What a word without quotes stands for."""
    if text in _NOTHING:
        return None
    if text in _TRUTH:
        return _TRUTH[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    return text


def _unprintable(text: str) -> str | None:
    """The first control character or half of a pair, if there is one."""
    if text.isprintable():
        return None
    return next((sign for sign in text if sign not in "\n\t" and unicodedata.category(sign) in ("Cc", "Cs")), None)


# The parser's own words are about its grammar; authors want to know what to change.
_ADVICE = (
    ("mapping values are not allowed", "a text that contains ': ' must be in quotes (or the indentation is wrong)"),
    ("cannot start any token", "indent with spaces, not tabs, and put a text that begins with a sign in quotes"),
    ("could not find expected ':'", "a line has no ':' after its key, or a quote is not closed"),
    ("expected <block end>", "the indentation does not match the lines above, or a '-' or ':' is missing"),
    ("expected ',' or", "a ',' or a closing bracket is missing, or a text with a bracket or quote needs quotes"),
    ("while scanning a quoted scalar", "a quote is not closed"),
    ("found unexpected end of stream", "a quote or a bracket is not closed"),
    ("unknown escape", "in double quotes write '\\\\' for a backslash, or use single quotes"),
)


def _plain_words(error: MarkedYAMLError) -> str:
    said = f"{error.context or ''} {error.problem or ''}".strip()
    advice = next((words for phrase, words in _ADVICE if phrase in said), "check the indentation, quotes and colons")
    return f"the YAML cannot be read here: {advice} ({said})"
