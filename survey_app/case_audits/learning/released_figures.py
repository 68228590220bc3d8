"""Agreement, shift and dissents of an audit as far as they may be released: never of a few cases or a few grades."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.case_audits import AgreementFigures, AuditFigures
from survey_app.case_audits.kinds import KINDS
from survey_app.case_audits.learning.release_rules import ReleaseRule
from survey_app.case_audits.learning.report_figures import (
    AC2,
    ALPHA,
    CHANGED,
    EXACT,
    NO_SHIFT,
    WITHIN_ONE,
    coefficient_text,
    share_text,
    shift_text,
)
from survey_app.case_audits.models import CaseAudit

AGREED = "How far agencies agreed"
TOO_FEW = "Not released: it would be of too few cases or grades."
GOES_ON = "Not released: moderation goes on."
SOME_DISSENT = "An agency did not agree with the panel in some places. Its reasons are recorded with the panel."


def released_rows(
    audit: CaseAudit, figures: AuditFigures, *, rule: ReleaseRule, settled: bool
) -> Iterator[tuple[str, str]]:
    """How far agencies agreed, and what the panel changed.

    Parameters
    ----------
    settled : bool
        Whether the panel is done with all cases. Before that nothing that it settled is told.
    """
    agreed = figures.agreement.together
    if agreed is not None:
        yield from _agreement(agreed, len(figures.cases), rule)
    if figures.shift.together is None:
        return
    if not settled and _is_moderated(audit, figures):
        yield CHANGED, GOES_ON
    else:
        yield CHANGED, _shift(figures, rule)


def _agreement(agreed: AgreementFigures, n_cases: int, rule: ReleaseRule) -> Iterator[tuple[str, str]]:
    """All four figures, or none: each of them narrows down what the others are of."""
    exact, within = agreed.exact, agreed.within_one
    parts = (exact.count, within.count - exact.count, exact.n_pairs - within.count)  # the same, the next, further
    if not rule.allows(n_cases, agreed.n_cases, *parts):
        yield AGREED, TOO_FEW
        return
    for name, share in ((EXACT, exact), (WITHIN_ONE, within)):
        if share.estimate is None:
            yield name, share.why_not or "Not defined"
        else:
            yield name, share_text(rule.rounded(share.count), rule.rounded(share.n_pairs))
    yield AC2, coefficient_text(agreed.ac2)
    yield ALPHA, coefficient_text(agreed.alpha)


def _is_moderated(audit: CaseAudit, figures: AuditFigures) -> bool:
    return KINDS[audit.kind].moderated or bool(figures.panel)


def _shift(figures: AuditFigures, rule: ReleaseRule) -> str:
    assert figures.shift.together is not None
    shift = figures.shift.together.shift
    moved = shift.sign_test
    if not rule.allows(len(figures.cases), _moderated_cases(figures), moved.up, moved.down, moved.same):
        return TOO_FEW
    if not shift.n_used:
        return shift.why_not or NO_SHIFT
    return shift_text(rule.rounded(moved.up), rule.rounded(moved.down), rule.rounded(shift.n_used))


def _moderated_cases(figures: AuditFigures) -> int:
    """On how many cases a grade that was given blind stands beside a moderated one: those that a shift is of."""
    names = {one.name for one in figures.pooled}
    return len(
        {
            cell.case
            for cell in figures.cells
            if cell.question in names and cell.moderated is not None and cell.blind is not None and not cell.late
        }
    )


def released_dissents(
    audit: CaseAudit, figures: AuditFigures, *, rule: ReleaseRule, settled: bool
) -> Iterator[str]:  # fmt: skip
    """How often agencies did not agree: a count of what organisations said, without case or words."""
    counts = figures.shift.dissents
    if not settled:
        if _is_moderated(audit, figures):
            yield GOES_ON
    elif counts.total and not rule.allows(len(figures.cases), counts.total, counts.n_cases):
        yield SOME_DISSENT
    elif counts.total:
        total = rule.rounded(counts.total)
        yield f"In {total:,} places an agency did not agree with the panel. The reasons are recorded with the panel."
