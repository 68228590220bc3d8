"""The rounds of a cycle begin with one act, or are taken; who is asked is seen first, and nobody else is."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from instruments.loading import library
from survey_app.database import now
from survey_app.forums.models import Forum, HubCycle
from survey_app.mail import OutboxMessage
from survey_app.partnership.models import Agency, Contact, Partnership
from survey_app.rounds.mail_models import ContactStanding, ListMember, MailingList
from survey_app.rounds.models import Invitation, Round
from survey_app.rounds.standing import opt_out
from tests.survey_app.factories import make_policy, make_round, make_user, publish, sign_in
from tests.survey_app.forums.hub_factories import make_booking, make_forum, make_hub_cycle

HUB = "/p/north/learning-hub/cycles/gangs"


@pytest.fixture
def held(session: Session, cycle: HubCycle) -> Forum:
    return make_forum(session, cycle, in_hours=-48, title="Stevenage, morning", capacity=30)


def begin(page: FlaskClient, which: str = "evaluation", **values: Any) -> Any:
    sent = {
        "act": "begin", "title": "Your view of the forum", "introduction": "Five questions.", "access": "token",
        "closes_on": (now() + timedelta(days=20)).date().isoformat(), "anonymous": "y",
    }  # fmt: skip
    return page.post(f"{HUB}/rounds/{which}", data={**sent, **values})


def round_of(session: Session, column: str = "evaluation_round") -> Round:
    session.expire_all()
    found = getattr(session.scalars(select(HubCycle).where(HubCycle.slug == "gangs")).one(), column)
    assert isinstance(found, Round)
    return found


def asked_by(session: Session, round_: Round) -> list[str]:
    return sorted(
        session.scalars(
            select(Contact.email).join(Invitation, Invitation.contact_id == Contact.id).where(
                Invitation.round_id == round_.id
            )
        )
    )  # fmt: skip


def mark_in(text: str) -> str:
    found = re.search(r'name="mark" value="(\w+)"', text)
    assert found is not None
    return found[1]


def invite(page: FlaskClient, which: str = "evaluation") -> Any:
    """Look at who is asked, and send what stands in that page."""
    address = f"{HUB}/rounds/{which}/people"
    seen = page.get(address).text
    sources = re.findall(r'type="hidden" name="source" value="(\w+)"', seen)
    return page.post(address, data={"mark": mark_in(seen), "source": sources, "chosen": "1"})


@pytest.mark.parametrize(
    ("which", "form_id", "anonymous"),
    [
        ("evaluation", "learning-hub-evaluation", True),
        ("survey", "learning-hub-survey", True),
        ("voices", "children-and-families-feedback", False),
        ("follow-up", "learning-hub-follow-up", True),
    ],
)
def test_one_act_begins_a_round_with_what_is_sensible(
    page: FlaskClient, session: Session, cycle: HubCycle, held: Forum, which: str, form_id: str, anonymous: bool
) -> None:
    offered = page.get(f"{HUB}/rounds/{which}").text
    filled = dict(re.findall(r'name="(title|closes_on)"[^>]*value="([^"]+)"', offered))
    access = "open" if which == "voices" else "token"
    assert ('name="anonymous" type="checkbox" value="y" checked' in offered) is anonymous
    response = begin(page, which, **filled, access=access, **({} if anonymous else {"anonymous": ""}))
    assert response.status_code == 302, response.text
    round_ = round_of(session, which.replace("-", "_") + "_round")
    assert round_.version.instrument.form_id == form_id  # published from the library by this very act
    assert (round_.state, round_.anonymous, round_.access) == ("draft", anonymous, access)
    assert round_.title.startswith("Gangs and knife crime")
    assert round_.closes_on is not None
    assert round_.closes_on > now().date()
    assert session.scalar(select(OutboxMessage.id)) is None
    assert page.get(f"{HUB}/rounds/{which}").status_code == 200


def test_the_newest_published_version_is_asked(
    page: FlaskClient, session: Session, partnership: Partnership, held: Forum
) -> None:
    publish(session, partnership, "learning-hub-evaluation")
    changed = library()["learning-hub-evaluation"].read_text(encoding="utf-8").replace("The forum was", "It was")
    newer = publish(session, partnership, changed.replace("What was most useful?", "What was of most use?"))
    begin(page)
    assert round_of(session).version_id == newer.id


def test_a_round_begins_once(page: FlaskClient, session: Session, held: Forum) -> None:
    begin(page)
    first = round_of(session).id
    again = begin(page, title="Another one")
    assert again.status_code == 422
    assert "This has begun already" in again.text
    assert round_of(session).id == first


def test_what_cannot_be_read_is_said_and_nothing_typed_is_lost(page: FlaskClient, held: Forum) -> None:
    response = begin(page, title="", introduction="My own words", closes_on="2020-01-01", access="telepathy")
    assert response.status_code == 422
    assert "Enter a title." in response.text
    assert "The last day has passed" in response.text
    assert "My own words" in response.text


def test_only_who_may_run_rounds_begins_one(
    client: FlaskClient, session: Session, partnership: Partnership, cycle: HubCycle
) -> None:
    stranger = make_user(session, make_hub_cycle(session, slug="theirs").partnership, roles=("qa_group",))
    facilitator = make_user(session, partnership, roles=("facilitator",))
    assert begin(sign_in(client, stranger)).status_code == 404
    assert begin(sign_in(client, facilitator)).status_code == 403


def test_a_link_for_all_has_its_code_for_the_last_slide_at_once(page: FlaskClient, session: Session) -> None:
    make_forum(session, session.scalars(select(HubCycle).where(HubCycle.slug == "gangs")).one())
    begin(page, access="open")
    text = page.get(f"{HUB}/rounds/evaluation").text
    assert "For the last slide" in text
    assert f"/p/north/rounds/{round_of(session).slug}/ways-in/code.svg" in text
    assert page.get(f"/p/north/rounds/{round_of(session).slug}/ways-in/code.svg").status_code == 200


@pytest.fixture(autouse=True)
def cycle_is_there(cycle: HubCycle) -> HubCycle:
    return cycle


def test_those_who_were_there_are_asked_with_their_forum_and_agency(
    page: FlaskClient, session: Session, partnership: Partnership, held: Forum, agency: Agency
) -> None:
    came = make_booking(session, held, name="Ann Example", email="ann@agency.example", checked_in_at=now(),
                        agency_id=agency.id, may_contact=True)  # fmt: skip
    make_booking(session, held, name="Bob Absent", email="bob@agency.example")
    make_booking(session, held, name="Wendy Walked", email=None, checked_in_at=now(), source="door")
    begin(page)
    round_ = round_of(session)
    assert (round_.population_size, round_.population_known) == (2, True)
    assert round_.breakdowns == ["forum", "agency"]
    seen = page.get(f"{HUB}/rounds/evaluation/people").text
    assert "ann@agency.example" in seen
    assert "Wendy Walked" in seen
    assert "Bob Absent" not in seen
    assert "Has no e-mail address" in seen
    assert invite(page).status_code == 302
    assert asked_by(session, round_of(session)) == ["ann@agency.example"]
    invitation = session.scalars(select(Invitation).where(Invitation.round_id == round_.id)).one()
    assert invitation.strata == {"forum": "Stevenage, morning"}
    assert invitation.agency_id == agency.id
    contact = session.get_one(Contact, invitation.contact_id)
    assert (contact.partnership_id, contact.name) == (partnership.id, came.name)


def test_nobody_is_asked_twice_however_their_address_is_written(
    page: FlaskClient, session: Session, partnership: Partnership, held: Forum
) -> None:
    session.add(Contact(partnership_id=partnership.id, name="Ann Example", email="ann@agency.example"))
    make_booking(session, held, email="ann+hub@agency.example", checked_in_at=now())
    make_booking(session, make_forum(session, held.cycle, in_hours=-24), email="Ann@Agency.example".lower(),
                 state="cancelled", checked_in_at=now())  # fmt: skip
    begin(page)
    invite(page)
    assert asked_by(session, round_of(session)) == ["ann@agency.example"]
    make_booking(session, held, email="late@agency.example", checked_in_at=now())
    invite(page)
    assert asked_by(session, round_of(session)) == ["ann@agency.example", "late@agency.example"]


def test_who_opts_out_or_comes_between_looking_and_inviting_changes_the_list(
    page: FlaskClient, session: Session, partnership: Partnership, held: Forum
) -> None:
    contact = Contact(partnership_id=partnership.id, name="Ann Example", email="ann@agency.example")
    session.add(contact)
    make_booking(session, held, email="ann@agency.example", checked_in_at=now())
    make_booking(session, held, email="bob@agency.example", checked_in_at=now())
    begin(page)
    address = f"{HUB}/rounds/evaluation/people"
    mark = mark_in(page.get(address).text)
    opt_out(session, contact.id, by="themselves", today=now().date())
    response = page.post(address, data={"mark": mark})
    assert response.status_code == 409
    assert "Who is asked has changed" in response.text
    assert asked_by(session, round_of(session)) == []
    invite(page)
    assert asked_by(session, round_of(session)) == ["bob@agency.example"]


def survey(session: Session, cycle: HubCycle, partnership: Partnership) -> Round:
    round_ = make_round(
        session, partnership, publish(session, partnership, "learning-hub-survey"), access="token", anonymous=True,
        state="draft", population_size=None, population_known=False, population_note="Everybody else.",
    )  # fmt: skip
    cycle.survey_round_id = round_.id
    session.flush()
    return round_


def contact(session: Session, partnership: Partnership, name: str, *, consented: bool = True) -> Contact:
    made = Contact(partnership_id=partnership.id, name=name, email=f"{name}@agency.example", consented=consented)
    session.add(made)
    session.flush()
    return made


def test_the_survey_asks_those_who_did_not_come(
    page: FlaskClient, session: Session, partnership: Partnership, cycle: HubCycle, held: Forum
) -> None:
    survey(session, cycle, partnership)
    coming = make_forum(session, cycle, in_hours=48)
    for name in ("came", "comes", "agreed", "bounced"):
        contact(session, partnership, name)
    contact(session, partnership, "silent", consented=False)
    make_booking(session, held, email="came@agency.example", checked_in_at=now())
    make_booking(session, coming, email="comes@agency.example")
    make_booking(session, held, email="waited@agency.example", state="waiting")
    bounced = session.scalars(select(Contact.id).where(Contact.name == "bounced")).one()
    session.add(ContactStanding(contact_id=bounced, bounced_on=date(2026, 1, 1), bounce="gone"))
    other = make_hub_cycle(session, slug="theirs").partnership
    contact(session, other, "stranger")
    session.flush()
    seen = page.get(f"{HUB}/rounds/survey/people").text
    assert "stranger@" not in seen
    for why in ("Came to a forum", "Has a place at a forum still to come", "Their address does not work"):
        assert why in seen
    invite(page, "survey")
    assert asked_by(session, round_of(session, "survey_round")) == ["agreed@agency.example", "waited@agency.example"]


def test_lists_of_another_partnership_give_nobody(
    page: FlaskClient, session: Session, partnership: Partnership, cycle: HubCycle, held: Forum
) -> None:
    survey(session, cycle, partnership)
    theirs = make_hub_cycle(session, slug="theirs").partnership
    foreign, own = (MailingList(partnership_id=one.id, name="Board list") for one in (theirs, partnership))
    session.add_all([foreign, own])
    session.flush()
    for list_, name, at in ((foreign, "stranger", theirs), (own, "member", partnership)):
        session.add(ListMember(list_id=list_.id, contact_id=contact(session, at, name, consented=False).id))
    # A contact of ours on a list of theirs is not asked by way of it either.
    session.add(ListMember(list_id=foreign.id, contact_id=contact(session, partnership, "ours", consented=False).id))
    session.flush()
    chosen = [str(foreign.id), str(own.id), "x", "9" * 30]
    seen = page.get(f"{HUB}/rounds/survey/people", query_string={"chosen": "1", "source": chosen}).text
    assert "member@agency.example" in seen
    assert "stranger@" not in seen
    assert "ours@" not in seen


def test_the_follow_up_asks_those_who_agreed_and_were_here(
    page: FlaskClient, session: Session, partnership: Partnership, cycle: HubCycle, held: Forum
) -> None:
    for name, month in (("agreed", date(2026, 1, 1)), ("too-soon", date(2099, 1, 1)), ("elsewhere", date(2026, 1, 1))):
        session.add(ContactStanding(contact_id=contact(session, partnership, name).id, ask_again_from=month))
        if name != "elsewhere":
            make_booking(session, held, email=f"{name}@agency.example", checked_in_at=now())
    make_booking(session, held, email="silent@agency.example", checked_in_at=now())
    begin(page, "follow-up")
    seen = page.get(f"{HUB}/rounds/follow-up/people").text
    assert "Was not at a forum of this cycle" in seen
    invite(page, "follow-up")
    round_ = round_of(session, "follow_up_round")
    assert asked_by(session, round_) == ["agreed@agency.example"]
    assert (round_.population_size, round_.population_known) == (1, True)


def test_a_round_that_is_there_is_taken_once_and_given_back(
    page: FlaskClient, session: Session, partnership: Partnership, cycle: HubCycle
) -> None:
    own = make_round(session, partnership, title="Evaluation of last week")
    theirs = make_hub_cycle(session, slug="theirs").partnership
    make_policy(session, theirs)
    foreign = make_round(session, theirs, title="Not ours")
    offered = page.get(f"{HUB}/rounds/evaluation").text
    assert "Evaluation of last week" in offered
    assert "Not ours" not in offered
    refused = page.post(f"{HUB}/rounds/evaluation", data={"act": "link", "round": str(foreign.id)})
    assert refused.status_code == 422
    assert page.post(f"{HUB}/rounds/evaluation", data={"act": "link", "round": str(own.id)}).status_code == 302
    assert round_of(session).id == own.id
    page.get(HUB)  # has told that it was taken
    assert "Evaluation of last week" not in page.get(f"{HUB}/rounds/survey").text
    assert page.post(f"{HUB}/rounds/evaluation", data={"act": "unlink"}).status_code == 302
    session.expire_all()
    assert cycle.evaluation_round_id is None
    assert session.get(Round, own.id) is not None


def test_an_unknown_kind_of_round_is_not_found(page: FlaskClient) -> None:
    for address in ("rounds/party", "rounds/party/people", "rounds/evaluation/people"):
        assert page.get(f"{HUB}/{address}").status_code == 404


def test_nobody_is_invited_by_name_where_there_is_one_link_for_all(page: FlaskClient, held: Forum) -> None:
    begin(page, access="open")
    response = page.get(f"{HUB}/rounds/evaluation/people")
    assert response.status_code == 400
    assert "Anyone with the link" in response.text
