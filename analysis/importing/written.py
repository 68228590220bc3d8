"""Imported answers as Walkabout's own CSV files, which ``walkabout report`` reads without loss."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.exported_answers import IDENTIFIER, NOT_ASKED, RECEIVED, holds_numbers_too
from analysis.formula_guard import guarded, guarded_beside_numbers
from analysis.importing.plan import ImportPlan, accepted_rows
from analysis.responses import answered, entries_of, entry_keys, main_items
from instruments.compiled import CompiledInstrument
from instruments.items import Item, Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The files that were written, and how many responses."""

    main: Path
    repeats: Mapping[str, Path]
    responses: int


def write_responses(plan: ImportPlan, out: Path) -> Written:
    """Write the rows that are taken, one after another, and beside them a file for each repeat that is mapped.

    Responses are numbered in the order of the file, so that nothing of the other program's identifiers is kept; those
    of an anonymous round carry no date.
    """
    compiled = plan.compiled
    sections = [section for name, section in compiled.repeats.items() if name in plan.mapping.repeats]
    files = {section.name: out.with_name(f"{out.stem}-{section.name}{out.suffix}") for section in sections}
    count = 0
    with ExitStack() as opened:
        main = _Sheet(opened, out, [IDENTIFIER, RECEIVED], main_items(compiled), _inner(compiled, None))
        entries = [
            _Sheet(
                opened, files[section.name], entry_keys(section.repeats), answered(section.items),
                _inner(compiled, section.name),
            )
            for section in sections
        ]  # fmt: skip
        for row in accepted_rows(plan):
            count += 1
            day = row.received_on.isoformat() if row.received_on and not plan.anonymous else ""
            main.write([str(count), day], row.document)
            for section, sheet in zip(sections, entries, strict=True):
                for keys, answers in _entries(str(count), row.document, section):
                    sheet.write(keys, answers)
    return Written(main=out, repeats=files, responses=count)


class _Sheet:
    """One file while it is written."""

    def __init__(
        self, opened: ExitStack, path: Path, keys: Sequence[str], items: Sequence[Item], inner: Sequence[str]
    ) -> None:
        file = opened.enter_context(path.open("w", encoding="utf-8-sig", newline=""))
        self.items = items
        self.inner = inner
        self.writer = csv.writer(file, lineterminator="\r\n")
        self.writer.writerow([*keys, *(item.name for item in items), NOT_ASKED])

    def write(self, keys: Sequence[str], answers: Mapping[str, Any]) -> None:
        not_asked = [name for name in (*(item.name for item in self.items), *self.inner) if name not in answers]
        cells = [_cell(item, answers.get(item.name)) for item in self.items]
        self.writer.writerow([*keys, *cells, " ".join(not_asked)])


def _inner(compiled: CompiledInstrument, repeat: str | None) -> list[str]:
    """The repeats directly in the form, or in another repeat: they may not have been asked either."""
    return [section.name for section in compiled.children_of(repeat) if section.repeat is not None]


def _entries(
    key: str, document: Mapping[str, Any], section: Section
) -> Iterator[tuple[list[str], Mapping[str, Any]]]:  # fmt: skip
    for entry, answers in entries_of(document, section.repeats):
        yield [key, *(str(index + 1) for index in entry)], answers


def _cell(item: Item, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (int, float)):
        return repr(value)
    text = " ".join(map(str, value)) if isinstance(value, list) else str(value)
    return guarded_beside_numbers(text) if holds_numbers_too(item) else guarded(text)
