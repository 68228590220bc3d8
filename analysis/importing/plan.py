"""What an import would store and what it would leave out, all of it, before anything is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from analysis.importing.answers import ON_PURPOSE, WHICH_FIRST, Unread
from analysis.importing.checks import mapping_notes, mapping_problems
from analysis.importing.leftovers import LeftColumn, left_columns, questions_without_column
from analysis.importing.mapping import Mapping
from analysis.importing.refusals import ImportRefused
from analysis.importing.rows import RowReader, RowReading
from analysis.importing.table import SourceTable
from instruments.compiled import CompiledInstrument

MOST_LISTED = 2_000
EXAMPLE_ROWS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftValue:
    """A value that is not kept: of which question and column, how often, in which rows for example, and why."""

    question: str
    column: str
    value: str
    why: str
    count: int
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRow:
    """A row that is not taken, and why; of an entry that belongs to no row, its sheet too."""

    number: int
    question: str
    message: str
    sheet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """A row with a response that is there already: imported before, or in an earlier row of this file."""

    number: int
    of: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRow:
    """A row that will be stored."""

    number: int
    identity: str
    received_on: date | None
    document: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """Everything that an import will do. Documents are not held: :func:`documents_of` reads the file again."""

    table: SourceTable = field(repr=False)
    compiled: CompiledInstrument = field(repr=False)
    mapping: Mapping
    anonymous: bool
    rows: int
    accepted: int
    unmatched_columns: tuple[LeftColumn, ...]
    """Columns with answers that no question takes and that nobody has left out on purpose."""
    other_columns: tuple[LeftColumn, ...]
    """Personal data, moments and bookkeeping that are not kept, and columns left out on purpose."""
    unmatched_values: tuple[LeftValue, ...]
    values_on_purpose: tuple[LeftValue, ...]
    more_values: int
    """Further values beyond those listed; the list of what is left out has them all."""
    off_path: tuple[LeftValue, ...]
    refused: tuple[RefusedRow, ...]
    duplicates: tuple[Duplicate, ...]
    questions_without_column: tuple[str, ...]
    notes: tuple[str, ...]
    safety_rows: tuple[int, ...]
    """Rows that say somebody was worried about a child."""
    asks_for_dates: bool
    """Whether nobody has said yet if the day or the month comes first, and it matters."""

    @property
    def is_clean(self) -> bool:
        """Whether nothing is left out but what was left out on purpose or is never kept."""
        return not (self.unmatched_columns or self.unmatched_values or self.refused or self.off_path)

    @property
    def left_out_rows(self) -> frozenset[int]:
        """The numbers of the rows that are not taken."""
        return frozenset(
            (*(row.number for row in self.refused if not row.sheet), *(row.number for row in self.duplicates))
        )


def plan_import(
    table: SourceTable,
    compiled: CompiledInstrument,
    mapping: Mapping,
    *,
    anonymous: bool = False,
    is_known: Callable[[str], bool] | None = None,
) -> ImportPlan:
    """Read every row and say what will come of it.

    Parameters
    ----------
    table : SourceTable
        The file, as :func:`analysis.importing.open_export` reads it.
    compiled : CompiledInstrument
        The version that the answers will be to.
    mapping : Mapping
    anonymous : bool
        Whether the answers will be those of an anonymous round: then nothing personal can be mapped, responses are not
        told apart by their content, and safety questions are not kept.
    is_known : callable, optional
        Whether a response, by what it is told apart by, has been imported before.

    Raises
    ------
    ImportRefused
        Where the mapping does not fit the file or the instrument.
    """
    problems = mapping_problems(table, compiled, mapping, anonymous=anonymous)
    if problems:
        raise ImportRefused(problems)
    return _Planner(table, compiled, mapping, anonymous, is_known or (lambda identity: False)).plan()


def accepted_rows(plan: ImportPlan) -> Iterator[PlannedRow]:
    """The rows that will be stored, one after another, read anew."""
    left_out = plan.left_out_rows
    for row in RowReader(plan.table, plan.compiled, plan.mapping, anonymous=plan.anonymous):
        if row.number not in left_out:
            yield PlannedRow(
                number=row.number, identity=row.identity, received_on=row.received_on, document=dict(row.document)
            )


def documents_of(plan: ImportPlan) -> Iterator[dict[str, Any]]:
    """The answers documents that will be stored: question name → value; a repeat is a list of such documents."""
    return (row.document for row in accepted_rows(plan))


class _Values:
    """Counts values that are not kept, listing the first ones."""

    def __init__(self) -> None:
        self.counts: Counter[Unread] = Counter()
        self.rows: dict[Unread, list[int]] = {}
        self.more = 0

    def add(self, one: Unread, row: int) -> None:
        if one not in self.counts and len(self.counts) >= MOST_LISTED:
            self.more += 1
            return
        self.counts[one] += 1
        rows = self.rows.setdefault(one, [])
        if len(rows) < EXAMPLE_ROWS and row not in rows:
            rows.append(row)

    def listed(self) -> tuple[LeftValue, ...]:
        """The commonest first within each question."""
        order = {question: at for at, question in enumerate(dict.fromkeys(one.question for one in self.counts))}
        found = sorted(self.counts.items(), key=lambda pair: (order[pair[0].question], -pair[1], pair[0].value))
        return tuple(
            LeftValue(
                question=one.question, column=one.column, value=one.value, why=one.why, count=count,
                rows=tuple(self.rows[one]),
            )
            for one, count in found
        )  # fmt: skip


class _Planner:
    """Goes over the file once."""

    def __init__(
        self, table: SourceTable, compiled: CompiledInstrument, mapping: Mapping, anonymous: bool,
        is_known: Callable[[str], bool],
    ) -> None:  # fmt: skip
        self.table = table
        self.compiled = compiled
        self.mapping = mapping
        self.anonymous = anonymous
        self.is_known = is_known
        self.unmatched, self.purpose, self.off_path = _Values(), _Values(), _Values()
        self.refused: list[RefusedRow] = []
        self.duplicates: list[Duplicate] = []
        self.first_at: dict[str, int] = {}
        self.safety: list[int] = []
        self.asks = False
        self.rows = 0

    def plan(self) -> ImportPlan:
        reader = RowReader(self.table, self.compiled, self.mapping, anonymous=self.anonymous)
        for row in reader:
            self.look_at(row)
        for sheet, number in reader.orphans():
            message = f"This entry belongs to no response on the sheet “{self.table.sheet}”."
            self.refused.append(RefusedRow(number=number, question="", message=message, sheet=sheet))
        gone = len({row.number for row in self.refused if not row.sheet} | {row.number for row in self.duplicates})
        unmatched, others = left_columns(self.table, self.mapping)
        return ImportPlan(
            table=self.table, compiled=self.compiled, mapping=self.mapping, anonymous=self.anonymous,
            rows=self.rows, accepted=self.rows - gone, unmatched_columns=unmatched, other_columns=others,
            unmatched_values=self.unmatched.listed(), values_on_purpose=self.purpose.listed(),
            more_values=self.unmatched.more + self.off_path.more, off_path=self.off_path.listed(),
            refused=tuple(self.refused), duplicates=tuple(self.duplicates),
            questions_without_column=questions_without_column(self.compiled, self.mapping),
            notes=(*self.table.notes, *mapping_notes(self.compiled, self.mapping)),
            safety_rows=tuple(self.safety), asks_for_dates=self.asks,
        )  # fmt: skip

    def look_at(self, row: RowReading) -> None:
        self.rows += 1
        first = self.first_at.setdefault(row.identity, row.number)
        if first != row.number or self.is_known(row.identity):
            self.duplicates.append(Duplicate(number=row.number, of=first if first != row.number else None))
            return
        for problem in row.problems:
            self.asks = self.asks or WHICH_FIRST in problem.message
            self.refused.append(RefusedRow(number=row.number, question=problem.question, message=problem.message))
        for one in row.unread:
            self.asks = self.asks or one.why == WHICH_FIRST
            (self.purpose if one.why == ON_PURPOSE else self.unmatched).add(one, row.number)
        for one in row.off_path:
            self.off_path.add(one, row.number)
        if row.raised_safety:
            self.safety.append(row.number)
