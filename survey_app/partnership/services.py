"""The partnership's own records. Services flush; the caller commits."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from survey_app.accounts.models import Membership, Role
from survey_app.errors import UserError
from survey_app.partnership.models import AGENCY_TYPES, Agency, Footprint, Partnership, School

Moved = Callable[[Session, int, int], None]
"""What follows when an agency comes into a partnership's area, or leaves it: session, partnership's id, agency's id."""

_when_joined: list[Moved] = []
_when_left: list[Moved] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipLink:
    """A partnership that somebody belongs to, the names of their roles there, and what these permit."""

    name: str
    slug: str
    roles: tuple[str, ...]
    permissions: frozenset[str]


def find_partnership(session: Session, slug: str) -> Partnership:
    """The partnership of this short name."""
    found = session.scalar(select(Partnership).where(Partnership.slug == slug))
    if found is None:
        known = ", ".join(session.scalars(select(Partnership.slug).order_by(Partnership.slug))) or "none yet"
        raise UserError(f"There is no partnership called {slug}. Those of this installation: {known}.")
    return found


def count_partnerships(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Partnership)) or 0


def partnerships_of(session: Session, user_id: int) -> list[PartnershipLink]:
    """The partnerships a user belongs to, by name."""
    rows = session.scalars(
        select(Membership).join(Partnership).where(Membership.user_id == user_id).order_by(Partnership.name)
    )
    roles: dict[Partnership, list[Role]] = {}
    for member in rows:
        roles.setdefault(member.partnership, []).append(member.role)
    return [
        PartnershipLink(
            name=partnership.name, slug=partnership.slug, roles=tuple(sorted(role.name for role in held)),
            permissions=frozenset(key for role in held for key in role.permissions),
        )
        for partnership, held in roles.items()
    ]  # fmt: skip


def agencies_of(session: Session, partnership_id: int) -> list[Agency]:
    """The agencies that work in the partnership's area, by name; the schools of its school list are left to that."""
    return list(session.scalars(agencies_in_area(partnership_id).order_by(Agency.name)))


def agencies_in_area(partnership_id: int) -> Select[Agency]:
    """The same as a query. Hundreds of schools are audited by campaigns, under a duty of their own."""
    schools = select(School.agency_id).where(School.partnership_id == partnership_id)
    return select(Agency).join(Footprint).where(Footprint.partnership_id == partnership_id, Agency.id.not_in(schools))


def agencies_elsewhere(session: Session, partnership_id: int) -> list[Agency]:
    """The installation's other agencies, which this partnership may add to its own."""
    ours = select(Footprint.agency_id).where(Footprint.partnership_id == partnership_id)
    return list(session.scalars(select(Agency).where(Agency.id.not_in(ours)).order_by(Agency.name)))


def add_agency(session: Session, partnership_id: int, *, name: str, agency_type: str) -> Agency:
    """Add an agency to the partnership's area; one that the installation knows by this name is the same agency."""
    if agency_type not in AGENCY_TYPES:
        raise UserError("Choose the type of the agency from the list.")
    name = " ".join(name.split())
    agency = session.scalar(select(Agency).where(func.lower(Agency.name) == name.lower()))
    if agency is None:
        agency = Agency(name=name, agency_type=agency_type)
        session.add(agency)
        session.flush()
    include_agency(session, partnership_id, agency.id)
    return agency


def include_agency(session: Session, partnership_id: int, agency_id: int) -> None:
    """Say that an agency of the installation works in the partnership's area."""
    if session.get(Agency, agency_id) is None:
        raise UserError("There is no such agency.")
    include_agencies(session, partnership_id, [agency_id])


def include_agencies(session: Session, partnership_id: int, agency_ids: Collection[int]) -> None:
    """The same of many that the installation has; those that are in the area already stay as they are."""
    there = session.scalars(select(Footprint.agency_id).where(Footprint.partnership_id == partnership_id))
    fresh = sorted(set(agency_ids) - set(there))
    session.add_all(Footprint(partnership_id=partnership_id, agency_id=agency_id) for agency_id in fresh)
    session.flush()
    for agency_id in fresh:
        for joined in _when_joined:
            joined(session, partnership_id, agency_id)


def when_agency_joins(joined: Moved) -> Moved:
    """Register what follows, in the same transaction: its assessment elsewhere is shared, for example."""
    _when_joined.append(joined)
    return joined


def when_agency_leaves(left: Moved) -> Moved:
    """Register what follows, in the same transaction: what was shared because of it is shared no longer."""
    _when_left.append(left)
    return left


def exclude_agency(session: Session, partnership_id: int, agency_id: int) -> None:
    """Take an agency out of the partnership's area; its past answers stay."""
    footprint = session.get(Footprint, (partnership_id, agency_id))
    if footprint is not None:
        session.delete(footprint)
        session.flush()
        for left in _when_left:
            left(session, partnership_id, agency_id)


def known_agency(agencies: Iterable[Agency], agency_id: str) -> int | None:
    """The number of an agency chosen on a form, None for "no agency" or one that is not ours."""
    return next((agency.id for agency in agencies if str(agency.id) == agency_id), None)
