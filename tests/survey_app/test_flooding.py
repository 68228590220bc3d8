"""A room of 225 people on one address is let in; whoever floods from that address is slowed, and the room is not."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from limits import parse
from sqlalchemy.orm import Session

from survey_app import flooding
from tests.services.databases import SQLITE
from tests.survey_app.collect.forms_for_tests import SHORT
from tests.survey_app.collect.respondent import Respondent
from tests.survey_app.factories import make_invitation, make_partnership, make_round, publish

pytestmark = pytest.mark.parametrize("database_kind", [SQLITE], indirect=True)  # counts are kept in memory
ROOM = 225


@pytest.fixture
def guarded(another_app: Callable[..., Flask]) -> Flask:
    """An application that counts its visitors."""
    return another_app(FLOOD_GUARD=True, WTF_CSRF_ENABLED=True)


@pytest.fixture
def link(session: Session) -> str:
    """The address of an anonymous round that is open to all."""
    partnership = make_partnership(session, slug="exampleshire")
    round_ = make_round(session, partnership, publish(session, partnership, SHORT), access="open", anonymous=True)
    session.commit()
    return f"/s/exampleshire/{round_.slug}"


def flood(app: Flask, address: str, most: int = 2000) -> int:
    """A program that keeps no cookies asks until it is refused; how often it got in."""
    for number in range(most):
        if app.test_client(use_cookies=False).get(address).status_code == 429:
            return number
    return most


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small numbers, so that a test need not knock a thousand times."""
    monkeypatch.setattr(flooding, "NEWCOMERS", parse("30 per hour"))
    monkeypatch.setattr(flooding, "BROWSER", parse("15 per hour"))
    monkeypatch.setattr(flooding, "WRONG_OF_NEWCOMERS", parse("6 per hour"))
    monkeypatch.setattr(flooding, "WRONG_OF_BROWSER", parse("4 per hour"))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """``clock(seconds)`` lets so much time pass for whoever waits to come in."""
    passed = [0.0]
    real = flooding.time.time

    class Time:
        @staticmethod
        def time() -> float:
            return real() + passed[0]

    monkeypatch.setattr(flooding, "time", Time)
    return lambda seconds: passed.__setitem__(0, passed[0] + seconds)


def test_a_whole_room_behind_one_address_comes_in_at_once(guarded: Flask, link: str) -> None:
    statuses = {guarded.test_client().get(link).status_code for _ in range(ROOM)}
    assert statuses == {200}
    assert flooding.NEWCOMERS.amount >= ROOM * 4, "with the pages that are asked for before there is a session"


@pytest.mark.usefixtures("few")
def test_whoever_answers_already_goes_on_while_somebody_floods_from_the_same_address(guarded: Flask, link: str) -> None:
    person = Respondent(guarded.test_client(), link)
    assert flood(guarded, link) == 29, "the person was the first"
    assert person.press("Start").status_code == 200
    person.press("Continue", {"useful": "agree", "comment": "made up"})
    assert person.press("Send").status_code == 200
    assert "WA-" in person.text


@pytest.mark.usefixtures("few")
def test_a_newcomer_during_a_flood_waits_some_seconds_and_comes_in(
    guarded: Flask, link: str, clock: Callable[[float], None]
) -> None:
    flood(guarded, link)
    client = guarded.test_client()
    waiting = client.get(link)
    assert waiting.status_code == 429
    assert waiting.headers["Retry-After"] == str(flooding.WAIT)
    assert "Many people are coming in at once" in waiting.text
    assert re.search(r'<meta http-equiv="refresh" content="5">', waiting.text)
    assert client.get(link).status_code == 429, "not before the wait is over"
    clock(flooding.WAIT)
    assert client.get(link).status_code == 200
    assert flood(guarded, link) == 0, "a program without a session stays outside"


@pytest.mark.usefixtures("few")
def test_one_browser_that_floods_is_told_how_long_to_wait_and_nobody_else_is(guarded: Flask, link: str) -> None:
    hostile = guarded.test_client()
    statuses = [hostile.get(link).status_code for _ in range(20)]
    assert statuses == [200] * 16 + [429] * 4, "the first as a newcomer, then by its session"
    refused = hostile.get(link)
    assert 1 <= int(refused.headers["Retry-After"]) <= 3600
    assert "That was very quick" in refused.text
    assert guarded.test_client().get(link).status_code == 200


@pytest.mark.usefixtures("few")
def test_wrong_links_are_counted_more_strictly_and_right_ones_open(
    guarded: Flask, session: Session, link: str, clock: Callable[[float], None]
) -> None:
    round_ = make_round(session, make_partnership(session), access="token")
    _, token = make_invitation(session, round_)
    session.commit()
    here = guarded.test_client()
    assert here.get(f"/a/{token}").status_code == 200
    statuses = [guarded.test_client(use_cookies=False).get(f"/a/wrong{number}").status_code for number in range(8)]
    assert statuses == [404] * 6 + [429] * 2
    assert here.get(f"/a/{token}").status_code == 200
    newcomer = guarded.test_client()
    assert newcomer.get(f"/a/{token}").status_code == 429
    clock(flooding.WAIT)
    assert newcomer.get(f"/a/{token}").status_code == 200


@pytest.mark.usefixtures("few")
def test_wrong_codes_are_counted_by_the_browser_that_types_them(guarded: Flask, link: str) -> None:
    hostile, other = Respondent(guarded.test_client(), "/code"), Respondent(guarded.test_client(), "/code")
    for _ in range(4):
        assert type_code(hostile, "ABCD-EFGH") == 422
    assert type_code(hostile, "ABCD-EFGH") == 429
    assert "Too many links or codes that open nothing" in hostile.text
    assert type_code(other, "ABCD-EFGH") == 422


def type_code(person: Respondent, code: str) -> int:
    """Type a code on the page that is open."""
    data = {"code": code, "csrf_token": person.hidden("csrf_token")}
    return person.post(data).status_code


@pytest.mark.usefixtures("few")
def test_what_was_typed_too_quickly_is_in_the_page_that_says_to_wait(guarded: Flask, link: str) -> None:
    person = Respondent(guarded.test_client(), link)
    person.press("Start")
    while person.response.status_code != 429:
        person.press("Continue", {"comment": "made up & typed"})
    assert 'name="q.comment" value="made up &amp; typed"' in person.response.text


@pytest.mark.usefixtures("few")
def test_pages_for_people_who_sign_in_are_not_counted(guarded: Flask) -> None:
    client = guarded.test_client()
    assert {client.get("/profile").status_code for _ in range(40)} <= {302, 404}


def test_when_the_counts_are_away_nobody_is_locked_out(
    guarded: Flask, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*arguments: object) -> bool:
        raise ConnectionError

    monkeypatch.setattr(guarded.extensions["flood_guard"], "hit", away)
    assert guarded.test_client().get(link).status_code == 200


def test_a_program_is_told_in_json(guarded: Flask, link: str, few: None) -> None:
    flood(guarded, link)
    answer = guarded.test_client(use_cookies=False).get(link, headers={"Accept": "application/json"})
    assert answer.status_code == 429
    assert answer.json is not None
    assert answer.json["title"] == "Many people are coming in at once"


def test_a_phone_that_says_something_without_a_name_gets_no_cookie_while_others_flood(
    guarded: Flask, link: str, few: None
) -> None:
    assert flood(guarded, link) < 100
    assert "Set-Cookie" in guarded.test_client().get(link).headers, "others wait, with a session"
    answer = guarded.test_client().get("/say/abcdef")
    assert answer.status_code == 404
    assert "Set-Cookie" not in answer.headers
