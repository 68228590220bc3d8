"""Who has which part in an assessment: the team that visited, its leaders, the QA group, and everybody else."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import Membership, Role, User
from survey_app.walkabouts.models import Section11Assessment, Visit, VisitMember

JUDGING_ROLES = ("leader", "auditor")
NOT_VISITED = ("cancelled",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """What one person may see and do of one assessment.

    ``in_team`` is anybody who visits; ``judges`` those of the team who agree and grade; ``leads`` who signs.
    ``sees_working`` is false for those who read nothing before it is final.
    """

    user_id: int
    in_team: bool
    judges: bool
    leads: bool
    manages: bool
    sees_working: bool

    @property
    def keeps_the_way(self) -> bool:
        """Whether they may send it to the agency and make it final."""
        return self.leads or self.manages


def visits_of(session: Session, assessment: Section11Assessment) -> list[Visit]:
    """The visits that count, the earliest first."""
    return list(
        session.scalars(
            select(Visit)
            .where(Visit.assessment_id == assessment.id, Visit.state.not_in(NOT_VISITED))
            .order_by(Visit.day, Visit.id)
        )
    )


def team_of(session: Session, assessment: Section11Assessment) -> list[VisitMember]:
    """Everybody who visits, visit by visit."""
    return [member for visit in visits_of(session, assessment) for member in visit.team]


def leaders_of(session: Session, assessment: Section11Assessment) -> list[User]:
    """The team leaders of its visits, each once."""
    found = {member.user_id: member.user for member in team_of(session, assessment) if member.role == "leader"}
    return [found[key] for key in sorted(found)]


def seat_of(session: Session, assessment: Section11Assessment, user_id: int, held: Collection[str]) -> Seat:
    """What this person may see and do, given the permissions that they hold here."""
    roles = {member.role for member in team_of(session, assessment) if member.user_id == user_id}
    visits = "walkabouts.visit" in held
    own = _works_for(session, assessment, user_id)
    judges = visits and not own and bool(roles & set(JUDGING_ROLES))
    in_team = visits and not own and bool(roles)
    manages = "walkabouts.manage" in held and not own
    return Seat(
        user_id=user_id,
        in_team=in_team,
        judges=judges,
        leads=judges and "leader" in roles,
        manages=manages,
        sees_working=in_team or manages or ("results.working" in held and not own),
    )


def _works_for(session: Session, assessment: Section11Assessment, user_id: int) -> bool:
    """Whether they hold a role for an agency that is assessed: nobody judges their own."""
    members = [member.agency_id for member in assessment.members]
    found = select(Membership.id).where(Membership.user_id == user_id, Membership.agency_id.in_(members))
    return session.scalar(found.limit(1)) is not None


def agency_leads(session: Session, assessment: Section11Assessment) -> list[User]:
    """Who replies for the agencies that are assessed: people with the agency's own part, by number."""
    members = [member.agency_id for member in assessment.members]
    rows = session.execute(
        select(User, Role)
        .join(Membership, Membership.user_id == User.id)
        .join(Role, Role.key == Membership.role_key)
        .where(
            Membership.partnership_id == assessment.partnership_id, Membership.agency_id.in_(members), User.active
        )
    ).all()  # fmt: skip
    found = {user.id: user for user, role in rows if "walkabouts.agency" in role.permissions}
    return [found[key] for key in sorted(found)]


def leads_agency_of(session: Session, assessment: Section11Assessment, user_id: int) -> bool:
    """Whether this person is an agency lead of one of the agencies that are assessed."""
    return any(user.id == user_id for user in agency_leads(session, assessment))
