"""Openings of the public page are counted by day, and nothing is kept of whoever opens it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.database import Base
from survey_app.forums.models import Forum, HubTheme, YouSaidReading
from survey_app.forums.pages import today
from survey_app.forums.replies.readings import count_reading, readings_of
from tests.survey_app.forums.replies.reply_factories import published, replied

PAGE = "/hub/north/gangs/you-said-we-did"


def openings(session: Session) -> int:
    session.expire_all()
    return sum(session.scalars(select(YouSaidReading.openings)))


def everything_but_the_count(session: Session) -> dict[str, list[tuple[object, ...]]]:
    return {
        table.name: sorted(map(tuple, session.execute(table.select())), key=repr)
        for table in Base.metadata.sorted_tables
        if table.name != "hub_you_said_reading"
    }


def test_an_opening_adds_one_to_its_day_and_leaves_no_other_trace(
    client: FlaskClient, session: Session, forum: Forum, theme: HubTheme, planner: User, second: User
) -> None:
    published(session, theme, planner, second)
    session.commit()
    before = everything_but_the_count(session)
    headers = {"User-Agent": "A browser that could be told apart", "Referer": "https://intranet.example/team-seven"}
    for _ in range(3):
        answer = client.get(PAGE, headers=headers, environ_base={"REMOTE_ADDR": "192.0.2.77"})
        assert "Set-Cookie" not in answer.headers
    assert openings(session) == 3
    assert everything_but_the_count(session) == before
    assert set(YouSaidReading.__table__.columns.keys()) == {"cycle_id", "on_day", "openings"}


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("HEAD", {}),
        ("GET", {"Sec-Purpose": "prefetch"}),
        ("GET", {"Sec-Purpose": "prefetch;prerender"}),
        ("GET", {"Purpose": "prefetch"}),
        ("GET", {"X-Purpose": "preview"}),
        ("GET", {"Sec-Fetch-Dest": "iframe"}),
    ],
    ids=["asks whether it is there", "prefetch", "prerender", "older prefetch", "preview", "frame"],
)
def test_what_nobody_reads_is_not_counted(
    client: FlaskClient, session: Session, forum: Forum, theme: HubTheme, planner: User, second: User,
    method: str, headers: dict[str, str],
) -> None:  # fmt: skip
    published(session, theme, planner, second)
    session.commit()
    assert client.open(PAGE, method=method, headers=headers).status_code == 200
    assert openings(session) == 0


def test_a_page_that_is_not_up_is_not_counted(
    client: FlaskClient, session: Session, forum: Forum, theme: HubTheme, planner: User, second: User
) -> None:
    replied(session, theme, planner, second)
    session.commit()
    client.get(PAGE)
    assert openings(session) == 0


def test_the_figures_say_how_often_it_was_opened_in_all_and_in_the_last_week(session: Session, theme: HubTheme) -> None:
    for days_ago, count in ((30, 2), (7, 1), (6, 3), (0, 1)):
        for _ in range(count):
            count_reading(session, theme.cycle, today() - timedelta(days=days_ago))
    found = readings_of(session, theme.cycle, today())
    assert (found.openings, found.last_week, found.first_day) == (7, 4, today() - timedelta(days=30))
    assert found.sentence.startswith("Opened 7 times since ")
    assert readings_of(session, theme.cycle, today() - timedelta(days=400)).openings == 7


def test_an_officer_who_looks_at_the_page_is_no_reader(
    page: FlaskClient, session: Session, forum: Forum, theme: HubTheme, planner: User, second: User
) -> None:
    published(session, theme, planner, second)
    session.commit()
    assert page.get(PAGE).status_code == 200
    assert openings(session) == 0
    assert "It has not been opened yet." in page.get("/p/north/learning-hub/cycles/gangs/you-said-we-did").text
