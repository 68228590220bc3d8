"""The survey sheet, row by row, as a tree of questions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from pyxform.aliases import settings_header, yes_no

from instruments.xlsform.headers import Column
from instruments.xlsform.nodes import Node, Source
from instruments.xlsform.own_columns import KEPT_SAVE_TO, KEPT_TYPE, NAME, OWN_QUESTION_KEYS, PART_OF, REQUIRED, TYPE
from instruments.xlsform.question_types import (
    EXTERNAL_FILES,
    KEPT_HIDDEN,
    OTHER_TOOLS,
    OUR_TYPES,
    PLAIN_TYPES,
    SELECTS,
    QuestionType,
    read_type,
)
from instruments.xlsform.reporting import Report
from instruments.xlsform.row_texts import Reader, as_expression, take_texts
from instruments.xlsform.workbook import Record, Sheet

MAXIMUM_DEPTH = 30
ENTITIES = "entities:saveto"
_MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2})[ T]00:00:00")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})")


@dataclass(slots=True)
class Survey:
    """What the survey sheet holds besides its tree."""

    nodes: list[Node] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)
    """Settings that stand on the survey sheet, an old custom."""
    files: dict[str, tuple[str, Source]] = field(default_factory=dict)
    """Files that expressions look things up in (``csv-external``): the name they go by, and the file's."""
    extra_headers: dict[str, int] = field(default_factory=dict)
    """Columns that mean nothing here, and how many rows fill them in."""


@dataclass(slots=True)
class _Open:
    """A group, repeat or loop whose end has not come yet."""

    node: Node
    kind: str


class SurveyReader:
    """Reads the rows one after another; what is wrong goes to the report, and reading goes on."""

    def __init__(self, sheet: Sheet, columns: Mapping[str, Column], reader: Reader, report: Report) -> None:
        self.sheet = sheet
        self.columns = columns
        self.reader = reader
        self.report = report
        self.survey = Survey()
        self.open: list[_Open] = []

    def read(self) -> Survey:
        for index, record in enumerate(self.sheet.rows):
            if record:
                self._row(record, index + 2)
        for unclosed in self.open:
            self.report.error(
                unclosed.node.source.where("type"),
                f"the {unclosed.kind} '{unclosed.node.name}' begins here and has no end; "
                f"add a row 'end {unclosed.kind}' below its last question",
                unclosed.node.name or None,
            )
        return self.survey

    def _row(self, record: Record, number: int) -> None:
        source = Source(self.sheet.name, number)
        data, rest = take_texts(record, self.columns, self.reader, source)
        disabled = next((header for header in rest if header.strip().lower() == "disabled"), None)
        if disabled is not None and yes_no.get(rest.pop(disabled).strip()):
            message = "this row is disabled and left out, with whatever its column says"
            self.report.warning(source.where().at(disabled), message, data.get("name"))
            return
        if "type" not in data:
            self._without_type(data, rest, source)
            return
        self._typed(data, rest, source)

    def _without_type(self, data: dict[str, Any], rest: Mapping[str, str], source: Source) -> None:
        if "name" in data or "label" in data:
            message = "this row has no type; say what it asks for (such as 'text'), or empty the row"
            self.report.error(source.where().at("type"), message, data.get("name"))
        elif data or rest:
            column = next(iter(source.columns.values()), None) or next(iter(rest), None)
            self.report.warning(source.where().at(column), "this row has neither type nor name and is left out")

    def _typed(self, data: dict[str, Any], rest: dict[str, str], source: Source) -> None:
        text = " ".join(data.pop("type").split())
        if text in settings_header:
            self.survey.settings[settings_header[text]] = data.get("name", "")
            return
        own = data.pop(TYPE, None)
        found = read_type(text)
        if found.role == "unknown":
            self._unknown(text, data, source)
        elif found.role == "end":
            self._end(found, source)
        elif found.role == "file":
            self._file(found, data, source)
        else:
            node = self._node(found, own, data, rest, source)
            self._attach(node)
            if found.role == "begin":
                self._begin(found, node)

    def _unknown(self, text: str, data: dict[str, Any], source: Source) -> None:
        said = _advice(text)
        self.report.error(source.where("type"), said, data.get("name"))

    def _attach(self, node: Node) -> None:
        (self.open[-1].node.children if self.open else self.survey.nodes).append(node)

    def _begin(self, found: QuestionType, node: Node) -> None:
        if len(self.open) >= MAXIMUM_DEPTH:
            message = f"groups stand within groups more than {MAXIMUM_DEPTH} deep here; use fewer"
            self.report.error(node.source.where("type"), message, node.name or None)
        self.open.append(_Open(node, found.kind))

    def _end(self, found: QuestionType, source: Source) -> None:
        if not self.open:
            message = (
                f"there is no group or repeat that could end here; remove this row, or add its 'begin {found.kind}'"
            )
            self.report.error(source.where("type"), message)
            return
        opened = self.open[-1]
        if opened.kind != found.kind:
            message = (
                f"this ends a {found.kind}, and the last to begin is the {opened.kind} '{opened.node.name}' "
                f"(row {opened.node.source.row}); end that one first"
            )
            self.report.error(source.where("type"), message, opened.node.name or None)
        self.open.pop()

    def _file(self, found: QuestionType, data: dict[str, Any], source: Source) -> None:
        name = str(data.get("name", "")).rsplit(".", 1)[0]
        if name:
            self.survey.files[name] = (f"{name}{EXTERNAL_FILES[found.kind]}", source)

    def _node(
        self, found: QuestionType, own: str | None, data: dict[str, Any], rest: dict[str, str], source: Source
    ) -> Node:
        kind = found.kind
        self._name(kind, data, source)
        data["type"] = f"{kind} {found.list_name}" if found.list_name and kind != "loop" else kind
        for key, value in found.added.items():
            data.setdefault(key, value)
        self._values(kind, own, data)
        extra = self._extra(rest)
        part_of = data.pop(PART_OF, None)
        if found.kept is not None and own is None:
            extra[KEPT_TYPE] = found.kept
        if found.or_other:
            data["or_other"] = True
        if own:
            _become(own, data)
        self._say_what_is_not_collected(found, data, source)
        if extra:
            data["extra"] = extra
        node = Node(kind, data, source, part_of=part_of)
        node.loop = found.list_name or "" if kind == "loop" else ""
        if found.from_file or found.external:
            node.data["file" if found.from_file else "external"] = found.list_name
        return node

    def _name(self, kind: str, data: dict[str, Any], source: Source) -> None:
        own = data.pop(NAME, None)
        if own:
            data["name"] = own
        if data.get("name"):
            return
        if kind == "note":
            data["name"] = f"generated_note_name_{source.row}"  # as pyxform calls it
        elif kind == "audit":
            data["name"] = "audit"
        else:
            what = "group or repeat" if kind in ("group", "repeat", "loop") else "question"
            message = f"this {what} has no name; give it one, in letters, digits and '_'"
            self.report.error(source.where().at("name"), message)
            data["name"] = f"row_{source.row}"

    def _values(self, kind: str, own: str | None, data: dict[str, Any]) -> None:
        for key in ("required", "read_only", *(() if self.reader.exact else ("relevant", "constraint", "calculation"))):
            if key in data:
                data[key] = as_expression(key, data[key])
        for header, key in OWN_QUESTION_KEYS.items():
            if header in data:
                data[key] = data.pop(header)
        for texts in data.get("translations", {}).values():
            for header, key in OWN_QUESTION_KEYS.items():
                if header in texts:
                    texts[key] = texts.pop(header)
        if str(data.get("narrative_below", "")).isdecimal():
            data["narrative_below"] = int(data["narrative_below"])
        if kind == "image" and own is None and "signature" in data.get("appearance", "").split():
            _become_signature(data)
        if "default" in data and not self.reader.exact:
            data["default"] = _default(kind, data["default"])

    def _extra(self, rest: Mapping[str, str]) -> dict[str, str]:
        for header in rest:
            self.survey.extra_headers[header] = self.survey.extra_headers.get(header, 0) + 1
        # Without the sheet of entities, which is not kept, no tool would take this column under its own name.
        return {
            KEPT_SAVE_TO if self.columns[header].tokens[-1] == ENTITIES else header: rest[header] for header in rest
        }

    def _say_what_is_not_collected(self, found: QuestionType, data: dict[str, Any], source: Source) -> None:
        what = KEPT_HIDDEN.get((found.kept or "").split(" ")[0])
        if what is not None:
            message = f"'{found.kept}' ({what}) is kept and not collected: it stays blank"
            self.report.warning(source.where("type"), message, data.get("name"))


def _advice(text: str) -> str:
    """What to say of a type that there is not."""
    words = text.split(" ")
    known = OTHER_TOOLS.get(words[0]) or OTHER_TOOLS.get(" ".join(words[:2]))
    if known:
        return f"'{text}' is {known}"
    if words[0] in OUR_TYPES:
        return f"'{text}' is a type of ours; write '{OUR_TYPES[words[0]]}' here and '{text}' in a column {TYPE}"
    if text in SELECTS:
        return f"'{text}' needs the name of a list after it, as in '{text} yes_no'"
    near = get_close_matches(text.lower(), PLAIN_TYPES, n=1) or get_close_matches(words[0].lower(), SELECTS, n=1)
    advice = f"did you mean '{near[0]}'?" if near else "correct it; 'text' and 'integer' are types, for example"
    return f"there is no question type '{text}'; {advice}"


def _become(own: str, data: dict[str, Any]) -> None:
    """Give a row the type that our own column names."""
    words = own.split()
    if words[-1] == "or_other" and len(words) > 1:
        data["or_other"] = True
        words.pop()
    data["type"] = " ".join(words)
    stated = data.pop(REQUIRED, None)
    if words[0] in ("safety", "consent"):
        data.pop("required", None)
        if stated:
            data["required"] = as_expression("required", stated)


def _become_signature(data: dict[str, Any]) -> None:
    words = [word for word in data.pop("appearance").split() if word != "signature"]
    data["type"] = "signature"
    if words:
        data["appearance"] = " ".join(words)


def _default(kind: str, text: str) -> str:
    """A default that was a date in Excel, as a date; everything else as it is."""
    if kind == "date" and (found := _MIDNIGHT.fullmatch(text)):
        return found[1]
    if kind == "dateTime" and (found := _MOMENT.fullmatch(text)):
        return f"{found[1]}T{found[2]}"
    return text
