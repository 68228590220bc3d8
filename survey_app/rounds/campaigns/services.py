"""A campaign from its school list to its last reminder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, count

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.database import random_key
from survey_app.partnership.contact_book import Newcomer, Source, add_contacts
from survey_app.partnership.models import Agency, Locality, School
from survey_app.partnership.services import include_agencies
from survey_app.rounds.campaigns.models import Campaign
from survey_app.rounds.campaigns.school_list import SchoolRow
from survey_app.rounds.invitations import contacts_by_email, invitations_of
from survey_app.rounds.models import Invitation, Round
from survey_app.rounds.services import RoundPlan, RoundRefused, create_round

BREAKDOWNS = ("region", "phase")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListUpdate:
    """What a school list has changed."""

    added: int
    changed: int
    gone: tuple[str, ...]  # schools that were listed and are not any more


def take_list(session: Session, partnership_id: int, rows: Sequence[SchoolRow]) -> ListUpdate:
    """Keep the list as the partnership's present one. Schools are recognised by their URN, whatever they are called."""
    known = {school.urn: school for school in schools_of(session, partnership_id, listed=None)}
    added = changed = 0
    for row in rows:
        school = known.get(row.urn)
        if school is None:
            school = School(partnership_id=partnership_id, urn=row.urn, agency=_agency(session, row))
            session.add(school)
            added += 1
        elif _details(school) != (row.name, row.phase, row.region, row.lead_name, row.lead_email):
            changed += 1
        school.name, school.phase, school.region = row.name, row.phase, row.region
        school.lead_name, school.lead_email, school.listed = row.lead_name, row.lead_email, True
    present = {row.urn for row in rows}
    gone = [school for school in known.values() if school.listed and school.urn not in present]
    for school in gone:
        school.listed, school.lead_name, school.lead_email = False, "", ""  # nobody is to be written to any more
    session.flush()
    _put_into_area(session, partnership_id, rows)
    return ListUpdate(added=added, changed=changed, gone=tuple(sorted(school.name for school in gone)))


def _details(school: School) -> tuple[str, ...]:
    return school.name, school.phase, school.region, school.lead_name, school.lead_email


def _agency(session: Session, row: SchoolRow) -> Agency:
    """The installation's agency for a school: of another partnership that lists the same URN, or a new one."""
    known = session.scalar(
        select(Agency).join(School, School.agency_id == Agency.id).where(School.urn == row.urn).limit(1)
    )
    if known is not None:
        return known
    agency = Agency(name=_free_name(session, row), agency_type="school")
    session.add(agency)
    session.flush()
    return agency


def _free_name(session: Session, row: SchoolRow) -> str:
    """The school's name, which no two agencies share: with its URN, or that and a number, where others have it."""
    marks = chain(("", f" ({row.urn})"), (f" ({row.urn}, {number})" for number in count(2)))
    names = (f"{row.name[:180] if mark else row.name}{mark}" for mark in marks)
    return next(name for name in names if session.scalar(select(Agency.id).where(Agency.name == name)) is None)


def _put_into_area(session: Session, partnership_id: int, rows: Sequence[SchoolRow]) -> None:
    """The schools work in the partnership's area, and its regions are localities."""
    include_agencies(session, partnership_id, {school.agency_id for school in schools_of(session, partnership_id)})
    named = set(session.scalars(select(Locality.name).where(Locality.partnership_id == partnership_id)))
    regions = {row.region for row in rows} - named
    session.add_all(Locality(partnership_id=partnership_id, name=region) for region in sorted(regions))
    session.flush()


def schools_of(session: Session, partnership_id: int, *, listed: bool | None = True) -> list[School]:
    """The schools of the partnership's list by region and name; ``listed=None`` gives those that have left it too."""
    statement = select(School).where(School.partnership_id == partnership_id)
    if listed is not None:
        statement = statement.where(School.listed == listed)
    return list(session.scalars(statement.order_by(School.region, School.name, School.urn)))


def start_campaign(
    session: Session,
    partnership_id: int,
    *,
    title: str,
    version_id: int,
    policy_id: int,
    closes_on: date,
    reminder_days: Sequence[int],
    introduction: str = "",
) -> Campaign:
    """A draft round that asks every listed school, each under a personal link of its designated lead."""
    schools = schools_of(session, partnership_id)
    if not schools:
        raise RoundRefused("There are no schools on the list yet. Import the school list first.")
    plan = RoundPlan(
        title=title, version_id=version_id, access="token", anonymous=False, population_size=len(schools),
        population_known=True, population_note="Every school on the partnership’s list.", policy_id=policy_id,
        breakdowns=BREAKDOWNS, closes_on=closes_on, introduction=introduction,
    )  # fmt: skip
    round_ = create_round(session, partnership_id, plan)
    campaign = Campaign(round_id=round_.id, round=round_, reminder_days=sorted(set(reminder_days), reverse=True))
    session.add(campaign)
    session.flush()
    invite_schools(session, round_, schools)
    return campaign


def invite_schools(session: Session, round_: Round, schools: Sequence[School]) -> int:
    """Invite the schools that are not invited yet; how many."""
    invited = {item.invitation.agency_id for item in invitations_of(session, round_.id)}
    fresh = [school for school in schools if school.agency_id not in invited]
    leads = _leads(session, round_.partnership_id, fresh)
    session.add_all(
        Invitation(
            id=random_key(), round_id=round_.id, agency_id=school.agency_id, contact_id=leads.get(school.lead_email),
            strata={"region": school.region, "phase": school.phase},
        )
        for school in fresh
    )  # fmt: skip
    session.flush()
    return len(fresh)


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """What a newer school list has changed in a campaign."""

    leads: int
    invited: int


def renew(session: Session, campaign: Campaign) -> Renewal:
    """Bring a campaign up to the present list.

    Of schools that have not answered, the leads are those of the list now; a former lead's link opens nothing any more.
    Until the campaign begins, schools that are new on the list are invited too; afterwards its population is fixed.
    """
    round_ = campaign.round
    if round_.state == "closed":
        raise RoundRefused("This campaign is closed, so nothing of it changes any more.")
    schools = {school.agency_id: school for school in schools_of(session, round_.partnership_id)}
    waiting = [item for item in invitations_of(session, round_.id) if not item.answered]
    asked = [(item, schools.get(item.invitation.agency_id or 0)) for item in waiting]
    moved = [(item, school) for item, school in asked if school is not None and school.lead_email != item.email]
    leads = _leads(session, round_.partnership_id, [school for _, school in moved])
    for item, school in moved:
        item.invitation.contact_id, item.invitation.token_hash = leads.get(school.lead_email), None
    invited = 0
    if round_.state == "draft":
        invited = invite_schools(session, round_, list(schools.values()))
        round_.population_size = (round_.population_size or 0) + invited
    session.flush()
    return Renewal(leads=len(moved), invited=invited)


def _leads(session: Session, partnership_id: int, schools: Sequence[School]) -> dict[str, int]:
    """The contacts of the schools' designated leads by address; the same person may lead at several schools."""
    named: dict[str, School] = {}
    for school in schools:
        if school.lead_email:
            named.setdefault(school.lead_email, school)
    contacts = contacts_by_email(session, partnership_id, list(named))
    unknown = {email: school for email, school in named.items() if email not in contacts}
    newcomers = [
        Newcomer(
            agency_id=school.agency_id, email=email, source=Source(kind="school", label=school.name),
            name=school.lead_name or f"Designated safeguarding lead, {school.name}",
        )
        for email, school in unknown.items()
    ]  # fmt: skip
    contacts |= dict(zip(unknown, add_contacts(session, partnership_id, newcomers), strict=True))
    return {email: contact.id for email, contact in contacts.items()}


def campaigns_of(session: Session, partnership_id: int) -> list[Campaign]:
    """The partnership's campaigns, the newest first."""
    return list(
        session.scalars(
            select(Campaign).join(Round).where(Round.partnership_id == partnership_id).order_by(Round.id.desc())
        )
    )


def find_campaign(session: Session, partnership_id: int, slug: str) -> Campaign | None:
    """The campaign whose round has this address."""
    return session.scalar(
        select(Campaign).join(Round).where(Round.partnership_id == partnership_id, Round.slug == slug)
    )
