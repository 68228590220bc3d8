"""The frame of a round: who is invited, by which list, and the personal links that are handed out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.database import random_key
from survey_app.partnership.contact_book import Newcomer, Source, add_contacts
from survey_app.partnership.models import Agency, Contact
from survey_app.rounds.invitation_list import InvitationList, InvitationRow, ListProblem
from survey_app.rounds.models import Invitation, Round
from survey_app.rounds.services import RoundRefused
from survey_app.rounds.tokens import hash_token, mint_token


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """An invitation as it is listed. ``answered`` says whether, never what or when."""

    invitation: Invitation
    name: str
    email: str
    agency: str
    strata: dict[str, str]
    answered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalLink:
    """A freshly minted link, shown once."""

    name: str
    email: str
    agency: str
    strata: dict[str, str]
    address: str


def check_against_round(session: Session, round_: Round, invitations: InvitationList) -> InvitationList:
    """Add what only the database knows: agencies that do not exist, people who are invited already."""
    agencies = _agencies_by_name(session)
    invited = {item.email for item in invitations_of(session, round_.id)}
    rows: list[InvitationRow] = []
    problems = list(invitations.problems)
    for row in invitations.rows:
        messages = []
        if row.agency and row.agency.casefold() not in agencies:
            messages.append(f"No agency is called “{row.agency}”. Correct the name, or ask for the agency to be added.")
        if row.email and row.email in invited:
            messages.append(f"“{row.email}” is already invited to this round.")
        problems += [ListProblem(line=row.line, message=message) for message in messages]
        if not messages:
            rows.append(row)
    problems.sort(key=lambda problem: problem.line)
    return InvitationList(rows=tuple(rows), problems=tuple(problems))


def unknown_agencies(session: Session, invitations: InvitationList) -> list[str]:
    """The agency names of the list that no agency bears, each once."""
    agencies = _agencies_by_name(session)
    names = {row.agency.casefold(): row.agency for row in invitations.rows if row.agency}
    return sorted(name for key, name in names.items() if key not in agencies)


def store_invitations(session: Session, round_: Round, rows: Sequence[InvitationRow]) -> int:
    """Invite everyone on the rows; they have been checked. Returns how many."""
    if round_.state == "closed":
        raise RoundRefused("This round is closed, so nobody more can be invited.")
    agencies = _agencies_by_name(session)
    emails = [row.email for row in rows if row.email]
    contacts = contacts_by_email(session, round_.partnership_id, emails)
    strangers = [row for row in rows if row.email and row.email not in contacts]
    newcomers = [
        Newcomer(
            name=row.name, email=row.email, source=Source(kind="round", label=round_.title),
            agency_id=agency.id if (agency := agencies.get(row.agency.casefold())) else None,
        )
        for row in strangers
    ]  # fmt: skip
    made = add_contacts(session, round_.partnership_id, newcomers)
    contacts |= {row.email: contact for row, contact in zip(strangers, made, strict=True)}
    for row in rows:
        agency = agencies.get(row.agency.casefold())
        contact = contacts.get(row.email)
        session.add(
            Invitation(
                id=random_key(), round_id=round_.id, contact_id=contact.id if contact else None,
                agency_id=agency.id if agency else None, strata=dict(row.strata),
            )
        )  # fmt: skip
    session.flush()
    return len(rows)


def invitations_of(session: Session, round_id: int) -> list[Invited]:
    """The frame with names, sorted by name; unnamed invitations last, by their random key."""
    found = session.execute(
        select(Invitation, Contact, Agency)
        .outerjoin(Contact, Contact.id == Invitation.contact_id)
        .outerjoin(Agency, Agency.id == Invitation.agency_id)
        .where(Invitation.round_id == round_id)
    )
    listed = [
        Invited(
            invitation=invitation, name=contact.name if contact else "", email=contact.email if contact else "",
            agency=agency.name if agency else "", strata=dict(invitation.strata), answered=invitation.answered,
        )
        for invitation, contact, agency in found
    ]  # fmt: skip
    return sorted(listed, key=lambda item: (item.name == "", item.name.casefold(), item.invitation.id))


def mint_links(session: Session, round_: Round, link: Callable[[str], str]) -> list[PersonalLink]:
    """Mint a link for everyone who has not answered. Links handed out before stop working.

    ``link`` makes the whole address of a token.
    """
    if round_.access != "token":
        raise RoundRefused("Only a round that is answered through personal links has links to hand out.")
    if round_.state == "closed":
        raise RoundRefused("This round is closed; its links no longer open the form.")
    links = []
    for item in invitations_of(session, round_.id):
        if item.answered:
            continue
        token = mint_token()
        item.invitation.token_hash = hash_token(token)
        links.append(
            PersonalLink(name=item.name, email=item.email, agency=item.agency, strata=item.strata, address=link(token))
        )
    session.flush()
    return links


def _agencies_by_name(session: Session) -> dict[str, Agency]:
    return {agency.name.casefold(): agency for agency in session.scalars(select(Agency))}


def contacts_by_email(session: Session, partnership_id: int, emails: Sequence[str]) -> dict[str, Contact]:
    """The partnership's contacts under these addresses, asked for in portions that every database takes."""
    found: dict[str, Contact] = {}
    for start in range(0, len(emails), 500):
        portion = emails[start : start + 500]
        rows = session.scalars(
            select(Contact).where(Contact.partnership_id == partnership_id, Contact.email.in_(portion))
        )
        found |= {contact.email: contact for contact in rows}
    return found
