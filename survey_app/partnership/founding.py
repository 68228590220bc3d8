"""A new partnership. Services flush; the caller commits."""

from __future__ import annotations

import re
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.disclosure import DisclosurePolicy
from survey_app.errors import UserError
from survey_app.partnership.decisions import Decision, record_policy
from survey_app.partnership.models import Partnership
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
    founding = Decision(
        by="The product's default",
        on=date.today(),
        reason="In force until the partnership records a decision of its own.",
    )
    record_policy(session, partnership.id, DisclosurePolicy.default(), founding)
    add_default_rules(session, partnership)
    return partnership
