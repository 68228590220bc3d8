"""Single answers as Stata .dta: labels for variables and values, and the kinds of absence as .a to .d."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from exports.data_files.answer_data import AnswerData
from exports.data_files.batches import Progress
from exports.data_files.coded import Coded, CodedTable
from exports.data_files.facts import Facts
from exports.data_files.labelled import file_label, read_frames, short_labels, storable, variable_labels
from exports.data_files.plan import ABSENCE_LABELS, ABSENCES, STATA_LETTERS, PlannedVariable, plan_variables

DAYS_TO_1970 = 3_653  # from 1960, where Stata begins to count
LABEL_BYTES = 78


def write_stata_tables(data: AnswerData, facts: Facts, paths: Mapping[str, Path], progress: Progress) -> list[str]:
    """Write each table as Stata 14 and newer read it (format 118). Nothing is cut there but labels."""
    from pyreadstat import write_dta

    frames, records = read_frames(data, progress)
    for table in facts.tables:
        coded = CodedTable(table, frames, records)
        planned = plan_variables(table, "dta", numbers=facts.numbers, groups=facts.groups)
        columns: dict[str, Any] = {}
        options: dict[str, Any] = {"missing_user_values": {}, "variable_value_labels": {}}
        for one in planned:
            columns[one.name] = _stata_column(one, coded.coded(one), options)
        frame = pd.DataFrame(columns, columns=[one.name for one in planned])
        formats = {one.name: _STATA_FORMATS[one.role] for one in planned if one.role in _STATA_FORMATS}
        write_dta(
            frame, paths[table.name], file_label=file_label(data),
            column_labels=variable_labels(planned, LABEL_BYTES), version=14, variable_format=formats, **options,
        )  # fmt: skip
        stamp_stata(paths[table.name], data.produced_at)
    return []


_STATA_FORMATS = {"day": "%td", "received": "%td", "moment": "%tc"}


def _stata_column(planned: PlannedVariable, coded: Coded, options: dict[str, Any]) -> Any:
    """The values of a variable as Stata has them; its letters and labels are added to ``options``."""
    if coded.texts is not None:
        return np.array([storable(text) for text in coded.texts], dtype=object)
    numbers = _stata_numbers(planned, coded.numbers)
    labels: dict[Any, str] = dict(planned.value_labels)
    if planned.has_absence_codes:
        options["missing_user_values"][planned.name] = list(STATA_LETTERS.values())
    if labels:  # a number or a date has none, since other programs would take it for one of a few choices
        if planned.has_absence_codes:
            labels |= {STATA_LETTERS[presence]: ABSENCE_LABELS[presence] for presence in ABSENCES}
        options["variable_value_labels"][planned.name] = short_labels(labels)
    if coded.absent is None or not coded.absent.any():
        return numbers
    mixed = numbers.astype(object)
    for place, presence in enumerate(ABSENCES, start=1):
        mixed[coded.absent == place] = STATA_LETTERS[presence]
    return mixed


def _stata_numbers(planned: PlannedVariable, numbers: Any) -> Any:
    if planned.role in ("day", "received"):
        return np.floor(numbers / 86_400) + DAYS_TO_1970
    if planned.role == "moment":
        return np.round(numbers * 1_000) + DAYS_TO_1970 * 86_400_000.0
    return numbers


def stamp_stata(path: Path, at: datetime) -> None:
    """The same in a Stata file."""
    with path.open("r+b") as file:
        head = file.read(2_000)
        place = head.index(b"<timestamp>") + len(b"<timestamp>") + 1
        file.seek(place)
        file.write(f"{at:%d %b %Y %H:%M}".encode("ascii"))
