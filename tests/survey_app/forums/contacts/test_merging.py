"""Making one contact of two: what survives, what wins, what is refused, and that it happens whole or not at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.database import Base, db, now
from survey_app.forums.contacts.changing import ContactRefused
from survey_app.forums.contacts.joining import OWN_RULES
from survey_app.forums.contacts.merging import merge, plan_merge
from survey_app.forums.contacts.pairs import keep_apart
from survey_app.forums.models import Booking, HubCycle
from survey_app.mail import OutboxMessage, queue_mail
from survey_app.mail_ledger import queue_once
from survey_app.partnership.contact_book import Source, note_source, present_id
from survey_app.partnership.contact_models import ContactConsent, ContactSource, SeparateContacts
from survey_app.partnership.models import Contact, Partnership
from survey_app.rounds.mail_models import ContactStanding, ListMember, MailingList
from survey_app.rounds.models import Invitation
from survey_app.rounds.standing import note_bounce, opt_out
from tests.survey_app.factories import make_invitation, make_round
from tests.survey_app.forums.contacts.conftest import MakeContact
from tests.survey_app.forums.hub_factories import make_booking, make_forum, make_hub_cycle

OLD, NEW = "ann.example@trust.nhs.uk", "ann.example@trust.nhs.net"


@pytest.fixture
def dropped(make_contact: MakeContact) -> Contact:
    return make_contact("Ann Example", OLD, agreed=True, at=now() - timedelta(days=300))


@pytest.fixture
def kept(make_contact: MakeContact) -> Contact:
    return make_contact("Ann Example", NEW, source=Source(kind="booking", label="North, Gangs"))


def join(session: Session, kept: Contact, dropped: Contact, *, keep_bounce: bool = True) -> Contact:
    plan = plan_merge(session, kept, dropped, at=now())
    return merge(
        session, kept.partnership_id, kept.id, dropped.id, seal=plan.seal, keep_bounce=keep_bounce, at=now()
    )  # fmt: skip


def test_history_lists_bookings_and_invitations_are_with_the_one_that_is_kept(
    session: Session, partnership: Partnership, cycle: HubCycle, kept: Contact, dropped: Contact
) -> None:
    note_source(session, kept, Source(kind="list", label="Everybody"))
    first, second = (MailingList(partnership_id=partnership.id, name=name) for name in ("First", "Second"))
    session.add_all([first, second])
    session.flush()
    session.add_all(
        [
            ListMember(list_id=first.id, contact_id=kept.id, strata={"role": "nurse"}),
            ListMember(list_id=first.id, contact_id=dropped.id, strata={"role": "doctor", "forum": "North"}),
            ListMember(list_id=second.id, contact_id=dropped.id),
        ]
    )
    past = make_booking(session, make_forum(session, cycle, in_hours=-100), email=OLD, contact_id=dropped.id)
    unlinked = make_booking(session, make_forum(session, make_hub_cycle(session, partnership)), email=OLD)
    invitation = make_invitation(session, make_round(session, partnership, access="token"))[0]
    invitation.contact_id = dropped.id
    old_id, added = dropped.id, dropped.added_at
    result = join(session, kept, dropped)
    assert session.get(Contact, old_id) is None
    assert (result.added_at, present_id(session, old_id)) == (added, result.id)
    assert {one.list_id: one.strata for one in session.scalars(select(ListMember))} == {
        first.id: {"role": "nurse", "forum": "North"}, second.id: {},
    }  # fmt: skip
    assert (past.contact_id, past.email) == (result.id, OLD), "what was is not rewritten"
    assert (unlinked.contact_id, unlinked.email) == (result.id, NEW), "what is to come has the address that is kept"
    assert invitation.contact_id == result.id
    kinds = session.scalars(select(ContactSource.kind).order_by(ContactSource.noted_at, ContactSource.id)).all()
    assert kinds == ["list", "booking"]


def test_an_agreement_counts_for_its_own_address_alone(session: Session, kept: Contact, dropped: Contact) -> None:
    plan = plan_merge(session, kept, dropped, at=now())
    assert not plan.agreed
    assert not join(session, kept, dropped).consented
    [consent] = session.scalars(select(ContactConsent)).all()
    assert (consent.contact_id, consent.email, consent.act) == (kept.id, OLD, "given")


def test_an_agreement_for_the_address_that_is_kept_stays(session: Session, kept: Contact, dropped: Contact) -> None:
    assert join(session, dropped, kept).consented


@pytest.mark.parametrize("who", ["kept", "dropped"])
def test_whoever_unsubscribed_under_either_address_is_not_written_to(
    session: Session, kept: Contact, dropped: Contact, who: str
) -> None:
    # The one that is kept has the agreement: what wins over it is that somebody unsubscribed.
    kept, dropped = dropped, kept
    opt_out(session, {"kept": kept, "dropped": dropped}[who].id, by="themselves", today=date(2026, 5, 1))
    result = join(session, kept, dropped)
    standing = session.get_one(ContactStanding, result.id)
    assert (standing.opted_out_on, standing.opted_out_by) == (date(2026, 5, 1), "themselves")
    assert not result.consented


@pytest.mark.parametrize("keep_bounce", [True, False])
def test_that_mail_came_back_wins_unless_somebody_says_that_the_address_works(
    session: Session, kept: Contact, dropped: Contact, keep_bounce: bool
) -> None:
    note_bounce(session, dropped.id, reason="No such mailbox", today=date(2026, 5, 1))
    assert plan_merge(session, kept, dropped, at=now()).bounce_of_other == "No such mailbox"
    result = join(session, kept, dropped, keep_bounce=keep_bounce)
    assert (session.get_one(ContactStanding, result.id).bounced_on is not None) is keep_bounce


def test_a_bounce_of_the_address_that_is_kept_is_never_dropped(
    session: Session, kept: Contact, dropped: Contact
) -> None:
    note_bounce(session, kept.id, reason="No such mailbox", today=date(2026, 5, 1))
    assert session.get_one(ContactStanding, join(session, kept, dropped, keep_bounce=False).id).bounced_on is not None


@pytest.mark.parametrize(
    ("states", "hours", "same_forum", "refused"),
    [
        (("booked", "booked"), (50, 90), False, True),
        (("booked", "waiting"), (50, 90), False, True),
        (("waiting", "waiting"), (50, 50), True, True),
        (("waiting", "waiting"), (50, 90), False, False),
        (("cancelled", "booked"), (50, 90), False, False),
        (("booked", "booked"), (-50, 90), False, True),
        (("booked", "booked"), (-50, -90), False, False),
    ],
)  # fmt: skip
def test_nobody_gets_two_places_in_a_cycle_by_being_merged(
    session: Session, cycle: HubCycle, kept: Contact, dropped: Contact, states: tuple[str, str],
    hours: tuple[int, int], same_forum: bool, refused: bool,
) -> None:  # fmt: skip
    first = make_forum(session, cycle, in_hours=hours[0])
    second = first if same_forum else make_forum(session, cycle, in_hours=hours[1])
    make_booking(session, first, state=states[0], email=NEW, contact_id=kept.id)
    other = make_booking(session, second, state=states[1], email=OLD, contact_id=dropped.id)
    assert bool(plan_merge(session, kept, dropped, at=now()).clashes) is refused
    if refused:
        with pytest.raises(ContactRefused, match="Cancel one of them first"):
            join(session, kept, dropped)
        session.expire_all()
        assert session.get(Contact, dropped.id) is not None
        assert (other.contact_id, other.email) == (dropped.id, OLD)
    else:
        join(session, kept, dropped)
        assert other.contact_id == kept.id


@pytest.mark.parametrize(("answered", "state"), [("kept", "open"), ("dropped", "open"), ("", "draft"), ("", "closed")])
def test_somebody_invited_twice_gets_mail_for_one_invitation_and_the_frame_stays(
    session: Session, partnership: Partnership, kept: Contact, dropped: Contact, answered: str, state: str
) -> None:
    round_ = make_round(session, partnership, access="token", state=state, closes_on=now().date())
    pairs = [(who, make_invitation(session, round_)[0]) for who in (kept, dropped)]
    for who, invitation in pairs:
        invitation.contact_id = who.id
        invitation.answered = answered == ("kept" if who is kept else "dropped")
    session.flush()
    join(session, kept, dropped)
    rows = session.scalars(select(Invitation).where(Invitation.round_id == round_.id)).all()
    named = [one for one in rows if one.contact_id == kept.id]
    assert len(rows) == (1 if state == "draft" else 2)
    assert len(named) == (2 if state == "closed" else 1)
    if answered:
        assert named[0].answered
        assert [one.token_hash for one in rows if one.contact_id is None] == [None]


def test_messages_that_wait_follow_the_address_and_none_is_sent_twice(
    session: Session, partnership: Partnership, cycle: HubCycle, kept: Contact, dropped: Contact
) -> None:
    booking = make_booking(session, make_forum(session, cycle), email=OLD, contact_id=dropped.id)
    mine = queue_mail(
        session, to=OLD, subject="Your place", body="…", kind="forum_place", about=booking.id,
        partnership_id=partnership.id,
    )  # fmt: skip
    other = queue_mail(session, to=OLD, subject="Alert", body="…", kind="duty_list", partnership_id=partnership.id)
    for who in (kept, dropped):
        queue_once(
            session, purpose="said", about="cycle 1", recipient=f"contact {who.id}", partnership_id=partnership.id,
            to=who.email, subject="You said", body="…", kind="test",
        )  # fmt: skip
    join(session, kept, dropped)
    assert (mine.to_address, other.to_address) == (NEW, OLD)
    again = queue_once(
        session, purpose="said", about="cycle 1", recipient=f"contact {kept.id}", partnership_id=partnership.id,
        to=NEW, subject="You said", body="…", kind="test",
    )  # fmt: skip
    assert again is None


def test_whoever_is_not_the_one_is_not_the_other_either(
    session: Session, kept: Contact, dropped: Contact, make_contact: MakeContact
) -> None:
    third = make_contact("Ann Example", "example@trust.nhs.net")
    keep_apart(session, dropped, third)
    join(session, kept, dropped)
    rows = session.execute(select(SeparateContacts.first_id, SeparateContacts.second_id)).all()
    assert [tuple(row) for row in rows] == [tuple(sorted((kept.id, third.id)))]


def test_what_has_changed_since_it_was_shown_is_not_done(
    session: Session, kept: Contact, dropped: Contact
) -> None:  # fmt: skip
    plan = plan_merge(session, kept, dropped, at=now())
    opt_out(session, dropped.id, by="themselves", today=date(2026, 5, 1))
    with pytest.raises(ContactRefused, match="changed since you looked"):
        merge(session, kept.partnership_id, kept.id, dropped.id, seal=plan.seal, at=now())
    assert session.get(Contact, dropped.id) is not None


def test_what_is_on_legal_hold_does_not_go(session: Session, kept: Contact, dropped: Contact) -> None:
    dropped.legal_hold = True
    session.flush()
    with pytest.raises(ContactRefused, match="legal hold"):
        join(session, kept, dropped)


def test_links_of_merged_contacts_lead_to_the_last_one(
    session: Session, kept: Contact, dropped: Contact, make_contact: MakeContact
) -> None:
    third = make_contact("Ann Example", "example@trust.nhs.net")
    ids = (dropped.id, kept.id)
    join(session, kept, dropped)
    join(session, third, kept)
    assert [present_id(session, one) for one in ids] == [third.id, third.id]


def test_every_table_that_names_a_contact_is_followed(session: Session) -> None:
    naming = {
        table.name
        for table in Base.metadata.sorted_tables
        for foreign in table.foreign_keys
        if foreign.column.table.name == "contact"
    }
    assert naming >= OWN_RULES
    for name in naming - OWN_RULES:  # these are moved as they are: nothing may make that clash
        assert "contact_id" not in Base.metadata.tables[name].primary_key.columns


def test_two_who_merge_and_book_at_once_leave_one_contact_with_everything(
    app: Flask, session: Session, partnership: Partnership, cycle: HubCycle, kept: Contact, dropped: Contact
) -> None:
    """Real threads: of six who merge in both directions one wins, and who books meanwhile loses nothing."""
    from survey_app.forums.booking import places
    from survey_app.forums.booking.places import Applicant
    from survey_app.forums.booking.terms import Terms
    from survey_app.forums.models import Forum

    later = make_hub_cycle(session, partnership)
    forum_id = make_forum(session, later, capacity=50).id
    ids, partnership_id = (kept.id, dropped.id), partnership.id
    seals = [
        plan_merge(session, *pair, at=now()).seal for pair in ((kept, dropped), (dropped, kept))
    ]  # fmt: skip
    session.commit()

    def act(number: int) -> str:
        with app.app_context():
            own = db.session()
            try:
                if number % 3 == 2:
                    forum = own.get_one(Forum, forum_id)
                    applicant = Applicant(name="Ann", email=(OLD, NEW)[number % 2], may_contact=True)
                    places.book(own, forum, applicant, Terms(at=datetime.now().astimezone()))
                else:
                    one, other = ids if number % 2 else ids[::-1]
                    merge(own, partnership_id, one, other, seal=seals[0 if number % 2 else 1], at=now())
                own.commit()
            except ContactRefused:
                own.rollback()
                return "refused"
            return "done"

    with ThreadPoolExecutor(4) as people:
        list(people.map(act, range(9)))
    session.rollback()
    session.expire_all()
    contacts = session.scalars(select(Contact).where(Contact.partnership_id == partnership_id)).all()
    assert 1 <= len(contacts) <= 2
    assert len({one.email for one in contacts}) == len(contacts)
    linked = session.scalars(select(Booking.contact_id).where(Booking.forum_id == forum_id)).all()
    assert set(linked) <= {one.id for one in contacts}
    held = session.scalar(select(func.count()).where(Booking.cycle_id == later.id, Booking.state == "booked"))
    assert held in (1, 2)
    assert session.scalars(select(OutboxMessage)).all() == []
