"""Taking questions over from other instruments, with the lists and scales that they need."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from copy import deepcopy
from dataclasses import dataclass

from instruments.loading import load_instrument
from survey_app.designer.outline import label_of
from survey_app.designer.parts import CONTAINERS, KEY, Found, Parts, Row, free_name, kind_of, list_of, text_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A row of another instrument that can be copied."""

    key: str
    label: str
    name: str
    kind: str
    depth: int
    is_section: bool


def source_parts(source: str) -> Parts:
    """A sound instrument's source as rows, in one spelling."""
    data = json.loads(load_instrument(source).model_dump_json(exclude_defaults=True))
    return Parts({"choices": {}, "scales": {}, **data})


def offered_by(source: Parts) -> list[Offered]:
    return [
        Offered(
            key=found.key, label=label_of(found.row), name=text_of(found.row, "name"), kind=kind_of(found.row),
            depth=len(found.parents), is_section=kind_of(found.row) in CONTAINERS,
        )
        for found in source.walk()
    ]  # fmt: skip


def copy_rows(source: Parts, keys: Collection[str], target: Parts, parent: str) -> list[Row]:
    """Copy rows, and what is within them, to the end of a section; those whose section is copied too come with it."""
    copied = []
    for found in _outermost(source, keys):
        row = deepcopy(found.row)
        _bring_lists(source, target, row)
        row.pop("core", None)
        fresh = target.insert(row, parent)
        siblings = target.rows_within(parent)
        siblings.remove(fresh)  # so that its own names do not count as taken
        target.rename_apart(fresh)
        siblings.append(fresh)
        copied.append(fresh)
    return copied


def _outermost(source: Parts, keys: Collection[str]) -> Iterator[Found]:
    for found in source.walk():
        inside_chosen = any(str(row[KEY]) in keys for row in found.parents)
        if found.key in keys and not inside_chosen:
            yield found


def _bring_lists(source: Parts, target: Parts, row: Row) -> None:
    name = list_of(row)
    if name in source.choices:
        row["type"] = f"{kind_of(row)} {_list_in(target, name, source)}"
    for child in row.get("children", []):
        child.pop("core", None)
        _bring_lists(source, target, child)


def _list_in(target: Parts, name: str, source: Parts) -> str:
    """The target's list of the same content, or a copy under a free name."""
    rows, scale = source.choices[name], source.scales.get(name)
    for present, own in target.choices.items():
        if own == rows and target.scales.get(present) == scale:
            return present
    fresh = free_name(name, set(target.choices))
    target.choices[fresh] = deepcopy(rows)
    if scale is not None:
        target.scales[fresh] = deepcopy(scale)
    return fresh
