"""The choices sheet (and external_choices) as lists of choices."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pyxform.aliases import yes_no

from instruments.xlsform.headers import Column
from instruments.xlsform.nodes import Source, texts_of
from instruments.xlsform.own_columns import OWN_CHOICE_KEYS
from instruments.xlsform.reporting import Report
from instruments.xlsform.row_texts import Reader, take_texts
from instruments.xlsform.workbook import Record, Sheet


@dataclass(slots=True)
class ChoiceRow:
    """One choice: the model's keys, and the row it came from."""

    data: dict[str, Any]
    source: Source


Lists = dict[str, list[ChoiceRow]]

_SPACE = re.compile(r"\s+")


def read_choices(sheet: Sheet, columns: Mapping[str, Column], reader: Reader, report: Report) -> Lists:
    """The lists of a sheet, in the order of their first choice."""
    lists: Lists = {}
    for index, record in enumerate(sheet.rows):
        if record:
            _take(record, Source(sheet.name, index + 2), columns, reader, report, lists)
    for list_name, rows in lists.items():
        _label(list_name, rows, report)
    return lists


def _take(
    record: Record, source: Source, columns: Mapping[str, Column], reader: Reader, report: Report, lists: Lists
) -> None:
    data, rest = take_texts(record, columns, reader, source)
    list_name = "".join(data.pop("list_name", "").split())
    if not list_name:
        where = source.where().at(next(iter(record)))
        report.warning(where, "this row names no list and is left out; fill in list_name, or empty the row")
        return
    if not data.get("name"):
        report.error(source.where().at("name"), f"this choice of the list '{list_name}' has no name; give it one")
        return
    for header, key in OWN_CHOICE_KEYS.items():
        if header in data:
            data[key] = data.pop(header)
    if "exclusive" in data:
        data["exclusive"] = yes_no.get(data["exclusive"], data["exclusive"] == "1")
    if rest:
        data["columns"] = rest
    lists.setdefault(list_name, []).append(ChoiceRow(data, source))


def _label(list_name: str, rows: list[ChoiceRow], report: Report) -> None:
    """Give every choice a label to show: where it has none in the default language, another's, or its name."""
    bare = []
    for row in rows:
        if "label" in row.data:
            continue
        row.data["label"] = next((text for _, text in texts_of(row.data, "label")), row.data["name"])
        if row.data["label"] == row.data["name"] and not any(row.data.get(key) for key in ("image", "audio", "video")):
            bare.append(row)
    if bare:
        count = "one choice has" if len(bare) == 1 else f"{len(bare)} choices have"
        message = f"{count} no label in the list '{list_name}'; the name is shown instead"
        report.warning(bare[0].source.where().at("label"), message)


def join_names(lists: Lists, report: Report) -> dict[str, str]:
    """Join choice names of several words with '_', since answers keep names apart by spaces; old names to new."""
    renamed: dict[str, str] = {}
    for list_name, rows in lists.items():
        for row in rows:
            name = row.data["name"]
            joined = _SPACE.sub("_", name)
            if joined != name:
                renamed[name] = row.data["name"] = joined
                message = (
                    f"the choice '{name}' of the list '{list_name}' is called '{joined}' here: a name has no spaces"
                )
                report.warning(row.source.where("name"), message)
    return renamed


def add_none(lists: Lists, list_name: str) -> None:
    """The choice "None" that the setting add_none_option stands for."""
    rows = lists.get(list_name)
    if rows and all(row.data["name"] != "none" for row in rows):
        rows.append(ChoiceRow({"name": "none", "label": "None", "exclusive": True}, rows[-1].source))
