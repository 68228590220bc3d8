"""Every text of a draft beside its translation: what there is, what is missing, and saving what was typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from survey_app.designer.kinds import WITH_LIST
from survey_app.designer.outline import label_of
from survey_app.designer.parts import KEY, LANGUAGES, Parts, Row, kind_of, list_of, text_of, translated
from survey_app.errors import UserError

COLUMNS = {
    "form_title": "Title", "purpose": "Purpose", "label": "Label", "hint": "Help", "guidance_hint": "Guidance",
    "required_message": "When left blank", "constraint_message": "When it does not fit",
    "entry_name": "Name of one entry",
}  # fmt: skip
PER_PAGE = 40
MOST_LANGUAGES = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPair:
    """One text and its translation. ``field`` is the name of its control."""

    field: str
    where: str
    column: str
    original: str
    translation: str

    @property
    def is_missing(self) -> bool:
        return not self.translation

    @property
    def rows(self) -> int:
        """Lines of the box that it is typed into."""
        return min(8, 1 + max(self.original.count("\n"), len(self.original) // 45))


def pairs_of(parts: Parts, language: str) -> list[TextPair]:
    """All texts in form order, what is asked before the lists, each with what the language has."""
    return list(_pairs(parts, language))


def missing_count(parts: Parts, language: str) -> int:
    return sum(pair.is_missing for pair in _pairs(parts, language))


def _pairs(parts: Parts, language: str) -> Iterator[TextPair]:
    yield from _row_pairs("settings", "The instrument", parts.settings, language)
    for found in parts.walk():
        where = f"{label_of(found.row)}"
        yield from _row_pairs(f"q|{found.row[KEY]}", where, found.row, language)
        yield from _rubric_pairs(f"q|{found.row[KEY]}", where, found.row, language)
    used = {list_of(found.row) for found in parts.walk() if kind_of(found.row) in WITH_LIST}
    for name, rows in parts.choices.items():
        if name in used:
            for row in rows:
                yield from _row_pairs(f"c|{name}|{text_of(row, 'name')}", f"Choice of {name}", row, language)
            if name in parts.scales:
                yield from _rubric_pairs(f"s|{name}", f"Rubric of {name}", parts.scales[name], language)


def _row_pairs(place: str, where: str, row: Row, language: str) -> Iterator[TextPair]:
    for column, title in COLUMNS.items():
        original = text_of(row, column)
        if original:
            yield TextPair(
                field=f"{place}|{column}", where=where, column=title, original=original,
                translation=translated(row, column, language),
            )  # fmt: skip


def _rubric_pairs(place: str, where: str, row: Row, language: str) -> Iterator[TextPair]:
    rubric = row.get("rubric")
    texts = _texts(row, language).get("rubric")
    for name, original in rubric.items() if isinstance(rubric, dict) else ():
        given = texts.get(name) if isinstance(texts, dict) else None
        yield TextPair(
            field=f"{place}|rubric:{name}", where=where, column=f"Rubric: {name}", original=str(original),
            translation=given if isinstance(given, str) else "",
        )  # fmt: skip


def _texts(row: Row, language: str) -> dict[str, Any]:
    translations = row.get("translations")
    texts = translations.get(language) if isinstance(translations, dict) else None
    return texts if isinstance(texts, dict) else {}


def save_texts(parts: Parts, language: str, given: Mapping[str, str]) -> int:
    """Write translations by the names of their controls; how many texts that changed."""
    rows = _rows_by_place(parts)
    changed = 0
    for field, text in given.items():
        place, _, column = field.rpartition("|")
        if place in rows:
            changed += _save(rows[place], language, column, text)
    return changed


def _rows_by_place(parts: Parts) -> dict[str, Row]:
    rows = {"settings": parts.settings} | {f"q|{found.row[KEY]}": found.row for found in parts.walk()}
    rows |= {f"c|{name}|{text_of(row, 'name')}": row for name, choices in parts.choices.items() for row in choices}
    return rows | {f"s|{name}": scale for name, scale in parts.scales.items()}


def _save(row: Row, language: str, column: str, text: str) -> bool:
    level = column.removeprefix("rubric:") if column.startswith("rubric:") else ""
    if column not in COLUMNS and not level:
        return False
    texts = dict(_texts(row, language))
    held = dict(texts.get("rubric") or {}) if level else texts
    name = level or column
    if held.get(name, "") == text:
        return False
    held.pop(name, None)
    if text:
        held[name] = text
    if level:
        texts.pop("rubric", None)
        texts |= {"rubric": held} if held else {}
    _put(row, language, texts if level else held)
    return True


def _put(row: Row, language: str, texts: dict[str, Any]) -> None:
    found = row.get("translations")
    translations = dict(found) if isinstance(found, dict) else {}
    translations.pop(language, None)
    if texts:
        translations[language] = texts
    row.pop("translations", None)
    if translations:
        row["translations"] = translations


def add_language(parts: Parts, name: str, present: tuple[str, ...]) -> None:
    """Add a language that has no text yet."""
    if not name:
        raise UserError("Write the language's name, such as “Welsh (cy)”. Go back and try again.")
    if len(name) > 60 or "::" in name:
        raise UserError("The language's name has at most 60 characters and no “::”. Go back and try again.")
    known = [text_of(parts.settings, "default_language"), *present]
    if name.casefold() in (other.casefold() for other in known):
        raise UserError(f"“{name}” is there already.")
    if len(known) >= MOST_LANGUAGES:
        raise UserError(f"An instrument has at most {MOST_LANGUAGES} languages.")
    parts.data[LANGUAGES] = [*(parts.data.get(LANGUAGES) or []), name]


def remove_language(parts: Parts, name: str) -> None:
    """Remove a language with all its texts."""
    for row in _rows_by_place(parts).values():
        _put(row, name, {})
    parts.data[LANGUAGES] = [other for other in parts.data.get(LANGUAGES) or [] if other != name]
