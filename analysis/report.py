"""The Report: everything that pages, charts, workbook and files may show of one round.

A :class:`Report` holds finished figures only. It is made in two ways and no other: as *working* paper for the named
team of a round that is not anonymous, or as a *release* that has passed the disclosure gate (both in
:mod:`analysis.disclosure`). Whatever renders a Report computes nothing and therefore cannot disagree with another
rendering of it.

Conventions: shares are proportions between 0 and 1, never rounded here; a figure that the policy hides is ``None`` and
its row carries the mark ``"c"`` (confidential); a share without a base is ``None`` with the mark ``"z"`` (not
applicable).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from analysis.report_crossed import CrossGroup, CrossRow, CrossTable, CrossTest
from analysis.report_questions import (
    Absences,
    HistogramBin,
    Interval,
    Mark,
    NumberSummary,
    OptionRow,
    QuestionBlock,
    QuestionKind,
    RankRow,
    SectionBlock,
    Share,
    Unit,
)

__all__ = [
    "Absences",
    "BlanksDecision",
    "CodebookRow",
    "CrossGroup",
    "CrossRow",
    "CrossTable",
    "CrossTest",
    "Definition",
    "HistogramBin",
    "InstrumentReference",
    "Interval",
    "Mark",
    "NumberSummary",
    "OptionRow",
    "PolicyStatement",
    "QuestionBlock",
    "QuestionKind",
    "RankRow",
    "RateRow",
    "RateTable",
    "ReleaseClass",
    "Report",
    "ReportVerdict",
    "ResponseRate",
    "SectionBlock",
    "Share",
    "SuppressionEntry",
    "ThemeRow",
    "ThemeTable",
    "Unit",
]

ReleaseClass = Literal["working", "release"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RateRow:
    """One line of a response-rate table; ``invited`` is None where it is not known or hidden."""

    label: str
    invited: int | None
    answered: int | None
    rate: float | None
    mark: Mark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RateTable:
    """Response rates by one breakdown that was fixed when the round opened."""

    name: str  # "forum"
    label: str  # "Forum"
    rows: tuple[RateRow, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseRate:
    """The round's response rate. Where the population is not fully known the rate is an upper limit ("at most")."""

    answered: int | None
    population: int | None  # the known part, where not all of it is known
    population_known: bool
    rate: float | None
    at_most: bool
    sentence: str  # "17% (39 of 225)", "at most 8.4% (33 of 395 or more)"
    note: str | None = None  # what the population is
    mark: Mark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportVerdict:
    """Whether the round's figures may be reported, by the partnership's thresholds, and why."""

    verdict: Literal["reportable", "with care", "not reportable"]
    sentence: str  # "7 of 41; not reportable"
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeRow:
    """One theme: how often, by how many, and whether as a strength or a concern."""

    name: str
    label: str
    definition: str
    mentions: int | None
    respondents: int | None
    strengths: int | None
    concerns: int | None
    neutral: int | None
    mark: Mark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeTable:
    """Comments coded to a codeframe."""

    comments: int | None  # comments written
    coded: int | None  # of which coded to at least one theme
    respondents: int | None  # distinct respondents who wrote a comment
    rows: tuple[ThemeRow, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodebookRow:
    """One line of the codebook: a question, or one of its choices."""

    section: str
    question: str
    label: str
    type: str
    choice: str | None = None
    choice_label: str | None = None
    meaning: str | None = None  # "favourable", "not applicable", "don't know"
    relevant: str | None = None
    versions: str | None = None  # "from version 3": in which versions it was there, where not in all


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentReference:
    """Which published version the answers name; where they name several, the newest, and all of them."""

    form_id: str
    title: str
    version: int
    content_hash: str
    purpose: str | None = None
    source: str | None = None
    versions: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()  # what differs between the versions as a whole


@dataclass(frozen=True, slots=True, kw_only=True)
class BlanksDecision:
    """Who decided that few blanks are no secret, when and why."""

    decided_by: str
    decided_on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyStatement:
    """The disclosure policy in force, and who decided it when and why.

    ``symbol`` is what a reader sees where a figure carries the mark "c", ``symbol_z`` where it carries "z".
    """

    name: str  # "default", "nhs", "dfe", "ten", "none", or the partnership's own
    threshold: int  # counts of people from 1 to this are hidden; 0 hides nothing
    rounding: int = 1  # all other counts of people are rounded to a multiple of this
    symbol: str = "[c]"
    symbol_z: str = "[z]"
    protect_blanks: bool = True  # False: how many left a question blank is shown even where it is few
    description: str
    decided_by: str | None = None
    decided_on: date | None = None
    reason: str | None = None
    blanks: BlanksDecision | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A term of the method, in plain English, with its source."""

    term: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppressionEntry:
    """One line of the release log: what was hidden, where, and why. Never the figure itself."""

    place: str
    what: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The figures of one round at one moment."""

    scope: Literal["round"] = "round"
    release_class: ReleaseClass
    release_number: int | None  # position in the round's release ledger; None for working papers
    title: str
    slug: str
    partnership: str
    produced_at: str  # ISO 8601, to the minute
    opens_on: date | None
    closes_on: date | None
    anonymous: bool
    unit: Unit
    instrument: InstrumentReference
    policy: PolicyStatement
    responses: int | None
    response_rate: ResponseRate
    breakdowns: tuple[RateTable, ...]
    sections: tuple[SectionBlock, ...]
    themes: ThemeTable | None
    codebook: tuple[CodebookRow, ...]
    definitions: tuple[Definition, ...]
    summary: tuple[str, ...]  # true sentences made only from the figures
    warnings: tuple[str, ...]
    suppressions: tuple[SuppressionEntry, ...]
    verdict: ReportVerdict | None = None
    cross_tables: tuple[CrossTable, ...] = ()  # closed questions by the breakdowns that were fixed when it opened
