"""Who has read how an agency grades itself, and so can no longer judge it unseen. The register of access remembers."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.audit_log import AuditEvent
from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.self_assessment.access import COMPARED

# As self_assessment/progress_views.py and results/services.py record them.
OF_ONE = ("self-grades read",)
OF_ALL = ("raw answers read", "working results read")


def have_read_own_grades(
    session: Session, assessment: Section11Assessment | None, user_ids: Collection[int]
) -> list[User]:
    """Those of these people who have read the agency's own grades; nobody once both grades have been shown."""
    if assessment is None or assessment.stage in COMPARED:
        return []
    of_one = and_(AuditEvent.action.in_(OF_ONE), AuditEvent.subject == f"self-assessment {assessment.id}")
    own_round = assessment.cycle.self_round
    of_all = and_(
        AuditEvent.action.in_(OF_ALL), AuditEvent.subject == (f"round {own_round.slug}" if own_round else "")
    )  # fmt: skip
    read = select(AuditEvent.actor_id).where(
        AuditEvent.partnership_id == assessment.partnership_id, AuditEvent.actor_id.in_(user_ids), or_(of_one, of_all)
    )
    return list(session.scalars(select(User).where(User.id.in_(read)).order_by(User.name, User.id)))


def read_sentence(name: str) -> str:
    """Why somebody cannot be in the team."""
    return (
        f"{name} has read how the agency grades itself, and a walkabout is judged without having seen that: choose "
        "somebody else, or let them observe."
    )
