"""Regular expressions that cannot hang and mean the same in Python and in a browser.

A pattern is read once to a small program. A text is gone through once, from its end to its beginning, and at each
place it is noted from which steps of the program the rest of the text would match. So the time is at most the length
of the program times the length of the text, whatever the pattern. Both languages run the same program instead of
their own regular expressions, which differ from each other and may take for ever on a pattern like ``(a+)+``.

As in ODK Collect, the whole text must match; ``\\d``, ``\\w`` and ``\\s`` mean ASCII characters, and ``.`` does not
match a line break. What is left out (looking behind, back-references) is refused by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from instruments.errors import ExpressionError
from instruments.expressions.character_classes import WORD, Ranges
from instruments.expressions.pattern_reading import (
    Alternatives,
    Boundary,
    Characters,
    Edge,
    Look,
    Pattern,
    Repetition,
    read_pattern,
)

MAXIMUM_STEPS = 1000
MAXIMUM_SUBJECT = 2000  # a longer text does not match

# A step is ("characters", ranges), ("split", step, step), ("jump", step), ("start",), ("end",), ("boundary", negated)
# or ("look", program, negated); running off the last step is a match.
Step = tuple[object, ...]
Program = tuple[Step, ...]


@lru_cache(maxsize=512)
def compile_pattern(text: str) -> Program:
    """The program of a pattern; raises ExpressionError where the pattern is not one of ours, or too long."""
    pattern = read_pattern(text)
    if size_of(pattern) > MAXIMUM_STEPS:
        raise ExpressionError(
            f"the regular expression '{text[:57]}' repeats too much (more than {MAXIMUM_STEPS} steps); "
            "for the length of an answer use string-length(.)"
        )
    program: list[Step] = []
    _emit(pattern, program)
    return tuple(program)


def matches(program: Program, text: str) -> bool:
    """Whether the whole text matches."""
    if len(text) > MAXIMUM_SUBJECT:
        return False
    return _matching(program, [ord(sign) for sign in text], anywhere=False)[0]


def _matching(program: Program, codes: Sequence[int], *, anywhere: bool) -> list[bool]:
    """For each place of the text whether the program matches from there to the end; or to any place, ``anywhere``."""
    looks = {
        at: _matching(step[1], codes, anywhere=True)  # type: ignore[arg-type]
        for at, step in enumerate(program)
        if step[0] == "look"
    }
    sources = _sources(program)
    held = [False] * (len(codes) + 1)
    alive: set[int] = set()
    for place in range(len(codes), -1, -1):
        stack = [] if place == len(codes) else [at - 1 for at in alive if at and _admits(program[at - 1], codes[place])]
        if anywhere or place == len(codes):
            stack.append(len(program))
        alive = set()
        while stack:
            at = stack.pop()
            if at not in alive:
                alive.add(at)
                stack.extend(source for source in sources[at] if _passes(program, source, codes, place, looks))
        held[place] = 0 in alive
    return held


def _sources(program: Program) -> list[list[int]]:
    """For each step, those that lead to it without a character between."""
    sources: list[list[int]] = [[] for _ in range(len(program) + 1)]
    for at, step in enumerate(program):
        if step[0] in ("split", "jump"):
            for target in step[1:]:
                sources[target].append(at)  # type: ignore[call-overload]
        elif step[0] != "characters":
            sources[at + 1].append(at)
    return sources


def _admits(step: Step, code: int) -> bool:
    return step[0] == "characters" and _holds(step[1], code)  # type: ignore[arg-type]


def _holds(ranges: Ranges, code: int) -> bool:
    return any(first <= code <= last for first, last in ranges)


def _passes(program: Program, at: int, codes: Sequence[int], place: int, looks: dict[int, list[bool]]) -> bool:
    """Whether a step that takes no character lets through at a place of the text."""
    step = program[at]
    if step[0] == "start":
        return place == 0
    if step[0] == "end":
        return place == len(codes)
    if step[0] == "boundary":
        before, after = (0 <= index < len(codes) and _holds(WORD, codes[index]) for index in (place - 1, place))
        return (before is not after) is not step[1]
    return looks[at][place] is not step[2] if step[0] == "look" else True


def length_of(program: Program) -> int:
    """How many steps a program has, with those of the programs within it."""
    return sum(1 + (length_of(step[1]) if step[0] == "look" else 0) for step in program)  # type: ignore[arg-type, misc]


def size_of(pattern: Pattern) -> int:
    """How many steps a pattern needs, reckoned before any of them is made."""
    if isinstance(pattern, (Characters, Edge, Boundary)):
        return 1
    if isinstance(pattern, Look):
        return size_of(pattern.part) + 1
    if isinstance(pattern, Alternatives):
        return sum(size_of(option) + 2 for option in pattern.options) - 2
    if isinstance(pattern, Repetition):
        part = size_of(pattern.part)
        optional = part + 2 if pattern.most is None else (part + 1) * (pattern.most - pattern.least)
        return part * pattern.least + optional
    return sum(size_of(part) for part in pattern.parts)


def _emit(pattern: Pattern, program: list[Step]) -> None:
    if isinstance(pattern, Characters):
        program.append(("characters", pattern.ranges))
    elif isinstance(pattern, Edge):
        program.append(("end",) if pattern.end else ("start",))
    elif isinstance(pattern, Boundary):
        program.append(("boundary", pattern.negated))
    elif isinstance(pattern, Look):
        ahead: list[Step] = []
        _emit(pattern.part, ahead)
        program.append(("look", tuple(ahead), pattern.negated))
    elif isinstance(pattern, Alternatives):
        _emit_alternatives(pattern, program)
    elif isinstance(pattern, Repetition):
        _emit_repetition(pattern, program)
    else:
        for part in pattern.parts:
            _emit(part, program)


def _emit_alternatives(pattern: Alternatives, program: list[Step]) -> None:
    jumps = []
    for option in pattern.options[:-1]:
        split = len(program)
        program.append(("jump", 0))
        _emit(option, program)
        jumps.append(len(program))
        program.append(("jump", 0))
        program[split] = ("split", split + 1, len(program))
    _emit(pattern.options[-1], program)
    for jump in jumps:
        program[jump] = ("jump", len(program))


def _emit_repetition(pattern: Repetition, program: list[Step]) -> None:
    for _ in range(pattern.least):
        _emit(pattern.part, program)
    if pattern.most is None:
        split = len(program)
        program.append(("jump", 0))
        _emit(pattern.part, program)
        program.append(("jump", split))
        program[split] = ("split", split + 1, len(program))
        return
    splits = []
    for _ in range(pattern.most - pattern.least):
        splits.append(len(program))
        program.append(("jump", 0))
        _emit(pattern.part, program)
    for split in splits:
        program[split] = ("split", split + 1, len(program))
