"""What must be known of all answers before the first is written, gathered in one going through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from analysis.columns import is_number
from analysis.responses import entries_of
from exports.data_files.answer_data import AnswerData, Table, checked, in_one_form, tables_of
from instruments.items import Item
from instruments.model import COMPUTED_TYPES


@dataclass(slots=True)
class Facts:
    """Of all answers.

    ``rows`` says how many rows each table has, ``numbers`` which computed questions are numbers throughout, ``groups``
    to which breakdowns the invitations assign.
    """

    tables: tuple[Table, ...]
    rows: dict[str, int] = field(default_factory=dict)
    numbers: frozenset[str] = frozenset()
    groups: tuple[str, ...] = ()


def gather_facts(data: AnswerData) -> Facts:
    """Go through the answers once."""
    tables = tables_of(data.form)
    rows = dict.fromkeys((table.name for table in tables), 0)
    computed = {table.name: _computed(table) for table in tables}
    kinds: dict[str, set[bool]] = {}
    groups: dict[str, None] = {}
    looked_into = [table for table in tables if not table.is_main or computed[table.name]]
    for record in checked(data.responses):
        rows[tables[0].name] += 1
        groups.update(dict.fromkeys(record.strata))
        document = in_one_form(data.form, record) if looked_into else record.document
        for table in looked_into:
            for entry in _documents(document, table):
                rows[table.name] += not table.is_main
                for item in computed[table.name]:
                    value = entry.get(item.name)
                    if value is not None and value != "":
                        kinds.setdefault(item.name, set()).add(is_number(value))
    numbers = frozenset(name for name, found in kinds.items() if found == {True})
    return Facts(tables=tables, rows=rows, numbers=numbers, groups=tuple(groups))


def _computed(table: Table) -> list[Item]:
    return [item for item in table.items if item.question.kind in COMPUTED_TYPES]


def _documents(document: Mapping[str, Any], table: Table) -> Iterator[Mapping[str, Any]]:
    return (entry for _, entry in entries_of(document, table.repeats))
