"""Lists of contacts: made, filled from files, and invited from, each person once however many lists they are on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from survey_app.database import random_key
from survey_app.errors import UserError
from survey_app.partnership.contact_book import Newcomer, Source, add_contacts, note_source
from survey_app.partnership.models import Agency, Contact
from survey_app.rounds.addresses import normal_address
from survey_app.rounds.asking_again import may_be_asked
from survey_app.rounds.invitations import invitations_of
from survey_app.rounds.lists.checking import STORED, ListCheck
from survey_app.rounds.mail_models import ListMember, MailingList
from survey_app.rounds.models import Invitation, Round
from survey_app.rounds.services import RoundRefused
from survey_app.rounds.standing import BOUNCED, OPTED_OUT, standings, why_not


class ListRefused(UserError):
    """A list cannot be made or changed so."""

    status = 409
    title = "That did not work"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLine:
    """A list with how many it holds, and how many of these are written to."""

    list: MailingList
    members: int
    written_to: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFrame:
    """Who would be invited from some lists, and how many stand on them in all."""

    on_lists: int  # every line of every list
    people: int  # each person once
    invited_already: int
    opted_out: int
    bounced: int
    invited: tuple[tuple[int, dict[str, str]], ...]  # contact and strata
    is_complete: bool


def lists_of(session: Session, partnership_id: int) -> list[ListLine]:
    """The lists of a partnership by name."""
    lines = []
    for one in session.scalars(
        select(MailingList).where(MailingList.partnership_id == partnership_id).order_by(MailingList.name)
    ):
        ids = session.scalars(select(ListMember.contact_id).where(ListMember.list_id == one.id)).all()
        silent = sum(bool(why_not(noted)) for noted in standings(session, ids).values())
        lines.append(ListLine(list=one, members=len(ids), written_to=len(ids) - silent))
    return lines


def find_list(session: Session, partnership_id: int, list_id: int) -> MailingList | None:
    """A list of this partnership."""
    found = session.get(MailingList, list_id)
    return found if found is not None and found.partnership_id == partnership_id else None


def make_list(session: Session, partnership_id: int, *, name: str, is_complete: bool) -> MailingList:
    """A new, empty list."""
    plain = " ".join(name.split())
    taken = session.scalars(select(MailingList.name).where(MailingList.partnership_id == partnership_id))
    if plain.casefold() in {one.casefold() for one in taken}:
        raise ListRefused(f"There is a list called “{plain}” already. Choose another name, or add to that list.")
    made = MailingList(partnership_id=partnership_id, name=plain, is_complete=is_complete)
    session.add(made)
    session.flush()
    return made


def make_again_list(session: Session, partnership_id: int, *, today: date) -> MailingList:
    """A list of everybody who said that they may be asked again, and whose three months have passed."""
    contacts = may_be_asked(session, partnership_id, today=today)
    if not contacts:
        raise ListRefused("Nobody may be asked again yet. People say so after their receipt, for three months later.")
    made = make_list(session, partnership_id, name=f"May be asked again, {today:%-d %B %Y}", is_complete=False)
    session.add_all(ListMember(list_id=made.id, contact_id=contact.id) for contact in contacts)
    session.flush()
    return made


def drop_list(session: Session, list_: MailingList) -> None:
    """Remove a list. Its contacts stay, with what is known of them."""
    session.execute(delete(ListMember).where(ListMember.list_id == list_.id))
    session.delete(list_)
    session.flush()


def store_list(session: Session, list_: MailingList, check: ListCheck) -> int:
    """Put the lines of a check on the list, with contacts for those who are new; how many lines."""
    agencies = {agency.name.casefold(): agency.id for agency in session.scalars(select(Agency))}
    stored, source = [line for line in check.lines if line.kind in STORED], Source(kind="list", label=list_.name)
    strangers = [line for line in stored if line.contact_id is None]
    newcomers = [
        Newcomer(
            name=line.name, email=line.email, agency_id=agencies.get(line.agency.casefold()), source=source
        )
        for line in strangers
    ]  # fmt: skip
    added = add_contacts(session, list_.partnership_id, newcomers)
    new = {line.line: contact for line, contact in zip(strangers, added, strict=True)}
    for line in stored:
        contact = new.get(line.line) or session.get_one(Contact, line.contact_id)
        if line.line not in new:
            note_source(session, contact, source)
            contact.agency_id = contact.agency_id or agencies.get(line.agency.casefold())
        session.add(ListMember(list_id=list_.id, contact_id=contact.id, strata=line.strata))
    session.flush()
    return len(stored)


def frame_of(session: Session, round_: Round, lists: Collection[MailingList]) -> ListFrame:
    """Everybody on these lists once: who would be invited to the round, and who not."""
    rows = session.execute(
        select(Contact, ListMember)
        .join(ListMember, ListMember.contact_id == Contact.id)
        .where(ListMember.list_id.in_([one.id for one in lists]), Contact.partnership_id == round_.partnership_id)
        .order_by(Contact.id, ListMember.list_id)
    ).all()
    people: dict[str, tuple[Contact, dict[str, str]]] = {}
    for contact, member in rows:
        known = people.setdefault(normal_address(contact.email) or contact.email, (contact, {}))
        known[1].update({key: value for key, value in member.strata.items() if key not in known[1]})
    noted = standings(session, [contact.id for contact, _ in people.values()])
    invited = {normal_address(item.email) for item in invitations_of(session, round_.id) if item.email}
    why = {key: why_not(noted.get(contact.id)) for key, (contact, _) in people.items()}
    return ListFrame(
        on_lists=len(rows), people=len(people), invited_already=sum(key in invited for key in people),
        opted_out=sum(reason == OPTED_OUT for key, reason in why.items() if key not in invited),
        bounced=sum(reason == BOUNCED for key, reason in why.items() if key not in invited),
        invited=tuple(
            (contact.id, {name: value for name, value in strata.items() if name in round_.breakdowns})
            for key, (contact, strata) in people.items()
            if key not in invited and not why[key]
        ),
        is_complete=bool(lists) and all(one.is_complete for one in lists),
    )  # fmt: skip


def invite_from(session: Session, round_: Round, lists: Sequence[MailingList], *, set_population: bool = False) -> int:
    """Invite everybody on these lists who is not invited yet and may be written to; how many.

    Before the round opens its population can be set to everybody on the lists: known where each list holds everyone it
    is meant to, and otherwise at least so many.
    """
    if round_.state == "closed":
        raise RoundRefused("This round is closed, so nobody more can be invited.")
    if set_population and round_.state != "draft":
        raise RoundRefused("This round has opened, so its population stays as it is.")
    session.refresh(round_, with_for_update={"key_share": True})
    frame = frame_of(session, round_, lists)
    for contact_id, strata in frame.invited:
        agency_id = session.scalar(select(Contact.agency_id).where(Contact.id == contact_id))
        session.add(
            Invitation(id=random_key(), round_id=round_.id, contact_id=contact_id, agency_id=agency_id, strata=strata)
        )
    session.flush()
    if set_population:
        others = session.scalar(select(func.count()).where(Invitation.round_id == round_.id)) or 0
        size = max(others, frame.people)
        names = ", ".join(one.name for one in lists)
        round_.population_size, round_.population_known = size, frame.is_complete
        round_.population_note = f"Everybody on {names}, each person once." + (
            "" if frame.is_complete else " These lists may not hold everyone."
        )
        session.flush()
    return len(frame.invited)
