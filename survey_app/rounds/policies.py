"""The disclosure decisions of a partnership, and the analysis policy that each stands for."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.disclosure import DisclosurePolicy
from survey_app.partnership.models import DisclosureDecision

DEFAULT_REASON = "The policy that Walkabout ships with: counts of people from 1 to 4 are hidden."


def default_decision(session: Session, partnership_id: int, *, decided_by: str, today: date) -> DisclosureDecision:
    """The partnership's standing decision for the default policy, recorded at its first use."""
    standing = session.scalars(
        select(DisclosureDecision)
        .where(DisclosureDecision.partnership_id == partnership_id, DisclosureDecision.policy == "default")
        .order_by(DisclosureDecision.id)
    ).first()
    if standing is not None:
        return standing
    return _record(session, partnership_id, "default", DisclosurePolicy.default().threshold, decided_by, today,
                   DEFAULT_REASON)  # fmt: skip


def decision_for_none(
    session: Session, partnership_id: int, *, decided_by: str, reason: str, today: date
) -> DisclosureDecision:
    """A decision to hide nothing in one round. Each is recorded on its own, with who answers for it and why."""
    return _record(session, partnership_id, "none", 0, decided_by, today, reason)


def _record(
    session: Session, partnership_id: int, policy: str, threshold: int, decided_by: str, today: date, reason: str
) -> DisclosureDecision:
    decision = DisclosureDecision(
        partnership_id=partnership_id, policy=policy, threshold=threshold, decided_by=decided_by, decided_on=today,
        reason=reason,
    )  # fmt: skip
    session.add(decision)
    session.flush()
    return decision


def policy_of(decision: DisclosureDecision) -> DisclosurePolicy:
    """The policy that the gate applies for this decision."""
    if decision.policy == "none":
        return DisclosurePolicy.none(
            decided_by=decision.decided_by, decided_on=decision.decided_on, reason=decision.reason
        )
    return DisclosurePolicy.default(decided_by=decision.decided_by, decided_on=decision.decided_on)
