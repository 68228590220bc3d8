"""The figures of an audit's report in words: in full for the panel, and as far as they may be released."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from analysis.agreement.coefficient import AgreementCoefficient
from analysis.agreement.moderation import ModerationShift
from analysis.agreement.pairs import AgreementShare
from analysis.case_audits import AuditFigures, GradeCounts
from analysis.report import QuestionBlock, Report
from exports.documents.audit_report import GradeLine
from exports.formats import CONFIDENTIAL, NOT_APPLICABLE, percent_text
from survey_app.case_audits.figures.services import unlogged_figures
from survey_app.case_audits.kinds import KINDS
from survey_app.case_audits.models import CaseAudit
from survey_app.results.services import Reader
from survey_app.rounds.policies import policy_of

Lines = tuple[GradeLine, ...]
NO_RELEASE = "So few returns have come that no grade may be released."
NO_GRADES = "The form of this audit grades nothing."
TOO_FEW = "Not released: it would be of too few cases or grades."


def figures_of(session: Session, audit: CaseAudit) -> AuditFigures:
    """The figures of an audit for the server itself, which releases less of them."""
    return unlogged_figures(session, audit, reader=Reader(user_id=None, may_read_working=True))


def threshold_of(session: Session, audit: CaseAudit, report: Report | None) -> int:
    """Up to which counts of cases are not released."""
    if report is not None:
        return report.policy.threshold
    return policy_of(audit.round.policy).threshold if audit.round is not None else 0


def full_grades(figures: AuditFigures) -> tuple[tuple[str, ...], Lines, Lines]:
    """The grades in words, and how often each was given: by agencies, and by the panel. Nothing is suppressed."""
    together = figures.grades.together
    if together is None:
        return (), (), ()
    heads = next(one.grade_labels for one in figures.questions if len(one.grade_labels) == len(together.counts))
    texts = {one.name: one.text or one.label for one in figures.questions}
    return (
        tuple(heads),
        _lines(figures.grades.by_question, len(heads), texts),
        _lines(figures.grades.panel_by_question, len(heads), texts),
    )


def _lines(rows: Sequence[GradeCounts], width: int, texts: dict[str, str]) -> Lines:
    return tuple(
        GradeLine(
            question=texts.get(row.name, row.label),
            counts=tuple(f"{count:,}" for count in row.counts),
            base=f"{row.n_used:,}",
        )
        for row in rows
        if len(row.counts) == width and row.n_used
    )


def released_grades(report: Report | None) -> tuple[tuple[str, ...], Lines, str]:
    """The agencies' own grades as the gate released them, and what is to be said of them."""
    if report is None:
        return (), (), NO_RELEASE
    blocks = [block for section in report.sections for block in section.questions if block.kind == "grade"]
    if not blocks:
        return (), (), NO_GRADES
    heads = next((tuple(row.label for row in block.rows) for block in blocks if block.rows), ())
    lines = tuple(
        GradeLine(question=block.label, counts=_released_counts(block, len(heads)), base=_released(block.base))
        for block in blocks
        if block.base != 0 and (block.mark == "c" or tuple(row.label for row in block.rows) == heads)
    )
    note = (
        f"Counts of returns, as released. {CONFIDENTIAL} hides a count that is too small, or from which one could be "
        f"worked out: {report.policy.description}"
    )
    return heads, lines, note


def _released_counts(block: QuestionBlock, width: int) -> tuple[str, ...]:
    if not block.rows:
        return (CONFIDENTIAL,) * width
    return tuple(
        f"{row.share.count:,}"
        if row.share.count is not None
        else NOT_APPLICABLE
        if row.share.mark == "z"
        else CONFIDENTIAL
        for row in block.rows
    )


def _released(count: int | None) -> str:
    return CONFIDENTIAL if count is None else f"{count:,}"


def agreement_rows(figures: AuditFigures, *, threshold: int) -> Iterator[tuple[str, str]]:
    """How far agencies agreed, and what the panel changed.

    Where a threshold is set, nothing is told of so few cases, and no share or shift of which a count, or what is left
    of its base, is between 1 and the threshold.
    """
    agreed, shift = figures.agreement.together, figures.shift.together
    if threshold and len(figures.cases) <= threshold:
        if agreed is not None:
            yield "Agreement and what the panel changed", TOO_FEW
        return
    if agreed is not None:
        yield "Agencies that gave the same grade", _share(agreed.exact, threshold)
        yield "The same grade or the next", _share(agreed.within_one, threshold)
        yield "Gwet’s AC2, quadratic weights", _coefficient(agreed.ac2)
        yield "Krippendorff’s alpha, ordinal", _coefficient(agreed.alpha)
    if shift is not None:
        yield "What the panel changed", _shift(shift.shift, threshold)


def _share(share: AgreementShare, threshold: int) -> str:
    if share.estimate is None:
        return share.why_not or "Not defined"
    if not _may_tell(threshold, share.count, share.n_pairs - share.count):
        return TOO_FEW
    return f"{percent_text(share.estimate)}: {share.count:,} of {share.n_pairs:,} pairs of grades"


def _coefficient(found: AgreementCoefficient) -> str:
    if found.estimate is None:
        return found.why_not or "Not defined"
    return f"{found.estimate:.2f}, where 1 is full agreement and 0 what chance would give"


def _shift(shift: ModerationShift, threshold: int) -> str:
    if not shift.n_used:
        return shift.why_not or "Nothing has both an agency’s and a moderated grade."
    moved = shift.sign_test
    if not _may_tell(threshold, moved.up, moved.down, moved.same):
        return TOO_FEW
    return f"{moved.up:,} grades raised and {moved.down:,} lowered, of {shift.n_used:,}"


def _may_tell(threshold: int, *counts: int) -> bool:
    return not any(0 < count <= threshold for count in counts)


def dissent_sentences(figures: AuditFigures) -> Iterator[str]:
    """Every dissent by case, question and agency, with its reason; for the panel."""
    labels = {one.name: one.label for one in figures.questions}
    for one in figures.dissenting:
        yield f"{one.agency}, {one.case}, {labels.get(one.question, one.question)}: {one.reason}"


def dissent_totals(figures: AuditFigures, *, threshold: int) -> Iterator[str]:
    """How often agencies did not agree: a count of what organisations said, without case or words."""
    counts = figures.shift.dissents
    if not counts.total:
        return
    if counts.total <= threshold:
        yield "In a few places an agency did not agree with the panel. Its reasons are recorded with the panel."
        return
    yield f"In {counts.total:,} places an agency did not agree with the panel. The reasons are recorded with the panel."


def method(audit: CaseAudit, figures: AuditFigures) -> Iterator[str]:
    """How the audit was done, in sentences."""
    if KINDS[audit.kind].own_work:
        yield "Practitioners evaluated their own work together, in a group that somebody else led. Nothing is graded."
    else:
        yield "Each return was made alone; nobody saw another’s before moderation opened."
    if figures.grades.together is not None and KINDS[audit.kind].many_agencies:
        yield (
            "Agreement is worked out from the grades as they stood at that moment: pairs of grades of the same case "
            "and question. Grades that came later are counted, and are not in the agreement."
        )
    if figures.grades.panel is not None:
        yield "A panel settled one grade for each question; whoever did not agree is recorded with the reason."
    yield "Agencies that were not involved are neither asked nor missing."
    yield "Learning was checked for names and other identifiers before it was kept."
