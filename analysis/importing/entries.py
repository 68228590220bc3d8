"""The entries of repeats, which Kobo writes to sheets of their own: each names the row that it belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from analysis.importing.answers import QuestionReader, Unread
from analysis.importing.table import Row, SourceTable

INDEX = "_index"
PARENT = "_parent_index"


@dataclass(slots=True, kw_only=True)
class EntryRow:
    """One entry as its row says, and whether the response that it belongs to was found."""

    number: int
    index: str
    answers: dict[str, Any]
    unread: list[Unread]
    stray: bool
    taken: bool = False


@dataclass(slots=True, kw_only=True)
class EntrySheet:
    """The entries of one repeat, by the index of what they are in."""

    repeat: str
    sheet: str
    inner: list[EntrySheet] = field(default_factory=list)
    by_parent: dict[str, list[EntryRow]] = field(default_factory=dict)

    def entries(self, parent: str, unread: list[Unread]) -> list[dict[str, Any]]:
        """The entries of a row or of an entry around them, with those within them."""
        made = []
        for row in self.by_parent.get(parent, ()):
            row.taken = True
            unread += row.unread
            answers = dict(row.answers)
            for inner in self.inner:
                if found := inner.entries(row.index, unread):
                    answers[inner.repeat] = found
            made.append(answers)
        return made

    def orphans(self) -> Iterator[tuple[str, int]]:
        """The sheet and the number of every row that no response took."""
        for rows in self.by_parent.values():
            yield from ((self.sheet, row.number) for row in rows if not row.taken)
        for inner in self.inner:
            yield from inner.orphans()


def read_entries(repeat: str, table: SourceTable, readers: list[QuestionReader]) -> EntrySheet:
    """All entries of one sheet."""
    made = EntrySheet(repeat=repeat, sheet=table.sheet)
    places = {column.key: at for at, column in enumerate(table.columns)}
    for row in table.rows():
        unread: list[Unread] = []
        answers: dict[str, Any] = {}
        for reader in readers:
            reader.read(row.cells, answers, unread)
        parent = _cell(row, places, PARENT)
        made.by_parent.setdefault(parent, []).append(
            EntryRow(
                number=row.number, index=_cell(row, places, INDEX), answers=answers, unread=unread, stray=row.stray
            )
        )
    return made


def _cell(row: Row, places: dict[str, int], key: str) -> str:
    return row.cells[places[key]] if key in places else ""
