"""What practitioners read: only what a second person approved, each told once, and nobody who does not want it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.database import now
from survey_app.forums.models import Forum, HubTheme
from survey_app.forums.pages import today
from survey_app.forums.replies import answering, publishing, themes
from survey_app.forums.replies.addresses import you_said_address
from survey_app.forums.replies.mailing import MAIL, audience_of, compose_you_said, tell_practitioners
from survey_app.forums.replies.refusals import RepliesRefused
from survey_app.mail import Composed, OutboxMessage
from survey_app.partnership.models import Contact, Partnership
from survey_app.rounds.standing import opt_out
from tests.survey_app.factories import make_partnership
from tests.survey_app.forums.hub_factories import make_booking
from tests.survey_app.forums.replies.conftest import SaidSource
from tests.survey_app.forums.replies.reply_factories import published, replied, sent

PAGE = "/hub/north/gangs/you-said-we-did"


def make_contact(session: Session, partnership: Partnership, email: str, **values: Any) -> Contact:
    contact = Contact(
        partnership_id=partnership.id, name="Carol Constructed", email=email, **{"consented": True, **values}
    )
    session.add(contact)
    session.flush()
    return contact


def came(session: Session, forum: Forum, email: str, **values: Any) -> None:
    make_booking(session, forum, email=email, **{"may_contact": True, "checked_in_at": now(), **values})


def mailed(session: Session) -> list[str]:
    return sorted(session.scalars(select(OutboxMessage.to_address).where(OutboxMessage.kind == MAIL)))


def letters(session: Session) -> list[Composed | None]:
    return [
        compose_you_said(session, row)
        for row in session.scalars(select(OutboxMessage).where(OutboxMessage.kind == MAIL))
    ]


def test_an_unapproved_reply_is_never_on_the_page_or_the_poster(
    client: FlaskClient, session: Session, forum: Forum, theme: HubTheme, planner: User, second: User
) -> None:
    published(session, theme, planner, second, message="Approved words.")
    replied(session, theme, planner, message="Unapproved words.", you_said="Unapproved said.")
    other = themes.add_theme(session, theme.cycle, "Secret working title")
    replied(session, other, planner, message="Unapproved answer.")
    for address in (PAGE, f"{PAGE}/poster"):
        shown = client.get(address).text
        assert "Approved words." in shown
        assert not any(words in shown for words in ("Unapproved", "Secret working title"))


def test_before_it_is_published_the_page_says_that_it_comes(
    client: FlaskClient, session: Session, forum: Forum, theme: HubTheme, planner: User, second: User
) -> None:
    replied(session, theme, planner, second, message="Approved words.")
    answer = client.get(PAGE)
    assert answer.status_code == 200
    assert "nothing to read here yet" in answer.text
    assert "Approved" not in answer.text
    assert client.get(f"{PAGE}/poster").status_code == 404


def test_a_cycle_that_nobody_has_heard_of_has_no_page(client: FlaskClient, theme: HubTheme) -> None:
    assert client.get(PAGE).status_code == 404
    assert client.get("/hub/north/nothing/you-said-we-did").status_code == 404


def test_nothing_is_published_without_an_approved_reply(session: Session, theme: HubTheme, planner: User) -> None:
    replied(session, theme, planner)
    with pytest.raises(RepliesRefused):
        publishing.publish(session, theme.cycle, by=planner.id, at=now())


def test_a_theme_without_a_reply_stays_visibly_open(
    client: FlaskClient, session: Session, forum: Forum, theme: HubTheme, said: SaidSource, planner: User, second: User
) -> None:
    themes.add_theme(session, theme.cycle, "Nobody rings back")
    sent(session, theme.cycle, planner)
    published(session, theme, planner, second)
    shown = client.get(PAGE).text
    assert "Waiting for an answer" in shown
    assert "Nobody rings back" in shown
    assert "days ago" in shown


def test_what_is_done_and_what_could_not_be_done_is_said(
    client: FlaskClient, session: Session, forum: Forum, theme: HubTheme, planner: User, second: User
) -> None:
    published(session, theme, planner, second)
    assert "We will" in client.get(PAGE).text
    answering.note_progress(
        session, theme, state="done", on_day=today(), note="A note inside", by=planner.id, today=today()
    )
    shown = client.get(PAGE).text
    assert f"Done on {today():%-d %B %Y}" in shown
    assert "A note inside" not in shown
    other = themes.add_theme(session, theme.cycle, "More staff")
    replied(session, other, planner, second, decision="not_accepted", because="there is no money this year")
    shown = client.get(PAGE).text
    assert "We could not" in shown
    assert "there is no money this year" in shown


def test_what_was_taken_down_is_gone_at_once(
    client: FlaskClient, session: Session, forum: Forum, theme: HubTheme, planner: User, second: User
) -> None:
    published(session, theme, planner, second, message="A name slipped in.")
    answering.take_down(session, theme, by=second.id, at=now(), remark="A name")
    assert "slipped in" not in client.get(PAGE).text


def test_nobody_who_wrote_or_approved_is_named_outside(
    client: FlaskClient, session: Session, forum: Forum, theme: HubTheme, planner: User, second: User
) -> None:
    planner.name, second.name = "Wanda Writer", "Paul Approver"
    published(session, theme, planner, second)
    shown = client.get(PAGE).text + client.get(f"{PAGE}/poster").text
    assert "Wanda" not in shown
    assert "Approver" not in shown


def test_words_of_people_are_text_on_the_page(
    client: FlaskClient, session: Session, forum: Forum, theme: HubTheme, planner: User, second: User
) -> None:
    published(session, theme, planner, second, message="<script>alert(1)</script>")
    for address in (PAGE, f"{PAGE}/poster"):
        assert "<script>alert" not in client.get(address).text


def test_only_those_who_agreed_are_written_to_each_mailbox_once(
    session: Session, partnership: Partnership, forum: Forum, theme: HubTheme, planner: User, second: User
) -> None:
    came(session, forum, "yes@agency.example")
    came(session, forum, "no@agency.example", may_contact=False)
    came(session, forum, "stayed-away@agency.example", checked_in_at=None)
    make_contact(session, partnership, "book@agency.example")
    make_contact(session, partnership, "yes+hub@agency.example")
    make_contact(session, partnership, "never-agreed@agency.example", consented=False)
    out = make_contact(session, partnership, "out@agency.example")
    opt_out(session, out.id, by="themselves", today=today())
    published(session, theme, planner, second)
    assert tell_practitioners(session, theme.cycle) == 2
    assert mailed(session) == ["book@agency.example", "yes+hub@agency.example"]


def test_nobody_is_written_to_twice(
    session: Session, forum: Forum, theme: HubTheme, planner: User, second: User
) -> None:
    came(session, forum, "yes@agency.example")
    published(session, theme, planner, second)
    assert tell_practitioners(session, theme.cycle) == 1
    session.commit()
    assert tell_practitioners(session, theme.cycle) == 0
    replied(session, theme, planner, second, message="Changed.")
    publishing.unpublish(session, theme.cycle)
    publishing.publish(session, theme.cycle, by=planner.id, at=now())
    assert tell_practitioners(session, theme.cycle) == 0
    assert audience_of(session, theme.cycle).count == 0
    assert len(mailed(session)) == 1


def test_no_message_goes_out_before_the_page_is_there(
    session: Session, forum: Forum, theme: HubTheme, planner: User, second: User
) -> None:
    came(session, forum, "yes@agency.example")
    replied(session, theme, planner, second)
    with pytest.raises(RepliesRefused):
        tell_practitioners(session, theme.cycle)


def test_the_message_says_what_is_approved_as_it_goes_out_and_how_to_unsubscribe(
    session: Session, partnership: Partnership, forum: Forum, theme: HubTheme, planner: User, second: User
) -> None:
    make_contact(session, partnership, "book@agency.example")
    published(session, theme, planner, second, message="Approved words.")
    replied(session, theme, planner, message="Unapproved words.")
    tell_practitioners(session, theme.cycle)
    [letter] = letters(session)
    assert letter is not None
    assert "Approved words." in letter.text
    assert "Unapproved" not in letter.text
    assert you_said_address(theme.cycle) in letter.text
    assert letter.unsubscribe.startswith("http://localhost/u/")
    assert letter.unsubscribe in letter.text
    assert "North Children’s Board" in letter.text


def test_the_message_is_called_off_when_it_is_no_longer_so(
    session: Session, partnership: Partnership, forum: Forum, theme: HubTheme, planner: User, second: User
) -> None:
    contact = make_contact(session, partnership, "book@agency.example")
    published(session, theme, planner, second)
    tell_practitioners(session, theme.cycle)
    answering.take_down(session, theme, by=second.id, at=now(), remark="Wrong")
    assert letters(session) == [None]
    replied(session, theme, planner, second)
    opt_out(session, contact.id, by="themselves", today=today())
    assert letters(session) == [None]


def test_the_message_is_of_its_own_partnership(
    session: Session, forum: Forum, theme: HubTheme, planner: User, second: User
) -> None:
    make_contact(session, make_partnership(session), "elsewhere@agency.example")
    published(session, theme, planner, second)
    assert tell_practitioners(session, theme.cycle) == 0


def test_the_address_is_the_one_that_answers(client: FlaskClient, forum: Forum, theme: HubTheme) -> None:
    address = you_said_address(theme.cycle)
    assert address == f"http://localhost{PAGE}"
    code = client.get(f"{PAGE}/code.svg")
    assert code.status_code == 200
    assert address in code.text
    assert code.mimetype == "image/svg+xml"


def test_publishing_and_telling_on_the_page(
    page: FlaskClient, session: Session, partnership: Partnership, forum: Forum, theme: HubTheme, planner: User,
    second: User,
) -> None:  # fmt: skip
    own = "/p/north/learning-hub/cycles/gangs/you-said-we-did"
    make_contact(session, partnership, "book@agency.example")
    assert page.post(f"{own}/publish").status_code == 400
    replied(session, theme, planner, second, due_on=today() + timedelta(days=1))
    assert page.post(f"{own}/publish").status_code == 302
    assert "Write to 1 person" in page.get(own).text
    assert page.post(f"{own}/tell", data={"ask": "no"}).status_code == 302
    shown = page.get(own).text
    assert "1 has been written to" in shown
    assert "book@agency.example" not in shown
    assert page.post(f"{own}/unpublish").status_code == 302
    assert "nothing to read here yet" in page.get(PAGE).text
