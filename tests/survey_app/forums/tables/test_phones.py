"""What the room's phones send: held for a look, counted once, shown its telling words, and slowed where it floods."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, current_app
from flask.testing import FlaskClient
from limits import parse
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from survey_app.database import now
from survey_app.forums.models import Forum
from survey_app.forums.tables import crowding, phones
from survey_app.forums.tables.models import ForumScreen, TablePoint
from survey_app.forums.tables.screen import screen_of, set_phones, takes_from_phones
from survey_app.forums.tables.tickets import new_ticket, read_ticket
from tests.survey_app.forums.hub_factories import make_forum
from tests.survey_app.forums.tables.test_anonymity import ticket_on


@pytest.fixture
def screen(session: Session, forum: Forum) -> ForumScreen:
    return screen_of(session, forum)


@pytest.fixture
def send(client: FlaskClient, screen: ForumScreen) -> Callable[..., TestResponse]:
    """``send(text="…")``: what a phone sends, with the ticket of a fresh page where none is given."""

    def sent(**given: str) -> TestResponse:
        data = {"question": "What works?", "tone": "concern", "text": "Nobody answers", **given}
        if "ticket" not in data:
            data["ticket"] = ticket_on(client.get(f"/say/{screen.code}").text)
        return client.post(f"/say/{screen.code}", data=data)

    return sent


def kept(session: Session) -> list[TablePoint]:
    session.expire_all()
    return list(session.scalars(select(TablePoint)))


def test_a_point_waits_for_a_look_and_belongs_to_no_table(session: Session, send: Callable[..., TestResponse]) -> None:
    assert send().status_code == 302
    point = kept(session)[0]
    assert (point.wall, point.table_id, point.tone, point.text) == ("waiting", None, "concern", "Nobody answers")


def test_where_the_forum_is_set_so_it_goes_straight_to_the_wall(
    session: Session, screen: ForumScreen, send: Callable[..., TestResponse]
) -> None:
    set_phones(session, screen, "forum", straight=True, at=now())
    send()
    assert kept(session)[0].wall == "shown"


def test_what_could_tell_who_somebody_is_is_shown_before_it_is_sent_and_waits_all_the_same(
    session: Session, client: FlaskClient, screen: ForumScreen, send: Callable[..., TestResponse]
) -> None:
    set_phones(session, screen, "forum", straight=True, at=now())
    ticket = ticket_on(client.get(f"/say/{screen.code}").text)
    text = "Ring me on 01632 960 001"
    asked = send(ticket=ticket, text=text)
    assert asked.status_code == 422
    assert "Not sent yet" in asked.text
    assert "<strong>01632 960 001</strong>" in asked.text
    assert kept(session) == []
    looked = asked.text.split('name="looked" value="')[1].split('"')[0]
    changed = send(ticket=ticket, text=f"{text} or 01632 960 002", looked=looked)
    assert changed.status_code == 422, "other words are shown again"
    assert send(ticket=ticket, text=text, looked=looked).status_code == 302
    assert kept(session)[0].wall == "waiting"


def test_what_is_sent_twice_is_kept_once(
    session: Session, client: FlaskClient, screen: ForumScreen, send: Callable[..., TestResponse]
) -> None:
    ticket = ticket_on(client.get(f"/say/{screen.code}").text)
    assert send(ticket=ticket).status_code == 302
    assert send(ticket=ticket).status_code == 302
    assert len(kept(session)) == 1


@pytest.mark.parametrize(
    "ticket", ["", "forged", new_ticket("another secret", now())], ids=["none", "forged", "another"]
)
def test_without_a_ticket_of_ours_the_words_come_back_to_be_sent_again(
    session: Session, send: Callable[..., TestResponse], ticket: str
) -> None:
    answer = send(ticket=ticket)
    assert answer.status_code == 422
    assert "Nobody answers" in answer.text
    assert read_ticket(current_app.config["SECRET_KEY"], ticket_on(answer.text), now()) is not None
    assert kept(session) == []


@pytest.mark.parametrize("wrong", [{"text": " "}, {"text": "x" * 1001}, {"question": "Another?"}, {"tone": "praise"}])
def test_what_cannot_be_kept_is_said_and_nothing_typed_is_lost(
    session: Session, send: Callable[..., TestResponse], wrong: dict[str, str]
) -> None:
    answer = send(**wrong)
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert wrong.get("text", "Nobody answers").strip() in answer.text
    assert kept(session) == []


def test_phones_answer_while_the_forum_is_on_or_a_facilitator_has_opened_them(session: Session, forum: Forum) -> None:
    screen, at = screen_of(session, make_forum(session, forum.cycle, in_hours=48)), now()
    assert not takes_from_phones(screen, at)
    assert takes_from_phones(screen, screen.forum.starts_at)
    assert takes_from_phones(screen, screen.forum.ends_at + timedelta(minutes=15))
    assert not takes_from_phones(screen, screen.forum.ends_at + timedelta(minutes=16))
    set_phones(session, screen, "open", straight=False, at=at)
    assert takes_from_phones(screen, at)
    assert not takes_from_phones(screen, at + timedelta(hours=9)), "nobody has to remember to close them"
    set_phones(session, screen, "closed", straight=False, at=at)
    assert not takes_from_phones(screen, screen.forum.starts_at)


def test_after_the_forum_nothing_is_taken_and_the_words_stay_on_the_page(
    session: Session, screen: ForumScreen, send: Callable[..., TestResponse]
) -> None:
    set_phones(session, screen, "closed", straight=False, at=now())
    ticket = new_ticket(current_app.config["SECRET_KEY"], now())
    answer = send(ticket=ticket)
    assert answer.status_code == 422
    assert "Nobody answers" in answer.text
    assert kept(session) == []


def test_more_than_anybody_can_look_at_is_not_taken(
    session: Session, send: Callable[..., TestResponse], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(phones, "MOST_WAITING", 2)
    answers = [send() for _ in range(3)]
    assert [one.status_code for one in answers] == [302, 302, 422]
    assert "nobody can look at more" in answers[2].text


def test_a_code_that_leads_nowhere_says_what_to_do(client: FlaskClient, screen: ForumScreen) -> None:
    for code in ("zzzzzz", "x", "a%00b", "ä" * 6):
        answer = client.get(f"/say/{code}")
        assert answer.status_code == 404
        assert "letter by letter" in answer.text
    assert client.get(f"/say/{screen.code.upper()}").status_code == 200, "as it is typed from a wall"


def test_a_flood_slows_the_room_and_does_not_lock_it_out(
    app: Flask, session: Session, screen: ForumScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program in the room's network sends as fast as it can; a person behind the same address still gets through."""
    monkeypatch.setattr(crowding, "FROM_A_ROOM", parse("5 per minute"))
    secret, at = current_app.config["SECRET_KEY"], now()
    session.commit()
    client, flood = app.test_client(), {"question": "What works?", "tone": "", "text": "flood"}
    statuses = []
    for _ in range(8):
        data = flood | {"ticket": new_ticket(secret, at)}
        statuses.append(client.post(f"/say/{screen.code}", data=data).status_code)
    assert statuses[0] == 302
    assert statuses[-1] == 429, "the flood is slowed"
    person: dict[str, Any] = {"question": "What works?", "tone": "strength", "text": "I am a person"}
    asked = client.post(f"/say/{screen.code}", data=person | {"ticket": new_ticket(secret, at)})
    assert asked.status_code == 429
    assert "I am a person" in asked.text, "what was typed is still there"
    assert "Retry-After" in asked.headers
    ticket = read_ticket(secret, ticket_on(asked.text), now())
    assert ticket is not None
    assert ticket.asked_to_wait
    too_soon = client.post(f"/say/{screen.code}", data=person | {"ticket": ticket_on(asked.text)})
    assert too_soon.status_code == 429
    waited = new_ticket(secret, now() - timedelta(seconds=20), name=ticket.name, wait=True)
    assert client.post(f"/say/{screen.code}", data=person | {"ticket": waited}).status_code == 302
    session.expire_all()
    said = select(func.count()).where(TablePoint.text == "I am a person")
    assert session.scalar(said) == 1


def test_two_rooms_do_not_slow_one_another(
    app: Flask, session: Session, screen: ForumScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crowding, "FROM_A_ROOM", parse("5 per minute"))
    other = screen_of(session, make_forum(session, screen.forum.cycle, in_hours=-1))
    secret, at = current_app.config["SECRET_KEY"], now()
    session.commit()
    client, words = app.test_client(), {"question": "What works?", "tone": "", "text": "said"}
    for _ in range(5):
        client.post(f"/say/{screen.code}", data=words | {"ticket": new_ticket(secret, at)})
    assert client.post(f"/say/{other.code}", data=words | {"ticket": new_ticket(secret, at)}).status_code == 302
