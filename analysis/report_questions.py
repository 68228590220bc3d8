"""What a Report shows of questions: blocks of counts and shares, of numbers and of orders, by section."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Mark = Literal["c", "z"]
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
