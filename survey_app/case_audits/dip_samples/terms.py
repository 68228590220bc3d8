"""By what the clocks of a dip sample run: kept with the audit, so that a later change elsewhere alters no figure."""

from __future__ import annotations

from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.dip_samples import ClockTerms
from analysis.dip_samples.clocks import Rule
from analysis.working_days import OFFICE_HOURS, opening_hours_from_document, opening_hours_to_document
from survey_app.case_audits.models import CaseAudit, FrontDoorClock
from survey_app.case_audits.planning.plans import lock_audit
from survey_app.database import now
from survey_app.programme.incidents.dip_terms import offered_terms

#: What an audit is counted by that has nothing of its own. It must never change: stored audits rest on it.
DEFAULT_TERMS = ClockTerms(hours=OFFICE_HOURS)
CHANGEABLE = ("planning", "fieldwork", "moderation")


def terms_of(session: Session, audit: CaseAudit) -> ClockTerms:
    """By what the clocks of an audit run."""
    kept = session.get(FrontDoorClock, audit.id)
    return DEFAULT_TERMS if kept is None else _terms(kept)


def has_terms(session: Session, audit: CaseAudit) -> bool:
    """Whether somebody has set them for this audit."""
    return session.get(FrontDoorClock, audit.id) is not None


def suggested_terms(session: Session, audit: CaseAudit) -> ClockTerms:
    """Those of the audit; where it has none, the last ones, with the rule for telling referrers."""
    if has_terms(session, audit):
        return terms_of(session, audit)
    last = session.scalars(
        select(FrontDoorClock)
        .join(CaseAudit, CaseAudit.id == FrontDoorClock.audit_id)
        .where(CaseAudit.partnership_id == audit.partnership_id)
        .order_by(FrontDoorClock.set_at.desc(), FrontDoorClock.audit_id.desc())
        .limit(1)
    ).first()
    terms = DEFAULT_TERMS if last is None else _terms(last)
    return offered_terms(session, audit.partnership_id, terms, audit.window_ends_on)


def keep_terms(session: Session, audit: CaseAudit, terms: ClockTerms, *, by: int | None) -> None:
    """Set by what the clocks of an audit run; AuditRefused once it is finished."""
    lock_audit(session, audit, *CHANGEABLE)
    kept = session.get(FrontDoorClock, audit.id)
    if kept is None:
        kept = FrontDoorClock(audit_id=audit.id)
        session.add(kept)
    kept.hours, kept.rule, kept.told_from = opening_hours_to_document(terms.hours), terms.rule, terms.told_from
    kept.set_by_id, kept.set_at = by, now()
    session.flush()


def _terms(kept: FrontDoorClock) -> ClockTerms:
    return ClockTerms(
        hours=opening_hours_from_document(kept.hours), rule=cast(Rule, kept.rule),
        told_from="decided" if kept.told_from == "decided" else "received",
    )  # fmt: skip
