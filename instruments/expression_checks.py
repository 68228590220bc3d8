"""Checks of every expression of an instrument: can it be read, and does what it names exist?

What cannot be read, and what names nothing, is an error. What can be evaluated and is hardly meant (a comparison with
a choice that the list lacks, a group where an answer is wanted) is a warning, since ODK takes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from instruments.defaults import default_expression
from instruments.errors import ExpressionError, Finding, Place, Severity
from instruments.expressions import Node, bare_names, has_self, lists, parse_expression, references
from instruments.expressions.tree import Answer, Call, Operation, Path, Root, Text, walk
from instruments.flattening import Placed, containers, flatten
from instruments.model import Choice, Instrument, Question
from instruments.output_checks import OUTPUT
from instruments.shortening import shortened

KEYS = ("relevant", "constraint", "calculation", "choice_filter", "repeat_count", "required", "read_only", "default")
LAST_SAVED = "__last-saved"
_TAKE_ENTRIES = frozenset({"count", "indexed-repeat", "position", "count-non-empty", "once"})


@dataclass(frozen=True, slots=True)
class _Known:
    """What an expression may know of a name."""

    kind: str
    choices: tuple[Choice, ...] = ()
    has_value: bool = True


@dataclass(frozen=True, slots=True)
class _Use:
    """One expression as it stands in the instrument; ``question`` is None for one of the settings."""

    key: str
    text: str
    place: Place
    question: Question | None
    repeats: tuple[str, ...] = ()
    columns: frozenset[str] | None = frozenset()
    """What a bare name means: a choice filter's are the columns of its list. None where its file is not here."""

    def finding(self, message: str, severity: Severity = "error") -> Finding:
        name = None if self.question is None else self.question.name
        return Finding((*self.place, self.key), name, f"{self.key}: {message}", severity)


def check_expressions(instrument: Instrument) -> Iterator[Finding]:
    """Everything wrong with the expressions of an instrument, one by one."""
    placed = _in_form_order(instrument)
    known = _known_names(instrument)
    known_lists = frozenset(instrument.choices) | frozenset(instrument.files)
    for use in _uses(instrument, placed):
        try:
            node = _read(use)
        except ExpressionError as error:
            yield use.finding(f"{error} (it reads: {shortened(use.text, 120)})")
            continue
        if node is not None:
            yield from _check_use(use, node, known, known_lists)
    for found in placed:
        yield from _check_trigger(found, known)


def _read(use: _Use) -> Node | None:
    """The tree of an expression; None of a default that is a text."""
    if use.key == "default" and use.question is not None:
        return default_expression(use.text, use.question.kind)
    return parse_expression(use.text)


def _in_form_order(instrument: Instrument) -> list[Placed]:
    """Groups, repeats and plain questions, with composite questions taken apart."""
    rows = [Placed(row.question, row.place, row.inside) for row in flatten(instrument)]
    return sorted([*containers(instrument), *rows], key=lambda found: _form_order(found.place))


def _known_names(instrument: Instrument) -> dict[str, _Known]:
    known: dict[str, _Known] = {}
    for row in flatten(instrument):
        question = row.question
        has_value = question.is_answered or question.calculation is not None
        known.setdefault(question.name, _Known(question.kind, row.choices, has_value))
    for holder in containers(instrument):
        known.setdefault(holder.question.name, _Known(holder.question.kind, (), False))
    return known


def _uses(instrument: Instrument, placed: list[Placed]) -> Iterator[_Use]:
    if instrument.settings.instance_name is not None:
        yield _Use("instance_name", instrument.settings.instance_name, ("settings",), None)
    for found in placed:
        # A standard's constraint is that of its grade, which is a row of its own; the page has a condition only.
        for key in KEYS if found.question.kind != "standard" else ("relevant",):
            text = getattr(found.question, key)
            if isinstance(text, str):
                columns = _columns(instrument, found.question) if key == "choice_filter" else frozenset()
                yield _Use(key, text, found.place, found.question, _repeats_of(found), columns)


def _columns(instrument: Instrument, question: Question) -> frozenset[str] | None:
    choices = instrument.choices_of(question)
    if not choices and question.list_name in instrument.files:
        return None
    return frozenset({"name", "label"}.union(*(choice.columns for choice in choices)))


def _form_order(place: Place) -> tuple[int, ...]:
    return tuple(part for part in place if isinstance(part, int))


def _repeats_of(found: Placed) -> tuple[str, ...]:
    own = (found.question,) if found.question.kind == "repeat" else ()
    return tuple(outer.name for outer in (*found.inside, *own) if outer.kind == "repeat")


def _check_use(use: _Use, node: Node, known: dict[str, _Known], known_lists: frozenset[str]) -> Iterator[Finding]:
    if has_self(node) and use.key in ("relevant", "instance_name"):
        yield use.finding(_SELF[use.key])
    if use.key == "constraint" and use.question is not None and not use.question.is_answered:
        message = f"a {use.question.kind} has no answer to check; put the constraint on a question"
        yield use.finding(message, "warning")
    for name in names_in(node):
        yield from _check_name(use, name, known)
    for name in bare_names(node):
        if use.columns is not None and name not in use.columns:
            yield use.finding(_bare(use, name), "warning" if use.key == "choice_filter" else "error")
    for name in lists(node):
        yield from _check_list(use, name, known_lists)
    yield from _check_meaning(use, node, known)


_SELF = {
    "relevant": "'.' is the question's own answer, which cannot decide whether it is asked; name another one",
    "instance_name": "'.' is the answer that a constraint judges; name a question",
}


def names_in(node: Node) -> tuple[str, ...]:
    """The names of questions that an expression mentions; the first of an absolute path is that of the form."""
    parts = list(walk(node))
    roots = [part.steps[0].name for part in parts if isinstance(part, Path) and isinstance(part.start, Root)]
    answers = {part.name for part in parts if isinstance(part, Answer)}
    return tuple(name for name in references(node) if name in answers or name not in roots)


def _bare(use: _Use, name: str) -> str:
    if use.key == "choice_filter":
        return f"the list has no column '{name}', so that this is always blank; add the column or correct the name"
    return f"'{name}' stands alone; a question is written ${{{name}}} and a text is written in quotes"


def _check_list(use: _Use, name: str, known_lists: frozenset[str]) -> Iterator[Finding]:
    if name == LAST_SAVED:
        yield use.finding("what was saved last is not kept here; it is always blank", "warning")
    elif name not in known_lists:
        near = get_close_matches(name, known_lists, n=1)
        advice = f"did you mean '{near[0]}'?" if near else "add it under 'choices' or 'files'"
        yield use.finding(f"there is no list '{name}'; {advice}")


def _check_name(use: _Use, name: str, known: dict[str, _Known]) -> Iterator[Finding]:
    if name not in known:
        near = get_close_matches(name, known, n=1)
        advice = f"did you mean ${{{near[0]}}}?" if near else "correct the name or add the question"
        yield use.finding(f"there is no question named '{name}'; {advice}")


def _check_meaning(use: _Use, node: Node, known: dict[str, _Known]) -> Iterator[Finding]:
    """What can be evaluated and is hardly meant."""
    parts = list(walk(node))
    for name in _as_values(parts):
        kind, has_value = (known[name].kind, known[name].has_value) if name in known else ("", True)
        if kind == "repeat":
            yield use.finding(
                f"'{name}' is a repeat, which has no answer; count(${{{name}}}) counts its entries", "warning"
            )
        elif not has_value:
            yield use.finding(f"'{name}' is a {kind} and has no answer; name a question", "warning")
    for part in parts:
        if isinstance(part, Call):
            yield from _check_call(use, part, known)
        for answer, text in _compared(part):
            yield from _check_choice(use, answer.name, text.value, known)


def _as_values(parts: list[Node]) -> tuple[str, ...]:
    """The names whose answer is asked for: not those whose entries are counted, or where a path begins."""
    other: set[int] = set()
    for part in parts:
        if isinstance(part, Call) and part.function in _TAKE_ENTRIES:
            other.update(map(id, part.arguments))
        if isinstance(part, Path):
            other.add(id(part.start))
    return tuple(dict.fromkeys(part.name for part in parts if isinstance(part, Answer) and id(part) not in other))


def _check_call(use: _Use, call: Call, known: dict[str, _Known]) -> Iterator[Finding]:
    first = call.arguments[0] if call.arguments else None
    name = first.name if isinstance(first, Answer) else ""
    kind = known[name].kind if name in known else None
    if call.function == "count-selected" and kind not in (None, "select_multiple", "select_one", "rank", "calculate"):
        yield use.finding(f"count-selected() counts chosen choices, and '{name}' is of type {kind}", "warning")
    if call.function == "count" and kind == "repeat" and name in use.repeats and use.key != "repeat_count":
        message = f"count(${{{name}}}) inside '{name}' counts all its entries here; other tools may count only this one"
        yield use.finding(f"{message}. position(..) is the number of this entry", "warning")
    if call.function == "position" and not use.repeats and isinstance(first, Path) and first.start != Answer(name):
        steps = [step.axis for step in first.steps]
        if steps and set(steps) == {"parent"} and not isinstance(first.start, Answer):
            message = "position(..) is the number of an entry, and this question is not in a repeat: it is always 1"
            yield use.finding(message, "warning")


def _compared(part: Node) -> Iterator[tuple[Answer, Text]]:
    """The pairs of a question and a written-out text that an expression holds against each other."""
    if isinstance(part, Operation) and part.operator in ("=", "!="):
        for one, other in ((part.left, part.right), (part.right, part.left)):
            if isinstance(one, Answer) and isinstance(other, Text):
                yield one, other
    if isinstance(part, Call) and part.function == "selected":
        first, second = part.arguments
        if isinstance(first, Answer) and isinstance(second, Text):
            yield first, second


def _check_choice(use: _Use, name: str, text: str, known: dict[str, _Known]) -> Iterator[Finding]:
    """A choice that is not in the list makes a condition that can never be true."""
    choices = known[name].choices if name in known else ()
    if not choices or text in ("", *(choice.name for choice in choices)):
        return
    names = [choice.name for choice in choices]
    near = [choice.name for choice in choices if choice.label == text] or get_close_matches(text, names, n=1)
    advice = f"did you mean '{near[0]}'?" if near else f"its choices are: {', '.join(names[:12])}"
    yield use.finding(f"'{text}' is not a choice of '{name}'; {advice}", "warning")


def _check_trigger(found: Placed, known: dict[str, _Known]) -> Iterator[Finding]:
    text = found.question.trigger
    if text is None:
        return
    place, name = (*found.place, "trigger"), found.question.name
    if re.sub(r"[\s,]", "", OUTPUT.sub("", text)) or not OUTPUT.search(text):
        reads = shortened(text, 120)
        message = f"trigger: write the question on whose change this is calculated, as ${{name}}; it reads: {reads}"
        yield Finding(place, name, message)
        return
    for other in OUTPUT.findall(text):
        if other not in known:
            yield Finding(place, name, f"trigger: there is no question named '{other}'; correct the name or add it")
    if found.question.calculation is None:
        yield Finding(place, name, "trigger: there is nothing to calculate; add a calculation", "warning")
