"""Figures of a case audit in words: what stands in its page, its workbook and its report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from analysis.agreement import AgreementCoefficient, AgreementShare, StepDifference
from analysis.case_audits import (
    AgreementFigures,
    AuditFigures,
    AuditQuestion,
    CaseSpread,
    ChangeRow,
    GradeCell,
    GradeCounts,
    ShiftRow,
)
from analysis.scales import OrdinalMedian
from exports.formats import percent_text

NOT_DEFINED = "Not defined"
CELL_WORDS = {
    "not_asked": "Not asked",
    "not_answered": "Left blank",
    "not_involved": "Not involved",
    "missing": "No return",
}
HOW_TO_READ_AGREEMENT = (
    "Exact agreement is the share of pairs of grades of one case that are the same; within one, that are the same or "
    "neighbours on the scale. Only grades given before the others could be seen are counted.",
    "Some agreement comes about by chance. AC2, alpha and kappa leave it out: 1 is perfect agreement, 0 is what chance "
    "would give. Where nearly all grades are the same, alpha and kappa are low however often agencies agree, and AC2 "
    "is not: read it first, and beside the table of grades.",
    "Agreement is no proof that the grades are right, and disagreement none that anybody is wrong. It shows where to "
    "talk.",
)
HOW_TO_READ_SHIFT = (
    "The shift compares each agency’s own grade, as it stood when moderation opened, with the panel’s. Up is towards "
    "the best grade. A shift is no mark against anybody: it shows where agencies and panel read the standard in "
    "different ways.",
    "The sign test asks whether as many grades would go up as down by chance. Grades of one case hang together, so "
    "that its probability is too small: take it for a first look.",
)
HOW_TO_READ_GRADES = (
    "Counts come first. “Not applicable”, “not asked”, “not involved” and a missing return are kept apart and are in "
    "no percentage. Grades have no distances, so there is a median and no mean."
)
HOW_TO_READ_CHANGE = (
    "Only questions asked in the same words, of the same scale, are compared. The difference is that of the shares "
    "that are good or better, in percentage points. With few cases its interval is wide: where it has 0 in it, the "
    "audits do not differ by more than chance allows."
)


HOW_COUNTED = (
    "AC2 is Gwet’s coefficient with quadratic weights, alpha Krippendorff’s for ordered grades, kappa Cohen’s with "
    "quadratic weights, for two agencies only.",
    "Intervals are of 95 per cent. Those of agreement and of the mean shift come from drawing the cases anew a "
    "thousand times; all grades of one case are drawn together. Those of percentages are Wilson’s, those of "
    "differences between audits Newcombe’s.",
    "p is the probability of so much or more by chance alone: of the exact sign test for shifts, of Fisher’s exact "
    "test for differences between audits. Adjusted p allows for how many rows are looked at together (Holm).",
    "Where a figure is not defined, it says why. It is never shown as 0 or 1 for want of grades.",
)


def plural_of(count: int, one: str, many: str) -> str:
    """A count with its noun: "1 case", "8 cases"."""
    return f"{count:,} {one if count == 1 else many}"


def coefficient_text(found: AgreementCoefficient | None) -> str:
    """A coefficient with its interval, "0.74 (0.55 to 0.85)", or that it is not defined."""
    if found is None:
        return "Two agencies only"
    return NOT_DEFINED if found.estimate is None else number_text(found.estimate, found.low, found.high)


def number_text(estimate: float, low: float | None, high: float | None, digits: int = 2) -> str:
    """A number with its interval, where it has one; a minus sign is a minus sign."""
    text = minus(f"{estimate:.{digits}f}")
    if low is None or high is None:
        return text
    return f"{text} ({minus(f'{low:.{digits}f}')} to {minus(f'{high:.{digits}f}')})"


def share_text(found: AgreementShare) -> str:
    """A share of agreement with its counts: "47% (48 of 102 pairs)"."""
    if found.estimate is None:
        return NOT_DEFINED
    return f"{percent_text(found.estimate)} ({found.count} of {plural_of(found.n_pairs, 'pair', 'pairs')})"


def favourable_text(counts: GradeCounts) -> str:
    """The share that is good or better, with count and base: "52% (43 of 82)"."""
    if counts.share.estimate is None:
        return NOT_DEFINED
    return f"{percent_text(counts.share.estimate)} ({counts.n_favourable} of {counts.n_used})"


def interval_text(low: float | None, high: float | None) -> str:
    """The limits of a percentage; empty where there are none."""
    return "" if low is None or high is None else f"{percent_text(low)} to {percent_text(high)}"


def better_text(question: AuditQuestion) -> str:
    """Which grades are counted as good or better: “Outstanding” or “Good”."""
    return " or ".join(f"“{question.called(key)}”" for key in question.scale.favourable)


def median_text(median: OrdinalMedian, labels: Sequence[str]) -> str:
    """The median grade in words; two where the grades split evenly."""
    if median.lower is None or median.upper is None:
        return NOT_DEFINED
    first, second = labels[median.lower], labels[median.upper]
    return first if not median.is_split else f"{first} / {second}"


def cell_text(cell: GradeCell, question: AuditQuestion) -> str:
    """What one agency said, in a cell: its grade as it stands now, or why there is none."""
    if cell.answer is not None:
        return question.called(cell.answer)
    return CELL_WORDS[cell.state]


def cell_remark(cell: GradeCell, question: AuditQuestion) -> str:
    """What a reader of a cell must know of it: that it is not blind, or what it was before."""
    if cell.late:
        return "not blind"
    if cell.changed:
        return f"changed; blind: {question.called(cell.blind) if cell.blind else 'no grade'}"
    return ""


def steps_text(found: StepDifference) -> str:
    """A mean difference in steps with its interval."""
    if found.estimate is None:
        return NOT_DEFINED
    text = signed(found.estimate)
    if found.low is None or found.high is None:
        return text
    return f"{text} ({signed(found.low)} to {signed(found.high)})"


def signed(number: float) -> str:
    """A number with its sign: "+0.25", "−0.20", "0.00"."""
    text = f"{number:+.2f}"
    return minus(text) if float(text) else "0.00"


def minus(text: str) -> str:
    """The text with a minus sign in place of a hyphen."""
    return text.replace("-", "−")


def p_text(p_value: float | None) -> str:
    """A probability; empty where there is none."""
    if p_value is None:
        return ""
    return "< 0.001" if p_value < 0.0005 else f"{p_value:.3f}"


def points_text(row: ChangeRow) -> str:
    """The difference from the last audit, in percentage points, with its interval."""
    found = row.difference
    if found.estimate is None or found.low is None or found.high is None:
        return NOT_DEFINED
    text, low, high = (minus(f"{100 * value:+.0f}") for value in (found.estimate, found.low, found.high))
    return f"{text} points ({low} to {high})"


def spread_text(spread: CaseSpread) -> str:
    """How far the grades of a case lie apart at most."""
    if spread.widest is None:
        return NOT_DEFINED
    return "None" if spread.widest == 0 else plural_of(spread.widest, "step", "steps")


def reasons(*parts: str | Iterable[str] | None) -> str:
    """Reasons and cautions as sentences, each once, in order."""
    found: list[str] = []
    for part in parts:
        found += [part] if isinstance(part, str) else list(part or ())
    return " ".join(dict.fromkeys(sentence for sentence in found if sentence))


def agreement_reasons(one: AgreementFigures) -> str:
    """Why figures of agreement are not defined, and what a reader has to know of them."""
    if one.why_not is not None:
        return reasons(one.why_not)
    coefficients = [found for found in (one.ac2, one.alpha, one.kappa) if found is not None and found.estimate is None]
    return reasons(
        *(found.why_not for found in coefficients),
        f"{plural_of(one.n_cases, 'case', 'cases')} only." if one.cautions else None,
        f"{plural_of(one.n_late, 'grade', 'grades')} not blind, left out." if one.n_late else None,
    )


def shift_reasons(row: ShiftRow) -> str:
    """The same of a shift."""
    shift = row.shift
    left_out = f"{plural_of(shift.n_not_blind, 'grade', 'grades')} not blind, left out." if shift.n_not_blind else None
    if shift.why_not is not None:
        return reasons(shift.why_not, left_out)
    return reasons(shift.sign_test.why_not, left_out)


def summary_sentences(figures: AuditFigures) -> tuple[str, ...]:
    """What came of an audit in a few sentences, with every base."""
    return tuple(
        sentence
        for sentence in (_returns(figures), _grades(figures), _agreement(figures), _shift(figures), _dissents(figures))
        if sentence
    )


def _returns(figures: AuditFigures) -> str:
    found = figures.returns
    text = (
        f"{found.n_returned} of {plural_of(found.n_asked, 'return', 'returns')} asked for were made on "
        f"{plural_of(len(figures.cases), 'case', 'cases')}"
    )
    times = plural_of(found.n_not_involved, "time", "times")
    away = f"; {times} an agency was not involved" if found.n_not_involved else ""
    return f"{text}{away}."


def _grades(figures: AuditFigures) -> str:
    own, panel = figures.grades.together, figures.grades.panel
    if own is None or own.share.estimate is None:
        return ""
    sentence = f"Good or better are {favourable_text(own)} of the agencies’ own grades"
    if panel is None or panel.share.estimate is None:
        return f"{sentence}."
    return f"{sentence}, and {favourable_text(panel)} of the moderated ones."


def _agreement(figures: AuditFigures) -> str:
    found = figures.agreement.together
    if found is None:
        return ""
    if found.exact.estimate is None or found.within_one.estimate is None:
        return found.why_not or ""
    return (
        f"Two agencies that graded the same case blind gave the same grade in {share_text(found.exact)}, and the same "
        f"or a neighbouring one in {percent_text(found.within_one.estimate)}. Beyond chance: AC2 "
        f"{coefficient_text(found.ac2)}."
    )


def _shift(figures: AuditFigures) -> str:
    row = figures.shift.together
    if row is None or row.shift.why_not is not None:
        return ""
    steps = row.shift.shift
    return (
        f"Moderation left {steps.same} of {plural_of(steps.n_pairs, 'grade', 'grades')} as they were, raised "
        f"{steps.up} and lowered {steps.down}."
    )


def _dissents(figures: AuditFigures) -> str:
    found = figures.shift.dissents
    parts = []
    if found.total:
        parts.append(
            f"{plural_of(found.total, 'dissent is', 'dissents are')} recorded, on "
            f"{plural_of(found.n_cases, 'case', 'cases')}."
        )
    if figures.shift.n_unagreed:
        parts.append(f"{plural_of(figures.shift.n_unagreed, 'question was', 'questions were')} left without agreement.")
    return " ".join(parts)
