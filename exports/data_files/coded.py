"""The values of the variables that :mod:`exports.data_files.plan` names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from analysis.column_building import Presence
from analysis.responses import ResponseFrames
from analysis.round_data import ResponseRecord
from exports.data_files.answer_data import Table
from exports.data_files.plan import ABSENCES, PlannedVariable

Numbers = np.ndarray[Any, np.dtype[np.float64]]
Codes = np.ndarray[Any, np.dtype[np.int8]]

_PLACES = np.array([0, 4, 3, 2, 1], dtype=np.int8)  # from the order of PRESENCES to the place in ABSENCES, 1 the first
_EPOCH = np.datetime64("1970-01-01", "us")
MOST_DIGITS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """The values of one variable: numbers (NaN where there is none; moments in seconds since 1970), or texts.

    ``absent`` says of each row which of :data:`ABSENCES` it is, counted from 1; 0 where there is an answer.
    """

    numbers: Numbers = field(default_factory=lambda: np.zeros(0))
    texts: list[str] | None = None
    absent: Codes | None = None

    def absence_codes(self, shift: float = 0.0) -> dict[Presence, int]:
        """The code of each kind of absence in SPSS: -1 to -4 or, beside answers below zero, lower ones.

        ``shift`` is added to the numbers as they are written. Empty where no code is left.
        """
        if self.absent is None:
            return {}
        smallest = float(np.nanmin(self.numbers + shift, initial=0.0))
        offsets = (0, *(10**digits - 5 for digits in range(2, MOST_DIGITS + 1)))
        offset = next((one for one in offsets if smallest >= 0 or (one and -(one + 1) < smallest)), None)
        if offset is None:
            return {}
        return {presence: -(offset + place) for place, presence in enumerate(ABSENCES, start=1)}


class CodedTable:
    """The rows of one table, from which the values of each of its variables are made when they are asked for."""

    def __init__(self, table: Table, frames: ResponseFrames, records: Sequence[ResponseRecord]) -> None:
        self.records = records
        if table.is_main:
            self.values, self.absences = frames.main, frames.absence
        else:
            repeat = table.repeats[-1]
            self.values, self.absences = frames.repeats[repeat], frames.repeat_absence[repeat]

    @property
    def numbers(self) -> frozenset[str]:
        """The columns that hold numbers with fractions, as computed answers may."""
        return frozenset(str(name) for name, kind in self.values.dtypes.items() if kind == "Float64")

    def coded(self, planned: PlannedVariable) -> Coded:
        """The values of one variable."""
        if planned.variable is None:
            return self._key(planned)
        absent = _PLACES[self.absences[planned.variable.item.name].cat.codes.to_numpy()]
        if planned.role == "absence":
            return Coded(numbers=-absent.astype(np.float64) + 0.0)
        column = self.values[planned.column]
        if planned.role == "text":
            return Coded(texts=["" if pd.isna(text) else str(text) for text in column])
        return Coded(numbers=_numbers(column, planned.role), absent=absent)

    def _key(self, planned: PlannedVariable) -> Coded:
        if planned.role == "identifier":
            return Coded(texts=[str(key) for key in self.values.get(planned.column, self.values.index)])
        if planned.role == "entry":
            return Coded(numbers=self.values[planned.column].to_numpy(dtype=np.float64))
        if planned.role == "received":
            return Coded(numbers=_days([record.received_on for record in self.records]))
        if planned.role == "version":
            versions = [np.nan if record.version is None else record.version for record in self.records]
            return Coded(numbers=np.array(versions, dtype=np.float64))
        group = planned.column.partition(":")[2]
        return Coded(texts=[record.strata.get(group, "") for record in self.records])


def _numbers(column: pd.Series[Any], role: str) -> Numbers:
    if role == "choice":
        codes = column.cat.codes.to_numpy().astype(np.float64)
        return np.where(codes < 0, np.nan, codes + 1)
    if role in ("day", "moment"):
        moments = column.to_numpy(dtype="datetime64[us]")
        seconds = (moments - _EPOCH) / np.timedelta64(1, "s")
        return np.asarray(seconds, dtype=np.float64)
    return np.asarray(column.to_numpy(dtype=np.float64, na_value=np.nan))


def _days(days: Sequence[date | None]) -> Numbers:
    """Days as seconds since 1970."""
    moments = np.array([np.datetime64("NaT") if day is None else np.datetime64(day) for day in days], dtype="M8[us]")
    return np.asarray((moments - _EPOCH) / np.timedelta64(1, "s"), dtype=np.float64)
