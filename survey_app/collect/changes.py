"""Changes as they come from a device: looked at before the rule of merging takes them.

What is refused here no form makes; a person's unfinished or mistyped answer is taken as it is, and reported when the
answers are sent.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from instruments.answer_types import clean_value
from instruments.compiled import CompiledInstrument, Item
from survey_app.collect.entry_ids import ID
from survey_app.collect.merging import Change, Document, find_entry
from survey_app.collect.places import find_section, has_fixed_number

MOST_CHANGES = 2000
LONGEST_TEXT = 100_000
LONGEST_LIST = 2000
DEEPEST = 40
CHANGE_ID = re.compile(r"[A-Za-z0-9_-]{8,36}")
ENTRY_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_NUMBERS = ("integer", "decimal", "range")
_LISTS = ("select_multiple", "rank")
_BY_ITSELF = ("start", "end", "today", "username")


class ChangeRefused(ValueError):
    """A change that no form makes; the message says what is wrong with it, ``index`` which it is."""

    def __init__(self, message: str, index: int | None = None) -> None:
        super().__init__(message)
        self.index = index


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The changes of a message as they are applied. ``is_as_sent`` is false where one was tidied or left out."""

    changes: tuple[Change, ...]
    is_as_sent: bool


def read_changes(compiled: CompiledInstrument, given: Any) -> Reading:
    """Look at the changes of a message; ChangeRefused for the first that cannot be one."""
    if not isinstance(given, list) or len(given) > MOST_CHANGES:
        raise ChangeRefused(f"“changes” must be a list of at most {MOST_CHANGES:,} changes.")
    taken: list[Change] = []
    for index, one in enumerate(given):
        try:
            change = _read(compiled, one)
        except ChangeRefused as refused:
            raise ChangeRefused(f"Change {index + 1}: {refused}", index) from None
        if change is not None:
            taken.append(change)
    is_as_sent = len(taken) == len(given) and all(
        change["op"] != "set" or change["value"] == one.get("value") for change, one in zip(taken, given, strict=True)
    )
    return Reading(changes=tuple(taken), is_as_sent=is_as_sent)


def as_seen_here(compiled: CompiledInstrument, document: Document, change: Change) -> Change:
    """The change with what nobody types taken from the document, so that it is never a reason for a conflict.

    Two devices, and the server, may have worked out an answer at different moments.
    """
    if change["op"] == "set":
        item = compiled.item(change["path"][-1])
        if item.question.is_seen:
            return change
        answers = find_entry(document, change["path"][:-1]) or {}
        return change | {"was": answers.get(item.name)}
    if change["op"] == "remove" and isinstance(change["was"], dict):
        present = find_entry(document, change["path"])
        if present is not None:
            return change | {"was": _with_present(compiled, change["path"][-2], change["was"], present)}
    return change


def _with_present(compiled: CompiledInstrument, repeat: str, was: Document, present: Document) -> Document:
    own = {item.name for item in compiled.items if item.repeat == repeat and not _is_typed(item)}
    seen = {name: value for name, value in was.items() if name not in own}
    seen |= {name: present[name] for name in own & present.keys()}
    for section in compiled.children_of(repeat):
        entries, there = seen.get(section.name), present.get(section.name)
        if isinstance(entries, list) and isinstance(there, list):
            by_id = {entry.get(ID): entry for entry in there if isinstance(entry, dict)}
            seen[section.name] = [
                _with_present(compiled, section.name, entry, by_id[entry.get(ID)])
                if isinstance(entry, dict) and isinstance(entry.get(ID), str) and entry[ID] in by_id
                else entry
                for entry in entries
            ]
    return seen


def _is_typed(item: Item) -> bool:
    """Whether a person gives the answer; others are worked out, on each device and here."""
    return item.question.is_seen and not item.is_calculated


def _read(compiled: CompiledInstrument, given: Any) -> Change | None:
    """One change with the members that count; None for one to what the form works out by itself."""
    if not isinstance(given, dict) or not isinstance(given.get("op"), str) or given["op"] not in _READERS:
        raise ChangeRefused("“op” must be set, add, remove or order.")
    path = given.get("path")
    if not isinstance(path, list) or not 1 <= len(path) <= DEEPEST or not all(isinstance(one, str) for one in path):
        raise ChangeRefused("“path” must be a list of names and ids.")
    change = _READERS[given["op"]](compiled, given, path)
    if change is None:
        return None
    if given.get("resolves"):
        change["resolves"] = _texts(given["resolves"], "resolves")
    if isinstance(given.get("id"), str) and CHANGE_ID.fullmatch(given["id"]):
        change["id"] = given["id"]  # by which device and server name the conflict that it may open
    return change


def _read_set(compiled: CompiledInstrument, given: Mapping[str, Any], path: list[str]) -> Change | None:
    item = compiled.find(path[-1])
    if item is None or not item.question.is_answered or item.repeats != _repeats_of(path[:-1]):
        raise ChangeRefused(f"The form has no question {_shown(path)}.")
    if (item.is_calculated and not item.volatile) or item.question.kind in _BY_ITSELF:
        return None
    value = given.get("value")
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        raise ChangeRefused(f"The answer to {_shown(path)} has more than {LONGEST_TEXT:,} characters.")
    if not _fits(item, value):
        raise ChangeRefused(f"The answer to {_shown(path)} is not one of its kind.")
    if _is_too_deep(given.get("was")):
        raise ChangeRefused("“was” is nested too deep.")
    return {"op": "set", "path": path, "value": _tidied(item, value), "was": given.get("was")}


def _read_add(compiled: CompiledInstrument, given: Mapping[str, Any], path: list[str]) -> Change:
    _check_entry(compiled, path)
    after = given.get("after")
    if after is not None and not _is_id(after):
        raise ChangeRefused("“after” must be the id of an entry, or null.")
    return {"op": "add", "path": path, "after": after}


def _read_remove(compiled: CompiledInstrument, given: Mapping[str, Any], path: list[str]) -> Change:
    _check_entry(compiled, path, movable=True)
    if not isinstance(given.get("was"), dict) or _is_too_deep(given["was"]):
        raise ChangeRefused("“was” must be the entry as it was seen.")
    return {"op": "remove", "path": path, "was": given["was"]}


def _read_order(compiled: CompiledInstrument, given: Mapping[str, Any], path: list[str]) -> Change:
    _check_entry(compiled, [*path, "x"], movable=True)
    return {"op": "order", "path": path, "ids": _texts(given.get("ids"), "ids")}


_READERS: Mapping[str, Callable[[CompiledInstrument, Mapping[str, Any], list[str]], Change | None]] = {
    "set": _read_set,
    "add": _read_add,
    "remove": _read_remove,
    "order": _read_order,
}


def _check_entry(compiled: CompiledInstrument, path: Sequence[str], *, movable: bool = False) -> None:
    """Refuse the path of an entry that no repeat of the form has."""
    section = find_section(compiled, path[-2]) if len(path) > 1 else None
    if section is None or section.repeat is None or section.repeats != _repeats_of(path):
        raise ChangeRefused(f"The form has no entries {_shown(path)}.")
    if movable and has_fixed_number(section):
        raise ChangeRefused(f"The entries of {section.name} are neither removed nor put in order.")


def _repeats_of(path: Sequence[str]) -> tuple[str, ...]:
    """The repeats that the path of an entry goes through; refused where an id cannot be one."""
    if len(path) % 2 or not all(_is_id(name) for name in path[1::2]):
        raise ChangeRefused("“path” must name a repeat and the id of its entry in turn.")
    return tuple(path[::2])


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and ENTRY_ID.fullmatch(value) is not None


def _texts(value: Any, name: str) -> list[str]:
    if not isinstance(value, list) or len(value) > LONGEST_LIST or not all(_is_id(one) for one in value):
        raise ChangeRefused(f"“{name}” must be a list of ids.")
    return value


def _fits(item: Item, value: Any) -> bool:
    """Whether an answer is of the kind that the question's control gives, finished or not."""
    kind = item.question.kind
    if value is None or (isinstance(value, str) and kind not in (*_NUMBERS, *_LISTS)):
        return True
    if kind in _NUMBERS or kind in ("calculate", "hidden"):
        return isinstance(value, int | float) and not isinstance(value, bool) and _is_sensible(value)
    if kind in _LISTS:
        return isinstance(value, list) and len(value) <= LONGEST_LIST and _are_texts(value)
    return False


def _are_texts(values: Collection[Any]) -> bool:
    return all(isinstance(one, str) and len(one) <= 200 and one.isprintable() for one in values)


def _is_sensible(value: int | float) -> bool:
    """Whether a number can be kept; whether it is too large for its question is said at the end."""
    return math.isfinite(value) and abs(value) < 1e21 if isinstance(value, float) else abs(value) < 10**21


def _tidied(item: Item, value: Any) -> Any:
    """The answer without what no text needs and databases refuse; white space stays while somebody is writing."""
    if not isinstance(value, str) or value.isprintable():
        return value
    return value if (cleaned := clean_value(item, value)) is None and not _has_unwanted(value) else cleaned


def _has_unwanted(value: str) -> bool:
    return any(not letter.isprintable() and not letter.isspace() for letter in value)


def _is_too_deep(value: Any) -> bool:
    level = [value]
    for _ in range(DEEPEST):
        level = [inner for one in level for inner in _inside(one)]
        if not level:
            return False
    return True


def _inside(value: Any) -> Collection[Any]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def _shown(path: Sequence[str]) -> str:
    return f"‘{'/'.join(path)[:80]}’"
