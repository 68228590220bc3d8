"""Regular expressions that cannot hang and mean the same in Python and in a browser.

A pattern is read once to a small program, and a text is matched by following all paths through the program at once
(Thompson's construction), one character at a time. So the time is at most the length of the program times the length
of the text, whatever the pattern. Both languages run the same program instead of their own regular expressions, which
differ from each other and may take for ever on a pattern like ``(a+)+``.

As in ODK Collect, the whole text must match; ``\\d``, ``\\w`` and ``\\s`` mean ASCII characters, and ``.`` does not
match a line break. What is left out (look-around, back-references, Unicode properties) is refused by name.
"""

from __future__ import annotations

from functools import lru_cache

from instruments.errors import ExpressionError
from instruments.expressions.pattern_reading import (
    Alternatives,
    Characters,
    Edge,
    Pattern,
    Ranges,
    Repetition,
    read_pattern,
)

MAXIMUM_STEPS = 1000
MAXIMUM_SUBJECT = 2000  # a longer text does not match

# A step is ("characters", ranges), ("split", step, step), ("jump", step), ("start",) or ("end",); running off the last
# step is a match.
Step = tuple[str] | tuple[str, int] | tuple[str, int, int] | tuple[str, Ranges]
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
    reached = _reach(program, [0], at_start=True, at_end=not text)
    for index, character in enumerate(text):
        code = ord(character)
        following = [step + 1 for step in reached if step < len(program) and _admits(program[step], code)]
        if not following:
            return False
        reached = _reach(program, following, at_start=False, at_end=index == len(text) - 1)
    return len(program) in reached


def _admits(step: Step, code: int) -> bool:
    return any(first <= code <= last for first, last in step[1])  # type: ignore[union-attr, misc]


def _reach(program: Program, starts: list[int], *, at_start: bool, at_end: bool) -> list[int]:
    """The steps that wait for a character, or the end of the program, from these steps on."""
    seen: set[int] = set()
    waiting: list[int] = []
    stack = starts[::-1]
    while stack:
        at = stack.pop()
        if at in seen:
            continue
        seen.add(at)
        step = program[at] if at < len(program) else ("characters",)
        if step[0] == "characters":
            waiting.append(at)
        elif step[0] in ("split", "jump"):
            stack.extend(step[1:])  # type: ignore[arg-type]
        elif at_start if step[0] == "start" else at_end:
            stack.append(at + 1)
    return waiting


def size_of(pattern: Pattern) -> int:
    """How many steps a pattern needs, reckoned before any of them is made."""
    if isinstance(pattern, (Characters, Edge)):
        return 1
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
