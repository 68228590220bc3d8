"""The settings sheet: what the form is called, and in which language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from pyxform.aliases import yes_no

from instruments.model import EASY_READ
from instruments.xlsform.headers import Column
from instruments.xlsform.nodes import Source
from instruments.xlsform.own_columns import FORMAT, OWN_SETTINGS_KEYS
from instruments.xlsform.reporting import Report
from instruments.xlsform.row_texts import Reader, take_texts
from instruments.xlsform.workbook import Sheet

_NOT_IN_AN_ID = re.compile(r"[^a-z0-9]+")
_BARE_WORD = re.compile(r"[^\s'\"${}()/.]*[^\W\d][^\s'\"${}()/.]*")
_SILENT = frozenset({"clean_text_values", "name", "id_string"})
"""Settings that have been heeded, or that say nothing beyond other tools' own files."""

_SAID: Mapping[str, str] = {
    "public_key": "answers are not encrypted with this key here; the setting is kept for other tools",
    "submission_url": "answers stay here and are not sent to this address; the setting is kept for other tools",
}


@dataclass(slots=True)
class SettingsRow:
    """The model's settings, and what of the sheet is for the reader alone."""

    data: dict[str, Any] = field(default_factory=dict)
    source: Source = field(default_factory=lambda: Source("settings", 2))
    adds_none: bool = False


def stated_language(sheet: Sheet | None, columns: Mapping[str, Column]) -> str | None:
    """The default language that the settings name."""
    record = sheet.rows[0] if sheet and sheet.rows else {}
    found = next((header for header in record if columns[header].key == "default_language"), None)
    return record[found].strip() if found else None


def is_ours(sheet: Sheet | None, columns: Mapping[str, Column]) -> bool:
    """Whether Walkabout wrote the workbook."""
    record = sheet.rows[0] if sheet and sheet.rows else {}
    return any(columns[header].key == FORMAT for header in record)


def read_settings(
    sheet: Sheet | None,
    columns: Mapping[str, Column],
    reader: Reader,
    report: Report,
    *,
    filename: str,
    on_survey: Mapping[str, str],
) -> SettingsRow:
    """The settings, with those that stand on the survey sheet, and with the file's name where none is given."""
    row = SettingsRow()
    rest: dict[str, str] = {}
    if sheet is not None:
        row.source = Source(sheet.name, 2)
        if sheet.rows:
            row.data, rest = take_texts(sheet.rows[0], columns, reader, row.source)
        for index, record in enumerate(sheet.rows[1:], start=3):
            if record:
                where = Source(sheet.name, index).where().at(next(iter(record)))
                report.warning(where, "settings stand in the second row; this one is left out")
    _own_keys(row.data)
    row.data.update({{"title": "form_title", "id_string": "form_id"}.get(k, k): v for k, v in on_survey.items() if v})
    row.adds_none = yes_no.get(rest.get("add_none_option", "").strip(), False)
    if "allow_choice_duplicates" in row.data:
        row.data["allow_choice_duplicates"] = yes_no.get(row.data["allow_choice_duplicates"], False)
    _extra(row, rest, report)
    _name_of_instances(row, report)
    _identify(row, filename, report)
    if reader.default_language:
        row.data["default_language"] = reader.default_language
    return row


def _own_keys(data: dict[str, Any]) -> None:
    data.pop(FORMAT, None)
    for texts in (data, *data.get("translations", {}).values()):
        for header, key in OWN_SETTINGS_KEYS.items():
            if header in texts:
                texts[key] = texts.pop(header)


def _extra(row: SettingsRow, rest: Mapping[str, str], report: Report) -> None:
    for header in rest:
        key = header.strip().lower().replace(" ", "_")
        is_heeded = key == "style" and EASY_READ in rest[header].split()
        if key not in _SILENT and key != "add_none_option" and not is_heeded:
            message = _SAID.get(key, f"the setting '{header}' is for other tools; it is kept and not used here")
            report.warning(row.source.where().at(header), message)
    if rest:
        row.data["extra"] = dict(rest)


def _name_of_instances(row: SettingsRow, report: Report) -> None:
    """A word alone is no expression: to other tools it is the name of nothing, and means an empty name."""
    text = row.data.get("instance_name", "")
    if _BARE_WORD.fullmatch(text.strip()):
        row.data.setdefault("extra", {})["instance_name"] = row.data.pop("instance_name")
        message = (
            f"'{text.strip()}' is neither a question nor a text in quotes, so it names nothing; it is kept and not "
            "used here. Write ${name} for the answer to a question"
        )
        report.warning(row.source.where("instance_name"), message)


def _identify(row: SettingsRow, filename: str, report: Report) -> None:
    """A form_id in our own letters; the original is kept, and is the title where there is none."""
    given = row.data.get("form_id") or PurePath(filename).stem or "form"
    row.data.setdefault("form_title", given)
    row.data["form_id"] = as_form_id(given)
    if row.data["form_id"] != given and "form_id" in row.source.columns:
        row.data.setdefault("extra", {})["form_id"] = given
        message = f"the form is called '{row.data['form_id']}' here, in small letters, digits and hyphens"
        report.warning(row.source.where("form_id"), message)


def as_form_id(text: str) -> str:
    """The nearest form_id to any text."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _NOT_IN_AN_ID.sub("-", plain).strip("-")[:64].strip("-") or "form"
