"""A first mapping: what is the same is mapped, what is only close is offered with how close it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from analysis.importing.choices import DIVIDING, ChoiceFinder
from analysis.importing.labels import Questions, is_other
from analysis.importing.mapping import Mapping, QuestionMapping, RepeatMapping, empty_mapping
from analysis.importing.matching import closeness, folded
from analysis.importing.moments import Order, order_told
from analysis.importing.programs import SEPARATORS, SUBMITTED, TELL_APART
from analysis.importing.table import Column, SourceTable
from instruments.compiled import CompiledInstrument
from instruments.items import Item

CLOSE = 0.6  # below this nothing is offered
LOOKED_AT = 1_000  # rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """A question that a column may mean, and how close their words are, from 0 to 1."""

    column: str
    question: str
    closeness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A mapping of everything that is beyond doubt, and offers for the rest, the closest first."""

    mapping: Mapping
    offers: tuple[Close, ...]


def suggest_mapping(table: SourceTable, compiled: CompiledInstrument, *, anonymous: bool = False) -> Suggestion:
    """Propose a mapping of a file to an instrument.

    A column is mapped where its heading is the name of a question, or its label in any language but for case, spaces,
    punctuation and numbering, and no other question is called so. Nothing personal is ever mapped. The order of day and
    month is taken from the file only where a number over 12 shows it.
    """
    matcher = _Matcher(table, Questions(compiled, None))
    questions = matcher.run()
    repeats = _repeats(table, compiled)
    mapping = empty_mapping(compiled, table.program).model_copy(
        update={
            "sheet": table.sheet,
            "questions": questions,
            "repeats": repeats,
            "identifier": _identifier(table),
            "submitted": _submitted(table),
            "leave_out": tuple(matcher.doubled),
            "dates": _order(table, compiled, questions),
            "not_applicable": _absences(table, compiled, questions),
        }
    )
    return Suggestion(mapping=mapping, offers=tuple(offers_for(table, compiled, mapping)))


def offers_for(table: SourceTable, compiled: CompiledInstrument, mapping: Mapping) -> list[Close]:
    """For each column that nothing takes, the question without a column that is closest; the closest pairs first."""
    known = Questions(compiled, None)
    taken = {key for one in mapping.questions.values() for key in one.columns} | {*mapping.leave_out}
    free = [item for item in known.items if item.name not in mapping.questions and item.question.is_seen]
    columns = [c for c in table.columns if c.kind == "question" and c.key not in taken]
    found = [
        Close(column=column.key, question=item.name, closeness=round(score, 2))
        for column in columns
        for item in free
        if (score := max(closeness(column.key, title) for title in known.titles(item))) >= CLOSE
    ]
    best: dict[str, Close] = {}
    for one in sorted(found, key=lambda one: -one.closeness):
        if one.column not in best and one.question not in {other.question for other in best.values()}:
            best[one.column] = one
    return list(best.values())


class _Matcher:
    """Matches the columns of one sheet with the questions outside repeats, or those of one repeat."""

    def __init__(self, table: SourceTable, known: Questions) -> None:
        self.columns = [column for column in table.columns if column.kind == "question"]
        self.known = known
        self.table = table
        self.doubled: list[str] = []
        """Columns that say again what a column for each choice says."""

    def run(self) -> dict[str, QuestionMapping]:
        whole: dict[str, list[str]] = {}
        split: dict[str, dict[str, str]] = {}
        for column in self.columns:
            place = self._place(column)
            if place is None:
                continue
            item, choice = place
            if choice is None:
                whole.setdefault(item.name, []).append(column.key)
            else:
                split.setdefault(item.name, {}).setdefault(choice, column.key)
        mapped: dict[str, QuestionMapping] = {}
        for item in self.known.items:
            if item.name in split:
                mapped[item.name] = QuestionMapping(choices=split[item.name])
                self.doubled += whole.get(item.name, [])
            elif len(whole.get(item.name, ())) == 1:  # two columns that mean one question are for people to decide
                separator = _separator(self.table, item, whole[item.name][0])
                mapped[item.name] = QuestionMapping(column=whole[item.name][0], separator=separator)
        return mapped

    def _place(self, column: Column) -> tuple[Item, str | None] | None:
        """The question, and the choice where it is the column of one."""
        if column.option:
            return self._of_two_lines(column.heading, column.option)
        if "/" in column.heading and (found := self._of_path(column.heading)):
            return found
        item = self.known.called(column.heading)
        return (item, None) if item is not None else None

    def _of_two_lines(self, heading: str, option: str) -> tuple[Item, str | None] | None:
        """SurveyMonkey: a question and below it a choice, a line of a matrix, or the words beside "other"."""
        item = self.known.called(heading)
        if item is not None:
            return self._below(item, option)
        line = self.known.called(option)
        return (line, None) if line is not None else None

    def _of_path(self, heading: str) -> tuple[Item, str | None] | None:
        """Kobo: groups before the question, and a choice after it."""
        path = heading.split("/")
        if (item := self.known.called(path[-1])) is not None:
            return item, None
        item = self.known.called(path[-2])
        return self._below(item, path[-1]) if item is not None else None

    def _below(self, item: Item, option: str) -> tuple[Item, str | None] | None:
        choice = ChoiceFinder(item).find(option)
        other = self.known.other_of(item)
        if other is not None and is_other(option) and (choice is None or self.table.program == "surveymonkey"):
            return other, None
        return (item, choice) if choice is not None and item.question.kind != "rank" else None


def _repeats(table: SourceTable, compiled: CompiledInstrument) -> dict[str, RepeatMapping]:
    """The sheets called as a repeat is."""
    made = {}
    for name, section in compiled.repeats.items():
        sheet = next((one for one in table.repeats if folded(one.sheet) in (folded(name), folded(section.label))), None)
        if sheet is not None:
            matcher = _Matcher(sheet, Questions(compiled, name))
            questions = matcher.run()
            made[name] = RepeatMapping(sheet=sheet.sheet, questions=questions, leave_out=tuple(matcher.doubled))
    return made


def _identifier(table: SourceTable) -> tuple[str, ...]:
    keys = {column.heading.casefold(): column.key for column in table.columns if not column.option}
    for wanted in TELL_APART[table.program]:
        if all(one in keys for one in wanted):
            return tuple(keys[one] for one in wanted)
    return ()


def _submitted(table: SourceTable) -> str:
    keys = {column.heading.casefold(): column.key for column in table.columns if not column.option}
    return next((keys[one] for one in SUBMITTED[table.program] if one in keys), "")


def _order(table: SourceTable, compiled: CompiledInstrument, questions: dict[str, QuestionMapping]) -> Order | None:
    moments = {column.key for column in table.columns if column.kind == "moment"}
    moments |= {
        one.column for name, one in questions.items()
        if one.column and compiled.item(name).question.kind in ("date", "dateTime", "start", "end", "today")
    }  # fmt: skip
    places = [at for at, column in enumerate(table.columns) if column.key in moments]
    return order_told(row.cells[at] for row in table.rows() for at in places)[0]


def _separator(table: SourceTable, item: Item, key: str) -> str:
    """What divides several answers in one cell: of the usual signs the one with which the most is understood."""
    if item.question.kind not in ("select_multiple", "rank"):
        return ""
    usual = SEPARATORS[table.program]
    ways = list(dict.fromkeys((usual, *DIVIDING)))
    finder = ChoiceFinder(item)
    texts = set(_texts(table, key))

    def lost(way: str) -> int:
        return sum(name is None for text in texts for _, name in finder.split(text, way))

    best = min(ways, key=lost)
    return "" if best == usual else best


def _absences(
    table: SourceTable, compiled: CompiledInstrument, questions: dict[str, QuestionMapping]
) -> tuple[str, ...]:  # fmt: skip
    """Short ways of writing "not applicable" that occur where a question has that choice."""
    words = {"na": "N/A", "notapplicable": "Not applicable"}
    found: dict[str, str] = {}
    for name, one in questions.items():
        if one.column and any(choice.missing == "not_applicable" for choice in compiled.item(name).choices):
            found |= {sign: words[sign] for sign in map(folded, _texts(table, one.column)) if sign in words}
    return tuple(found.values())


def _texts(table: SourceTable, key: str) -> Sequence[str]:
    at = next(at for at, column in enumerate(table.columns) if column.key == key)
    return [row.cells[at] for row in islice(table.rows(), LOOKED_AT) if row.cells[at]]
