"""A draft as it is edited: plain rows that may be incomplete or wrong, each with a key that stays its own.

A draft is kept as text: the YAML that somebody uploaded, word for word, until the first edit in the designer; from then
on the JSON of its rows. Nothing that was typed is lost because it is not right yet.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from instruments.languages import gather
from instruments.yaml_reading import UnreadableYaml, YamlText, read_yaml
from survey_app.errors import UserError

Row = dict[str, Any]

KEY = "_key"  # the designer's own name for a row; no column of a form begins with an underscore
NEXT = "_next"
LANGUAGES = "_languages"  # languages that were added and have no text yet
CONTAINERS = ("group", "repeat", "standard")
DEEPEST = 12
MOST_ROWS = 3000


class DraftUnreadable(UserError):
    """A text is not even the rows of an instrument."""

    title = "This cannot be opened in the designer"


class NotFound(UserError):
    """What was to be changed is not there any more."""

    status = 404
    title = "This is no longer in the draft"

    def __init__(self) -> None:
        super().__init__(
            "Somebody, or another of your tabs, has removed it meanwhile. Go back to the outline to see the draft as "
            "it is now."
        )


@dataclass(frozen=True, slots=True)
class Found:
    """A row of the survey and where it stands."""

    row: Row
    siblings: list[Row]
    index: int
    parents: tuple[Row, ...]  # outermost first

    @property
    def key(self) -> str:
        return str(self.row[KEY])

    @property
    def parent(self) -> Row | None:
        return self.parents[-1] if self.parents else None


class Parts:
    """The rows of one draft, and the ways to change their order."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        _number(self.data)

    @property
    def settings(self) -> Row:
        found: Row = self.data["settings"]
        return found

    @property
    def survey(self) -> list[Row]:
        found: list[Row] = self.data["survey"]
        return found

    @property
    def choices(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = self.data["choices"]
        return found

    @property
    def scales(self) -> dict[str, Row]:
        found: dict[str, Row] = self.data["scales"]
        return found

    def text(self) -> str:
        """The rows as they are kept."""
        return json.dumps(self.data, ensure_ascii=False, separators=(",", ":"))

    def plain(self) -> dict[str, Any]:
        """The rows as the readers of instruments take them: without what is only the designer's."""
        cleaned: dict[str, Any] = _without_keys(self.data)
        return {name: value for name, value in cleaned.items() if value or name in ("settings", "survey")}

    def walk(self) -> Iterator[Found]:
        """Every row of the survey in form order, parents before children."""
        yield from _walk(self.survey, ())

    def find(self, key: str) -> Found:
        """The row of a key; NotFound where there is none."""
        for found in self.walk():
            if found.key == key:
                return found
        raise NotFound

    def rows_within(self, key: str) -> list[Row]:
        """Where questions of a group stand: its children, or with an empty key the top level."""
        if not key:
            return self.survey
        found = self.find(key)
        if kind_of(found.row) not in CONTAINERS:
            raise NotFound
        children: list[Row] = found.row.setdefault("children", [])
        return children

    def new_key(self) -> str:
        number: int = self.data[NEXT]
        self.data[NEXT] = number + 1
        return f"r{number}"

    def names(self) -> set[str]:
        return {str(found.row.get("name", "")) for found in self.walk()}

    def insert(self, row: Row, parent: str, index: int | None = None) -> Row:
        """Put a new row, and whatever it holds, into a group; the row with its keys."""
        rows = self.rows_within(parent)
        fresh = self._with_new_keys(row)
        rows.insert(len(rows) if index is None else index, fresh)
        self._refuse_excess()
        return fresh

    def _with_new_keys(self, row: Row) -> Row:
        fresh = {**copy.deepcopy(row), KEY: self.new_key()}
        if isinstance(fresh.get("children"), list):
            fresh["children"] = [self._with_new_keys(child) for child in fresh["children"]]
        return fresh

    def remove(self, key: str) -> Row:
        found = self.find(key)
        return found.siblings.pop(found.index)

    def shift(self, key: str, step: int) -> bool:
        """Move a row up (-1) or down (1) among its neighbours; False at the end of the list."""
        found = self.find(key)
        target = found.index + step
        if not 0 <= target < len(found.siblings):
            return False
        found.siblings.insert(target, found.siblings.pop(found.index))
        return True

    def move(self, key: str, parent: str, before: str = "") -> None:
        """Move a row into a group (or, with an empty key, the top level), before another row or to the end."""
        found = self.find(key)
        target = self.rows_within(parent)
        if parent and (parent == key or key in [str(row[KEY]) for row in self.find(parent).parents]):
            raise UserError("A section cannot be moved into itself. Choose another place.")
        row = found.siblings.pop(found.index)
        index = next((at for at, other in enumerate(target) if other[KEY] == before), len(target))
        target.insert(index, row)
        self._refuse_excess()

    def duplicate(self, key: str) -> Row:
        """A copy of a row and all it holds, right after it, under names that are free."""
        found = self.find(key)
        fresh = self._with_new_keys(found.row)
        self.rename_apart(fresh)
        found.siblings.insert(found.index + 1, fresh)
        self._refuse_excess()
        return fresh

    def rename_apart(self, row: Row) -> None:
        """Give a row, and each within it, a name that no other row has; its own expressions follow."""
        taken = self.names()
        renamed: dict[str, str] = {}
        inside = [found.row for found in _walk([row], ())]
        for part in inside:
            name = str(part.get("name", ""))
            fresh = free_name(name, taken)
            taken.add(fresh)
            renamed[name] = part["name"] = fresh
        for part in inside:
            rename_in_row(part, renamed)

    def rename(self, old: str, new: str) -> int:
        """Let every expression and label follow when a question is renamed; how many rows changed."""
        rows = [found.row for found in self.walk()]
        changed = sum(rename_in_row(row, {old: new}) for row in rows)
        settings = dict(self.settings)
        rename_in_row(settings, {old: new})
        self.data["settings"] = settings
        return changed

    def _refuse_excess(self) -> None:
        rows = list(self.walk())
        if len(rows) > MOST_ROWS:
            raise UserError(f"An instrument has at most {MOST_ROWS:,} questions. Split it into two instruments.")
        if any(len(found.parents) > DEEPEST for found in rows):
            raise UserError(f"Groups can stand within groups {DEEPEST} deep at most. Choose another place.")


def read_parts(source: str) -> Parts:
    """The rows of a kept draft, or of a YAML text; DraftUnreadable when they are no rows at all."""
    if source.startswith('{"'):
        try:
            return Parts(_shaped(json.loads(source)))
        except (ValueError, RecursionError):
            pass  # YAML may begin so too
    reading = YamlText()
    try:
        read_yaml(source, reading)
    except UnreadableYaml as error:
        raise DraftUnreadable(f"The text cannot be read as YAML: {error.message}.") from None
    return Parts(_shaped(gather(reading.data)))


def new_parts(form_id: str, title: str, language: str) -> Parts:
    """An instrument with nothing in it yet."""
    settings = {"form_id": form_id, "form_title": title, "version": "1", "default_language": language}
    return Parts({"settings": settings, "choices": {}, "scales": {}, "survey": []})


def kind_of(row: Row) -> str:
    """The type without its list."""
    words = str(row.get("type", "")).split()
    return words[0] if words else ""


def list_of(row: Row) -> str:
    """The choice list that a row's type names, or nothing."""
    words = str(row.get("type", "")).split()
    return words[1] if len(words) > 1 else ""


def text_of(row: Row, column: str) -> str:
    """A column as text, whatever an author put there."""
    value = row.get(column)
    if isinstance(value, bool):
        return "true" if value else ""
    return str(value) if isinstance(value, (str, int, float)) else ""


def translated(row: Row, column: str, language: str) -> str:
    """A column in another language, or nothing."""
    translations = row.get("translations")
    texts = translations.get(language) if isinstance(translations, dict) else None
    value = texts.get(column) if isinstance(texts, dict) else None
    return value if isinstance(value, str) else ""


def free_name(name: str, taken: set[str]) -> str:
    """The name itself, or with the first number that makes it free: ``visit_2``."""
    base = name or "question"
    if base not in taken:
        return base
    number = 2
    while f"{base}_{number}" in taken:
        number += 1
    return f"{base}_{number}"


def rename_in_row(row: Row, renamed: dict[str, str]) -> bool:
    """Write new names into every ``${…}`` of a row and its translations; whether there was any."""
    before = json.dumps({key: value for key, value in row.items() if key != "children"}, ensure_ascii=False)
    for key, value in list(row.items()):
        if isinstance(value, str) and key not in ("name", "type", KEY):
            row[key] = _renamed_text(value, renamed)
    translations = row.get("translations")
    if isinstance(translations, dict):
        for texts in translations.values():
            for column, text in list(texts.items()) if isinstance(texts, dict) else ():
                texts[column] = _renamed_text(text, renamed) if isinstance(text, str) else text
    after = json.dumps({key: value for key, value in row.items() if key != "children"}, ensure_ascii=False)
    return before != after


def _renamed_text(text: str, renamed: dict[str, str]) -> str:
    """All at once, so that two names may be exchanged; spaces within the braces are XLSForm's own leniency."""
    pieces = text.split("${")
    for at in range(1, len(pieces)):
        name, brace, rest = pieces[at].partition("}")
        if brace and name.strip() in renamed:
            pieces[at] = f"{renamed[name.strip()]}}}{rest}"
    return "${".join(pieces)


def _walk(rows: list[Row], parents: tuple[Row, ...]) -> Iterator[Found]:
    for index, row in enumerate(rows):
        yield Found(row, rows, index, parents)
        children = row.get("children")
        if isinstance(children, list):
            yield from _walk(children, (*parents, row))


def _shaped(data: Any) -> dict[str, Any]:
    """The data as rows in lists; what is something else altogether cannot be edited row by row."""
    if not isinstance(data, dict) or not isinstance(data.get("settings"), dict):
        raise DraftUnreadable("An instrument is a set of keys: settings, choices, scales and survey. This is not one.")
    data.setdefault("choices", {})
    data.setdefault("scales", {})
    data.setdefault("survey", [])
    lists, scales = data["choices"], data["scales"]
    sound = isinstance(lists, dict) and all(_are_rows(rows) for rows in lists.values())
    sound = sound and isinstance(scales, dict) and all(isinstance(scale, dict) for scale in scales.values())
    if not sound or not _are_rows(data["survey"], nested=True):
        raise DraftUnreadable(
            "The choices, the scales or the survey are not lists of rows, so they cannot be edited here. Put that "
            "right in the file, and upload it again."
        )
    return data


def _are_rows(rows: Any, *, nested: bool = False) -> bool:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return False
    return not nested or all(_are_rows(row.get("children", []), nested=True) for row in rows)


def _number(data: dict[str, Any]) -> None:
    """Give a key to each row that has none yet; in the same order whenever the same text is read."""
    if not isinstance(data.get(NEXT), int):
        data[NEXT] = 1
    for found in _walk(data["survey"], ()):
        if not isinstance(found.row.get(KEY), str):
            found.row[KEY] = f"r{data[NEXT]}"
            data[NEXT] += 1


def _without_keys(data: Any) -> Any:
    if isinstance(data, dict):
        return {name: _without_keys(value) for name, value in data.items() if name not in (KEY, NEXT, LANGUAGES)}
    return [_without_keys(part) for part in data] if isinstance(data, list) else data
