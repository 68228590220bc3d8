"""What a data file says of its own columns: labels, choices, and what each kind of absence is."""

from __future__ import annotations

from typing import Any

from analysis.codebook import MISSING_MEANINGS
from exports.data_files.answer_data import AnswerData, Table, Variable
from instruments.items import Item
from instruments.merging import Merged

ABSENCE_MEANINGS = {
    "not_asked": "Not asked: the question was not on the respondent's path",
    "not_answered": "Not answered: asked and left blank",
    "not_applicable": "Not applicable: the respondent chose an answer that says so",
    "dont_know": "Don't know: the respondent chose an answer that says so",
}


def describe_table(data: AnswerData, table: Table) -> dict[str, Any]:
    """Of a file as a whole: where it is from, and what a row is."""
    settings, form = data.form.instrument.settings, data.form
    versions = list(form.versions) if isinstance(form, Merged) else [settings.version]
    return {
        "title": data.title,
        "partnership": data.partnership,
        "table": table.name,
        "row": "a response" if table.is_main else f"an entry of {table.label}",
        "form_id": settings.form_id,
        "form_title": settings.form_title,
        "versions": versions,
        "produced_at": data.produced_at.isoformat(timespec="minutes"),
        "remark": data.remark,
        "absences": ABSENCE_MEANINGS,
    }


def describe_column(variable: Variable) -> dict[str, Any]:
    """Of one column: its question in words, the labels of its choices, and which of them are absences."""
    item = variable.item
    return {
        "label": variable.label,
        "question": item.name,
        "type": item.question.kind,
        "choice": variable.choice.name if variable.choice else "",
        "labels": {choice.name: choice.label for choice in variable.choices},
        "missing": absent_choices(item),
        "relevant": item.question.relevant or "",
    }


def absent_choices(item: Item) -> dict[str, str]:
    """The choices of a question that are absences, with what they mean."""
    return {choice.name: MISSING_MEANINGS[choice.missing] for choice in item.choices if choice.missing is not None}
