"""A row's texts in every language, under the headers that XLSForm has for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from instruments.model import Translatable

Cells = dict[str, str]

HEADERS: Mapping[str, str] = {"image": "media::image", "audio": "media::audio", "video": "media::video"}


def put_text(cells: Cells, row: Translatable, key: str, header: str | None = None) -> None:
    """A text and its translations: ``label``, ``label::Welsh (cy)``."""
    head = header or HEADERS.get(key, key)
    if (text := getattr(row, key, None)) is not None:
        cells[head] = text
    for language, translation in row.translations.items():
        if (text := getattr(translation, key, None)) is not None:
            cells[f"{head}::{language}"] = text


def put_texts(cells: Cells, row: Translatable, keys: Iterable[str]) -> None:
    for key in keys:
        put_text(cells, row, key)


def put_rest(cells: Cells, extra: Mapping[str, Any]) -> None:
    """Columns of other tools, as they were; none of them takes the place of one of ours."""
    for header, text in extra.items():
        cells.setdefault(header, text)
