"""A constructed instrument, and answers to it as each program would export them. No real export is among these."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

from analysis.importing import Mapping as ImportMapping
from analysis.importing import OtherAnswers, open_export, plan_import, suggest_mapping
from analysis.importing.plan import ImportPlan
from instruments.compiled import CompiledInstrument, compile_instrument
from instruments.items import Item
from instruments.loading import load_instrument

Document = Mapping[str, Any]
STARTED = datetime(2026, 3, 14, 10, 30, tzinfo=UTC)

FORUM = """
settings: {form_id: constructed-forum, form_title: A constructed forum, version: "1", default_language: English (en)}
choices:
  agree:
    - {name: agree, label: "Strongly agree", "label::Welsh (cy)": "Cytuno’n gryf"}
    - {name: neither, label: "Neither agree nor disagree", "label::Welsh (cy)": "Ddim yn siŵr"}
    - {name: disagree, label: "Disagree", "label::Welsh (cy)": "Anghytuno"}
    - {name: na, label: "Not applicable", missing: not_applicable}
  sources:
    - {name: email, label: "E-mail"}
    - {name: team, label: "A colleague; or my team"}
    - {name: web, label: "The website"}
  steps:
    - {name: train, label: "Training"}
    - {name: talk, label: "Talking to families"}
    - {name: share, label: "Sharing information"}
  yes_no:
    - {name: "yes", label: "Yes"}
    - {name: "no", label: "No"}
survey:
  - type: group
    name: the_day
    label: The day
    children:
      - {type: select_one agree, name: useful, label: "Was it useful?", "label::Welsh (cy)": "A oedd yn ddefnyddiol?"}
      - {type: select_multiple sources, name: heard, label: "How did you hear of it?", or_other: true}
      - {type: rank steps, name: order, label: "Put these in order"}
      - {type: select_one yes_no, name: again, label: "Would you come again?"}
      - {type: text, name: why_not, label: "Why not?", appearance: multiline, relevant: "${again} = 'no'"}
      - {type: integer, name: years, label: "Years in your role", constraint: ". >= 0 and . <= 60"}
      - {type: range, name: stars, label: "Rate the day", parameters: "start=1 end=5 step=1"}
      - {type: date, name: attended, label: "Date attended"}
"""
REPEATS = """
settings: {form_id: constructed-visit, form_title: A constructed visit, version: "1", default_language: English (en)}
choices:
  yes_no:
    - {name: "yes", label: "Yes"}
    - {name: "no", label: "No"}
  topics:
    - {name: home, label: "Home"}
    - {name: school, label: "School"}
survey:
  - type: group
    name: place
    label: The place
    children:
      - {type: text, name: unit, label: "Which team?", required: true}
  - type: repeat
    name: talk
    label: Conversations
    children:
      - {type: select_one yes_no, name: listened, label: "Were you listened to?"}
      - {type: select_multiple topics, name: about, label: "What about?"}
      - type: repeat
        name: wish
        label: Wishes
        children:
          - {type: text, name: words, label: "In their words"}
"""


def form(source: str = FORUM) -> CompiledInstrument:
    return compile_instrument(load_instrument(source, filename="constructed.yaml"))


def label_of(item: Item, value: Any) -> str:
    return next(choice.label for choice in item.choices if choice.name == value)


def planned(path: Path, compiled: CompiledInstrument, *, other: bool = False, **changes: Any) -> ImportPlan:
    """A plan by the suggested mapping; with ``other``, what is no choice of ``heard`` is kept as an other answer."""
    table = open_export(path)
    mapping = suggest_mapping(table, compiled).mapping
    if other:
        heard = mapping.questions["heard"].model_copy(update={"other": OtherAnswers(text="heard_other")})
        mapping = mapping.model_copy(update={"questions": {**mapping.questions, "heard": heard}})
    return plan_import(table, compiled, ImportMapping.model_validate(mapping.model_dump() | changes))


def workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]], *, hidden: Sequence[str] = ()) -> Path:
    """A workbook with these rows; dates are written as cells with a date format, texts never as formulas."""
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False})
    day, moment = (book.add_format({"num_format": kind}) for kind in ("m/d/yyyy", "m/d/yy h:mm:ss"))
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        if name in hidden:
            sheet.hide()
        elif not any(one.selected for one in book.worksheets_objs):
            sheet.activate()  # a workbook shows one sheet, which cannot be hidden
            sheet.set_first_sheet()
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, datetime):
                    sheet.write_datetime(at, column, value.replace(tzinfo=None), moment)
                elif isinstance(value, date):
                    sheet.write_datetime(at, column, datetime.combine(value, time()), day)
                elif isinstance(value, str):
                    sheet.write_string(at, column, value)
                elif value is not None:
                    sheet.write(at, column, value)
    book.close()
    return path


FORMS_HEAD = ("ID", "Start time", "Completion time", "Email", "Name", "Last modified time")


def microsoft_forms(path: Path, compiled: CompiledInstrument, documents: Sequence[Document]) -> Path:
    """As Microsoft Forms writes it: several answers in one cell, each followed by ";", other answers among them."""
    items = [item for item in compiled.items if item.part != "other"]
    rows: list[list[Any]] = [[*FORMS_HEAD, *(f"{item.question.label}\xa0" for item in items)]]
    for number, document in enumerate(documents, start=1):
        begun = STARTED + timedelta(minutes=number)
        own = [number, begun, begun + timedelta(minutes=5), "anonymous", None, None]
        rows.append([*own, *(_forms_cell(item, document) for item in items)])
    return workbook(path, {"Sheet1": rows})


def _forms_cell(item: Item, document: Document) -> Any:
    value = document.get(item.name)
    if value is None:
        return None
    if isinstance(value, list):
        words = [document.get("heard_other") if one == "other" else label_of(item, one) for one in value]
        return "".join(f"{word};" for word in words if word)
    if item.choices:
        return label_of(item, value)
    return date.fromisoformat(value) if item.question.kind == "date" else value


SURVEYMONKEY_HEAD = (
    "Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address", "First Name",
    "Last Name", "Custom Data 1",
)  # fmt: skip


def surveymonkey(path: Path, compiled: CompiledInstrument, documents: Sequence[Document]) -> Path:
    """As SurveyMonkey writes it: a heading of two lines, a column for each choice of a multiple choice, US dates."""
    first, second = list(SURVEYMONKEY_HEAD), [""] * len(SURVEYMONKEY_HEAD)
    items = [item for item in compiled.items if item.part != "other"]
    for item in items:
        below = _options(item)
        first += [str(item.question.label), *[""] * (len(below) - 1)]
        second += below
    rows = [first, second]
    for number, document in enumerate(documents, start=1):
        begun = (STARTED + timedelta(minutes=number)).strftime("%m/%d/%Y %I:%M:%S %p")
        own = [f"11{number:09}", "400", begun, begun, f"192.0.2.{number % 250}", "", "", "", ""]
        rows.append([*own, *(cell for item in items for cell in _surveymonkey_cells(item, document))])
    return comma_separated(path, rows)


def _options(item: Item) -> list[str]:
    if item.question.kind != "select_multiple":
        return ["Open-Ended Response" if not item.choices else "Response"]
    return [choice.label if choice.name != "other" else "Other (please specify)" for choice in item.choices]


def _surveymonkey_cells(item: Item, document: Document) -> list[str]:
    value = document.get(item.name)
    if item.question.kind == "select_multiple":
        chosen = value or []
        cells = [choice.label if choice.name in chosen else "" for choice in item.choices if choice.name != "other"]
        return [*cells, str(document.get("heard_other") or "")]
    if value is None:
        return [""]
    if item.question.kind == "rank":
        return [",".join(label_of(item, one) for one in value)]
    if item.question.kind == "date":
        return [date.fromisoformat(value).strftime("%m/%d/%Y")]
    return [label_of(item, value) if item.choices else str(value)]


def kobo(path: Path, compiled: CompiledInstrument, documents: Sequence[Document], *, labels: bool = False) -> Path:
    """As KoboToolbox writes it: names (or labels), groups before them, a multiple choice twice, repeats apart."""
    sheets: dict[str, list[list[Any]]] = {"A constructed form": []}
    _kobo_sheet(compiled, None, [(document, 0) for document in documents], sheets, "A constructed form", labels)
    return workbook(path, sheets)


def _kobo_sheet(
    compiled: CompiledInstrument, repeat: str | None, found: list[tuple[Document, int]],
    sheets: dict[str, list[list[Any]]], name: str, labels: bool,
) -> None:  # fmt: skip
    sections = [one for one in compiled.sections if (one.name == repeat if repeat else not one.repeats)]
    items = [(section.name, item) for section in sections for item in section.items]
    head: list[str] = []
    for group, item in items:
        own = str(item.question.label) if labels else item.name
        prefix = "" if labels or repeat else f"{group}/"
        head.append(prefix + own)
        if item.question.kind == "select_multiple":
            head += [f"{prefix}{own}/{choice.label if labels else choice.name}" for choice in item.choices]
    tail = ["_id", "_uuid", "_submission_time", "_submitted_by", "__version__", "_index"]
    rows: list[list[Any]] = [[*head, *(["_index", "_parent_table_name", "_parent_index"] if repeat else tail)]]
    inner = [section for section in compiled.children_of(repeat) if section.repeat is not None]
    below: dict[str, list[tuple[Document, int]]] = {section.name: [] for section in inner}
    for index, (document, parent) in enumerate(found, start=1):
        cells = [cell for _, item in items for cell in _kobo_cells(item, document, labels)]
        moment = (STARTED + timedelta(minutes=index)).replace(tzinfo=None)
        below_this = [index, "above", parent]
        ends: list[Any] = below_this if repeat else [900 + index, f"uuid-{index}", moment, "kobo_user", "v1", index]
        rows.append([*cells, *ends])
        for section in inner:
            below[section.name] += [(entry, index) for entry in document.get(section.name) or ()]
    sheets[name] = rows
    for section in inner:
        _kobo_sheet(compiled, section.name, below[section.name], sheets, section.name, labels)


def _kobo_cells(item: Item, document: Document, labels: bool) -> list[Any]:
    value = document.get(item.name)

    def shown(name: str) -> str:
        return label_of(item, name) if labels else name

    if item.question.kind == "select_multiple":
        chosen = value or []
        asked = value is not None
        return [" ".join(map(shown, chosen)), *((int(one.name in chosen) if asked else None) for one in item.choices)]
    if value is None:
        return [None]
    if isinstance(value, list):
        return [" ".join(map(shown, value))]
    if item.question.kind == "date":
        return [date.fromisoformat(value)]
    return [shown(value) if item.choices else value]


def comma_separated(
    path: Path, rows: Sequence[Sequence[Any]], *, encoding: str = "utf-8", separator: str = ","
) -> Path:  # fmt: skip
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path
