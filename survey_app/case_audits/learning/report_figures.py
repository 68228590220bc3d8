"""The figures of an audit's report in words, in full for the panel; and the grades that the gate released.

What else may be released is worked out in :mod:`survey_app.case_audits.learning.released_figures`.
"""

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

Lines = tuple[GradeLine, ...]
NO_RELEASE = "So few returns have come that no grade may be released."
NO_GRADES = "The form of this audit grades nothing."
NO_SHIFT = "Nothing has both an agency’s and a moderated grade."
EXACT, WITHIN_ONE = "Agencies that gave the same grade", "The same grade or the next"
AC2, ALPHA = "Gwet’s AC2, quadratic weights", "Krippendorff’s alpha, ordinal"
CHANGED = "What the panel changed"


def figures_of(session: Session, audit: CaseAudit) -> AuditFigures:
    """The figures of an audit for the server itself, which releases less of them."""
    return unlogged_figures(session, audit, reader=Reader(user_id=None, may_read_working=True))


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


def agreement_rows(figures: AuditFigures) -> Iterator[tuple[str, str]]:
    """How far agencies agreed, and what the panel changed. Nothing is suppressed."""
    agreed, shift = figures.agreement.together, figures.shift.together
    if agreed is not None:
        yield EXACT, _share(agreed.exact)
        yield WITHIN_ONE, _share(agreed.within_one)
        yield AC2, coefficient_text(agreed.ac2)
        yield ALPHA, coefficient_text(agreed.alpha)
    if shift is not None:
        yield CHANGED, _shift(shift.shift)


def _share(share: AgreementShare) -> str:
    if share.estimate is None:
        return share.why_not or "Not defined"
    return share_text(share.count, share.n_pairs)


def share_text(count: int, n_pairs: int) -> str:
    """A share of pairs of grades with the counts that it is of."""
    return f"{percent_text(count / n_pairs)}: {count:,} of {n_pairs:,} pairs of grades"


def coefficient_text(found: AgreementCoefficient) -> str:
    """A coefficient with its ends, or why it is not defined."""
    if found.estimate is None:
        return found.why_not or "Not defined"
    return f"{found.estimate:.2f}, where 1 is full agreement and 0 what chance would give"


def _shift(shift: ModerationShift) -> str:
    if not shift.n_used:
        return shift.why_not or NO_SHIFT
    return shift_text(shift.sign_test.up, shift.sign_test.down, shift.n_used)


def shift_text(up: int, down: int, of: int) -> str:
    """How many grades the panel moved."""
    return f"{up:,} grades raised and {down:,} lowered, of {of:,}"


def dissent_sentences(figures: AuditFigures) -> Iterator[str]:
    """Every dissent by case, question and agency, with its reason; for the panel."""
    labels = {one.name: one.label for one in figures.questions}
    for one in figures.dissenting:
        yield f"{one.agency}, {one.case}, {labels.get(one.question, one.question)}: {one.reason}"


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
