"""The codebook that goes with data files: what every column and every value of them means, as a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from analysis.codebook import MISSING_MEANINGS
from analysis.column_building import Presence
from analysis.exported_answers import NOT_ASKED
from analysis.formula_guard import guarded
from exports.data_files.answer_data import AnswerData, FileKind, Table
from exports.data_files.facts import Facts
from exports.data_files.plan import ABSENCE_LABELS, ABSENCES, STATA_LETTERS, PlannedVariable, plan_variables
from exports.plain_text import NOT_XML
from instruments.merging import Merged

COLUMNS = (
    "file", "variable", "section", "question", "label", "type", "measure", "value", "code", "value_label", "meaning",
    "asked_when", "versions",
)  # fmt: skip
Row = dict[str, str]


def codebook_text(data: AnswerData, facts: Facts, kind: FileKind) -> str:
    """The codebook as CSV: a row for each variable, followed by one for each of its values."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for table in facts.tables:
        for row in _rows(data, facts, table, kind):
            writer.writerow({name: _cell(name, text) for name, text in row.items()})
    return out.getvalue()


def _cell(column: str, text: str) -> str:
    """Guarded, but for the codes, which are numbers and our own."""
    return text if column == "code" else guarded(NOT_XML.sub("\ufffd", text))


def _rows(data: AnswerData, facts: Facts, table: Table, kind: FileKind) -> Iterator[Row]:
    coded = kind in ("sav", "dta")
    file = f"{table.name}.{kind}"
    planned = plan_variables(table, "dta" if kind == "dta" else "sav", numbers=facts.numbers, groups=facts.groups)
    last: str | None = None
    for one in planned:
        if kind == "csv" and one.role == "absence":
            continue
        if kind == "csv" and one.role in ("flag", "place") and one.question != last:
            last = one.question
            yield from _together(data, one, file)
        own = {"file": file, "variable": one.name if coded else one.column}
        yield own | _described(data, one, kind)
        yield from (own | row for row in _values(one, kind))
    if kind == "csv":
        label = "The questions that were not asked here; any other blank cell is a question that was left blank"
        yield {"file": file, "variable": NOT_ASKED, "label": label, "type": "question names, separated by spaces"}


def _described(data: AnswerData, one: PlannedVariable, kind: FileKind) -> Row:
    row = {"label": one.label, "measure": one.measure, "type": one.role}
    if one.variable is None:
        return row
    item, form = one.variable.item, data.form
    versions = form.asked_text(item.name) if isinstance(form, Merged) else None
    return row | {
        "section": form.section(item.section).label,
        "question": item.name,
        "type": item.question.kind if one.role != "absence" else "kind of absence",
        "asked_when": item.question.relevant or "",
        "versions": versions or "",
        "value": one.variable.choice.name if one.variable.choice is not None else "",
    }


def _together(data: AnswerData, one: PlannedVariable, file: str) -> Iterator[Row]:
    """In CSV, the column with all choices of a question."""
    if one.variable is None:
        return
    item = one.variable.item
    own = {"file": file, "variable": item.name}
    ordered = "in their order, " if one.role == "place" else ""
    label = item.question.label or item.name
    described = _described(data, one, "csv") | {"label": f"{label} (choices, {ordered}separated by spaces)"}
    yield own | described | {"value": "", "measure": ""}
    for choice in {choice.name: choice for choice in item.choices}.values():
        meaning = MISSING_MEANINGS[choice.missing] if choice.missing else ""
        yield own | {"value": choice.name, "value_label": choice.label, "meaning": meaning}


def _values(one: PlannedVariable, kind: FileKind) -> Iterator[Row]:
    if one.role == "choice" and one.variable is not None:
        for number, choice in enumerate(one.variable.choices, start=1):
            shown = str(number) if kind in ("sav", "dta") else ""
            yield {"value": choice.name, "code": shown, "value_label": choice.label}
        for choice in one.variable.item.choices:
            if choice.missing is not None:
                row = {"value": choice.name, "value_label": choice.label, "meaning": MISSING_MEANINGS[choice.missing]}
                yield row if kind in ("csv", "parquet") else row | {"code": _code(choice.missing, kind)}
    elif kind in ("sav", "dta"):
        for number, label in one.value_labels.items():
            yield {"code": str(number), "value_label": label}
    if kind in ("sav", "dta") and one.has_absence_codes:
        for presence in ABSENCES:
            yield {"code": _code(presence, kind), "value_label": ABSENCE_LABELS[presence], "meaning": "missing"}


def _code(presence: Presence, kind: FileKind) -> str:
    """What stands for a kind of absence, but beside answers below zero."""
    return f".{STATA_LETTERS[presence]}" if kind == "dta" else str(-1 - ABSENCES.index(presence))
