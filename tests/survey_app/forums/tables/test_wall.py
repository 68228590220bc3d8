"""The wall shows what stands on it to whoever has its address, and that address tells and opens nothing else."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import current_app
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.database import now, random_key
from survey_app.forums.models import Forum, HubTheme
from survey_app.forums.tables.models import DiscussionTable, ForumScreen, TablePoint
from survey_app.forums.tables.phones import Said, look, take
from survey_app.forums.tables.points import Writing, remove, write
from survey_app.forums.tables.screen import close_wall, new_code, open_wall, screen_of
from survey_app.forums.tables.words import Words
from tests.survey_app.forums.tables.table_factories import make_point


@pytest.fixture
def screen(session: Session, forum: Forum) -> ForumScreen:
    return screen_of(session, forum)


@pytest.fixture
def key(session: Session, screen: ForumScreen) -> str:
    return open_wall(session, screen, current_app.config["SECRET_KEY"], now())


def on_wall(client: FlaskClient, key: str) -> Any:
    response = client.get(f"/wall/{key}/points")
    assert response.status_code == 200, response.text
    return response.json


def texts(content: Any) -> list[str]:
    return [point["text"] for question in content["questions"] for point in question["points"]]


def test_the_points_of_tables_stand_under_their_questions(
    client: FlaskClient, session: Session, table: DiscussionTable, key: str
) -> None:
    make_point(session, table, text="Weekly meetings", tone="strength")
    make_point(session, table, text="Waiting lists", tone="concern", question="What gets in the way?")
    content = on_wall(client, key)
    assert [one["question"] for one in content["questions"]] == ["What works?", "What gets in the way?"]
    first = content["questions"][0]["points"][0]
    assert (first["text"], first["tone"], first["room"]) == ("Weekly meetings", "strength", False)


def test_nothing_but_what_stands_on_it_is_told(
    client: FlaskClient, session: Session, forum: Forum, table: DiscussionTable, facilitator: User, key: str
) -> None:
    theme = HubTheme(cycle_id=forum.cycle_id, position=1, title="A theme that is not on the wall")
    session.add(theme)
    session.flush()
    point = make_point(session, table, facilitator, text="Weekly meetings", quote="A quote", theme_id=theme.id)
    forum.chair = "Chris Example"
    told = client.get(f"/wall/{key}/points").text + client.get(f"/wall/{key}").text
    assert "Weekly meetings" in told
    for secret in (
        point.id, "A quote", theme.title, table.name, facilitator.name, facilitator.email, "Chris Example",
        forum.title, forum.place, "Sign in", "csrf",
    ):  # fmt: skip
        assert secret not in told, secret
    assert set(on_wall(client, key)["questions"][0]["points"][0]) == {"key", "text", "tone", "room"}


def test_what_is_hidden_waits_is_refused_removed_or_undecided_is_not_in_the_answer(
    client: FlaskClient, session: Session, forum: Forum, table: DiscussionTable, facilitator: User, second: User,
    screen: ForumScreen, key: str,
) -> None:  # fmt: skip
    hidden = make_point(session, table, facilitator, text="Hidden")
    look(session, forum, {hidden.id: hidden.revision}, "off")
    gone = make_point(session, table, facilitator, text="Removed")
    remove(session, gone, removed=True, by=facilitator.id, at=now())
    make_point(session, table, facilitator, text="Ring 01632 960 001")
    take(session, screen, Said(ticket="a", question="What works?", text="Waiting"), now())
    take(session, screen, Said(ticket="b", question="What works?", text="Refused"), now())
    refused = session.scalars(select(TablePoint).where(TablePoint.text == "Refused")).one()
    look(session, forum, {refused.id: 1}, "refused")
    two = make_point(session, table, facilitator, text="Two")
    for person, text in ((facilitator, "Two, theirs"), (second, "Two, mine")):
        words = Words(question="What works?", text=text)
        writing = Writing(id=two.id, change=random_key(), words=words, by=person.id, at=now(), seen=1)
        write(session, forum, table, writing)
    assert texts(on_wall(client, key)) == ["Two, theirs"]


def test_what_somebody_says_yes_to_comes_to_the_wall_as_from_the_room(
    client: FlaskClient, session: Session, forum: Forum, screen: ForumScreen, key: str
) -> None:
    take(session, screen, Said(ticket="a", question="What works?", text="From a phone"), now())
    point = session.scalars(select(TablePoint)).one()
    assert texts(on_wall(client, key)) == []
    look(session, forum, {point.id: point.revision}, "shown")
    assert on_wall(client, key)["questions"][0]["points"][0]["room"] is True


def test_what_has_other_words_by_now_is_not_waved_through(
    session: Session, forum: Forum, table: DiscussionTable, facilitator: User
) -> None:
    point = make_point(session, table, facilitator, text="Ring 01632 960 001")
    words = Words(question="What works?", text="Ring Sally on 01632 960 002")
    write(session, forum, table, Writing(id=point.id, change=random_key(), words=words, by=1, at=now(), seen=1))
    assert look(session, forum, {point.id: 1}, "shown") == 0
    assert point.wall == "waiting"


def test_while_paused_the_answer_holds_no_point(
    client: FlaskClient, session: Session, table: DiscussionTable, screen: ForumScreen, key: str
) -> None:
    make_point(session, table, text="Weekly meetings")
    screen.paused = True
    content = on_wall(client, key)
    assert content["paused"] is True
    assert texts(content) == []


def test_an_unchanged_wall_is_not_sent_again(client: FlaskClient, table: DiscussionTable, key: str) -> None:
    first = client.get(f"/wall/{key}/points")
    again = client.get(f"/wall/{key}/points", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def pages_of(client: FlaskClient, key: str) -> list[tuple[int, str]]:
    found = [client.get(f"/wall/{key}{rest}") for rest in ("", "/points", "/code.svg")]
    return [(one.status_code, one.text) for one in found]


@pytest.mark.parametrize("ending", ["closed", "over", "opened anew", "new code"])
def test_an_address_of_before_opens_nothing_and_says_what_an_invented_one_says(
    client: FlaskClient, session: Session, table: DiscussionTable, screen: ForumScreen, key: str, ending: str
) -> None:
    make_point(session, table, text="Weekly meetings")
    if ending == "closed":
        close_wall(session, screen)
    if ending == "over":
        screen.ends_at = now() - timedelta(seconds=1)
    if ending == "opened anew":
        assert open_wall(session, screen, current_app.config["SECRET_KEY"], now()) != key
    if ending == "new code":
        new_code(session, screen)
    found = pages_of(client, key)
    assert [status for status, _ in found] == [404, 404, 404]
    assert found == pages_of(client, "x" * 24)


def test_the_address_opens_no_other_page(client: FlaskClient, forum: Forum, key: str) -> None:
    client.get(f"/wall/{key}")
    for page in (f"forums/{forum.id}/screen", f"forums/{forum.id}/tables/state", f"forums/{forum.id}/points"):
        response = client.get(f"/p/north/learning-hub/{page}", headers={"Accept": "text/html"})
        assert response.status_code in (302, 401), page


def test_no_key_of_the_wall_stands_in_the_database(session: Session, screen: ForumScreen, key: str) -> None:
    row = session.execute(ForumScreen.__table__.select()).mappings().one()
    assert key not in json.dumps(dict(row), default=str)


def test_the_code_leads_to_the_page_for_phones(client: FlaskClient, screen: ForumScreen, key: str) -> None:
    picture = client.get(f"/wall/{key}/code.svg")
    assert picture.mimetype == "image/svg+xml"
    assert f"http://localhost/say/{screen.code}" in picture.text


def test_the_facilitator_opens_pauses_and_closes_the_screen(page: FlaskClient, session: Session, forum: Forum) -> None:
    address = f"/p/north/learning-hub/forums/{forum.id}/screen"

    def act(name: str) -> str:
        return page.post(f"{address}/act", data={"act": name}, follow_redirects=True).text

    opened = act("open")
    assert "http://localhost/wall/" in opened
    assert "Paused" in act("pause")
    assert "Go on" not in act("go_on")
    assert "http://localhost/wall/" not in act("close")
