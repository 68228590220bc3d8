"""Of whoever sends a point from the room nothing is kept: an attacker with all of the database finds no sender."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.audit_log import AuditEvent
from survey_app.database import db, now
from survey_app.forums.models import Forum
from survey_app.forums.tables.models import ForumScreen, PointVersion, TablePoint
from survey_app.forums.tables.screen import screen_of
from survey_app.gunicorn_logging import is_silent, scrub
from tests.survey_app.factories import sign_in

ADDRESS, AGENT = "203.0.113.77", "TellingPhone/7.7"


@pytest.fixture
def screen(session: Session, forum: Forum) -> ForumScreen:
    return screen_of(session, forum)


def ticket_on(page: str) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def send(client: FlaskClient, screen: ForumScreen, text: str, **more: str) -> None:
    headers = {"User-Agent": AGENT}
    env = {"REMOTE_ADDR": ADDRESS}
    opened = client.get(f"/say/{screen.code}", headers=headers, environ_overrides=env)
    assert "Set-Cookie" not in opened.headers
    data = {"ticket": ticket_on(opened.text), "text": text, "tone": "concern", "question": "What works?", **more}
    sent = client.post(f"/say/{screen.code}", data=data, headers=headers, environ_overrides=env)
    assert sent.status_code == 302, sent.text
    assert "Set-Cookie" not in sent.headers


def test_nothing_of_the_sender_stands_in_any_table(client: FlaskClient, session: Session, screen: ForumScreen) -> None:
    send(client, screen, "Nobody answers after five")
    session.expire_all()
    everything = []
    for table in inspect(db.engine).get_table_names():
        everything += [tuple(row) for row in session.execute(db.metadata.tables[table].select())]
    dump = repr(everything)
    assert "Nobody answers after five" in dump
    assert ADDRESS not in dump
    assert AGENT not in dump
    assert session.scalars(select(PointVersion)).all() == []
    assert session.scalars(select(AuditEvent)).all() == []


def test_the_file_of_the_database_and_its_journal_hold_no_sender(
    app: Flask, client: FlaskClient, screen: ForumScreen
) -> None:
    send(client, screen, "Nobody answers after five")
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    if not url.startswith("sqlite"):
        return  # the other test reads all of its tables
    path = Path(url.removeprefix("sqlite:///"))
    raw = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    assert b"Nobody answers after five" in raw
    assert ADDRESS.encode() not in raw
    assert AGENT.encode() not in raw


def test_two_who_send_at_different_times_leave_rows_that_differ_in_their_words_alone(
    client: FlaskClient, session: Session, screen: ForumScreen
) -> None:
    send(client, screen, "First words")
    send(client, screen, "Later words")
    session.expire_all()
    rows = [
        {name: value for name, value in row.items() if name not in ("id", "text")}
        for row in session.execute(TablePoint.__table__.select()).mappings()
    ]
    first, later = rows
    assert first == later
    assert not {"created_at", "sent_at", "made_at", "ip", "session"} & set(first)


def test_rows_on_sqlite_have_no_number_that_tells_their_order(
    app: Flask, client: FlaskClient, session: Session, screen: ForumScreen
) -> None:
    send(client, screen, "First words")
    session.commit()
    if db.engine.dialect.name != "sqlite":
        return
    file = app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")
    with sqlite3.connect(file) as raw, pytest.raises(sqlite3.OperationalError, match="rowid"):
        raw.execute("SELECT rowid FROM table_point")


def test_somebody_who_is_signed_in_sends_without_a_name(
    client: FlaskClient, session: Session, screen: ForumScreen, facilitator: User
) -> None:
    sign_in(client, facilitator)
    opened = client.get(f"/say/{screen.code}")
    data = {"ticket": ticket_on(opened.text), "text": "Said while signed in", "question": "What works?", "tone": ""}
    assert client.post(f"/say/{screen.code}", data=data).status_code == 302
    session.expire_all()
    point = session.scalars(select(TablePoint)).one()
    assert session.scalars(select(PointVersion)).all() == []
    said = json.dumps([event.details for event in session.scalars(select(AuditEvent))])
    assert point.id not in said
    assert "Said while" not in said


def test_no_log_has_a_line_of_these_addresses() -> None:
    assert is_silent("/say/abc234")
    assert is_silent("/wall/a-secret-key/points")
    assert "abc234" not in str(scrub("GET /say/abc234 failed"))
    assert "a-secret-key" not in str(scrub("Error handling request /wall/a-secret-key"))


def test_the_moment_is_kept_as_a_quarter_of_an_hour_alone(
    client: FlaskClient, session: Session, forum: Forum, screen: ForumScreen
) -> None:
    send(client, screen, "Nobody answers after five")
    session.expire_all()
    point = session.scalars(select(TablePoint)).one()
    assert point.quarter == int((now() - forum.starts_at).total_seconds() // 900) or point.quarter in (3, 4)
