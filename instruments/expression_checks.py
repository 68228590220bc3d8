"""Checks of every ``relevant`` and ``constraint`` of an instrument: can it be read, and does what it names exist?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from instruments.dependencies import find_cycles
from instruments.errors import ExpressionError, Finding, Place
from instruments.expressions import Node, has_self, parse_expression, references
from instruments.expressions.tree import Answer, Call, Operation, Parent, Text, walk
from instruments.flattening import Placed, containers, flatten
from instruments.model import Choice, Instrument, Question

KEYS = ("relevant", "constraint")


@dataclass(frozen=True, slots=True)
class _Known:
    """What an expression may know of a name."""

    kind: str
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class _Use:
    """One expression as it stands in the instrument; ``question`` is None for one of the settings."""

    key: str
    text: str
    place: Place
    question: Question | None
    repeat: str | None = None

    def finding(self, message: str) -> Finding:
        name = None if self.question is None else self.question.name
        return Finding((*self.place, self.key), name, f"{self.key}: {message}")


def check_expressions(instrument: Instrument) -> Iterator[Finding]:
    """Everything wrong with the expressions of an instrument."""
    placed = _in_form_order(instrument)
    known = _known_names(instrument)
    relevance: dict[str, Node] = {}
    for use in _uses(instrument, placed):
        try:
            node = parse_expression(use.text)
        except ExpressionError as error:
            yield use.finding(f"{error} (it reads: {_short(use.text)})")
            continue
        yield from _check_use(use, node, known)
        if use.key == "relevant" and use.question is not None:
            relevance[use.question.name] = node
    yield from _check_cycles(placed, relevance, known)


def _in_form_order(instrument: Instrument) -> list[Placed]:
    """Groups, repeats and plain questions, with composite questions taken apart."""
    rows = [Placed(row.question, row.place, row.inside) for row in flatten(instrument)]
    return sorted([*containers(instrument), *rows], key=lambda found: _form_order(found.place))


def _known_names(instrument: Instrument) -> dict[str, _Known]:
    known = {holder.question.name: _Known(holder.question.kind) for holder in containers(instrument)}
    for row in flatten(instrument):
        known.setdefault(row.question.name, _Known(row.question.kind, row.choices))
    return known


def _uses(instrument: Instrument, placed: list[Placed]) -> Iterator[_Use]:
    if instrument.settings.instance_name is not None:
        yield _Use("instance_name", instrument.settings.instance_name, ("settings",), None)
    for found in placed:
        for key in KEYS:
            text = getattr(found.question, key)
            if text is not None:
                yield _Use(key, text, found.place, found.question, _repeat_of(found))


def _form_order(place: Place) -> tuple[int, ...]:
    return tuple(part for part in place if isinstance(part, int))


def _repeat_of(found: Placed) -> str | None:
    return next((outer.name for outer in found.inside if outer.kind == "repeat"), None)


def _short(text: str) -> str:
    return text if len(text) <= 120 else text[:119] + "…"


def _check_use(use: _Use, node: Node, known: dict[str, _Known]) -> Iterator[Finding]:
    if has_self(node) and use.key == "relevant":
        yield use.finding("'.' is the question's own answer, which cannot decide whether it is asked; name another one")
    if has_self(node) and use.question is None:
        yield use.finding("'.' is the answer that a constraint judges; name a question")
    if use.key == "constraint" and use.question is not None and not use.question.is_answered:
        yield use.finding(f"a {use.question.kind} has no answer to check; put the constraint on a question")
    for name in references(node):
        yield from _check_name(use, name, known)
    for name in _uncounted(node):
        if _kind(name, known) == "repeat":
            yield use.finding(f"'{name}' is a repeat, which has no answer; count(${{{name}}}) counts its entries")
    for part in walk(node):
        if isinstance(part, Parent) and use.repeat is None:
            yield use.finding("position(..) is the number of an entry, and this question is not in a repeat")
        if isinstance(part, Call) and part.function == "count-selected":
            yield from _check_counted(use, part.arguments[0], known)
        for answer, text in _compared(part):
            yield from _check_choice(use, answer.name, text.value, known)


def _uncounted(node: Node) -> tuple[str, ...]:
    """The names that an expression mentions elsewhere than in ``count(${name})``."""
    parts = list(walk(node))
    counted = {id(part.arguments[0]) for part in parts if isinstance(part, Call) and part.function == "count"}
    return tuple(dict.fromkeys(part.name for part in parts if isinstance(part, Answer) and id(part) not in counted))


def _kind(name: str, known: dict[str, _Known]) -> str | None:
    return known[name].kind if name in known else None


def _check_name(use: _Use, name: str, known: dict[str, _Known]) -> Iterator[Finding]:
    kind = _kind(name, known)
    if kind is None:
        near = get_close_matches(name, known, n=1)
        advice = f"did you mean ${{{near[0]}}}?" if near else "correct the name or add the question"
        yield use.finding(f"there is no question named '{name}'; {advice}")
    elif kind in ("group", "note"):
        yield use.finding(f"'{name}' is a {kind} and has no answer; name a question")


def _check_counted(use: _Use, argument: Node, known: dict[str, _Known]) -> Iterator[Finding]:
    """``count-selected`` is about the choices of one answer, and nothing else."""
    if isinstance(argument, Answer):
        kind = _kind(argument.name, known)
        if kind not in (None, "select_multiple", "select_one"):
            yield use.finding(f"count-selected() counts chosen choices, and '{argument.name}' is of type {kind}")


def _compared(part: Node) -> Iterator[tuple[Answer, Text]]:
    """The pairs of a question and a written-out text that an expression holds against each other."""
    if isinstance(part, Operation) and part.operator in ("=", "!="):
        for one, other in ((part.left, part.right), (part.right, part.left)):
            if isinstance(one, Answer) and isinstance(other, Text):
                yield one, other
    if isinstance(part, Call) and part.function == "selected":
        one, other = part.arguments
        if isinstance(one, Answer) and isinstance(other, Text):
            yield one, other


def _check_choice(use: _Use, name: str, text: str, known: dict[str, _Known]) -> Iterator[Finding]:
    """A choice that is not in the list makes a condition that can never be true."""
    choices = known[name].choices if name in known else ()
    if not choices or text in ("", *(choice.name for choice in choices)):
        return
    names = [choice.name for choice in choices]
    near = [choice.name for choice in choices if choice.label == text] or get_close_matches(text, names, n=1)
    advice = f"did you mean '{near[0]}'?" if near else f"its choices are: {', '.join(names[:12])}"
    yield use.finding(f"'{text}' is not a choice of '{name}'; {advice}")


def _check_cycles(placed: list[Placed], relevance: dict[str, Node], known: dict[str, _Known]) -> Iterator[Finding]:
    graph: dict[str, set[str]] = {}
    places: dict[str, Placed] = {}
    for found in placed:
        name = found.question.name
        needs = {other for other in references(relevance[name]) if other in known} if name in relevance else set()
        graph.setdefault(name, set()).update(needs, (outer.name for outer in found.inside[-1:]))
        places.setdefault(name, found)
    for members in find_cycles(graph):
        first = next((name for name in members if name in relevance), None)
        if first is None:  # two things of one name, which is reported as such
            continue
        if len(members) == 1:
            message = f"relevant: '{first}' decides about itself; let another question decide"
        else:
            chain = " → ".join((*members, members[0]))
            message = f"relevant: these decide about each other in a circle, so that none can be asked first: {chain}"
        yield Finding((*places[first].place, "relevant"), first, message)
