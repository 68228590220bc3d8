"""Making the sound parts of a faulty instrument checkable, so that its author hears of everything at once."""

from __future__ import annotations

import copy
import re
from typing import Any

from instruments.errors import Place
from instruments.model import CONTAINER_TYPES, LIST_TYPES, MAXIMUM_LENGTH

KEPT_KEYS = ("name", "type", "relevant", "constraint", "calculation")
"""What a piece keeps when it is replaced, as far as it is usable; findings about these hold of the original too."""

_NAME = re.compile(r"[^\W\d][\w.-]{0,119}")
_CHOICE_NAME = re.compile(r"\S{1,200}")


def salvage(data: Any, faulty: list[Place]) -> Any | None:
    """The data with each faulty piece replaced by a plain one of the same name; None where too little is left."""
    survey = data.get("survey")
    if not isinstance(survey, list) or not isinstance(data.get("choices", {}), dict):
        return None
    sound = copy.deepcopy(
        {key: data[key] for key in ("settings", "choices", "scales", "files", "survey") if key in data}
    )
    for key in ("scales", "files"):
        if not isinstance(sound.get(key, {}), dict):
            del sound[key]
    # The deepest first: a container is made plain after its children are.
    for place in sorted(faulty, key=len, reverse=True):
        _mend(sound, place)
    sound["survey"] = [row for row in sound["survey"] if row is not None]
    return sound


def _mend(data: dict[str, Any], place: Place) -> None:
    if place[:1] == ("settings",):
        data["settings"] = {"form_id": "unreadable", "form_title": "unreadable"}
    elif place[:1] == ("choices",) and len(place) >= 2:
        _mend_choices(data["choices"], place)
    elif place[:1] == ("scales",) and len(place) >= 2:
        data.get("scales", {})[place[1]] = {"direction": "best_first"}
    elif place[:1] == ("files",) and len(place) >= 2:
        data.get("files", {}).pop(place[1], None)
    elif place[:1] == ("survey",):
        _mend_question(data["survey"], place)
    data.setdefault("settings", {"form_id": "unreadable", "form_title": "unreadable"})


def _mend_choices(lists: dict[str, Any], place: Place) -> None:
    name = str(place[1])
    if not _NAME.fullmatch(name):
        lists.pop(name, None)
    elif not isinstance(lists.get(name), list):
        lists[name] = [{"name": "unreadable", "label": "unreadable"}]
    elif len(place) >= 3 and isinstance(place[2], int):
        choice = lists[name][place[2]]
        found = choice.get("name") if isinstance(choice, dict) else None
        usable = isinstance(found, str) and _CHOICE_NAME.fullmatch(found)
        lists[name][place[2]] = {"name": found if usable else f"unreadable_{place[2]}", "label": "unreadable"}


def _mend_question(survey: list[Any], place: Place) -> None:
    steps = [part for part in place if isinstance(part, int)]
    if not steps:
        return
    rows = survey
    for step in steps[:-1]:
        row = rows[step]
        if not isinstance(row, dict) or not isinstance(row.get("children"), list):
            return
        rows = row["children"]
    rows[steps[-1]] = _plain_question(rows[steps[-1]], "_".join(map(str, steps)))


def _plain_question(row: Any, number: str) -> dict[str, Any]:
    """A question of the same name and, where it can be told, the same kind."""
    found = row if isinstance(row, dict) else {}
    name, kind = found.get("name"), found.get("type")
    usable = isinstance(name, str) and _NAME.fullmatch(name)
    plain: dict[str, Any] = {"name": name if usable else f"unreadable_{number}", "label": "unreadable", "type": "text"}
    children = found.get("children")
    if isinstance(children, list) and children:
        plain |= {"type": kind if kind in CONTAINER_TYPES else "group", "children": children}
    elif isinstance(kind, str) and kind.split()[:1] and kind.split()[0] in LIST_TYPES and len(kind.split()) == 2:
        plain["type"] = kind
    for key in ("relevant", "constraint", "calculation"):
        if isinstance(found.get(key), str) and 0 < len(found[key]) <= MAXIMUM_LENGTH:
            plain[key] = found[key]
    return plain
