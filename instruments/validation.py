"""What must hold of a whole instrument: names, lists, scales, structure. Questions and expressions: next door.

An error stands in the way of using the form. A warning is what would be strange in a form of our own, and common in
those that come from elsewhere, where ODK takes it: the form can be used, and somebody should look.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from instruments.cycle_checks import check_cycles
from instruments.easy_checks import check_easy_read
from instruments.errors import Finding, Severity
from instruments.expression_checks import check_expressions
from instruments.flattening import Placed, questions_with_places
from instruments.grades import (
    BUILT_IN_LISTS,
    COMPOSITE_KINDS,
    MAXIMUM_COMPOSITE_NAME,
    part_names,
)
from instruments.model import Choice, Instrument, Question, Scale
from instruments.output_checks import check_outputs
from instruments.question_checks import check_questions, shown_choices

MAXIMUM_QUESTIONS = 3000

# What forms, databases and other XLSForm tools keep for themselves.
RESERVED_NAMES = frozenset({"meta", "instanceID", "csrf_token", "response_id", "entry", "constructor", "prototype"})


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
        *check_questions(instrument, placed),
        *check_outputs(instrument, placed),
        *check_easy_read(instrument, placed),
    ]
    findings.extend(check_expressions(instrument))
    findings.extend(check_cycles(instrument))
    return tuple(findings)


def _at(found: Placed, message: str, key: str | None = None, severity: Severity = "error") -> Finding:
    place = found.place if key is None else (*found.place, key)
    return Finding(place, found.question.name, message, severity)


def _check_lists(instrument: Instrument) -> Iterator[Finding]:
    for list_name, file in instrument.files.items():
        if not instrument.choices.get(list_name):
            message = f"the rows of '{list_name}' are in the file '{file}', which is not here; it has none until then"
            yield Finding(("files", list_name), None, message, "warning")
    for list_name, choices in instrument.choices.items():
        place = ("choices", list_name)
        if list_name in BUILT_IN_LISTS:
            yield Finding(place, None, f"the list name '{list_name}' is kept for the toolkit's own; rename the list")
        if not choices and list_name not in instrument.files:
            yield Finding(place, None, f"the list '{list_name}' has no choices; add some or remove the list")
        if not instrument.settings.allow_choice_duplicates:
            yield from _check_choice_names(list_name, choices)


def _check_choice_names(list_name: str, choices: tuple[Choice, ...]) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, choice in enumerate(choices):
        if choice.name in seen:
            message = f"the list '{list_name}' has two choices named '{choice.name}'; rename one of them"
            yield Finding(("choices", list_name, index, "name"), None, message)
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
    named += [("rubric", name) for translation in scale.translations.values() for name in translation.rubric]
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
            shown = shown_choices(choices)
            message = f"'{key}' names '{name}', which is not a choice of the list '{list_name}'; {shown}"
            yield Finding((*place, key), None, message)


def _check_structure(placed: tuple[Placed, ...]) -> Iterator[Finding]:
    consents: dict[tuple[str, ...], str] = {}
    for found in placed:
        kind, name = found.question.kind, found.question.name
        standard = next((outer for outer in found.inside if outer.kind == "standard"), None)
        if standard is not None and kind in ("repeat", "standard", "consent"):
            message = f"the {kind} '{name}' stands in the standard '{standard.name}'; put it before or after it"
            yield _at(found, message)
        if kind == "consent":
            repeats = tuple(outer.name for outer in found.inside if outer.kind == "repeat")
            first = consents.setdefault(repeats, name)
            if first != name:
                message = f"'{first}' already asks for consent here; one consent is enough: remove '{name}'"
                yield _at(found, message)


def _check_names(placed: tuple[Placed, ...]) -> Iterator[Finding]:
    taken: dict[str, Question] = {}
    for found in placed:
        for part in part_names(found.question):
            taken.setdefault(part, found.question)
    seen: Counter[str] = Counter()
    for found in placed:
        question, name = found.question, found.question.name
        seen[name] += 1
        if seen[name] > 1:
            yield _at(found, f"the name '{name}' is used more than once; every question needs its own", "name")
        if name in RESERVED_NAMES or name.startswith("__"):
            yield _at(found, f"the name '{name}' is kept for the toolkit; choose another", "name")
        if name in taken:
            whole = f"{taken[name].kind} '{taken[name].name}'"
            yield _at(found, f"the name '{name}' is also a part of the {whole}; rename this question", "name")
        if question.kind in COMPOSITE_KINDS and len(name) > MAXIMUM_COMPOSITE_NAME:
            yield _at(found, f"the name of a {question.kind} has at most {MAXIMUM_COMPOSITE_NAME} characters", "name")
