"""The right to erasure: nothing of a person is left in any table, figures stay, and they are not written to again."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import String, Text, cast, func, or_, select
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.forums.booking.counting import count_places
from survey_app.forums.booking.terms import Terms
from survey_app.forums.contacts.changing import ContactRefused
from survey_app.forums.contacts.erasing import ERASED, erase, plan_erasure
from survey_app.forums.models import Forum, HubCycle
from survey_app.mail import queue_mail
from survey_app.partnership.contact_book import Source, add_contact
from survey_app.partnership.contact_models import MergedContact
from survey_app.partnership.models import Agency, Contact, Partnership
from survey_app.rounds.lists.checking import check_list
from survey_app.rounds.lists.reading import read_pasted
from survey_app.rounds.lists.services import make_list, store_list
from survey_app.rounds.mail_models import ContactStanding, ListMember
from survey_app.rounds.standing import opt_out
from survey_app.schema import metadata
from tests.survey_app.factories import make_invitation, make_round
from tests.survey_app.forums.contacts.conftest import MakeContact
from tests.survey_app.forums.hub_factories import make_booking, make_forum

WORD = "Xylophonia"
EMAIL = "xylophonia@agency.example"


@pytest.fixture
def contact(make_contact: MakeContact, agency: Agency) -> Contact:
    return make_contact(f"{WORD} Example", EMAIL, agreed=True, agency_id=agency.id)


def places_of_word(session: Session) -> list[str]:
    """Every column of the database in which the word still stands."""
    found = []
    for table in metadata.sorted_tables:
        texts = [column for column in table.columns if isinstance(column.type, String | Text)]
        documents = [column for column in table.columns if "JSON" in type(column.type).__name__]
        for column in (*texts, *documents):
            like = func.lower(cast(column, Text)).like(f"%{WORD.lower()}%")
            if session.scalar(select(func.count()).select_from(table).where(or_(like))):
                found.append(f"{table.name}.{column.name}")
    return found


def test_no_table_has_the_name_or_the_address_any_more_and_figures_stay(
    session: Session, partnership: Partnership, cycle: HubCycle, agency: Agency, contact: Contact
) -> None:
    past = make_booking(
        session, make_forum(session, cycle, in_hours=-50), name=f"{WORD} Example", email=EMAIL, contact_id=contact.id,
        agency_id=agency.id, agency_name=f"{WORD} and partners", sector="adults", access_needs=f"{WORD} needs a loop",
        checked_in_at=now(),
    )  # fmt: skip
    invitation = make_invitation(session, make_round(session, partnership, access="token"))[0]
    invitation.contact_id = contact.id
    sent = queue_mail(
        session, to=EMAIL, subject=f"Dear {WORD}", body=f"Dear {WORD}", kind="test", partnership_id=partnership.id
    )
    waiting = queue_mail(session, to=EMAIL.upper(), subject="…", body="…", kind="test", partnership_id=partnership.id)
    sent.state = "sent"
    session.add(MergedContact(old_id=999_999, contact_id=contact.id))
    session.flush()
    assert len(places_of_word(session)) > 6
    plan = plan_erasure(session, contact, Terms(at=now()))
    assert (plan.bookings, plan.invitations, plan.messages, len(plan.to_come)) == (1, 1, 2, 0)
    assert erase(session, contact, Terms(at=now()), never_again=False, today=now().date()) == []
    assert places_of_word(session) == []
    assert (past.name, past.agency_id, past.sector, past.checked_in_at is not None) == (
        ERASED, agency.id, "adults", True,
    )  # fmt: skip
    assert (invitation.contact_id, invitation.token_hash) == (None, None)
    assert (sent.state, waiting.state) == ("sent", "called_off")


def test_a_place_to_come_goes_to_whoever_is_next_who_alone_is_told(
    session: Session, cycle: HubCycle, contact: Contact
) -> None:
    forum = make_forum(session, cycle, capacity=1)
    own = make_booking(session, forum, email=EMAIL, contact_id=contact.id)
    other = make_booking(session, forum, state="waiting")
    events = erase(session, contact, Terms(at=now()), never_again=False, today=now().date())
    assert [(event.kind, event.booking.id) for event in events] == [("offered", other.id)]
    assert (own.state, own.name) == ("cancelled", ERASED)
    assert count_places(session, [forum])[forum.id].offered == 1


@pytest.mark.parametrize("asked", ["ticked", "unsubscribed before"])
def test_whoever_does_not_want_to_be_written_to_is_not_when_a_list_brings_them_back(
    session: Session, partnership: Partnership, contact: Contact, asked: str
) -> None:
    if asked == "unsubscribed before":
        opt_out(session, contact.id, by="themselves", today=date(2026, 5, 1))
    erase(session, contact, Terms(at=now()), never_again=asked == "ticked", today=now().date())
    list_ = make_list(session, partnership.id, name="Everybody", is_complete=False)
    sheet = read_pasted("email\nXylophonia+new@Agency.example\nother@agency.example")
    check = check_list(session, list_, sheet, ("email",))
    assert [line.kind for line in check.lines] == ["opted_out", "new"]
    store_list(session, list_, check)
    kinds = dict(
        session.execute(
            select(Contact.email, ContactStanding.opted_out_on)
            .outerjoin(ContactStanding, ContactStanding.contact_id == Contact.id)
            .where(Contact.partnership_id == partnership.id)
        ).all()
    )
    assert kinds["other@agency.example"] is None
    assert kinds.get("xylophonia+new@agency.example", "not stored") is not None


def test_whoever_only_wants_to_be_forgotten_can_come_back(
    session: Session, partnership: Partnership, contact: Contact
) -> None:
    old_id = contact.id
    erase(session, contact, Terms(at=now()), never_again=False, today=now().date())
    again = add_contact(session, partnership.id, name="New", email=EMAIL, source=Source(kind="list"))
    assert session.get(ContactStanding, again.id) is None
    assert again.id != old_id, "a link to unsubscribe in an old message must not lead to somebody new"


@pytest.mark.parametrize("held", ["the contact", "a booking", "a cycle", "a round"])
def test_a_legal_hold_stops_it(
    session: Session, partnership: Partnership, cycle: HubCycle, forum: Forum, contact: Contact, held: str
) -> None:
    booking = make_booking(session, forum, contact_id=contact.id)
    round_ = make_round(session, partnership, access="token")
    make_invitation(session, round_)[0].contact_id = contact.id
    {"the contact": contact, "a booking": booking, "a cycle": cycle, "a round": round_}[held].legal_hold = True
    session.flush()
    with pytest.raises(ContactRefused, match="legal hold"):
        erase(session, contact, Terms(at=now()), never_again=False, today=now().date())
    assert session.scalar(select(func.count()).select_from(ListMember)) == 0
    assert session.get(Contact, contact.id) is not None
