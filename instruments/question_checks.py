"""What must hold of each question beside the others: its list, scale, parameters, appearance and default."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from instruments.choice_order import SHUFFLED_TYPES, seed_name
from instruments.default_answers import default_problem
from instruments.defaults import read_default
from instruments.errors import Finding, Severity
from instruments.flattening import Placed, rows_of
from instruments.grades import COMPOSITE_KINDS, MAXIMUM_GRADES
from instruments.model import FILE_TYPES, LIST_TYPES, METADATA_TYPES, Choice, Instrument, Question, Scale

# XLSForm's own, Enketo's and ours. Anything else is kept for the tool that knows it.
APPEARANCES = frozenset((
    "multiline", "numbers", "thousands-sep", "bearing", "vertical", "no-ticks", "picker", "rating", "new",
    "new-front", "draw", "annotate", "signature", "no-calendar", "month-year", "year", "ethiopian", "coptic",
    "islamic", "bikram-sambat", "myanmar", "persian", "placement-map", "maps", "hide-input", "quick",
    "quickcompact", "compact", "minimal", "autocomplete", "likert", "map", "image-map", "columns",
    "columns-pack", "columns-flex", "horizontal", "horizontal-compact", "label", "list", "list-nolabel",
    "table-list", "field-list", "counter", "masked", "url", "no-buttons", "textarea", "summary", "no-collapse",
    "front", "dynamic", "search", "hide-labels", "randomized", "pages", "theme-grid", "randomize", "faces",
))  # fmt: skip
_NUMBERED = re.compile(r"(?:w|h|columns-|compact-|quickcompact-)[0-9]{1,2}|page[0-9]*|dn|right|left")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
PARAMETERS = frozenset((
    "start", "end", "step", "tick-interval", "tick_interval", "tick-labelset", "placeholder", "randomize",
    "seed", "value", "label", "max-pixels", "max_pixels", "quality", "app", "rows", "allow-mock-accuracy",
    "capture-accuracy", "warning-accuracy", "location-priority", "location-min-interval", "location-max-age",
    "track-changes", "track-changes-reasons", "identify-user", "incremental", "default-color", "max-height",
    "min-height", "mode", "guidance", "sensitive", "own_code", "help_now",
))  # fmt: skip


def check_questions(instrument: Instrument, placed: tuple[Placed, ...]) -> Iterator[Finding]:
    """Everything wrong with questions as such."""
    for found in placed:
        question = found.question
        if question.kind in LIST_TYPES:
            yield from _check_list(instrument, found)
        if question.kind in METADATA_TYPES[4:]:
            message = f"'{question.kind}' says something of the respondent's device, which is never asked here"
            yield _at(found, f"{message}; it stays blank", "type", "warning")
        if question.kind in METADATA_TYPES and any(outer.kind == "repeat" for outer in found.inside):
            yield _at(found, f"'{question.kind}' is of the whole form; in a repeat it stays blank", "type", "warning")
        yield from _check_parameters(found)
        yield from _check_appearance(found)
        yield from _check_default(instrument, found)


def shown_choices(choices: tuple[Choice, ...]) -> str:
    """The names of a list in words, the first dozen of them."""
    names = [choice.name for choice in choices]
    return f"its choices are: {', '.join(names[:12])}{' …' if len(names) > 12 else ''}"


def _at(found: Placed, message: str, key: str, severity: Severity = "error") -> Finding:
    return Finding((*found.place, key), found.question.name, message, severity)


def _check_list(instrument: Instrument, found: Placed) -> Iterator[Finding]:
    question = found.question
    choices = instrument.choices.get(question.list_name or "")
    if choices is None:
        if question.list_name not in instrument.files:
            known = ", ".join(instrument.choices) or "none yet"
            message = f"there is no choice list '{question.list_name}'; add it under 'choices' (there are: {known})"
            yield _at(found, message, "type")
    elif question.kind in ("grade", "standard"):
        yield from _check_grade(found, question, choices, instrument.scale_of(question))


def _check_grade(
    found: Placed, question: Question, choices: tuple[Choice, ...], scale: Scale | None
) -> Iterator[Finding]:
    list_name, kind = question.list_name, question.kind
    if scale is None or scale.direction == "none":
        message = (
            f"a {kind} needs a scale with a best end; add under 'scales': '{list_name}: {{direction: best_first}}'"
        )
        yield _at(found, message, "type")
    if not any(choice.missing is None for choice in choices):
        yield _at(found, f"the list '{list_name}' has no grades, only absences; add the grades", "type")
    if len(choices) > MAXIMUM_GRADES:
        message = f"the list '{list_name}' has {len(choices)} choices; a {kind} takes at most {MAXIMUM_GRADES}"
        yield _at(found, message, "type")
    rubrics = [question.rubric, *(translation.rubric for translation in question.translations.values())]
    for name in dict.fromkeys(name for rubric in rubrics for name in rubric):
        if name not in {choice.name for choice in choices}:
            shown = shown_choices(choices)
            message = f"'rubric' names '{name}', which is not a choice of the list '{list_name}'; {shown}"
            yield _at(found, message, "rubric")


def _check_parameters(found: Placed) -> Iterator[Finding]:
    question = found.question
    settings = question.settings_of_type
    for name in settings:
        if name not in PARAMETERS:
            yield _at(found, f"the parameter '{name}' is kept and not used here", "parameters", "warning")
    if question.kind in SHUFFLED_TYPES:
        yield from _check_order(found, settings)
    if question.kind != "range":
        return
    numbers: dict[str, float] = {}
    for name, usual in (("start", 0.0), ("end", 10.0), ("step", 1.0)):
        text = settings.get(name, str(usual))
        if _NUMBER.fullmatch(text):
            numbers[name] = float(text)
        else:
            yield _at(found, f"'{name}' must be a number, as in 'start=1 end=10 step=1', not '{text}'", "parameters")
    if len(numbers) == 3:
        yield from _check_range(found, numbers["start"], numbers["end"], numbers["step"])


def _check_order(found: Placed, settings: Mapping[str, str]) -> Iterator[Finding]:
    """``randomize`` and ``seed``, as pyxform takes them."""
    randomize, seed = settings.get("randomize"), settings.get("seed")
    if randomize not in (None, "true", "false"):
        yield _at(found, f"'randomize' is either true or false, not '{randomize}'", "parameters")
    elif seed is not None and randomize is None:
        yield _at(found, "a 'seed' decides how choices are shuffled; add 'randomize=true' or take it out", "parameters")
    elif seed is not None and seed_name(found.question) is None and not _NUMBER.fullmatch(seed):
        message = f"a 'seed' is a number or a question, as in 'seed=42' or 'seed=${{visit_number}}', not '{seed}'"
        yield _at(found, message, "parameters")


def _check_range(found: Placed, start: float, end: float, step: float) -> Iterator[Finding]:
    if start == end:
        message = f"a range from {start:g} to {end:g} leaves nothing to choose; give it another end"
        yield _at(found, message, "parameters")
    elif step == 0:
        yield _at(found, "the step of a range cannot be 0", "parameters")
    elif start > end or step < 0:
        low, high = min(start, end), max(start, end)
        message = f"this range is written downwards; here it runs upwards, from {low:g} to {high:g}"
        yield _at(found, message, "parameters", "warning")
    elif step > end - start:
        message = f"the step, {step:g}, is longer than the range from {start:g} to {end:g}; only the ends can be chosen"
        yield _at(found, message, "parameters", "warning")


def _check_appearance(found: Placed) -> Iterator[Finding]:
    appearance = found.question.appearance or ""
    if any(sign in appearance for sign in "(:"):  # another tool's, with arguments
        return
    for word in appearance.split():
        if word not in APPEARANCES and not _NUMBERED.fullmatch(word):
            yield _at(found, f"the appearance '{word}' is kept and not used here", "appearance", "warning")


def _check_default(instrument: Instrument, found: Placed) -> Iterator[Finding]:
    """A default that could not be an answer is left out; other tools put it in and let the respondent find it."""
    question = found.question
    default = read_default(question)
    if default is None:
        return
    if question.kind in FILE_TYPES:
        yield _at(found, "a default file is kept and not used here", "default", "warning")
    elif not question.is_answered or question.kind in COMPOSITE_KINDS:
        if question.kind != "note":
            yield _at(found, f"a {question.kind} takes no default; it is kept and not used", "default", "warning")
    elif isinstance(default, str):
        row = next(rows_of(instrument, found))
        if (problem := default_problem(row.question, row.choices, default)) is not None:
            message = f"the default '{default[:60]}' cannot be an answer and is left out: {problem}"
            yield _at(found, message, "default", "warning")
