"""What the columns of a sheet mean: pyxform says which header is which, and the tables here what it is to us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pyxform import aliases
from pyxform.parsing.sheet_headers import process_header
from pyxform.question import MultipleChoiceQuestion, Option
from pyxform.survey import Survey

from instruments.xlsform.own_columns import OWN_PREFIX, OWN_SURVEY_COLUMNS

Tokens = tuple[str, ...]

DEFAULT_LANGUAGE = "default"  # XLSForm's own name for texts without a language

# pyxform's name of a column, and the key of the model; the third says whether it may be translated.
SURVEY_COLUMNS: Mapping[Tokens, str] = {
    ("type",): "type",
    ("name",): "name",
    ("label",): "label",
    ("hint",): "hint",
    ("guidance_hint",): "guidance_hint",
    ("bind", "required"): "required",
    ("bind", "jr:requiredMsg"): "required_message",
    ("bind", "relevant"): "relevant",
    ("bind", "constraint"): "constraint",
    ("bind", "jr:constraintMsg"): "constraint_message",
    ("bind", "calculate"): "calculation",
    ("bind", "readonly"): "read_only",
    ("trigger",): "trigger",
    ("choice_filter",): "choice_filter",
    ("default",): "default",
    ("control", "appearance"): "appearance",
    ("control", "jr:count"): "repeat_count",
    ("parameters",): "parameters",
    ("media", "image"): "image",
    ("media", "audio"): "audio",
    ("media", "video"): "video",
}
TRANSLATED = frozenset(
    {"label", "hint", "guidance_hint", "required_message", "constraint_message", "image", "audio", "video"}
)
CHOICE_COLUMNS: Mapping[Tokens, str] = {
    ("list name",): "list_name",
    ("name",): "name",
    ("label",): "label",
    ("media", "image"): "image",
    ("media", "audio"): "audio",
    ("media", "video"): "video",
}
SETTINGS_COLUMNS: Mapping[Tokens, str] = {
    ("title",): "form_title",
    ("id_string",): "form_id",
    ("version",): "version",
    ("default_language",): "default_language",
    ("instance_name",): "instance_name",
    ("allow_choice_duplicates",): "allow_choice_duplicates",
}
# Columns whose text is an expression: typographic quotes mean plain ones there.
EXPRESSIONS = frozenset(
    {"required", "relevant", "constraint", "calculation", "read_only", "trigger", "choice_filter", "default",
     "repeat_count", "instance_name", "parameters", "appearance"}
)  # fmt: skip
# Columns whose text is a name or a word, whatever blanks stand around it.
NAMES = frozenset({"type", "name", "list_name", "form_id", "default_language", "allow_choice_duplicates"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column as it is headed, the key of the model that it stands for, and the language of its texts.

    ``key`` is None for a column of another tool, or of nobody.
    """

    header: str
    key: str | None
    language: str | None = None
    tokens: Tokens = ()


def survey_columns(headers: list[str]) -> dict[str, Column]:
    return _columns(headers, aliases.survey_header, _slots(MultipleChoiceQuestion), SURVEY_COLUMNS)


def choice_columns(headers: list[str]) -> dict[str, Column]:
    return _columns(headers, aliases.list_header, _slots(Option), CHOICE_COLUMNS)


def settings_columns(headers: list[str]) -> dict[str, Column]:
    return _columns(headers, aliases.settings_header, _slots(Survey), SETTINGS_COLUMNS)


@cache
def _slots(element: type) -> frozenset[str]:
    return frozenset(element.get_slot_names())  # type: ignore[attr-defined]


def _columns(
    headers: list[str], header_aliases: Mapping[str, str | Tokens], known: frozenset[str], keys: Mapping[Tokens, str]
) -> dict[str, Column]:
    double = any("::" in header for header in headers)
    return {header: _column(header, double, header_aliases, known, keys) for header in headers}


def _column(
    header: str,
    double: bool,
    header_aliases: Mapping[str, str | Tokens],
    known: frozenset[str],
    keys: Mapping[Tokens, str],
) -> Column:
    if header.lower().startswith(OWN_PREFIX):
        return _own(header)
    try:
        _, tokens = process_header(header, double, dict(header_aliases), known)
    except Exception:  # pyxform fails on a header such as "jr:"
        return Column(header, None, None, (header,))
    for length in (2, 1):
        key = keys.get(tokens[:length])
        if key is None:
            continue
        if len(tokens) == length:
            return Column(header, key, None, tokens)
        if key in TRANSLATED and len(tokens) == length + 1:
            return Column(header, key, tokens[length], tokens)
    return Column(header, None, None, tokens)


def _own(header: str) -> Column:
    """A column of ours: ``walkabout_unit``, ``walkabout_entry_name::Welsh (cy)``."""
    name, mark, language = header.partition("::")
    key = name.strip().lower()
    known = key in OWN_SURVEY_COLUMNS
    return Column(header, key if known else None, language.strip() or None if mark else None, (key,))
