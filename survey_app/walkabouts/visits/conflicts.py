"""Conflicts of interest: nobody visits their own agency, everybody declares, and what is declared is dealt with.

An agency is somebody's own when a membership of theirs names it, in any partnership and whatever the role is called.
Of a collective assessment the agencies of all members count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import Membership, User
from survey_app.errors import Conflict, UserError
from survey_app.partnership.models import Agency
from survey_app.walkabouts.models import Section11Assessment, Visit, VisitMember

LONGEST = 2000


class VisitRefused(UserError):
    """A visit cannot be planned or changed as asked; the message says what to do."""


def agencies_concerned(agency_id: int, assessment: Section11Assessment | None) -> frozenset[int]:
    """The agency visited, and every agency that is assessed together with it."""
    together = {member.agency_id for member in assessment.members} if assessment is not None else set()
    return frozenset({agency_id, *together})


def own_agencies(session: Session, user_ids: Collection[int], agency_ids: Collection[int]) -> dict[int, list[str]]:
    """Who of these people belongs to one of these agencies: person → the names of their agencies among them."""
    rows = session.execute(
        select(Membership.user_id, Agency.name)
        .join(Agency, Agency.id == Membership.agency_id)
        .where(Membership.user_id.in_(user_ids), Membership.agency_id.in_(agency_ids))
        .distinct()
        .order_by(Agency.name)
    )
    found: dict[int, list[str]] = {}
    for user_id, name in rows:
        found.setdefault(user_id, []).append(name)
    return found


def own_agency_sentence(name: str, agencies: Iterable[str]) -> str:
    """Why somebody cannot be in the team."""
    return f"{name} belongs to {' and '.join(agencies)}. Nobody visits their own agency: choose somebody else."


def barred_from(session: Session, visit: Visit, user_ids: Collection[int]) -> dict[int, list[str]]:
    """Who of these people may not be on this visit, because it goes to an agency of theirs."""
    return own_agencies(session, user_ids, agencies_concerned(visit.agency_id, visit.assessment))


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One of the team with how they stand: ``own`` are agencies of theirs that bar them since they were chosen."""

    member: VisitMember
    user: User
    own: tuple[str, ...]

    @property
    def has_declared(self) -> bool:
        return self.member.declared_at is not None

    @property
    def is_open(self) -> bool:
        """Whether a conflict of theirs waits to be dealt with."""
        return bool(self.member.conflict) and not self.member.conflict_handling


def seats_of(session: Session, visit: Visit) -> list[Seat]:
    """The team as it stands now."""
    barred: Mapping[int, list[str]] = barred_from(session, visit, [member.user_id for member in visit.team])
    return [Seat(member=member, user=member.user, own=tuple(barred.get(member.user_id, ()))) for member in visit.team]


def declare(session: Session, member: VisitMember, conflict: str, *, at: datetime) -> None:
    """Record what somebody declares; an empty text means that they have no conflict.

    Another conflict than before needs to be dealt with anew.
    """
    _lock(session, member)
    conflict = conflict.strip()
    if len(conflict) > LONGEST:
        raise VisitRefused(f"Describe the conflict in at most {LONGEST:,} characters.")
    if conflict != member.conflict:
        member.conflict_handling = ""
    member.conflict, member.declared_at = conflict, at
    session.flush()


def handle_conflict(session: Session, member: VisitMember, handling: str, *, seen: str, by: int) -> None:
    """Record how a declared conflict is dealt with; ``seen`` is the conflict as whoever decides has read it."""
    _lock(session, member)
    handling = handling.strip()
    if by == member.user_id:
        raise VisitRefused("Somebody else decides how a conflict of your own is dealt with.")
    if not member.conflict:
        raise VisitRefused("There is no conflict to deal with: the declaration has been changed meanwhile.")
    if " ".join(seen.split()) != " ".join(member.conflict.split()):
        raise Conflict("The declaration was changed meanwhile. Read it again before you decide.")
    if not 1 <= len(handling) <= LONGEST:
        raise VisitRefused(f"Say how the conflict is dealt with, in at most {LONGEST:,} characters.")
    member.conflict_handling = handling
    session.flush()


def take_off(session: Session, visit: Visit, member: VisitMember) -> User:
    """Take somebody off the team; who it was. A team leader is replaced first, by changing the visit."""
    session.refresh(visit, with_for_update=True)
    if visit.state not in ("proposed", "planned"):
        raise VisitRefused("The visit is over, so its team can no longer change.")
    if member.role == "leader":
        raise VisitRefused("This is the team leader. Choose another leader first, by changing the visit.")
    gone = member.user
    session.delete(member)
    session.flush()
    session.expire(visit, ["team"])
    return gone


def _lock(session: Session, member: VisitMember) -> None:
    session.refresh(member, with_for_update=True)
