"""The frames of a round, some hundred responses at a time, so that a large round is never in memory as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import pandas as pd

from analysis.columns import is_number
from analysis.responses import ResponseFrames, response_frames
from analysis.round_data import ResponseRecord
from exports.data_files.answer_data import AnswerData, Table, checked
from exports.data_files.facts import Facts
from instruments.merging import Merged
from instruments.model import COMPUTED_TYPES

AT_A_TIME = 2_000
Progress = Callable[[int], None]
"""Told now and then how many responses have been written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Some responses and their frames."""

    records: list[ResponseRecord]
    frames: ResponseFrames

    def values(self, table: Table) -> pd.DataFrame:
        """The rows of one table: its keys, then the columns of its questions."""
        if table.is_main:
            return self.frames.main.reset_index(names="response_id")
        return self.frames.repeats[table.repeats[-1]]

    def absences(self, table: Table) -> pd.DataFrame:
        """For each question of a table, whether it was answered and, if not, in which way."""
        return self.frames.absence if table.is_main else self.frames.repeat_absence[table.repeats[-1]]


def batches(data: AnswerData, facts: Facts) -> Iterator[Batch]:
    """The responses in their order. There is always one batch, which is empty where there are no responses."""
    texts = _texts_by_version(data, facts)
    records = (_with_texts(record, texts.get(_version(data, record))) for record in checked(data.responses))
    first = True
    while (batch := list(islice(records, AT_A_TIME))) or first:
        first = False
        yield Batch(records=batch, frames=response_frames(data.form, batch))


def _version(data: AnswerData, record: ResponseRecord) -> int | None:
    """The version whose names the answers have; None where there is one form only."""
    if not isinstance(data.form, Merged):
        return None
    return data.form.versions[-1] if record.version is None else record.version


def _texts_by_version(data: AnswerData, facts: Facts) -> dict[int | None, frozenset[str]]:
    """The computed questions whose answers are texts, some of which may look like numbers in one batch."""
    items = (item for table in facts.tables for item in table.items)
    texts = [item for item in items if item.question.kind in COMPUTED_TYPES and item.name not in facts.numbers]
    if not isinstance(data.form, Merged):
        return {None: frozenset(item.name for item in texts)}
    sources = data.form.sources
    return {
        version: frozenset(sources[item.name][version].name for item in texts if version in sources[item.name])
        for version in data.form.versions
    }


def _with_texts(record: ResponseRecord, names: frozenset[str] | None) -> ResponseRecord:
    return replace(record, document=_as_texts(record.document, names)) if names else record


def _as_texts(document: Mapping[str, Any], names: frozenset[str]) -> dict[str, Any]:
    """The document with numbers as texts where the column is one of texts."""
    found: dict[str, Any] = {}
    for name, value in document.items():
        if isinstance(value, list) and value and isinstance(value[0], Mapping):
            value = [_as_texts(entry, names) for entry in value]
        elif name in names and is_number(value):
            value = str(value)
        found[name] = value
    return found
