"""Texts in other languages: from a file's ``label::Welsh (cy)`` to the model's ``translations`` and back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from instruments.errors import Place
from instruments.model import Instrument, Translatable

CODE = re.compile(r"\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\)\s*$")
MARK = "::"
_AS_THEY_ARE = ("extra", "columns", "rubric")  # their keys are other tools' columns, or choices: the mark is theirs

Texts = dict[str, str]


def language_code(name: str) -> str:
    """The code in "Welsh (cy)"; empty where the file gives none."""
    match = CODE.search(name)
    return match[1].lower() if match else ""


def gather(data: Any) -> Any:
    """The data of a file with every ``column::language`` moved to ``translations``, at any depth.

    What is no set of keys or no list stays as it is, whatever it is: what is wrong with it is said later.
    """
    if isinstance(data, list):
        return [gather(part) for part in data]
    if not isinstance(data, dict):
        return data
    plain = {key: value if key in _AS_THEY_ARE else gather(value) for key, value in data.items() if not _is_marked(key)}
    marked = {key: value for key, value in data.items() if _is_marked(key)}
    if not marked:
        return plain
    given = plain.get("translations")
    found = {language: dict(texts) for language, texts in given.items()} if isinstance(given, dict) else {}
    for key, value in marked.items():
        column, _, language = key.partition(MARK)
        found.setdefault(language.strip(), {})[column.strip()] = value
    return {**plain, "translations": found}


def scatter(data: Any) -> Any:
    """The reverse of :func:`gather`: each translation beside its column, as a file has it."""
    if isinstance(data, list):
        return [scatter(part) for part in data]
    if not isinstance(data, dict):
        return data
    found: dict[str, Any] = {}
    translations = data.get("translations", {})
    for key, value in data.items():
        if key == "translations":
            continue
        found[key] = value if key in _AS_THEY_ARE else scatter(value)
        found.update(_beside(key, translations))
    for language, texts in translations.items():  # a text that only the other language has
        for column, text in texts.items():
            found.setdefault(f"{column}{MARK}{language}", text)
    return found


def written_place(place: Place) -> Place:
    """Where a file has what the model keeps at a place: ``("translations", "Welsh (cy)", "label")`` is one there."""
    if "translations" not in place:
        return place
    at = place.index("translations")
    rest = place[at + 1 :]
    if len(rest) < 2:
        return place[:at]
    return (*place[:at], f"{rest[1]}{MARK}{rest[0]}", *rest[2:])


def _is_marked(key: object) -> bool:
    return isinstance(key, str) and MARK in key


def _beside(column: str, translations: dict[str, Texts]) -> Iterator[tuple[str, str]]:
    for language, texts in translations.items():
        if column in texts:
            yield f"{column}{MARK}{language}", texts[column]


TRANSLATED = (
    "form_title",
    "purpose",
    "label",
    "hint",
    "guidance_hint",
    "required_message",
    "constraint_message",
    "entry_name",
)


def untranslated(instrument: Instrument, language: str) -> tuple[tuple[str, str, str], ...]:
    """The texts that a language lacks, in form order: (what it belongs to, its column, the text to translate)."""
    rows: list[tuple[str, Translatable]] = [("settings", instrument.settings)]
    rows += [(question.name, question) for question in instrument.walk()]
    used = {question.list_name for question in instrument.walk()}
    rows += [
        (f"{list_name}: {choice.name}", choice)
        for list_name, choices in instrument.choices.items()
        if list_name in used
        for choice in choices
    ]
    return tuple(found for what, row in rows for found in _lacking(what, row, language))


def _lacking(what: str, row: Translatable, language: str) -> Iterator[tuple[str, str, str]]:
    translation = row.translations.get(language)
    for column in TRANSLATED:
        text = getattr(row, column, None)
        if isinstance(text, str) and getattr(translation, column, None) is None:
            yield what, column, text
