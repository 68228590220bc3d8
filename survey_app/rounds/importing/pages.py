"""What the pages of an import show, prepared for their templates."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from analysis.importing import Close, Column, QuestionMapping, SourceTable, offers_for
from analysis.importing.answers import can_be_mapped
from analysis.importing.moments import order_told
from analysis.importing.values import ValuesFound, values_found
from instruments.answers import title_of
from instruments.compiled import CompiledInstrument
from instruments.items import Item
from instruments.shortening import shortened
from survey_app.rounds.importing.editing import mapped, table_for
from survey_app.rounds.importing.uploads import Pending

MOST_ROWS_SHOWN = 200
NOTHING = "-"
KINDS = {
    "identifier": "Tells responses apart; not kept with the answers",
    "personal": "Says who answered; never kept unless you map it on purpose",
    "moment": "A moment; only the day of the response is used",
    "program": "Bookkeeping of the program; not kept",
}
KINDS_ANONYMOUS = KINDS | {
    "personal": "Says who answered; cannot be kept in an anonymous round",
    "moment": "A moment; not kept in an anonymous round",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnLine:
    """A column: its place, what it is, and what becomes of it. ``field`` names its control."""

    column: Column
    field: str
    question: str
    question_label: str
    note: str
    is_left_out: bool
    examples: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided about it."""
        return not (self.question or self.note or self.is_left_out)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLines:
    """The columns of one sheet, and the questions that they may be given to."""

    sheet: str
    lines: tuple[ColumnLine, ...]
    questions: tuple[tuple[str, str], ...]

    @property
    def open(self) -> tuple[ColumnLine, ...]:
        return tuple(line for line in self.lines if line.is_open)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionLine:
    """A question, and from where it is answered: "" from nowhere."""

    name: str
    label: str
    source: str
    required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnsPage:
    """Offers, columns and questions."""

    offers: tuple[tuple[Close, str, str], ...]  # with the label of the question, and the name of its control
    sheets: tuple[SheetLines, ...]
    questions: tuple[QuestionLine, ...]

    @property
    def open_columns(self) -> int:
        return sum(len(sheet.open) for sheet in self.sheets)

    @property
    def blank_questions(self) -> int:
        return sum(not line.source for line in self.questions)


def field_of(text: str) -> str:
    """A name of a control for any text."""
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def mappable(compiled: CompiledInstrument) -> tuple[Item, ...]:
    """The questions that a file may answer."""
    return tuple(item for item in compiled.items if can_be_mapped(item))


def label_of(compiled: CompiledInstrument, item: Item) -> str:
    """What a question is called on these pages."""
    return title_of(compiled, item).strip("‘’") if item.part_of is None else title_of(compiled, item)


def columns_page(pending: Pending) -> ColumnsPage:
    """Everything that can be decided about columns."""
    compiled, mapping = pending.compiled, pending.mapping
    items = mappable(compiled)
    offers = offers_for(pending.table, compiled, mapping)
    return ColumnsPage(
        offers=tuple((one, label_of(compiled, compiled.item(one.question)), field_of(one.column)) for one in offers),
        sheets=tuple(_sheets(pending, items)),
        questions=tuple(_question_line(pending, item) for item in items if item.question.is_seen),
    )


def _sheets(pending: Pending, items: tuple[Item, ...]) -> Iterator[SheetLines]:
    mapping = pending.mapping
    by_sheet = {repeat.sheet: (name, repeat) for name, repeat in mapping.repeats.items()}
    for table in (pending.table, *pending.table.repeats):
        is_main = table is pending.table
        name, repeat = (None, None) if is_main else by_sheet.get(table.sheet, ("", None))
        questions = mapping.questions if is_main else repeat.questions if repeat is not None else {}
        left_out = mapping.leave_out if is_main else repeat.leave_out if repeat is not None else ()
        own = {*mapping.identifier, mapping.submitted} if is_main else set()
        offered = [(item.name, label_of(pending.compiled, item)) for item in items if item.repeat == name]
        yield SheetLines(
            sheet=table.sheet, questions=tuple(offered),
            lines=tuple(_lines(pending, table, questions, frozenset(left_out), own)),
        )  # fmt: skip


def _lines(
    pending: Pending, table: SourceTable, questions: dict[str, QuestionMapping], left_out: frozenset[str], own: set[str]
) -> Iterator[ColumnLine]:
    taken = {key: name for name, one in questions.items() for key in one.columns}
    kinds = KINDS_ANONYMOUS if pending.anonymous else KINDS
    examples = _examples(table)
    for at, column in enumerate(table.columns):
        name = taken.get(column.key, "")
        note = "" if name else kinds.get(column.kind, "")
        if column.kind == "question" and not examples[at] and not name:
            note = "Empty in the first rows"
        if column.key in own:
            note = "Tells responses apart" if column.key in pending.mapping.identifier else "The day of the response"
        yield ColumnLine(
            column=column, field=field_of(f"{table.sheet}/{column.key}"), question=name,
            question_label=label_of(pending.compiled, pending.compiled.item(name)) if name else "", note=note,
            is_left_out=column.key in left_out, examples=tuple(examples[at]) if column.kind == "question" else (),
        )  # fmt: skip


def _examples(table: SourceTable) -> list[list[str]]:
    """Two values of each column."""
    found: list[list[str]] = [[] for _ in table.columns]
    for number, row in enumerate(table.rows()):
        for held, cell in zip(found, row.cells, strict=True):
            if cell and len(held) < 2 and (text := shortened(cell)) not in held:
                held.append(text)
        if number >= MOST_ROWS_SHOWN:
            break
    return found


def dates_are_open(pending: Pending) -> bool:
    """Whether a date is used of which nobody has said if the day or the month comes first."""
    mapping, kinds = pending.mapping, ("date", "dateTime", "start", "end", "today")
    used = {mapping.submitted}
    used |= {
        one.column for name, one in mapping.questions.items() if pending.compiled.item(name).question.kind in kinds
    }
    places = [at for at, column in enumerate(pending.table.columns) if column.key in used]
    return mapping.dates is None and order_told(row.cells[at] for row in pending.table.rows() for at in places)[1]


def _question_line(pending: Pending, item: Item) -> QuestionLine:
    one = mapped(pending.mapping, item)
    return QuestionLine(
        name=item.name, label=label_of(pending.compiled, item), source=source_of(one) if one is not None else "",
        required=bool(item.required),
    )  # fmt: skip


def source_of(one: QuestionMapping) -> str:
    """From where a question is answered, in words."""
    if one.constant:
        return f"the same for every row: {one.constant}"
    if one.choices:
        return f"{len(one.choices)} columns, one for each choice"
    return f"the column “{one.column}”"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A column to choose: the value of its control, its key, and what people read."""

    field: str
    key: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionPage:
    """Everything that can be decided about one question."""

    item: Item
    label: str
    mapping: QuestionMapping
    source: str  # column · choices · constant · none
    columns: tuple[Offered, ...]
    chosen: dict[str, str]  # "" or a choice → control value of its column
    values: ValuesFound | None
    others: tuple[tuple[str, str], ...]  # text questions that may take other answers

    @property
    def options(self) -> list[tuple[str, str]]:
        """The choices: name and label."""
        return [(choice.name, choice.label) for choice in self.item.choices]

    @property
    def offered(self) -> list[tuple[str, str]]:
        """The columns: value of their control and text."""
        return [(one.field, one.text) for one in self.columns]

    @property
    def rest(self) -> str:
        """What becomes of values that mean nothing."""
        return "other" if self.mapping.other else "leave" if self.mapping.leave_rest else "list"


def question_page(pending: Pending, item: Item) -> QuestionPage:
    """One question with the columns of its sheet and the values in them."""
    table = table_for(pending.table, pending.mapping, item)
    one = mapped(pending.mapping, item) or QuestionMapping()
    columns = offered_columns(pending, table)
    field = {one.key: one.field for one in columns}
    found = values_found(table, pending.mapping, item, one) if table is not None and one.columns else None
    beside = [
        (other.name, label_of(pending.compiled, other))
        for other in mappable(pending.compiled)
        if other.question.kind == "text" and other.repeats == item.repeats
    ]
    source = "choices" if one.choices else "constant" if one.constant else "column" if one.column else "none"
    chosen = {"": field.get(one.column, "")} | {choice: field.get(key, "") for choice, key in one.choices.items()}
    return QuestionPage(
        item=item, label=label_of(pending.compiled, item), mapping=one, source=source,
        columns=columns, chosen=chosen, values=found, others=tuple(beside),
    )  # fmt: skip


def offered_columns(pending: Pending, table: SourceTable | None, *, moments: bool = False) -> tuple[Offered, ...]:
    """The columns that a question may be mapped to, of an anonymous round nothing personal; or what may hold a day."""
    hidden = {"program"} | ({"personal", "identifier"} if pending.anonymous else set())
    if moments:
        hidden |= {"personal", "identifier"}
    return tuple(
        _offered(column) for column in (table.columns if table is not None else ()) if column.kind not in hidden
    )


def offered_identifiers(pending: Pending) -> tuple[Offered, ...]:
    """The columns by which responses may be told apart; of an anonymous round nothing personal and no answers."""
    kinds = ("identifier", "moment", *(() if pending.anonymous else ("question", "personal")))
    return tuple(_offered(column) for column in pending.table.columns if column.kind in kinds)


def _offered(column: Column) -> Offered:
    return Offered(field=field_of(column.key), key=column.key, text=f"{column.letter}: {shortened(column.key)}")
