"""Taking what devices send into the bookings of a forum: each act once, in one transaction, under the cycle's lock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.forums.booking.counting import lock_cycle, of_mailbox
from survey_app.forums.booking.places import Applicant, Event, settle
from survey_app.forums.booking.terms import Terms
from survey_app.forums.contacts.entering import enter_booking
from survey_app.forums.door.acts import Act, ActRefused, id_of, read_act
from survey_app.forums.door.hours import believed
from survey_app.forums.door.standing import follow_check_ins, let_in
from survey_app.forums.models import HELD_STATES, Booking, DoorAct, Forum, HubCycle
from survey_app.partnership.models import Footprint


@dataclass(slots=True, kw_only=True)
class Taken:
    """What became of a message: the ids that are kept, why others are not, and what happened to places."""

    taken: list[str] = field(default_factory=list)
    refused: list[dict[str, str]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    new: list[DoorAct] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who sends, from which device, and when it arrives."""

    user: User
    device: str
    terms: Terms

    @property
    def at(self) -> datetime:
        """When the server has it."""
        return self.terms.at.replace(microsecond=0)


def take_acts(session: Session, forum: Forum, acts: Sequence[Any], sender: Sender) -> Taken:
    """Take every act that can be taken. One that was sent before is taken again without doing anything.

    An act that is refused does not keep the others back: whoever sent it is told why, by its id.
    """
    cycle, result = lock_cycle(session, forum.cycle_id), Taken()
    for given in acts:
        try:
            act = read_act(given)
            if not _is_known(session, forum, act):
                result.new.append(_take(session, cycle, forum, act, sender, result))
            result.taken.append(act.id)
        except ActRefused as refused:
            result.refused.append({"id": id_of(given), "why": str(refused)})
    if result.new:
        result.events += settle(session, cycle, sender.terms)
    return result


def _is_known(session: Session, forum: Forum, act: Act) -> bool:
    known = session.get(DoorAct, act.id)
    if known is None:
        return False
    if known.forum_id != forum.id or known.digest != act.digest:
        raise ActRefused("Another check-in has this id already. Do it again.")
    return True


def _take(
    session: Session, cycle: HubCycle, forum: Forum, act: Act, sender: Sender, result: Taken
) -> DoorAct:  # fmt: skip
    row = DoorAct(
        id=act.id, forum_id=forum.id, kind=act.kind, at=believed(forum, act.at, sender.at), ends=list(act.ends),
        by_id=sender.user.id, device=sender.device, digest=act.digest, received_at=sender.at,
    )  # fmt: skip
    if act.kind == "out":
        session.add(row)
        session.flush()
        for booking in _affected(session, forum, act.ends):
            result.events += follow_check_ins(session, booking, sender.terms)
        return row
    booking = _who(session, cycle, forum, act, sender)
    let_in(session, booking, forum, sender.terms)
    row.booking_id = booking.id
    session.add(row)
    session.flush()
    result.events += follow_check_ins(session, booking, sender.terms)
    return row


def _affected(session: Session, forum: Forum, ends: Sequence[str]) -> Sequence[Booking]:
    """Whose check-ins at this forum are taken back."""
    return session.scalars(
        select(Booking)
        .join(DoorAct, DoorAct.booking_id == Booking.id)
        .where(DoorAct.forum_id == forum.id, DoorAct.id.in_(ends))
        .order_by(Booking.id)
        .distinct()
    ).all()


def _who(session: Session, cycle: HubCycle, forum: Forum, act: Act, sender: Sender) -> Booking:
    """The booking that is checked in: that on the list, one that the same mailbox has in the cycle, or a new one."""
    known = session.get(Booking, act.person)
    if known is not None:
        return _on_the_list(session, cycle, forum, known)
    if act.guest is None:
        raise ActRefused("This person is not on the list of this forum any more. Enter them as a walk-in.")
    own = of_mailbox(session, cycle.id, act.guest.email)
    here = [one for one in own if one.forum_id == forum.id]
    elsewhere = [one for one in own if one.state in HELD_STATES and one.forum_id != forum.id]
    if found := [*here, *(one for one in elsewhere if one.checked_in_at is None)]:
        return found[0]
    email = "" if elsewhere else act.guest.email  # they were at another forum: nobody holds two places
    booking = _new_booking(session, cycle, forum, act, email, sender)
    session.add(booking)
    session.flush()
    enter_booking(session, booking)
    return booking


def _on_the_list(session: Session, cycle: HubCycle, forum: Forum, booking: Booking) -> Booking:
    if booking.cycle_id != cycle.id:
        raise ActRefused("This person is not on the list of this forum.")
    if booking.forum_id != forum.id and booking.checked_in_at is not None:
        raise ActRefused(f"{booking.name} was checked in at “{booking.forum.title}”. Enter them as a walk-in here.")
    return booking


def _new_booking(
    session: Session, cycle: HubCycle, forum: Forum, act: Act, email: str, sender: Sender
) -> Booking:  # fmt: skip
    guest = act.guest or Applicant(name="", email="")
    return Booking(
        id=act.person, cycle_id=cycle.id, forum_id=forum.id, state="booked", name=guest.name, email=email or None,
        agency_id=_agency(session, cycle, guest.agency_id), agency_name=guest.agency_name, sector=guest.sector,
        role_group=guest.role_group, may_contact=guest.may_contact and bool(email), source="door",
        entered_at=sender.terms.at,
    )  # fmt: skip


def _agency(session: Session, cycle: HubCycle, agency_id: int | None) -> int | None:
    """The agency that was chosen, if it is one of this partnership."""
    if agency_id is None:
        return None
    own = select(Footprint.agency_id).where(
        Footprint.partnership_id == cycle.partnership_id, Footprint.agency_id == agency_id
    )
    return session.scalar(own)
