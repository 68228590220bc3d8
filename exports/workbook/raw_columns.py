"""The columns of the raw data: every answer under the instrument's names, choices with their labels beside them.

A question has one column or several. All its cells of a row are rendered together from the one answer; closed
questions have few different answers, so these are rendered once and looked up from then on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from analysis.column_building import PRESENCES, presence_of
from analysis.columns import is_number, substantive_choices
from exports.workbook.streamed_sheet import Cells
from exports.workbook.text import CELL_LIMIT
from instruments.items import Item
from instruments.model import Choice

ABSENCE_TEXTS = {
    "not_asked": "(not asked)",
    "not_answered": "(not answered)",
    "not_applicable": "(not applicable)",
    "dont_know": "(don’t know)",
}
WIDE, OF_A_MOMENT, NARROWEST = 28.0, 18.0, 15.0  # in the narrowest, every kind of absence can be read
MOST_REMEMBERED = 1_024  # different answers to one question whose cells are kept
Answer = Any
Render = Callable[[Answer], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RawColumn:
    """One column: its head, its question in words, and how wide it is."""

    head: str
    label: str
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CellStyles:
    """The numbers of the formats that raw data stand in, and who is told of texts that are cut."""

    data: int
    absent: int
    day: int
    moment: int
    cut: Callable[[int, int], None]

    def data_cells(self, column: int) -> Cells:
        return Cells(column, self.data, self.cut)

    def absent_cells(self, column: int) -> tuple[str, ...]:
        """The cell of each presence in :data:`PRESENCES`; none for an answer that is there."""
        cells = Cells(column, self.absent)
        return tuple(cells.text(ABSENCE_TEXTS.get(presence, "")) for presence in PRESENCES)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawQuestion:
    """The columns of one question, and what renders them from the first one on."""

    name: str
    columns: tuple[RawColumn, ...]
    renderer: Callable[[int, CellStyles], Render]


def raw_question(item: Item) -> RawQuestion:
    """The columns of a question, in the order of its choices."""
    kind = item.question.kind
    if kind in ("select_multiple", "rank"):
        render = _ranking if kind == "rank" else _multiple_choice
        choices = [_column(f"{item.name}/{one.name}", one.label) for one in substantive_choices(item)]
        return RawQuestion(
            name=item.name, columns=(_column(item.name, _label(item), WIDE), *choices), renderer=partial(render, item)
        )
    if item.choices:
        columns = (_column(item.name, _label(item)), _column(f"{item.name} (label)", _label(item), WIDE))
        return RawQuestion(name=item.name, columns=columns, renderer=partial(_single_choice, item))
    value = VALUES.get(kind, _written)
    width = WIDE if value is _written else OF_A_MOMENT if value is _moment else NARROWEST
    only = _column(item.name, _label(item), width)
    return RawQuestion(name=item.name, columns=(only,), renderer=partial(_single_value, value))


def _label(item: Item) -> str:
    return item.question.label or ""


def _column(head: str, label: str, least: float = NARROWEST) -> RawColumn:
    return RawColumn(head=head, label=label, width=float(min(40, max(least, len(head) + 4))))


class _Remembered(dict[Answer, str]):
    """The rendered cells of the answers met so far."""

    def __init__(self, render: Render) -> None:
        super().__init__()
        self.render = render

    def __missing__(self, answer: Answer) -> str:
        cells = self.render(answer)
        if len(self) < MOST_REMEMBERED and len(cells) < CELL_LIMIT:  # each text that is cut is told anew
            self[answer] = cells
        return cells


def _missing(item: Item) -> Mapping[str, int]:
    """The places in PRESENCES of the choices that are absences."""
    return {choice.name: PRESENCES.index(choice.missing) for choice in item.choices if choice.missing is not None}


def _single_choice(item: Item, column: int, styles: CellStyles) -> Render:
    """The choice's name, and its label."""
    missing = _missing(item)
    labels = {choice.name: choice.label for choice in item.choices}
    names, words = styles.data_cells(column), styles.data_cells(column + 1)
    absent = [one + two for one, two in zip(styles.absent_cells(column), styles.absent_cells(column + 1), strict=True)]

    def render(answer: Answer) -> str:
        presence = presence_of(answer, missing)
        if presence:
            return absent[presence]
        name = str(answer)
        return names.text(name) + words.text(labels.get(name, name))

    return _Remembered(render).__getitem__


def _multiple_choice(item: Item, column: int, styles: CellStyles) -> Render:
    """All chosen labels in one cell, then 1 or 0 for each choice."""
    choices = substantive_choices(item)
    flags = [styles.data_cells(column + place) for place in range(1, len(choices) + 1)]
    chosen_or_not = [(cells.number(0), cells.number(1)) for cells in flags]

    def render(chosen: tuple[str, ...]) -> tuple[str, str]:
        words = "; ".join(choice.label for choice in choices if choice.name in chosen)
        marks = (pair[choice.name in chosen] for pair, choice in zip(chosen_or_not, choices, strict=True))
        return words, "".join(marks)

    return _of_list(item, column, styles, render)


def _ranking(item: Item, column: int, styles: CellStyles) -> Render:
    """All choices in their order in one cell, then the place of each."""
    choices = substantive_choices(item)
    labels = {choice.name: choice.label for choice in choices}
    cells = [styles.data_cells(column + place) for place in range(1, len(choices) + 1)]

    def render(ranked: tuple[str, ...]) -> tuple[str, str]:
        places = {name: place for place, name in enumerate(ranked, start=1) if name in labels}
        words = "; ".join(f"{place}. {labels[name]}" for name, place in places.items())
        return words, "".join(one.number(places[choice.name]) for one, choice in _ranked(cells, choices, places))

    return _of_list(item, column, styles, render)


def _ranked(cells: Sequence[Cells], choices: Sequence[Choice], places: Mapping[str, int]) -> list[tuple[Cells, Choice]]:
    return [(one, choice) for one, choice in zip(cells, choices, strict=True) if choice.name in places]


def _of_list(
    item: Item, column: int, styles: CellStyles, render: Callable[[tuple[str, ...]], tuple[str, str]]
) -> Render:
    """The cells of an answer that is a list: all of it in words, then what ``render`` makes of the choices."""
    missing = _missing(item)
    together, absent = styles.data_cells(column), styles.absent_cells(column)

    def of_names(chosen: tuple[str, ...]) -> str:
        presence = presence_of(list(chosen), missing)
        if presence:
            return absent[presence]
        words, others = render(chosen)
        return together.text(words) + others

    remembered = _Remembered(of_names)

    def of_answer(answer: Answer) -> str:
        if type(answer) is list:
            return remembered[tuple(answer)]
        presence = presence_of(answer, missing)
        return absent[presence] if presence else together.text(str(answer))

    return of_answer


Value = Callable[[int, CellStyles], Render]


def _single_value(value: Value, column: int, styles: CellStyles) -> Render:
    """The answer in its own type."""
    render_value = value(column, styles)
    absent = styles.absent_cells(column)

    def render(answer: Answer) -> str:
        presence = presence_of(answer, {})
        return absent[presence] if presence else render_value(answer)

    return render


def _written(column: int, styles: CellStyles) -> Render:
    cells = styles.data_cells(column)
    return lambda answer: cells.text(str(answer))


def _number(column: int, styles: CellStyles) -> Render:
    cells = styles.data_cells(column)
    return lambda answer: cells.number(answer) if is_number(answer) else cells.text(str(answer))


def _confirmed(column: int, styles: CellStyles) -> Render:
    cell = styles.data_cells(column).number(1)
    return lambda answer: cell


def _day(column: int, styles: CellStyles) -> Render:
    days = Cells(column, styles.day)
    return _of_clock(column, styles, lambda moment: days.day(moment.date()))


def _moment(column: int, styles: CellStyles) -> Render:
    return _of_clock(column, styles, Cells(column, styles.moment).moment)


def _of_clock(column: int, styles: CellStyles, cell: Callable[[datetime], str]) -> Render:
    """The wall clock as it was entered; a zone is dropped, as in the frames."""
    cells = styles.data_cells(column)

    def render(answer: Answer) -> str:
        try:
            return cell(datetime.fromisoformat(answer).replace(tzinfo=None))
        except (TypeError, ValueError):
            return cells.text(str(answer))

    return render


#: Kinds of question whose answers are not written as text.
VALUES: Mapping[str, Value] = {
    **dict.fromkeys(("integer", "decimal", "range", "calculate", "hidden"), _number),
    "acknowledge": _confirmed,
    **dict.fromkeys(("date", "today"), _day),
    **dict.fromkeys(("dateTime", "start", "end"), _moment),
}
