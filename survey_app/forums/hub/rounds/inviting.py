"""Inviting to a round of a cycle those whom somebody has just seen on the list, and nobody else."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from survey_app.collect.display import LOCAL_TIME
from survey_app.database import random_key
from survey_app.forums.booking.counting import lock_cycle
from survey_app.forums.booking.refusals import HubRefused
from survey_app.forums.hub.rounds.beginning import may_say, population_of
from survey_app.forums.hub.rounds.kinds import EVALUATION, FOLLOW_UP, NOTICED, RoundKind, worded
from survey_app.forums.hub.rounds.people import People, Person, people_of
from survey_app.forums.models import HubCycle
from survey_app.forums.replies.mailing import may_be_asked
from survey_app.partnership.contact_book import Source, add_contact
from survey_app.partnership.models import Contact
from survey_app.rounds.models import Invitation, Round
from survey_app.rounds.services import RoundRefused, count_invitations

SINCE_CHANGED = "Who is asked has changed since you looked. This is the list now; nobody is invited yet."


class ListHasChanged(HubRefused):
    """Somebody came on the list, or left it, after it was looked at."""


def invite(
    session: Session, cycle: HubCycle, kind: RoundKind, *, mark: str, sources: Collection[str], at: datetime
) -> int:
    """Invite everybody on the list that bears this mark; how many. Nothing is sent by this.

    Raises
    ------
    ListHasChanged
        The list is another one by now.
    RoundRefused
        The round is closed, or is not answered through personal links.
    """
    cycle = lock_cycle(session, cycle.id)
    round_ = kind.round_of(cycle)
    if round_ is None:
        raise HubRefused("This has no round yet. Begin it first.")
    if round_.access != "token":
        raise RoundRefused("Anyone with the link can answer this round, so nobody is invited to it by name.")
    session.refresh(round_, with_for_update={"key_share": True})
    if round_.state == "closed":
        raise RoundRefused("This round is closed, so nobody more can be invited.")
    people = people_of(session, cycle, kind, round_, at=at, sources=sources)
    if people.mark != mark:
        raise ListHasChanged(SINCE_CHANGED)
    for person in people.asked:
        session.add(_invitation(session, cycle, round_, person))
    session.flush()
    if round_.state == "draft":
        _set_population(session, cycle, kind, round_, people, at)
    return len(people.asked)


def _invitation(session: Session, cycle: HubCycle, round_: Round, person: Person) -> Invitation:
    contact_id = person.contact_id
    if contact_id is None:
        contact_id = _new_contact(session, cycle, person).id
    says_agency = may_say(round_.version, ["agency"], anonymous=round_.anonymous)
    strata = {"forum": person.forum} if person.forum and "forum" in round_.breakdowns else {}
    return Invitation(
        id=random_key(), round_id=round_.id, contact_id=contact_id, strata=strata,
        agency_id=person.agency_id if says_agency else None,
    )  # fmt: skip


def _new_contact(session: Session, cycle: HubCycle, person: Person) -> Contact:
    """A contact for somebody who booked, so that the message has somewhere to go and can be unsubscribed from."""
    source = Source(kind=person.source, label=f"{person.forum}, {cycle.theme}", cycle_id=cycle.id)
    return add_contact(
        session, cycle.partnership_id, name=person.name, email=person.email, agency_id=person.agency_id, source=source
    )  # fmt: skip


def _set_population(
    session: Session, cycle: HubCycle, kind: RoundKind, round_: Round, people: People, at: datetime
) -> None:
    """Before a round opens, its population follows its list."""
    invited = count_invitations(session, round_.id).invited
    note = f"Everybody {worded(kind, cycle).asked}."
    if kind.key == EVALUATION.key:
        counted = population_of(session, cycle, kind, at)
        size, known, note = counted.size, counted.known, counted.note
    elif kind.key == FOLLOW_UP.key:
        size, known = invited, True
    elif kind.key == NOTICED.key:  # whoever was told later is asked later, while the round is open
        day = at.astimezone(LOCAL_TIME).date()
        _, later = may_be_asked(session, cycle, day, until=round_.closes_on or day)
        size, known = invited + len(later), True
        note += f" {len(later):,} of them are asked later, when their own three months are over." if later else ""
    else:
        size, known, note = invited, False, f"{note} The lists may not hold everyone."
    if size is not None and size < invited:
        size, known = invited, False
    round_.population_size, round_.population_known, round_.population_note = size, known, note
    session.flush()
