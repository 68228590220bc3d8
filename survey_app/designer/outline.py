"""The outline of a draft: every section and question in order, with what there is to know of each at a glance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from instruments.shortening import in_one_line
from survey_app.designer.checking import Checked, DraftProblem, sentence
from survey_app.designer.kinds import title_of
from survey_app.designer.parts import (
    CONTAINERS,
    KEY,
    LANGUAGES,
    Found,
    Parts,
    Row,
    kind_of,
    list_of,
    text_of,
    translated,
)  # fmt: skip
from survey_app.designer.rules import Term, in_words, vocabulary

TEXTS = ("label", "hint", "guidance_hint", "required_message", "constraint_message", "entry_name")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineRow:
    """One line of the outline, and the lines within it."""

    key: str
    number: str
    label: str
    name: str
    type_title: str
    list_name: str
    is_section: bool
    required: bool
    rule: str  # in words, where the builder can say it
    expression: str  # else as it stands
    core: str
    problems: tuple[str, ...]
    warnings: tuple[str, ...]
    missing_languages: tuple[str, ...]
    is_first: bool
    is_last: bool
    position: int
    siblings: int
    children: tuple[OutlineRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A place that a question can be moved to."""

    value: str  # "parent:before"
    text: str


def outline_of(parts: Parts, checked: Checked, languages: tuple[str, ...]) -> tuple[OutlineRow, ...]:
    """The draft's sections and questions, nested as they are."""
    return tuple(_rows(parts.survey, vocabulary(parts), checked, languages, ""))


def languages_of(parts: Parts) -> tuple[str, ...]:
    """The languages other than the default that any text is there in, in the order of their first use."""
    rows: list[Row] = [parts.settings, *(found.row for found in parts.walk())]
    rows += [row for choices in parts.choices.values() for row in choices] + list(parts.scales.values())
    found: dict[str, None] = {}
    for row in rows:
        translations = row.get("translations")
        found |= dict.fromkeys(str(name) for name in translations) if isinstance(translations, dict) else {}
    added = parts.data.get(LANGUAGES)
    found |= dict.fromkeys(str(name) for name in added) if isinstance(added, list) else {}
    found.pop(text_of(parts.settings, "default_language"), None)
    return tuple(found)


def label_of(row: Row) -> str:
    """What a row is called on the designer's pages."""
    return in_one_line(text_of(row, "label") or text_of(row, "name") or "without a label", 160)


def _rows(
    rows: list[Row], terms: Mapping[str, Term], checked: Checked, languages: tuple[str, ...], above: str
) -> Iterator[OutlineRow]:
    for index, row in enumerate(rows):
        number = f"{above}{index + 1}"
        children = row.get("children")
        inside = children if isinstance(children, list) else []
        expression = text_of(row, "relevant")
        words = in_words(expression, terms) if expression else ""
        problems = checked.of("question", str(row[KEY]))
        yield OutlineRow(
            key=str(row[KEY]), number=number, label=label_of(row), name=text_of(row, "name"),
            type_title=title_of(kind_of(row)), list_name=list_of(row), is_section=kind_of(row) in CONTAINERS,
            required=bool(row.get("required")), rule=words, expression="" if words else expression,
            core=text_of(row, "core"), problems=_said(problems, "error"), warnings=_said(problems, "warning"),
            missing_languages=tuple(name for name in languages if _lacks(row, name)), is_first=index == 0,
            is_last=index == len(rows) - 1, position=index + 1, siblings=len(rows),
            children=tuple(_rows(inside, terms, checked, languages, f"{number}.")),
        )  # fmt: skip


def _said(problems: tuple[DraftProblem, ...], severity: str) -> tuple[str, ...]:
    return tuple(sentence(problem.message) for problem in problems if problem.severity == severity)


def _lacks(row: Row, language: str) -> bool:
    return any(text_of(row, column) and not translated(row, column, language) for column in TEXTS)


def targets_for(parts: Parts, key: str) -> list[Target]:
    """Every place to which a row can be moved: before any other, and at the end of each section."""
    return list(_targets(parts.survey, "", "", key))


def _targets(rows: list[Row], parent: str, parent_label: str, key: str) -> Iterator[Target]:
    for row in rows:
        if row[KEY] == key:
            continue
        indent = "– " if parent else ""
        yield Target(value=f"{parent}:{row['_key']}", text=f"{indent}Before “{in_one_line(label_of(row), 60)}”")
        children = row.get("children")
        if kind_of(row) in CONTAINERS:
            yield from _targets(children if isinstance(children, list) else [], str(row[KEY]), label_of(row), key)
    where = f"– At the end of “{in_one_line(parent_label, 60)}”" if parent else "At the end of the form"
    yield Target(value=f"{parent}:", text=where)


def trail(found: Found) -> tuple[str, ...]:
    """The sections that a row stands in, outermost first."""
    return tuple(label_of(row) for row in found.parents)
