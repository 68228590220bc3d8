"""Lists that stand in a file beside the form: CSV, XML or GeoJSON, as choices with further columns."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml import ElementTree

MAXIMUM_ROWS = 50_000
MAXIMUM_BYTES = 10_000_000
_SPACE = re.compile(r"\s+")

Row = dict[str, str]


class UnreadableFile(Exception):
    """A file beside the form cannot be read; the message says why."""


def read_rows(filename: str, data: bytes, *, value: str | None, label: str | None) -> list[dict[str, Any]]:
    """The choices of a file, as the model's data.

    ``value`` and ``label`` are the columns that the question names for them; by default ``name`` and ``label``, and in
    GeoJSON ``id`` and ``title``.

    Raises
    ------
    UnreadableFile
        When the file is none of the three kinds, or is damaged or too large.
    """
    if len(data) > MAXIMUM_BYTES:
        raise UnreadableFile(f"it has more than {MAXIMUM_BYTES // 10**6} MB")
    kind = filename.lower().rsplit(".", 1)[-1]
    reader = {"csv": _csv, "xml": _xml, "geojson": _geojson}.get(kind)
    if reader is None:
        raise UnreadableFile("only .csv, .xml and .geojson files can be read")
    by_default = ("id", "title") if kind == "geojson" else ("name", "label")
    try:
        rows = [row for row in reader(data) if row]
    except UnreadableFile:
        raise
    except Exception as error:  # whatever a damaged file brings about
        raise UnreadableFile(f"it is damaged ({type(error).__name__})") from error
    if len(rows) > MAXIMUM_ROWS:
        raise UnreadableFile(f"it has more than {MAXIMUM_ROWS:,} rows")
    return list(_choices(rows, value or by_default[0], label or by_default[1]))


def _choices(rows: Iterable[Row], value: str, label: str) -> Iterator[dict[str, Any]]:
    """A row without its own name, as in a file that is only looked things up in, is named after its first column."""
    seen: set[str] = set()
    for index, row in enumerate(rows, start=1):
        name = _SPACE.sub("_", (row.get(value) or next(iter(row.values()))).strip())[:200]
        if name in seen:
            name = f"{name[:190]}_{index}"
        seen.add(name)
        columns = {key: text for key, text in row.items() if key not in ("name", "label")}
        found: dict[str, Any] = {"name": name, "label": row.get(label) or name}
        yield {**found, "columns": columns} if columns else found


def _csv(data: bytes) -> Iterator[Row]:
    text = data.decode("utf-8-sig", errors="replace")
    head = text.split("\n", 1)[0]
    separator = max(",;\t", key=head.count)
    for record in csv.DictReader(StringIO(text, newline=""), delimiter=separator):
        yield {
            key.strip(): value.strip()
            for key, value in record.items()
            if isinstance(key, str) and key.strip() and isinstance(value, str) and value.strip()
        }


def _xml(data: bytes) -> Iterator[Row]:
    root = ElementTree.fromstring(data, forbid_dtd=True)
    for item in root:
        yield {_local(part): part.text.strip() for part in item if part.text and part.text.strip()}


def _local(element: Element) -> str:
    return element.tag.rsplit("}", 1)[-1]


def _geojson(data: bytes) -> Iterator[Row]:
    content = json.loads(data)
    features = content.get("features") if isinstance(content, Mapping) else None
    if not isinstance(features, list):
        raise UnreadableFile("it has no 'features'")
    for feature in features:
        properties = feature.get("properties") or {}
        row = {str(key): str(text) for key, text in properties.items() if text is not None and str(text).strip()}
        if feature.get("id") is not None:
            row["id"] = str(feature["id"])
        yield {**row, "geometry": _geometry(feature.get("geometry"))} if feature.get("geometry") else row


def _geometry(geometry: Mapping[str, Any]) -> str:
    """A place as ODK writes it: ``latitude longitude altitude accuracy``, points of a line apart by ';'."""
    points = geometry.get("coordinates", [])
    if geometry.get("type") == "Point":
        points = [points]
    elif geometry.get("type") == "Polygon":
        points = points[0]
    return "; ".join(f"{point[1]} {point[0]} {point[2] if len(point) > 2 else 0} 0" for point in points)
