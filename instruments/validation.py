"""What must hold of a whole instrument: names, lists, scales, structure. Expressions are checked next door."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from instruments.errors import Finding
from instruments.expression_checks import check_expressions
from instruments.flattening import Placed, questions_with_places
from instruments.grades import (
    COMPOSITE_KINDS,
    MAXIMUM_COMPOSITE_NAME,
    MAXIMUM_GRADES,
    part_names,
)
from instruments.model import CONTAINER_TYPES, LIST_TYPES, Choice, Instrument, Question, Scale

MAXIMUM_QUESTIONS = 3000

# What forms, databases and other XLSForm tools keep for themselves.
RESERVED_NAMES = frozenset(
    {"meta", "instanceID", "instanceName", "csrf_token", "response_id", "entry", "constructor", "prototype"}
)


def check_instrument(instrument: Instrument) -> tuple[Finding, ...]:
    """Everything wrong with an instrument that only shows in the whole of it, in the order of the file."""
    placed = tuple(questions_with_places(instrument))
    composite = [part for found in placed for part in part_names(found.question)]
    if (total := len(placed) + len(composite)) > MAXIMUM_QUESTIONS:
        message = f"the instrument has {total:,} questions, parts of grades included; the most is {MAXIMUM_QUESTIONS:,}"
        return (Finding(("survey",), None, message),)
    findings = [
        *_check_lists(instrument),
        *_check_scales(instrument),
        *_check_structure(placed),
        *_check_names(placed),
        *_check_question_lists(instrument, placed),
    ]
    findings.extend(check_expressions(instrument))
    return tuple(findings)


def _at(found: Placed, message: str, key: str | None = None) -> Finding:
    place = found.place if key is None else (*found.place, key)
    return Finding(place, found.question.name, message)


def _check_lists(instrument: Instrument) -> Iterator[Finding]:
    for list_name, choices in instrument.choices.items():
        place = ("choices", list_name)
        if list_name.startswith("_"):
            yield Finding(place, None, f"the list name '{list_name}' begins with '_', which is kept; rename the list")
        if not choices:
            yield Finding(place, None, f"the list '{list_name}' has no choices; add some or remove the list")
        seen: set[str] = set()
        for index, choice in enumerate(choices):
            if choice.name in seen:
                message = f"the list '{list_name}' has two choices named '{choice.name}'; rename one of them"
                yield Finding((*place, index, "name"), None, message)
            seen.add(choice.name)


def _check_scales(instrument: Instrument) -> Iterator[Finding]:
    for list_name, scale in instrument.scales.items():
        choices = instrument.choices.get(list_name)
        if choices is None:
            message = f"there is no choice list '{list_name}' for this scale; add the list or correct the name"
            yield Finding(("scales", list_name), None, message)
        else:
            yield from _check_scale(list_name, scale, choices)


def _check_scale(list_name: str, scale: Scale, choices: tuple[Choice, ...]) -> Iterator[Finding]:
    place = ("scales", list_name)
    grades = {choice.name for choice in choices if choice.missing is None}
    absences = {choice.name for choice in choices if choice.missing is not None}
    named = [("favourable", name) for name in scale.favourable] + [("rubric", name) for name in scale.rubric]
    if scale.action_below is not None:
        named.append(("action_below", scale.action_below))
        if scale.direction == "none":
            message = "'action_below' needs a direction; say 'best_first' or 'best_last'"
            yield Finding((*place, "action_below"), None, message)
    for key, name in named:
        if name in absences:
            if key != "rubric":
                message = f"'{key}' names '{name}', which marks an absence and is not on the scale; remove it"
                yield Finding((*place, key), None, message)
        elif name not in grades:
            message = f"'{key}' names '{name}', which is not a choice of the list '{list_name}'; {_choices(choices)}"
            yield Finding((*place, key), None, message)


def _choices(choices: tuple[Choice, ...]) -> str:
    names = [choice.name for choice in choices]
    shown = ", ".join(names[:12]) + (" …" if len(names) > 12 else "")
    return f"its choices are: {shown}"


def _check_structure(placed: tuple[Placed, ...]) -> Iterator[Finding]:
    for found in placed:
        kind, name = found.question.kind, found.question.name
        if not found.inside and kind not in CONTAINER_TYPES:
            yield _at(found, f"'{name}' stands outside every section; put it under the 'children' of a group or repeat")
        if kind == "repeat" and found.inside:
            outer = found.inside[-1]
            yield _at(found, f"the repeat '{name}' stands inside '{outer.name}'; a repeat stands at the top level only")


def _check_names(placed: tuple[Placed, ...]) -> Iterator[Finding]:
    taken: dict[str, str] = {}
    for found in placed:
        for part in part_names(found.question):
            taken.setdefault(part, f"{found.question.kind} '{found.question.name}'")
    seen: Counter[str] = Counter()
    for found in placed:
        question, name = found.question, found.question.name
        seen[name] += 1
        if seen[name] > 1:
            yield _at(found, f"the name '{name}' is used more than once; every question needs its own", "name")
        if name in RESERVED_NAMES or name.startswith("__"):
            yield _at(found, f"the name '{name}' is kept for the toolkit; choose another", "name")
        if name in taken:
            yield _at(found, f"the name '{name}' is also a part of the {taken[name]}; rename this question", "name")
        if question.kind in COMPOSITE_KINDS and len(name) > MAXIMUM_COMPOSITE_NAME:
            yield _at(found, f"the name of a {question.kind} has at most {MAXIMUM_COMPOSITE_NAME} characters", "name")


def _check_question_lists(instrument: Instrument, placed: tuple[Placed, ...]) -> Iterator[Finding]:
    for found in placed:
        question = found.question
        if question.kind not in LIST_TYPES:
            continue
        choices = instrument.choices.get(question.list_name or "")
        if choices is None:
            known = ", ".join(instrument.choices) or "none yet"
            message = f"there is no choice list '{question.list_name}'; add it under 'choices' (there are: {known})"
            yield _at(found, message, "type")
        elif question.kind == "grade":
            yield from _check_grade(found, question, choices, instrument.scale_of(question))


def _check_grade(
    found: Placed, question: Question, choices: tuple[Choice, ...], scale: Scale | None
) -> Iterator[Finding]:
    list_name = question.list_name
    if scale is None or scale.direction == "none":
        message = f"a grade needs a scale with a best end; add under 'scales': '{list_name}: {{direction: best_first}}'"
        yield _at(found, message, "type")
    if not any(choice.missing is None for choice in choices):
        yield _at(found, f"the list '{list_name}' has no grades, only absences; add the grades", "type")
    if len(choices) > MAXIMUM_GRADES:
        message = f"the list '{list_name}' has {len(choices)} choices; a grade takes at most {MAXIMUM_GRADES}"
        yield _at(found, message, "type")
    for name in question.rubric:
        if name not in {choice.name for choice in choices}:
            message = f"'rubric' names '{name}', which is not a choice of the list '{list_name}'; {_choices(choices)}"
            yield _at(found, message, "rubric")
