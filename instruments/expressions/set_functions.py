"""The functions that choose, count and look things up: logic, choices, sets of answers."""

from __future__ import annotations

import math
from collections.abc import Sequence

from instruments.expressions.arguments import Argument, Function, every, number_of, reading, text_of, truth_of
from instruments.expressions.frame import Frame
from instruments.expressions.scope import DocumentNode
from instruments.expressions.shuffling import seed_of, shuffled
from instruments.expressions.text_functions import whole
from instruments.expressions.tree import Answer, Node, Path, name_in_text
from instruments.expressions.values import WHITESPACE, Nodes, Value, single, to_boolean, to_number, to_text

Arguments = Sequence[Argument]
Parts = tuple[Node, ...]


def _if(frame: Frame, parts: Parts) -> Value:
    condition = truth_of(frame.compute(parts[0], frame))
    return single(frame.compute(parts[1] if condition else parts[2], frame))


def _coalesce(frame: Frame, parts: Parts) -> Value:
    """The first that is neither blank nor not-a-number; if none is, the last."""
    value: Value = ""
    for part in parts:
        value = single(frame.compute(part, frame))
        if value != "" and value == value:
            break
    return value


def _once(frame: Frame, parts: Parts) -> Value:
    """The answer that the question has already; only where it has none, what the expression gives."""
    own = "" if frame.context is None else frame.answers.value(frame.context)
    return own if to_text(own) != "" else single(frame.compute(parts[0], frame))


def _boolean_from_string(frame: Frame, arguments: Arguments) -> bool:
    return reading(frame, arguments[0]).lower() in ("true", "1")


def _selected(frame: Frame, arguments: Arguments) -> bool:
    chosen, wanted = (reading(frame, argument) for argument in arguments)
    return f" {wanted.strip(WHITESPACE)} " in f" {chosen} "


def _words(frame: Frame, argument: Argument) -> list[str]:
    return [word for word in reading(frame, argument).split(" ") if word]


def _selected_at(frame: Frame, arguments: Arguments) -> str:
    words, at = _words(frame, arguments[0]), whole(number_of(arguments[1]))
    return words[at] if 0 <= at < len(words) else ""


def _choice_name(frame: Frame, arguments: Arguments) -> str:
    return frame.answers.label(name_in_text(reading(frame, arguments[1])), reading(frame, arguments[0]))


def _pulldata(frame: Frame, arguments: Arguments) -> Value:
    """A column of the first row of a list in which another column has the wanted value."""
    list_name, column, key, wanted = map(text_of, arguments)
    answers = frame.answers
    for row in answers.choices(list_name):
        frame.work.spend(1)
        if any(to_text(answers.value(cell)) == wanted for cell in answers.children(row, key)):
            return next((answers.value(cell) for cell in answers.children(row, column)), "")
    return ""


def _count(_: Frame, arguments: Arguments) -> float:
    return float(len(arguments[0])) if isinstance(arguments[0], Nodes) else 0.0


def _count_non_empty(frame: Frame, arguments: Arguments) -> float:
    return float(sum(value != "" for value in every(frame, arguments)))


def _position(frame: Frame, arguments: Arguments) -> float:
    """Without an argument: the place in the set that square brackets choose from."""
    if not arguments:
        return float(frame.position)
    nodes = arguments[0].nodes if isinstance(arguments[0], Nodes) else ()
    return float(frame.answers.position(nodes[0])) if nodes else math.nan


def _indexed_repeat(frame: Frame, parts: Parts) -> Nodes:
    """The answers to a question in the entry of a number, within an entry of an outer repeat if one is given."""
    node: DocumentNode | None = frame.current
    for repeat, number in zip(parts[1::2], parts[2::2], strict=True):
        at = max(1, whole(number_of(frame.compute(number, frame))))
        entries = frame.answers.find(name_of(repeat), node)
        frame.work.spend(len(entries))
        if at > len(entries):
            return frame.nodes(())
        node = entries[at - 1]
    return frame.nodes(frame.answers.find(name_of(parts[0]), node))


def name_of(part: Node) -> str:
    """The name of what a ``${name}`` or a path leads to; '' where it has none."""
    if isinstance(part, Answer):
        return part.name
    return part.steps[-1].name or "" if isinstance(part, Path) and part.steps else ""


def _randomize(frame: Frame, arguments: Arguments) -> Nodes:
    """The set in another order: with a seed always in the same one, which is also ODK Collect's."""
    nodes = arguments[0].nodes if isinstance(arguments[0], Nodes) else ()
    seed = None if len(arguments) == 1 else seed_of(single(arguments[1]))
    return frame.nodes(shuffled(nodes, seed, frame.answers.random))


def _checklist(frame: Frame, arguments: Arguments) -> bool:
    count = sum(map(to_boolean, every(frame, arguments[2:])))
    return _within(float(count), arguments)


def _weighted_checklist(frame: Frame, arguments: Arguments) -> bool:
    """Each answer is followed by its weight; a set of answers by a set of weights."""
    total = 0.0
    for flags, weights in zip(arguments[2::2], arguments[3::2], strict=True):
        pairs = zip(every(frame, [flags]), every(frame, [weights]), strict=False)
        for flag, weight in pairs:
            total += to_number(weight) if to_boolean(flag) else 0.0
    return _within(total, arguments)


def _within(amount: float, arguments: Arguments) -> bool:
    """Between the first two arguments, of which -1 is no limit."""
    least, most = number_of(arguments[0]), number_of(arguments[1])
    return (least == -1 or amount >= least) and (most == -1 or amount <= most)


FUNCTIONS: dict[str, Function] = {
    "boolean": Function(1, 1, lambda _, a: truth_of(a[0])),
    "boolean-from-string": Function(1, 1, _boolean_from_string),
    "checklist": Function(3, None, _checklist),
    "coalesce": Function(2, None, _coalesce, unevaluated=True),
    "count": Function(1, 1, _count, nodes=1),
    "count-non-empty": Function(1, 1, _count_non_empty, nodes=1),
    "count-selected": Function(1, 1, lambda frame, a: float(len(_words(frame, a[0])))),
    "false": Function(0, 0, lambda _, a: False),
    "if": Function(3, 3, _if, unevaluated=True),
    "indexed-repeat": Function(3, 11, _indexed_repeat, nodes=2, unevaluated=True, by=2),
    "jr:choice-name": Function(2, 2, _choice_name),
    "last": Function(0, 0, lambda frame, a: float(frame.size)),
    "not": Function(1, 1, lambda _, a: not truth_of(a[0])),
    "once": Function(1, 1, _once, unevaluated=True),
    "position": Function(0, 1, _position, nodes=1),
    "pulldata": Function(4, 4, _pulldata),
    "randomize": Function(1, 2, _randomize, nodes=1),
    "selected": Function(2, 2, _selected),
    "selected-at": Function(2, 2, _selected_at),
    "true": Function(0, 0, lambda _, a: True),
    "weighted-checklist": Function(4, None, _weighted_checklist, by=2),
}
