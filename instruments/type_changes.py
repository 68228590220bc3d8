"""Which types of question take the answers of which others without losing anything."""

from __future__ import annotations

from collections.abc import Mapping

from instruments.model import FILE_TYPES, METADATA_TYPES, TEXT_TYPES

#: Families of types whose answers can stand in one column, with the type that takes them all.
WIDEST: tuple[tuple[str, frozenset[str]], ...] = (
    ("text", frozenset(TEXT_TYPES)),
    ("decimal", frozenset({"integer", "decimal", "range"})),
    ("select_one", frozenset({"select_one", "grade", "safety"})),
    ("file", frozenset(FILE_TYPES)),
    ("calculate", frozenset({"calculate", "hidden"})),
    ("geotrace", frozenset({"geotrace", "geoshape"})),
    ("username", frozenset(METADATA_TYPES) - {"start", "end", "today"}),
    ("dateTime", frozenset({"dateTime", "start", "end"})),
    ("date", frozenset({"date", "today"})),
)
#: What a type takes besides the types of its own family.
_TAKES: Mapping[str, frozenset[str]] = {
    "decimal": frozenset({"integer", "range"}),
    "range": frozenset({"integer", "decimal"}),
    "text": frozenset(TEXT_TYPES) | {"select_one"},
    "select_multiple": frozenset({"select_one"}),
    "select_one": frozenset({"grade", "safety"}),
    "grade": frozenset({"select_one"}),
    "standard": frozenset({"grade", "select_one"}),
    "file": frozenset(FILE_TYPES),
    "image": frozenset({"signature"}),
    "calculate": frozenset({"hidden"}),
    "hidden": frozenset({"calculate"}),
    "dateTime": frozenset({"start", "end"}),
    "date": frozenset({"today"}),
}


def is_lossless(old: str, new: str) -> bool:
    """Whether every answer to a question of the old type is one to a question of the new type."""
    return old == new or old in _TAKES.get(new, ())


def widest(kinds: frozenset[str]) -> str | None:
    """The one type that takes the answers of all of these as they are; None where there is none."""
    if len(kinds) == 1:
        return next(iter(kinds))
    return next((wide for wide, family in WIDEST if kinds <= family), None)
