"""What the analysis is given: a snapshot of one round, free of any database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

import pandas as pd

from instruments.compiled import CompiledInstrument

Stance = Literal["strength", "concern", "neutral"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseRecord:
    """One answers document and the random key it is kept under."""

    response_id: str
    document: Mapping[str, Any]
    received_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """Whom the round was opened to: the denominator of every response rate.

    ``known=False`` with a ``size`` means that at least ``size`` were asked; without a size, nothing is known.
    """

    size: int | None
    known: bool
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeDefinition:
    name: str
    label: str
    definition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingRecord:
    """One theme given to one comment by one coder."""

    response_id: str
    question: str
    theme: str
    stance: Stance
    entry: int = 0  # within a repeat, counted from 0; 0 outside
    coder: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundData:
    """A snapshot of one round.

    ``frame`` has a row for each combination of breakdown values, a column for each breakdown (``agency``, ``forum`` …)
    and the integer columns ``invited`` and ``answered``; None where no frame is kept. ``frame_labels`` names the
    breakdowns for people.
    """

    title: str
    slug: str
    partnership: str
    instrument: CompiledInstrument
    version: int
    content_hash: str
    responses: Sequence[ResponseRecord]
    population: Population
    produced_at: datetime
    opens_on: date | None = None
    closes_on: date | None = None
    closed: bool = False
    anonymous: bool = False
    frame: pd.DataFrame | None = None
    frame_labels: Mapping[str, str] = field(default_factory=dict)
    themes: Sequence[ThemeDefinition] = ()
    codings: Sequence[CodingRecord] = ()
