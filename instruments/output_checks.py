"""Checks of the answers that labels, hints and messages show: ``Hello ${first_name}``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from instruments.errors import Finding, Place
from instruments.flattening import Placed
from instruments.grades import part_names
from instruments.model import Instrument, Translatable

OUTPUT = re.compile(r"\$\{\s*([^\s{}]+)\s*\}")
_TEXTS = ("label", "hint", "guidance_hint", "required_message", "constraint_message", "entry_name")


def check_outputs(instrument: Instrument, placed: tuple[Placed, ...]) -> Iterator[Finding]:
    """A name in ``${}`` that the form does not have would show nothing where the author meant an answer."""
    known = {found.question.name for found in placed}
    known |= {name for found in placed for name in part_names(found.question)}
    for found in placed:
        yield from _check_row(found.question, found.place, found.question.name, known)
        yield from _check_seed(found, known)
    for list_name, choices in instrument.choices.items():
        for index, choice in enumerate(choices):
            yield from _check_row(choice, ("choices", list_name, index), None, known)


def outputs_of(text: str) -> tuple[str, ...]:
    """The names that a text shows the answers to, in the order of their mention."""
    return tuple(OUTPUT.findall(text)) if "${" in text else ()


def _check_row(row: Translatable, place: Place, question: str | None, known: set[str]) -> Iterator[Finding]:
    for at, text in _texts(row):
        for name in outputs_of(text):
            name = name.removeprefix("last-saved#")
            if name not in known:
                near = get_close_matches(name, known, n=1)
                advice = f"did you mean ${{{near[0]}}}?" if near else "correct the name or add the question"
                yield Finding((*place, *at), question, f"there is no question named '{name}' to show here; {advice}")


def _check_seed(found: Placed, known: set[str]) -> Iterator[Finding]:
    """What the order of the choices hangs on."""
    for name in outputs_of(found.question.settings_of_type.get("seed", "")):
        if name not in known:
            near = get_close_matches(name, known, n=1)
            advice = f"did you mean ${{{near[0]}}}?" if near else "correct the name or add the question"
            message = f"the seed is the answer to '{name}', and there is no question of that name; {advice}"
            yield Finding((*found.place, "parameters"), found.question.name, message)


def _texts(row: Translatable) -> Iterator[tuple[Place, str]]:
    for column in _TEXTS:
        text = getattr(row, column, None)
        if text and "${" in text:
            yield (column,), text
        for language, translation in row.translations.items():
            text = getattr(translation, column)
            if text and "${" in text:
                yield ("translations", language, column), text
