"""What a release of an audit may count: the partnership's disclosure policy, applied to counts of cases and grades."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.disclosure import DisclosurePolicy
from analysis.disclosure.rounding import round_count
from analysis.report import Report
from survey_app.case_audits.models import AuditCase, CaseAudit, CaseModeration
from survey_app.rounds.policies import policy_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRule:
    """Counts from 1 to ``threshold`` are not told; all others are rounded to a multiple of ``rounding``."""

    threshold: int
    rounding: int = 1

    def allows(self, *counts: int) -> bool:
        """Whether all of these may be told. Counts that add up to each other are told together, or none of them."""
        return not any(0 < count <= self.threshold for count in counts)

    def rounded(self, count: int) -> int:
        """A count as it is told."""
        return round_count(count, self.rounding)


FULL = ReleaseRule(threshold=0)


def rule_of(audit: CaseAudit, report: Report | None) -> ReleaseRule:
    """The rule of an audit: that of its released report, that of its round, or the usual one."""
    if report is not None:
        return ReleaseRule(threshold=report.policy.threshold, rounding=report.policy.rounding)
    policy = policy_of(audit.round.policy) if audit.round is not None else DisclosurePolicy.default()
    return ReleaseRule(threshold=policy.threshold, rounding=policy.rounding)


def is_settled(session: Session, audit: CaseAudit) -> bool:
    """Whether the panel is done: every case in use is signed off, or the audit is finished.

    Before that, what was told before and after one sign-off would tell by subtraction what one child's grades became.
    """
    if audit.state == "finished":
        return True
    unsigned = session.scalar(
        select(func.count())
        .select_from(AuditCase)
        .outerjoin(CaseModeration, CaseModeration.case_id == AuditCase.id)
        .where(AuditCase.audit_id == audit.id, AuditCase.state == "in_use", CaseModeration.signed_at.is_(None))
    )
    return not unsigned
