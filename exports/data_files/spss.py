"""Single answers as SPSS .sav: labels for variables and values, missing codes declared, levels of measurement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from textwrap import wrap
from typing import Any

import numpy as np
import pandas as pd

from exports.data_files.answer_data import AnswerData, Table
from exports.data_files.batches import Progress
from exports.data_files.coded import Coded, CodedTable
from exports.data_files.facts import Facts
from exports.data_files.labelled import file_label, read_frames, short_labels, storable, variable_labels
from exports.data_files.names import cut_to_bytes
from exports.data_files.plan import ABSENCE_LABELS, ABSENCES, PlannedVariable, plan_variables
from exports.plain_text import plain_text

SECONDS_TO_1970 = 141_428 * 86_400  # from 14 October 1582, where SPSS begins to count
LONGEST_TEXT = 32_767  # bytes
LABEL_BYTES = 250
NOTE_BYTES = 79


def write_spss_tables(data: AnswerData, facts: Facts, paths: Mapping[str, Path], progress: Progress) -> list[str]:
    """Write each table as SPSS. What had to be cut is said, a sentence each."""
    from pyreadstat import write_sav

    frames, records = read_frames(data, progress)
    notes: list[str] = []
    for table in facts.tables:
        coded = CodedTable(table, frames, records)
        planned = plan_variables(table, "sav", numbers=facts.numbers, groups=facts.groups)
        columns: dict[str, Any] = {}
        options: dict[str, Any] = {"missing_ranges": {}, "variable_value_labels": {}}
        for one in planned:
            columns[one.name] = _spss_column(one, coded.coded(one), options, notes)
        frame = pd.DataFrame(columns, columns=[one.name for one in planned])
        write_sav(
            frame, paths[table.name], file_label=file_label(data),
            column_labels=variable_labels(planned, LABEL_BYTES), row_compress=True, note=_notes(data, table),
            variable_measure={one.name: one.measure for one in planned}, variable_format=_spss_formats(planned),
            **options,
        )  # fmt: skip
        stamp_spss(paths[table.name], data.produced_at)
    return notes


def _spss_column(planned: PlannedVariable, coded: Coded, options: dict[str, Any], notes: list[str]) -> Any:
    """The values of a variable as SPSS has them; its codes and labels are added to ``options``."""
    if coded.texts is not None:
        return _spss_texts(planned, coded.texts, notes)
    shift = float(SECONDS_TO_1970) if planned.role in ("day", "moment", "received") else 0.0
    labels = dict(planned.value_labels)
    codes = coded.absence_codes(shift)
    numbers: Any = coded.numbers + shift
    if coded.absent is not None and codes:
        for place, presence in enumerate(ABSENCES, start=1):
            numbers = np.where(coded.absent == place, codes[presence], numbers)
        options["missing_ranges"][planned.name] = [{"lo": min(codes.values()), "hi": max(codes.values())}]
        labels |= {code: ABSENCE_LABELS[presence] for presence, code in codes.items()}
    elif planned.has_absence_codes and coded.absent is not None and coded.absent.any():
        notes.append(f"{planned.name}: its numbers leave no codes free, so every absent answer is system-missing.")
    if labels:
        options["variable_value_labels"][planned.name] = short_labels(labels)
    return numbers


def _spss_texts(planned: PlannedVariable, texts: list[str], notes: list[str]) -> Any:
    clean = [storable(text) for text in texts]
    long = [place for place, text in enumerate(clean) if len(text) * 4 > LONGEST_TEXT]
    cut = 0
    for place in long:
        length = len(clean[place].encode("utf-8"))
        if length > LONGEST_TEXT:
            note = f" … [cut here: SPSS takes {LONGEST_TEXT:,} bytes and this text has {length:,}]"
            clean[place] = cut_to_bytes(clean[place], LONGEST_TEXT - len(note.encode("utf-8"))) + note
            cut += 1
    if cut:
        many = "1 text is" if cut == 1 else f"{cut:,} texts are"
        notes.append(f"{planned.name}: {many} longer than SPSS takes; each ends with a note where it was cut.")
    return np.array(clean, dtype=object)


def _spss_formats(planned: tuple[PlannedVariable, ...]) -> dict[str, str]:
    formats = {
        **dict.fromkeys(("choice", "flag", "place", "tick", "absence", "entry", "version"), "F5.0"),
        "whole": "F16.0",
        "number": "F16.2",
        **dict.fromkeys(("day", "received"), "DATE11"),
        "moment": "DATETIME20",
    }
    return {one.name: formats[one.role] for one in planned if one.role in formats}


def _notes(data: AnswerData, table: Table) -> list[str]:
    what = "A row is a response." if table.is_main else f"A row is an entry of {plain_text(table.label)}."
    sentences = (what, plain_text(data.remark), f"Written by Walkabout on {data.produced_at:%d %B %Y}.")
    return [cut_to_bytes(line, NOTE_BYTES) for sentence in sentences for line in wrap(sentence, NOTE_BYTES - 4)]


def stamp_spss(path: Path, at: datetime) -> None:
    """Put the given moment where the library writes the present one, so that the same answers make the same file."""
    with path.open("r+b") as file:
        file.seek(92)
        file.write(f"{at:%d %b %y%H:%M:%S}".encode("ascii"))
