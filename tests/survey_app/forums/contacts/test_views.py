"""The pages of the contact book: who may open them, what they show, and what they never show."""

from __future__ import annotations

import io
import json

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.audit_log import AuditEvent
from survey_app.database import now
from survey_app.forums.models import Booking, Forum, HubCycle
from survey_app.partnership.contact_book import Source
from survey_app.partnership.contact_models import ContactConsent, SeparateContacts
from survey_app.partnership.models import Agency, Contact, Partnership
from survey_app.rounds.mail_models import ContactStanding
from survey_app.rounds.standing import note_bounce, opt_out
from survey_app.rounds.unsubscribing import unsubscribe_token
from tests.survey_app.factories import make_invitation, make_partnership, make_round
from tests.survey_app.forums.contacts.conftest import MakeContact
from tests.survey_app.forums.hub_factories import make_booking, make_forum

BOOK = "/p/north/learning-hub/contacts"


def actions(session: Session) -> list[str]:
    session.expire_all()
    return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


@pytest.fixture
def people(session: Session, agency: Agency, make_contact: MakeContact) -> dict[str, Contact]:
    found = {
        "ann": make_contact("Ann Example", "ann@agency.example", agreed=True, agency_id=agency.id),
        "bob": make_contact("Bob O’Example", "bob_100%@agency.example", source=Source(kind="door", label="North")),
        "cat": make_contact("Cat Example", "cat@other.example", agreed=True),
        "dan": make_contact("Dan Example", "dan@other.example", agreed=True),
    }
    opt_out(session, found["cat"].id, by="themselves", today=now().date())
    note_bounce(session, found["dan"].id, reason="No such mailbox", today=now().date())
    return found


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", "ann bob cat dan"), ("q=ann", "ann"), ("q=OTHER", "cat dan"), ("q=bob_100%25", "bob"), ("q=100_", ""),
        ("show=agreed", "ann dan"), ("show=not_agreed", "bob cat"), ("show=opted_out", "cat"), ("show=bounced", "dan"),
        ("source=door", "bob"), ("since=2999-01-01", ""), ("since=2020-01-01", "ann bob cat dan"),
        ("page=99", "ann bob cat dan"), ("page=x&agency=y&show=z&source=w&since=v", "ann bob cat dan"),
        ("q=%00ann&agency=99999999999999999999", "ann"),
    ],
)  # fmt: skip
def test_the_book_is_searched_and_filtered_and_nothing_typed_breaks_it(
    page: FlaskClient, people: dict[str, Contact], query: str, names: str
) -> None:
    answer = page.get(f"{BOOK}?{query}")
    assert answer.status_code == 200
    shown = [key for key, contact in people.items() if contact.name in answer.text]
    assert " ".join(shown) == names


def test_the_file_of_those_who_agreed_holds_nobody_else_and_is_logged(
    page: FlaskClient, session: Session, people: dict[str, Contact]
) -> None:
    people["ann"].name = "=HYPERLINK(1)"
    session.flush()
    answer = page.get(f"{BOOK}.xlsx?who=agreed")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    cells = {str(cell) for row in rows for cell in row}
    assert "=HYPERLINK(1)" in cells
    assert "dan@other.example" in cells
    assert not {"cat@other.example", "bob_100%@agency.example"} & cells
    assert actions(session)[-1] == "contact book downloaded"


def test_a_person_s_page_says_where_from_and_when_and_never_what_they_answered(
    page: FlaskClient, session: Session, partnership: Partnership, forum: Forum, people: dict[str, Contact]
) -> None:
    round_ = make_round(session, partnership, access="token", anonymous=True, title="A round (constructed)")
    waits, done = (make_invitation(session, round_)[0] for _ in range(2))
    waits.contact_id, done.contact_id, done.answered = people["ann"].id, people["dan"].id, True
    make_booking(session, forum, email="ann@agency.example")
    text = page.get(f"{BOOK}/{people['ann'].id}").text
    for words in ("A list: Everybody", "You may write to me", "A round (constructed)", forum.title):
        assert words in text
    assert "answered" not in text.casefold().replace("answers to surveys", "")
    record = page.get(f"{BOOK}/{people['dan'].id}/record.json")
    assert json.loads(record.data)["invited_to"] == ["A round (constructed)"]
    assert b'"answered' not in record.data


@pytest.mark.parametrize("kind", ["json", "xlsx"])
def test_a_record_is_given_out_whole_and_logged_without_a_name(
    page: FlaskClient, session: Session, forum: Forum, people: dict[str, Contact], kind: str
) -> None:
    make_booking(session, forum, email="ann@agency.example", access_needs="A hearing loop", contact_id=people["ann"].id)
    answer = page.get(f"{BOOK}/{people['ann'].id}/record.{kind}")
    assert answer.status_code == 200
    if kind == "json":
        record = json.loads(answer.data)
        assert record["bookings"][0]["access_needs"] == "A hearing loop"
        assert record["agreements"][0]["words"] == "You may write to me"
    else:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
        assert ["Bookings 1", "Access needs", "A hearing loop"] in rows
    event = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    assert (event.action, event.subject) == ("record of a contact given out", f"contact {people['ann'].id}")
    assert "Ann" not in json.dumps(event.details)
    assert page.get(f"{BOOK}/{people['ann'].id}/record.pdf").status_code == 404


def test_another_partnership_s_contacts_are_not_found(page: FlaskClient, session: Session) -> None:
    other = Contact(partnership_id=make_partnership(session).id, name="Other", email="other@agency.example")
    session.add(other)
    session.flush()
    for path in ("", "/change", "/erase", "/record.json"):
        assert page.get(f"{BOOK}/{other.id}{path}").status_code == 404
    assert page.post(f"{BOOK}/{other.id}/stop").status_code == 404


def test_a_corrected_address_takes_places_to_come_with_it_and_is_tried_anew(
    page: FlaskClient, session: Session, cycle: HubCycle, forum: Forum, people: dict[str, Contact]
) -> None:
    dan = people["dan"]
    coming = make_booking(session, forum, email="dan@other.example", contact_id=dan.id)
    past = make_booking(session, make_forum(session, cycle, in_hours=-90), email="dan@other.example", state="cancelled")
    sent = {"name": "Dan Example", "email": "Daniel@Other.example", "agency": ""}
    assert page.post(f"{BOOK}/{dan.id}/change", data=sent).status_code == 302
    session.expire_all()
    assert (dan.email, coming.email, past.email) == (
        "daniel@other.example", "daniel@other.example", "dan@other.example",
    )  # fmt: skip
    assert session.get_one(ContactStanding, dan.id).bounced_on is None
    assert not dan.consented, "they agreed for another address"
    assert page.post(f"{BOOK}/{people['ann'].id}/change", data={
        "name": "Ann Example", "email": "anne@agency.example", "agency": "", "same_mailbox": "y",
    }).status_code == 302  # fmt: skip
    session.expire_all()
    assert people["ann"].consented


def test_an_address_that_somebody_has_or_that_makes_two_places_is_refused_and_nothing_is_lost(
    page: FlaskClient, session: Session, cycle: HubCycle, forum: Forum, people: dict[str, Contact]
) -> None:
    sent = {"name": "Ann Changed", "email": "CAT@other.example", "agency": ""}
    answer = page.post(f"{BOOK}/{people['ann'].id}/change", data=sent)
    assert answer.status_code == 422
    assert "Cat Example has this address already." in answer.text
    assert "Ann Changed" in answer.text
    make_booking(session, forum, email="ann@agency.example", contact_id=people["ann"].id)
    make_booking(session, make_forum(session, cycle), email="a.example@agency.example")
    sent["email"] = "a.example@agency.example"
    answer = page.post(f"{BOOK}/{people['ann'].id}/change", data=sent)
    assert (answer.status_code, "Cancel one of them first" in answer.text) == (422, True)
    session.expire_all()
    assert (people["ann"].name, people["ann"].email) == ("Ann Example", "ann@agency.example")


@pytest.mark.parametrize(
    "sent",
    [
        {"name": "", "email": "ann@agency.example"}, {"name": "  ", "email": "ann@agency.example"},
        {"name": "Ann", "email": "nothing"}, {"name": "x" * 201, "email": "ann@agency.example"},
        {"name": "Ann", "email": f"{'a' * 260}@agency.example"}, {},
        {"name": "Ann", "email": "a@b.example", "agency": "9x"},
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_field(
    page: FlaskClient, people: dict[str, Contact], sent: dict[str, str]
) -> None:  # fmt: skip
    for path in (f"{BOOK}/{people['ann'].id}/change", f"{BOOK}/add"):
        answer = page.post(path, data=sent)
        assert (answer.status_code, "There is a problem" in answer.text) == (422, True)


def test_somebody_added_by_hand_has_a_source_and_their_agreement(page: FlaskClient, session: Session) -> None:
    sent = {"name": "Eve Example", "email": "eve@agency.example", "agency": "", "how": "Telephoned", "agreed": "y"}
    assert page.post(f"{BOOK}/add", data=sent).status_code == 302
    session.expire_all()
    [consent] = session.scalars(select(ContactConsent)).all()
    assert (consent.by, consent.act) == ("officer", "given")
    answer = page.post(f"{BOOK}/add", data={**sent, "email": "EVE@agency.example"})
    assert (answer.status_code, "has this address already" in answer.text) == (422, True)


def test_agreement_ends_and_only_they_can_take_an_unsubscription_back(
    page: FlaskClient, session: Session, people: dict[str, Contact]
) -> None:
    ann = people["ann"]
    page.post(f"{BOOK}/{ann.id}/withdraw")
    page.post(f"{BOOK}/{ann.id}/withdraw")
    session.expire_all()
    acts = select(ContactConsent.act).where(ContactConsent.contact_id == ann.id).order_by(ContactConsent.id)
    assert session.scalars(acts).all() == ["given", "withdrawn"]
    page.post(f"{BOOK}/{ann.id}/stop")
    text = page.get(f"{BOOK}/{ann.id}").text
    assert "Only they can take it back" in text
    page.post(f"{BOOK}/{people['dan'].id}/try-again")
    session.expire_all()
    assert session.get_one(ContactStanding, people["dan"].id).bounced_on is None
    assert {"consent withdrawn", "contact standing changed"} <= set(actions(session))


def test_erasing_says_first_what_goes_and_wants_a_tick(
    page: FlaskClient, session: Session, forum: Forum, people: dict[str, Contact]
) -> None:
    ann = people["ann"]
    booking = make_booking(session, forum, email="ann@agency.example", contact_id=ann.id)
    path = f"{BOOK}/{ann.id}/erase"
    assert "It goes to whoever is next" in page.get(path).text
    assert page.post(path, data={}).status_code == 422
    ann_id, booking_id = ann.id, booking.id
    assert page.post(path, data={"sure": "y"}).status_code == 302
    session.expire_all()
    assert session.get(Contact, ann_id) is None
    assert session.get_one(Booking, booking_id).state == "cancelled"
    assert page.get(path).status_code == 404
    assert actions(session)[-1] == "contact erased"


def test_a_pair_is_seen_side_by_side_and_made_one_and_its_old_link_still_unsubscribes(
    page: FlaskClient, session: Session, agency: Agency, make_contact: MakeContact
) -> None:
    old = make_contact("Fay Example", "fay@agency.example", agency_id=agency.id)
    new = make_contact("Fay Example", "example.fay@agency.example", agreed=True, agency_id=agency.id)
    token, pair = unsubscribe_token(old.id), f"{BOOK}/pairs/{old.id}/{new.id}"
    text = page.get(f"{BOOK}/pairs").text
    assert "The same name at the same agency" in text
    text = page.get(pair).text
    seal = text.split('name="seal" value="')[1].split('"')[0]
    wrong = page.post(pair, data={"keep": str(new.id), "seal": "0" * 32, "keep_bounce": "y"})
    assert (wrong.status_code, "changed since you looked" in wrong.text) == (422, True)
    assert page.post(pair, data={"keep": str(new.id), "seal": seal, "keep_bounce": "y"}).status_code == 302
    assert page.get(pair).status_code == 404
    assert page.post(f"/u/{token}").status_code == 303
    session.expire_all()
    assert session.get_one(ContactStanding, new.id).opted_out_on is not None
    assert "contacts merged" in actions(session)


def test_two_places_in_a_cycle_are_explained_and_there_is_no_button(
    page: FlaskClient, session: Session, cycle: HubCycle, agency: Agency, make_contact: MakeContact
) -> None:
    one = make_contact("Fay Example", "fay@agency.example", agency_id=agency.id)
    other = make_contact("Fay Example", "example.fay@agency.example", agency_id=agency.id)
    for contact in (one, other):
        make_booking(session, make_forum(session, cycle), email=contact.email, contact_id=contact.id)
    text = page.get(f"{BOOK}/pairs/{one.id}/{other.id}").text
    assert "Nobody holds two places in a cycle" in text
    assert "Make one contact of both" not in text


def test_two_people_are_shown_no_more(
    page: FlaskClient, session: Session, agency: Agency, make_contact: MakeContact
) -> None:
    one = make_contact("Fay Example", "fay@agency.example", agency_id=agency.id)
    other = make_contact("Fay Example", "example.fay@agency.example", agency_id=agency.id)
    assert page.get(f"{BOOK}/pairs/{one.id}/{one.id}").status_code == 404
    assert page.post(f"{BOOK}/pairs/{other.id}/{one.id}/apart").status_code == 302
    session.expire_all()
    assert len(session.scalars(select(SeparateContacts)).all()) == 1
    assert "No two contacts look like one person" in page.get(f"{BOOK}/pairs").text


def test_the_page_of_a_cycle_names_its_new_contacts(
    page: FlaskClient, cycle: HubCycle, make_contact: MakeContact
) -> None:
    make_contact("New Example", "new@agency.example", source=Source(kind="booking", label="N", cycle_id=cycle.id))
    make_contact("Old Example", "old@agency.example")
    text = page.get("/p/north/learning-hub/cycles/gangs/contacts").text
    assert "1 new contact" in text
    assert "New Example" in text
    assert "Old Example" not in text
