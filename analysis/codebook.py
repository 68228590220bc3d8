"""The codebook: what every column and every value of the raw data means."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.report import CodebookRow
from analysis.round_data import Form
from instruments.items import Item, Section
from instruments.merging import Merged
from instruments.model import Choice

MISSING_MEANINGS = {"not_applicable": "not applicable", "dont_know": "don't know"}


def make_codebook(form: Form) -> tuple[CodebookRow, ...]:
    """A row for each question, followed by one for each of its choices, in form order."""
    return tuple(row for section in form.sections for item in section.items for row in _rows_of(form, section, item))


def _rows_of(form: Form, section: Section, item: Item) -> Iterator[CodebookRow]:
    if not item.question.is_answered:
        return
    label = item.question.label or item.name
    yield CodebookRow(
        section=section.label,
        question=item.name,
        label=label,
        type=item.question.kind,
        relevant=item.question.relevant,
        versions=form.asked_text(item.name) if isinstance(form, Merged) else None,
    )
    for choice in item.choices:
        yield CodebookRow(
            section=section.label,
            question=item.name,
            label=label,
            type=item.question.kind,
            choice=choice.name,
            choice_label=choice.label,
            meaning=_meaning(item, choice),
            versions=form.offered_text(item.name, choice.name) if isinstance(form, Merged) else None,
        )


def _meaning(item: Item, choice: Choice) -> str | None:
    if choice.missing is not None:
        return MISSING_MEANINGS[choice.missing]
    if item.scale is not None and choice.name in item.scale.favourable:
        return "favourable"
    return None
