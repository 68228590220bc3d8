"""What a Report shows of questions by the groups of a breakdown."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.report_questions import Mark, QuestionKind, Unit


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
