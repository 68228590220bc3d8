"""A new partnership, and its decisions on small numbers. Services flush; the caller commits."""

from __future__ import annotations

import re
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.disclosure import DisclosurePolicy
from survey_app.errors import UserError
from survey_app.partnership.models import DisclosureDecision, Partnership
from survey_app.retention import add_default_rules

SLUG = re.compile(r"[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?")


def create_partnership(session: Session, *, slug: str, name: str, is_demo: bool = False) -> Partnership:
    """Add a partnership with the default disclosure policy and the suggested retention rules."""
    if not SLUG.fullmatch(slug):
        raise UserError(
            f"“{slug}” cannot stand in an address. Use small letters, digits and hyphens, such as north-partnership."
        )
    if session.scalar(select(Partnership.id).where(Partnership.slug == slug)) is not None:
        raise UserError(f"There is already a partnership called {slug}. Choose another short name.")
    partnership = Partnership(slug=slug, name=name.strip(), is_demo=is_demo)
    session.add(partnership)
    session.flush()
    decide_policy(
        session,
        partnership,
        policy="default",
        decided_by="The product's default",
        decided_on=date.today(),
        reason="In force until the partnership records a decision of its own.",
    )
    add_default_rules(session, partnership)
    return partnership


def policy_decisions(session: Session, partnership_id: int) -> list[DisclosureDecision]:
    """Every decision on a disclosure policy, the newest first."""
    return list(
        session.scalars(
            select(DisclosureDecision)
            .where(DisclosureDecision.partnership_id == partnership_id)
            .order_by(DisclosureDecision.decided_on.desc(), DisclosureDecision.id.desc())
        )
    )


def decide_policy(
    session: Session, partnership: Partnership, *, policy: str, decided_by: str, decided_on: date, reason: str
) -> DisclosureDecision:
    """Record a decision on how small numbers are protected. Rounds name the decision that holds for them."""
    if policy not in ("default", "none"):
        raise UserError("Choose one of the policies.")
    if not reason.strip():
        raise UserError("Say why this was decided; reports print it.")
    decision = DisclosureDecision(
        partnership_id=partnership.id,
        policy=policy,
        threshold=DisclosurePolicy.default().threshold if policy == "default" else 0,
        decided_by=decided_by.strip(),
        decided_on=decided_on,
        reason=reason.strip(),
    )
    session.add(decision)
    session.flush()
    return decision
