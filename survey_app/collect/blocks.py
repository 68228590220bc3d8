"""The questions of a page in blocks: under the headings of their groups, in a table, or folded away."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from markupsafe import Markup
from wtforms import Field
from wtforms.form import BaseForm

from instruments.compiled import Item
from instruments.model import Question
from survey_app.collect.display import answer_text
from survey_app.collect.forms import SAID_BESIDE, has_field
from survey_app.collect.saying import Media, Option
from survey_app.collect.wording import Words
from survey_app.translating import gettext

# Part of a grade → the block it is drawn in. Parts that are not here stand openly with the grade.
_PART_BLOCKS = {
    "evidence_type": "evidence", "evidence_reference": "evidence", "evidence_date": "evidence",
    "confidence": "evidence", "strength": "findings", "gap": "findings", "action_what": "action",
    "action_owner": "action", "action_agency": "action", "action_due": "action", "action_success_measure": "action",
    "action_impact_evidence": "action", "action_status": "action", "impact": "impact", "change": "impact",
}  # fmt: skip
_FOLDED = ("evidence", "findings")
_ROW_KINDS = ("select_one", "select_multiple")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionView:
    """One question or note. Hidden ones are in the page too: a script shows them without asking the server."""

    name: str
    field: Field | None
    note: Markup
    """A note's text."""
    label: Markup
    """With ``value``: of a question that is shown and not asked."""
    value: str | None
    media: tuple[Media, ...]
    hidden: bool
    optional: bool
    may_be_required: bool
    """Whether other answers decide if it is optional."""
    may_open: bool
    """Whether other answers decide if it can be changed; it then has a field and a value."""
    fixed: bool
    """Whether it cannot be changed now."""
    answer: str | None
    """The answer in JSON, where the controls do not say it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """The heading of a group."""

    label: Markup
    hint: Markup
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Questions that stand together. ``columns`` are the choices that all have in common, of a table."""

    headings: tuple[Heading, ...]
    title: str
    folded: bool
    open: bool
    hidden: bool
    questions: tuple[QuestionView, ...]
    columns: tuple[Option, ...] = ()


def is_folded(item: Item) -> bool:
    """Whether a question is one of the optional parts that are folded away."""
    return _PART_BLOCKS.get(item.part or "") in _FOLDED


def blocks_of(items: Sequence[Item], form: BaseForm, asked: frozenset[str], words: Words) -> tuple[Block, ...]:
    """The blocks of a page in order."""
    found: list[Block] = []
    open_groups: tuple[str, ...] = ()
    for (part_block, groups, in_table), run in groupby(items, lambda item: _key(item, form)):
        members = list(run)
        kind = part_block.rpartition(":")[2]
        headings = () if kind else tuple(_headings(members[0].groups, open_groups, words))
        open_groups = groups if not kind else open_groups
        columns = words.options(members[0]) if in_table else ()
        for item in members if in_table else ():
            form[item.name].options = _as_in(columns, form[item.name].options)
        questions = tuple(_question(item, form, item.name not in asked, words) for item in members)
        found.append(Block(
            headings=headings, title=_title_of(kind), folded=kind in _FOLDED,
            open=kind in _FOLDED and _is_in_use(form, members), hidden=all(one.hidden for one in questions),
            questions=questions, columns=columns,
        ))  # fmt: skip
    return tuple(found)


def _as_in(columns: Sequence[Option], options: Sequence[Option]) -> tuple[Option, ...]:
    """The choices of a row as the columns of its table stand."""
    places = {column.name: place for place, column in enumerate(columns)}
    return tuple(sorted(options, key=lambda option: places[option.name]))


def _key(item: Item, form: BaseForm) -> tuple[str, tuple[str, ...], str]:
    """What keeps questions together: a part of a grade, the groups around them, and the list of a table."""
    block = _PART_BLOCKS.get(item.part or "", "") if item.part_of else ""
    table = item.question.type if _is_row(item) and item.name in form else ""
    return (f"{item.part_of}:{block}" if block else "", tuple(group.name for group in item.groups), table)


def _is_row(item: Item) -> bool:
    """Whether a question is a row of a table, as XLSForm's ``table-list`` has it."""
    group = item.groups[-1] if item.groups else None
    is_in_table = group is not None and "table-list" in group.appearances
    return is_in_table and item.question.kind in _ROW_KINDS and not item.may_open


def _headings(groups: Sequence[Question], before: tuple[str, ...], words: Words) -> Iterator[Heading]:
    """The headings of groups that begin here."""
    for depth, group in enumerate(groups):
        is_new = tuple(one.name for one in groups[: depth + 1]) != before[: depth + 1]
        if is_new and (group.label or group.hint):
            yield Heading(label=words.inline(group, "label"), hint=words.block(group, "hint"), level=min(depth + 2, 4))


def _title_of(kind: str) -> str:
    return {
        "evidence": gettext("Evidence and confidence (optional)"),
        "findings": gettext("Strength and gap (optional)"),
        "action": gettext("Action"),
        "impact": gettext("Impact and change"),
    }.get(kind, "")


def _question(item: Item, form: BaseForm, hidden: bool, words: Words) -> QuestionView:
    field: Field | None = form[item.name] if item.name in form else None  # noqa: SIM401 - a form has no get()
    is_shown_only = field is None and has_field(item)  # read only, as what is calculated always is
    is_valued = is_shown_only or item.may_open
    value: Any = words.path.value(item.name, words.entry) if is_valued else None
    said = words.said(item)
    return QuestionView(
        name=item.name, field=field, hidden=hidden, optional=not words.path.required(item.name, words.entry),
        note=Markup() if field is not None or is_shown_only else words.note(item), media=said.media, label=said.label,
        value=answer_text(item, value, words) if is_valued else None,
        may_be_required=not isinstance(item.required, bool), may_open=item.may_open,
        fixed=words.path.read_only(item.name, words.entry),
        answer=json.dumps(field.data) if field is not None and item.question.kind in SAID_BESIDE else None,
    )  # fmt: skip


def _is_in_use(form: BaseForm, members: Sequence[Item]) -> bool:
    """Whether a folded block holds an answer, or belongs to a grade with an error that it may be the cure for."""
    grade = members[0].part_of or ""
    fields = [form[item.name] for item in members if item.name in form]
    in_error = grade in form and bool(form[grade].errors)
    return in_error or any(field.data is not None or field.errors for field in fields)
