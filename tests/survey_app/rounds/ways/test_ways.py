"""Ways into a round: one tap from a slide, links of agencies that only count, codes typed from paper."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.collect.models import AnonymousReceipt, Draft, SealedAnswer
from survey_app.partnership.models import Contact
from survey_app.rounds import asking_again
from survey_app.rounds.mail_models import ContactStanding, PaperCode, ShortLink
from survey_app.rounds.models import Round
from survey_app.rounds.services import RoundRefused
from survey_app.rounds.ways import codes, links
from tests.survey_app.collect.respondent import Respondent
from tests.survey_app.factories import (
    make_agency,
    make_invitation,
    make_partnership,
    make_round,
    make_user,
    publish,
    sign_in,
)

ASKS_AGENCY = """
settings: {form_id: asks-agency, form_title: Asks, version: "1", default_language: English (en)}
choices:
  agencies:
    - {name: a1, label: "AGENCY"}
    - {name: other, label: "Another"}
survey:
  - type: group
    name: only_page
    label: The only page
    children:
      - {type: select_one agencies, name: agency, label: Where do you work?}
"""


def open_round(session: Session, **values: object) -> Round:
    return make_round(session, make_partnership(session), **{"access": "open", "anonymous": True, **values})


def answer(client: FlaskClient, path: str) -> Respondent:
    person = Respondent(client, path)
    person.press("Continue", {"useful": "yes"})
    person.press("Send")
    assert person.heading == "Answers received"
    return person


def test_one_tap_shows_the_first_question_with_the_promise_and_writes_nothing(
    client: FlaskClient, session: Session
) -> None:
    round_ = open_round(session)
    code = links.make_general_link(session, round_).code
    assert links.make_general_link(session, round_).code == code, "one link, however often it is asked for"
    person = Respondent(client, f"/r/{code.upper()}")
    assert "Was it useful?" in person.text
    assert "Your answers are anonymous." in person.text
    assert "If fewer than 5 people answer in all, the answers are deleted unread." in person.text
    assert "Worried about a child now?" in person.text
    assert session.scalar(select(func.count()).select_from(AnonymousReceipt)) == 0
    person.press("Continue", {"useful": "yes"})
    person.press("Send")
    assert person.heading == "Answers received"
    assert session.scalar(select(func.count()).select_from(SealedAnswer)) == 1


def test_a_round_that_is_not_anonymous_says_so_before_it_begins(client: FlaskClient, session: Session) -> None:
    round_ = open_round(session, anonymous=False)
    person = Respondent(client, f"/r/{links.make_general_link(session, round_).code}")
    assert "They are not sealed" in person.text


def test_a_round_that_is_not_anonymous_opens_in_one_tap_and_keeps_nothing_until_somebody_answers(
    client: FlaskClient, session: Session
) -> None:
    round_ = open_round(session, anonymous=False)
    path = f"/r/{links.make_general_link(session, round_).code}"
    kept = select(func.count()).select_from(Draft).where(Draft.round_id == round_.id)
    person = Respondent(client, path)
    person.open(path)
    assert "Was it useful?" in person.text
    session.rollback()
    assert session.scalar(kept) == 0
    person.press("Continue", {"useful": "yes"})
    assert person.heading == "Check your answers"
    session.rollback()
    assert session.scalar(kept) == 1
    person.open(path)  # scanned again: it goes on with the draft that this browser has
    session.rollback()
    assert session.scalar(kept) == 1
    person.press("Continue")
    person.press("Continue")
    person.press("Send")
    assert person.heading == "Answers received"


@pytest.mark.parametrize("state", ["draft", "closed"])
def test_a_short_link_of_a_round_that_is_not_open_says_so(client: FlaskClient, session: Session, state: str) -> None:
    round_ = open_round(session, state=state)
    link = links.make_general_link(session, round_)
    assert client.get(f"/r/{link.code}").status_code == 410
    assert client.get("/r/nosuch").status_code == 404


def test_an_agencys_link_counts_each_answer_once_and_no_answer_carries_the_agency(
    client: FlaskClient, session: Session
) -> None:
    round_ = open_round(session)
    agency = make_agency(session, round_.partnership)
    assert links.make_agency_links(session, round_) == 1
    assert links.make_agency_links(session, round_) == 0
    [one] = links.agency_links(session, round_)
    path = f"/r/{one.link.code}"
    client.get(path)
    client.get(path)
    person = answer(client, path)
    person.post({"go": "send", "carried": "{}"})  # sent again by mistake
    session.expire_all()
    assert one.link.answers == 1
    answer(client.application.test_client(), path)
    session.expire_all()
    assert one.link.answers == 2
    assert agency.name not in client.get(path).text
    links.set_headcount(session, round_, agency.id, 8)
    assert one.rate == "25%"
    links.set_headcount(session, round_, agency.id, 1)
    assert one.rate == "", "more answers than people: no share can be right"


def test_the_forms_own_question_for_the_agency_is_answered_by_the_link_and_can_be_changed(
    client: FlaskClient, session: Session
) -> None:
    partnership = make_partnership(session)
    agency = make_agency(session, partnership)
    version = publish(session, partnership, ASKS_AGENCY.replace("AGENCY", agency.name.upper()))
    round_ = make_round(session, partnership, version, access="open", anonymous=True)
    links.make_agency_links(session, round_)
    [one] = links.agency_links(session, round_)
    person = Respondent(client, f"/r/{one.link.code}")
    chosen = person.page.xpath("//input[@type='radio'][@checked]/@value")
    assert chosen == ["a1"]
    general = Respondent(client, f"/r/{links.make_general_link(session, round_).code}")
    assert general.page.xpath("//input[@type='radio'][@checked]/@value") == []


def test_a_code_is_typed_in_any_way_opens_its_invitation_and_stands_nowhere(
    client: FlaskClient, session: Session
) -> None:
    round_ = make_round(session, make_partnership(session), access="token", anonymous=True)
    invitation, token = make_invitation(session, round_)
    [slip] = codes.make_slips(session, round_, secret=client.application.config["SECRET_KEY"])
    session.commit()
    for typed in (slip.code, slip.spaced.lower(), f" {slip.spaced} ", " ".join(slip.code)):
        assert client.post("/code", data={"code": typed}).location == f"/a/{slip.code}"
    assert client.post("/code", data={"code": "  "}).status_code == 422
    assert client.post("/code", data={"code": "2222222222"}).status_code == 422
    assert client.post("/code", data={"code": token}).status_code == 422
    stored = session.scalars(select(PaperCode.code_hash)).one()
    assert slip.code not in stored
    assert stored != codes.hash_code(slip.code, "another secret")
    assert client.get(f"/a/{token}").status_code == 200, "the link by e-mail still works"
    person = Respondent(client, f"/a/{slip.code}")
    person.press("Start")
    person.press("Continue", {"useful": "yes"})
    person.press("Send")
    session.expire_all()
    assert invitation.answered
    assert codes.make_slips(session, round_, secret="x") == [], "whoever has answered gets no code"


def test_new_codes_take_the_place_of_the_old_ones(client: FlaskClient, session: Session) -> None:
    round_ = make_round(session, make_partnership(session), access="token")
    make_invitation(session, round_)
    secret = client.application.config["SECRET_KEY"]
    [old] = codes.make_slips(session, round_, secret=secret)
    [new] = codes.make_slips(session, round_, secret=secret)
    assert codes.invitation_of_code(session, old.code, secret=secret) is None
    assert codes.invitation_of_code(session, new.code, secret=secret) is not None
    round_.state = "closed"
    with pytest.raises(RoundRefused):
        codes.make_slips(session, round_, secret=secret)


def test_codes_have_no_letters_that_are_misread() -> None:
    assert not set("01OILU") & set(codes.ALPHABET)
    assert not set("01oilu") & set(links.ALPHABET)


def test_the_pages_hand_out_every_way(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    make_agency(session, partnership)
    round_ = make_round(session, partnership, access="open", anonymous=True)
    invited = make_round(session, partnership, round_.version, access="token")
    make_invitation(session, invited)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    base = f"/p/{partnership.slug}/rounds/{round_.slug}/ways-in"
    assert client.get(f"{base}/screen").status_code == 404
    client.post(base, data={"make": "link"})
    client.post(base, data={"make": "agencies"})
    [one] = links.agency_links(session, round_)
    client.post(base, data={"make": "headcounts", f"headcount-{one.link.code}": "1,200"})
    page = client.post(base, data={"make": "headcounts", f"headcount-{one.link.code}": "many"}, follow_redirects=True)
    assert "Enter whole numbers" in page.text
    session.expire_all()
    assert one.link.headcount == 1200
    assert client.get(f"{base}/code.png").data.startswith(b"\x89PNG")
    assert "<svg" in client.get(f"{base}/code.svg").text
    assert client.get(f"{base}/code.gif").status_code == 404
    assert re.search(r"localhost/r/[2-9a-z]{5}", client.get(f"{base}/screen").text)
    sheet = client.post(f"/p/{partnership.slug}/rounds/{invited.slug}/ways-in/paper")
    assert re.search(r"[2-9A-Z]{4}-[2-9A-Z]{3}-[2-9A-Z]{3}", sheet.text)
    assert client.post(f"{base.replace(round_.slug, invited.slug)}", data={"make": "link"}).status_code == 409
    assert len(session.scalars(select(ShortLink)).all()) == 2


def test_short_links_begin_with_the_partnerships_own_address(session: Session, another_app: object) -> None:
    round_ = open_round(session)
    session.commit()
    app = another_app(WALKABOUT_SHORT_URL="https://hub.example.org")  # type: ignore[operator]
    client = sign_in(app.test_client(), make_user(session, round_.partnership, roles=("qa_group",)))
    base = f"/p/{round_.partnership.slug}/rounds/{round_.slug}/ways-in"
    client.post(base, data={"make": "link"})
    assert re.search(r"hub\.example\.org/r/[2-9a-z]{5}<", client.get(base).text)
    code = session.scalars(select(ShortLink.code)).one()
    assert client.get(f"/r/{code}", base_url="https://hub.example.org").status_code == 200


def test_asking_again_comes_after_the_receipt_and_is_kept_with_the_contact_alone(
    client: FlaskClient, session: Session
) -> None:
    round_ = make_round(session, make_partnership(session), access="token", anonymous=True)
    contact = Contact(partnership_id=round_.partnership_id, name="Ann Example", email="ann@agency.example")
    session.add(contact)
    session.flush()
    invitation, token = make_invitation(session, round_)
    invitation.contact_id = contact.id
    session.commit()
    assert client.post(f"/a/{token}/again").status_code == 404, "not before the answer"
    person = Respondent(client, f"/a/{token}")
    person.press("Start")
    person.press("Continue", {"useful": "yes"})
    person.press("Send")
    person.press("Yes, ask me again")
    assert person.heading == "Thank you. We will ask again."
    session.expire_all()
    noted = session.get_one(ContactStanding, contact.id)
    assert noted.ask_again_from is not None
    assert noted.ask_again_from.day == 1
    assert asking_again.may_be_asked(session, round_.partnership_id, today=date(2000, 1, 1)) == []
    assert asking_again.may_be_asked(session, round_.partnership_id, today=noted.ask_again_from) == [contact]


def test_whoever_came_by_a_code_for_all_gives_an_address_that_leads_to_no_answer(
    client: FlaskClient, session: Session
) -> None:
    round_ = open_round(session)
    code = links.make_general_link(session, round_).code
    person = answer(client, f"/r/{code}")
    again = f"/s/{round_.partnership.slug}/{round_.slug}/again"
    assert f'action="{again}"' in client.get(f"/r/{code}").text or again in str(person.page.xpath("//form/@action"))
    wrong = client.post(again, data={"name": "Ann <b>", "email": "nobody"})
    assert wrong.status_code == 422
    assert "Ann &lt;b&gt;" in wrong.text
    assert client.post(again, data={"name": "Ann", "email": " ANN@agency.example"}).status_code == 200
    assert client.post(again, data={"name": "Ann", "email": "ann+x@agency.example"}).status_code == 200
    [contact] = session.scalars(select(Contact).where(Contact.partnership_id == round_.partnership_id))
    assert contact.email == "ann@agency.example"
    assert contact.added_at is not None
    assert (contact.added_at.hour, contact.added_at.minute) == (0, 0), "no time of day"
