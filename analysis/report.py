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

Mark = Literal["c", "z"]
ReleaseClass = Literal["working", "release"]
QuestionKind = Literal[
    "single", "multiple", "scale", "grade", "rank", "number", "text", "date", "acknowledge", "file", "place"
]
Unit = Literal["people", "organisations", "cases"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A confidence interval for a proportion, with what it assumes."""

    low: float
    high: float
    method: str  # "Wilson 95%", "Wilson 95%, finite population of 225"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A count, its base and the share they make: the only form in which a percentage exists."""

    count: int | None
    base: int | None
    share: float | None
    interval: Interval | None = None
    population_interval: Interval | None = None  # finite-population interval; None where the population is unknown
    bounds: Interval | None = None  # favourable shares: whatever those think who did not answer
    mark: Mark | None = None
    note: str | None = None  # why there is no share or no interval


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionRow:
    """One choice of a closed question."""

    name: str
    label: str
    share: Share
    favourable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Absences:
    """The kinds of absence, kept apart. ``None`` where the policy hides the count."""

    not_asked: int | None
    not_answered: int | None
    not_applicable: int | None
    dont_know: int | None
    mark: Mark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HistogramBin:
    """One bar of a histogram: how many numbers are at least ``low`` and less than ``high``.

    An end that is None is open. Bars need not be equally wide: in a release some are joined.
    """

    low: float | None
    high: float | None
    label: str  # "0 to 4", "0.5 to under 1", "under 5", "25 or more"
    count: int | None
    whole: bool = False  # whether these are whole numbers, as the label then says
    mark: Mark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberSummary:
    """Five numbers and a histogram of a numeric question; ``None`` fields are hidden or undefined.

    The histogram is empty where there is none; then ``histogram_note`` may say why.
    """

    n: int | None
    minimum: float | None
    lower_quartile: float | None
    median: float | None
    upper_quartile: float | None
    maximum: float | None
    mark: Mark | None = None
    note: str | None = None
    histogram: tuple[HistogramBin, ...] = ()
    histogram_note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RankRow:
    """One choice of a ranking: how many put it first, second and so on."""

    name: str
    label: str
    positions: tuple[int | None, ...]
    unranked: int | None  # of those who ranked, how many could not rank this choice
    median: str | None  # "2", "between 2 and 3"
    mark: Mark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionBlock:
    """Everything reported of one question."""

    name: str
    label: str
    kind: QuestionKind
    unit: Unit
    part_of: str | None  # the graded judgement this belongs to ("st1" for "st1_rationale")
    asked: int | None
    base: int | None  # substantive answers: asked, answered, neither "not applicable" nor "don't know"
    absences: Absences
    rows: tuple[OptionRow, ...] = ()  # of a ranking: the first choices
    ranks: tuple[RankRow, ...] = ()  # rankings: where each choice was put
    favourable: Share | None = None  # scales and grades: the favourable choices together
    favourable_label: str | None = None  # "Strongly agree or Agree"
    median: str | None = None  # the label of the median choice
    median_note: str | None = None
    numbers: NumberSummary | None = None
    comments: int | None = None  # text questions: how many were written
    narrative_only: bool = False  # too few entries for percentages, as the instrument says
    matrix: str | None = None  # the label of the table of questions that it stands in, as the form shows it
    versions: str | None = None  # "from version 3": in which versions it was asked, where not in all
    remarks: tuple[str, ...] = ()  # what differs between the versions that ask it
    mark: Mark | None = None  # "c": the whole block is hidden
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionBlock:
    """One section of the instrument, or one repeat with its own unit and base."""

    name: str
    label: str
    unit: Unit
    is_repeat: bool
    entry_name: str | None
    entries: int | None  # repeat: entries over all responses
    responses_with_entries: int | None
    questions: tuple[QuestionBlock, ...]
    within: str | None = None  # a repeat in a repeat: the label of the outer one
    versions: str | None = None  # a repeat: in which versions it was asked, where not in all
    mark: Mark | None = None  # "c": of the two counts of a repeat those that are None are hidden, or all of the section
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossGroup:
    """One group of a breakdown within a cross-table: its respondents, and how many of them gave a counted answer.

    A hidden count is at least 1, except in a group that is ``withheld``: there it may be 0 as well.
    """

    name: str
    label: str
    asked: int | None  # all of the group whose answers are reported, whether they answered this question or not
    base: int | None
    withheld: bool = False
    mark: Mark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossRow:
    """One choice of a question in every group of a breakdown: a place in each tuple for each group.

    ``shares`` are of the group's base; ``lows`` and ``highs`` are the limits of its 95% Wilson interval.
    """

    name: str
    label: str
    favourable: bool
    counts: tuple[int | None, ...]
    shares: tuple[float | None, ...]
    lows: tuple[float | None, ...]
    highs: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossTest:
    """Whether the groups of a cross-table differ by more than chance explains; ``why_not`` says why there is no test.

    ``adjusted`` is the p-value after the correction of its family: the questions tested for the same breakdown.
    """

    method: str
    p_value: float | None = None
    adjusted: float | None = None
    adjustment: str | None = None  # "Holm, over 44 questions by agency"
    effect: float | None = None
    effect_name: str | None = None  # "epsilon squared", "Cramér’s V"
    n_used: int | None = None
    seed: int | None = None
    why_not: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossTable:
    """A closed question by the groups of one breakdown. A hidden figure is ``None``; its group carries the mark."""

    question: str
    question_label: str
    kind: QuestionKind
    breakdown: str
    breakdown_label: str
    unit: Unit
    groups: tuple[CrossGroup, ...]
    rows: tuple[CrossRow, ...]
    favourable: CrossRow | None = None
    test: CrossTest | None = None
    mark: Mark | None = None  # "c": the whole table is hidden, or some of it
    notes: tuple[str, ...] = ()


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
