"""Who can be in a visiting team, and whose visits overlap."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import Membership, User
from survey_app.walkabouts.models import TEAM_ROLES, Visit, VisitMember
from survey_app.walkabouts.visits.conflicts import own_agency_sentence

VISITING = "walkabouts.visit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """Somebody is in another visit at the same time. The other is named where both are of one partnership."""

    user: User
    other: Visit
    is_ours: bool


def visitors(session: Session, partnership_id: int) -> list[User]:
    """Everybody with a role that visits, by name. What a role may do decides, not what it is called."""
    memberships = session.scalars(select(Membership).where(Membership.partnership_id == partnership_id))
    found = {member.user for member in memberships if VISITING in member.role.permissions and member.user.active}
    return sorted(found, key=lambda user: (user.name.casefold(), user.id))


def team_problems(team: Mapping[int, str], known: Mapping[int, str], barred: Mapping[int, Sequence[str]]) -> list[str]:
    """What is wrong with a team: person → role; ``known`` are the names of those who may visit at all."""
    problems = []
    if any(role not in TEAM_ROLES for role in team.values()):
        problems.append("Choose a role of the list for everybody in the team.")
    leaders = sum(role == "leader" for role in team.values())
    if leaders != 1:
        problems.append("Choose one team leader." if not leaders else "Choose only one team leader.")
    if team.keys() - known.keys():
        problems.append("Somebody in the team has no role that visits any more. Leave them out.")
    for user_id in team:
        if user_id in barred and user_id in known:
            problems.append(own_agency_sentence(known[user_id], barred[user_id]))
    return problems


def overlaps(
    session: Session, user_ids: Collection[int], *, day: date | None, starts_at: str, ends_at: str,
    partnership_id: int, but: str | None = None,
) -> list[Overlap]:  # fmt: skip
    """Planned visits of these people, in any partnership, that overlap this time; ``but`` is the visit itself."""
    if day is None or not user_ids:
        return []
    rows = session.execute(
        select(User, Visit)
        .join(VisitMember, VisitMember.user_id == User.id)
        .join(Visit, Visit.id == VisitMember.visit_id)
        .where(User.id.in_(user_ids), Visit.day == day, Visit.state == "planned", Visit.id != (but or ""))
        .order_by(User.name, Visit.starts_at, Visit.id)
    ).all()
    return [
        Overlap(user=user, other=other, is_ours=other.partnership_id == partnership_id)
        for user, other in rows
        if _meet((starts_at, ends_at), (other.starts_at, other.ends_at))
    ]


def overlaps_of(session: Session, visit: Visit) -> list[Overlap]:
    """The overlaps of a planned visit's team."""
    if visit.state != "planned":
        return []
    return overlaps(
        session, [member.user_id for member in visit.team], day=visit.day, starts_at=visit.starts_at,
        ends_at=visit.ends_at, partnership_id=visit.partnership_id, but=visit.id,
    )  # fmt: skip


def overlap_sentence(overlap: Overlap) -> str:
    """What whoever plans is told."""
    if not overlap.is_ours:
        return f"{overlap.user.name} is on a visit for another partnership at this time."
    other = overlap.other
    return (
        f"{overlap.user.name} is also visiting {other.agency.name} from {other.starts_at} to {other.ends_at} that day."
    )


def own_overlap_sentence(overlap: Overlap) -> str:
    """What the person themself is told."""
    if not overlap.is_ours:
        return "You are also on a visit for another partnership at this time."
    other = overlap.other
    return f"You are also visiting {other.agency.name} from {other.starts_at} to {other.ends_at} that day."


def _meet(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two times of one day overlap. A time that is not given lasts all day."""
    (start, end), (begin, finish) = one, other
    return (start or "00:00") < (finish or "24:00") and (begin or "00:00") < (end or "24:00")


def team_text(roles: Sequence[str]) -> str:
    """A team by its roles, as papers name it: "Team leader, 2 auditors, young scrutineer"."""
    parts: list[str] = []
    for role, name in TEAM_ROLES.items():
        count = list(roles).count(role)
        if count:
            words = name if not parts else name.lower()
            parts.append(words if count == 1 else f"{count} {name.lower()}s")
    return ", ".join(parts)
