"""From the cells of a row to the keys of the model, whatever the sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pyxform.aliases import BINDING_CONVERSIONS

from instruments.xlsform.headers import EXPRESSIONS, NAMES, Column
from instruments.xlsform.nodes import Source
from instruments.xlsform.own_columns import OWN_PREFIX, OWN_TEXTS
from instruments.xlsform.workbook import Record

_PLAIN_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " "})
_TRUTH = {"true()": True, "false()": False}


@dataclass(frozen=True, slots=True)
class Reader:
    """How the texts of a workbook are read: its default language, and whether they count to the last space."""

    default_language: str
    exact: bool = False
    """The workbook was written by us; nobody has put spaces into its cells by accident."""

    def text(self, raw: str, key: str | None) -> str:
        """The text of a cell. Typographic quotes stay in what people read and are plain in expressions."""
        if key in NAMES or ((key or "").startswith(OWN_PREFIX) and key not in OWN_TEXTS):
            return raw.translate(_PLAIN_QUOTES).strip()
        if self.exact:
            return raw
        return (raw.translate(_PLAIN_QUOTES) if key in EXPRESSIONS else raw.replace("\u00a0", " ")).strip()

    def is_default(self, language: str | None) -> bool:
        return language is None or language == self.default_language


def take_texts(
    record: Record, columns: Mapping[str, Column], reader: Reader, source: Source
) -> tuple[dict[str, Any], dict[str, str]]:
    """The keys of the model that a row fills in, and what stands in the columns that mean nothing here.

    As in XLSForm, a text in the default language by name goes before one without a language.
    """
    data: dict[str, Any] = {}
    rest: dict[str, str] = {}
    for header, raw in record.items():
        column = columns[header]
        if column.key is None:
            rest[header] = raw.strip() if not reader.exact else raw
            continue
        text = reader.text(raw, column.key)
        if reader.is_default(column.language):
            if column.language is not None or column.key not in data:
                data[column.key] = text
                source.columns[column.key] = header
        else:
            data.setdefault("translations", {}).setdefault(column.language, {})[column.key] = text
            source.columns[f"{column.key}::{column.language}"] = header
    return data, rest


def as_expression(key: str, text: str) -> str | bool:
    """The value of an expression's cell: ``yes`` and its like are truth values, as XLSForm says."""
    plain: str = BINDING_CONVERSIONS.get(text.strip(), text)
    if key in ("required", "read_only") and plain in _TRUTH:
        return _TRUTH[plain]
    return plain
