"""What the analysis is given: a snapshot of one round, free of any database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

import pandas as pd

from analysis.thresholds import ReportabilityThresholds
from instruments.compiled import CompiledInstrument
from instruments.items import Entry
from instruments.merging import Merged

Form = CompiledInstrument | Merged
"""What was asked: a published version, or several of them made into one."""

Stance = Literal["strength", "concern", "neutral"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseRecord:
    """One answers document, the random key it is kept under, and the version of the instrument that it answers.

    Where all answers are to one version it need not be named. ``strata`` says to which group of each breakdown the
    respondent belongs, as the invitation says (``agency`` → ``Police``); anonymous answers have none.
    """

    response_id: str
    document: Mapping[str, Any]
    received_on: date | None = None
    version: int | None = None
    strata: Mapping[str, str] = field(default_factory=dict)


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
    entry: Entry = ()  # the entry of each repeat around the question, counted from 0
    coder: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedAnswers:
    """How many answers were collected in another program, and imported."""

    program: str
    answers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledGrades:
    """What was settled after everybody had noted their own grades: this is counted, and no grade of a single answer.

    ``responses`` has one document for each assessment that is settled; ``questions`` names the grades in them, as the
    newest version does. ``assessments`` is how many there are in all, settled or not. ``notes`` are sentences that a
    reader must know.
    """

    responses: Sequence[ResponseRecord]
    questions: frozenset[str]
    assessments: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundData:
    """A snapshot of one round.

    ``instrument`` is the version that all answers are to or, where they are to several, these made into one
    (:func:`instruments.merging.merge_versions`); ``version`` and ``content_hash`` are of the newest. ``frame`` has a
    row for each combination of breakdown values, a column for each breakdown (``agency``, ``forum`` …) and the integer
    columns ``invited`` and ``answered``; None where no frame is kept. ``frame_labels`` names the breakdowns for people.
    ``settled`` are grades that count instead of those in the answers.
    ``responses`` may be read from where they are kept: they are gone through once or twice, one after another.
    """

    title: str
    slug: str
    partnership: str
    instrument: Form
    version: int
    content_hash: str
    responses: Iterable[ResponseRecord]
    population: Population
    produced_at: datetime
    opens_on: date | None = None
    closes_on: date | None = None
    closed: bool = False
    anonymous: bool = False
    frame: pd.DataFrame | None = None
    frame_labels: Mapping[str, str] = field(default_factory=dict)
    thresholds: ReportabilityThresholds | None = (
        None  # of the partnership, for what may be reported; None: the defaults
    )
    break_down_by: Sequence[str] = ()  # questions with one choice, fixed when the round opens
    themes: Sequence[ThemeDefinition] = ()
    codings: Sequence[CodingRecord] = ()
    imported: Sequence[ImportedAnswers] = ()
    settled: SettledGrades | None = None
