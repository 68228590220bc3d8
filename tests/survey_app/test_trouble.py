"""The database locked, full, gone and back again: a clear page, nothing lost, nothing doubled, and work goes on."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import event, func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from survey_app import sqlite
from survey_app.accounts.permissions import public
from survey_app.collect import sealing, services
from survey_app.collect.keys import KeyStore
from survey_app.collect.models import AnonymousReceipt, Draft
from survey_app.database import db
from survey_app.forums.models import Booking
from survey_app.rounds.models import Round
from tests.services.databases import POSTGRESQL, SQLITE
from tests.survey_app.collect.forms_for_tests import SHORT
from tests.survey_app.collect.respondent import Respondent
from tests.survey_app.factories import make_invitation, make_partnership, make_round, publish
from tests.survey_app.forums.hub_factories import make_forum

TITLE = "A round that meets a fault"
WORDS = "What I typed,\nin two lines & <marks>"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite gives up soon, since these tests mean it to."""
    patient = tuple(one for one in sqlite.PRAGMAS if "busy_timeout" not in one)
    monkeypatch.setattr(sqlite, "PRAGMAS", (*patient, "PRAGMA busy_timeout = 20"))


@contextmanager
def locked(app: Flask) -> Iterator[None]:
    """Somebody else writes and does not come to an end."""
    with app.app_context():
        db.engine.dispose()
    path = make_url(app.config["SQLALCHEMY_DATABASE_URI"]).database
    assert path is not None
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def full(app: Flask) -> Iterator[None]:
    """No page more than the database has."""

    def limit(connection: Any, record: Any) -> None:
        connection.execute("PRAGMA max_page_count = 1")

    with app.app_context():
        engine = db.engine
    engine.dispose()
    event.listen(engine, "connect", limit)
    yield
    event.remove(engine, "connect", limit)
    engine.dispose()


@contextmanager
def breaking(app: Flask) -> Iterator[None]:
    """PostgreSQL ends the connection in the middle of taking an answer in."""
    whole = services.sealing.seal_answer

    def broken(session: Session, *arguments: Any) -> None:
        own = session.scalar(text("SELECT pg_backend_pid()"))
        with db.engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:own)"), {"own": own})
        whole(session, *arguments)

    sealing.seal_answer = broken  # type: ignore[assignment]
    try:
        yield
    finally:
        sealing.seal_answer = whole


ON_SQLITE = pytest.mark.parametrize("database_kind", [SQLITE], indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize("database_kind", [POSTGRESQL], indirect=True)
FAULTS = pytest.mark.parametrize(
    ("database_kind", "fault"),
    [(SQLITE, locked), (SQLITE, full), (POSTGRESQL, breaking)],
    indirect=["database_kind"],
)


def somebody(client: FlaskClient, session: Session, *, anonymous: bool) -> tuple[Respondent, Round]:
    """Somebody with a personal link to a round, on its start page."""
    partnership = make_partnership(session, slug="exampleshire")
    version = publish(session, partnership, SHORT)
    round_ = make_round(session, partnership, version, access="token", anonymous=anonymous, title=TITLE)
    _, token = make_invitation(session, round_)
    return Respondent(client, f"/a/{token}"), round_


def on_the_last_page(client: FlaskClient, session: Session) -> Respondent:
    """Somebody who has filled in an anonymous form and is about to send it."""
    person, _ = somebody(client, session, anonymous=True)
    person.press("Start")
    person.press("Continue", {"useful": "agree", "comment": WORDS})
    assert person.heading == "Check your answers"
    return person


def receipts(session: Session) -> int:
    """The answers to the one anonymous round of this test."""
    session.expire_all()
    statement = select(func.count()).select_from(AnonymousReceipt).join(Round).where(Round.title == TITLE)
    return session.scalar(statement) or 0


@FAULTS
@pytest.mark.usefixtures("impatient")
def test_an_answer_met_by_a_fault_stays_in_the_page_and_is_sent_once_the_fault_is_over(
    app: Flask, client: FlaskClient, session: Session, fault: Callable[[Flask], AbstractContextManager[None]]
) -> None:
    person = on_the_last_page(client, session)
    session.commit()
    with fault(app):
        person.press("Send")
        for _ in range(2):
            assert person.response.status_code == 503
            assert int(person.response.headers["Retry-After"]) > 0
            assert "Nothing of what you have just sent was saved" in person.text
            person.press("Send it again")
    kept = [(one.get("name"), one.get("value")) for one in person.page.xpath("//form[@data-send-again]/input")]
    assert receipts(session) == 0
    session.commit()
    assert person.press("Send it again").status_code == 200
    assert receipts(session) == 1
    session.commit()
    client.post(person.address, data=MultiDict(kept))  # both buttons were pressed: the script's and the person's
    assert receipts(session) == 1


@ON_SQLITE
@pytest.mark.usefixtures("impatient")
def test_a_page_that_a_lock_met_is_saved_as_it_was_typed(app: Flask, client: FlaskClient, session: Session) -> None:
    person, round_ = somebody(client, session, anonymous=False)
    person.press("Start")
    session.commit()
    with locked(app):
        assert person.press("Continue", {"useful": "agree", "comment": WORDS}).status_code == 503
    person.press("Send it again")
    assert person.heading == "Check your answers"
    session.expire_all()
    assert session.scalars(select(Draft).where(Draft.round_id == round_.id)).one().document["comment"] == WORDS


@ON_SQLITE
@pytest.mark.usefixtures("impatient")
def test_a_booking_that_a_lock_met_is_in_the_page_and_made_once(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    forum = make_forum(session)
    address = f"/hub/{forum.cycle.partnership.slug}/{forum.cycle.slug}/book"
    data = {
        "forum": forum.public_name, "name": "Nina Example", "email": "nina@agency.example", "agency": "other",
        "agency_name": "Example Trust", "sector": "both", "role_group": "frontline", "locality": "", "website": "",
    }  # fmt: skip
    session.commit()
    with locked(app):
        response = client.post(address, data=data)
    assert response.status_code == 503
    form = html.fromstring(response.text).xpath("//main//form")[0]
    kept = [(one.get("name"), one.get("value")) for one in form.xpath("./input")]
    assert "data-send-again" not in form.attrib, "a place is asked for by a person"
    for _ in range(2):
        client.post(form.get("action"), data=MultiDict(kept))
    assert session.scalar(select(func.count()).select_from(Booking).where(Booking.forum_id == forum.id)) == 1


@pytest.mark.usefixtures("impatient")
def test_a_disk_too_full_for_a_batch_key_is_told_as_one(
    app: Flask, client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = on_the_last_page(client, session)

    def no_room(self: KeyStore, round_id: int) -> tuple[str, bytes]:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(KeyStore, "create", no_room)
        assert person.press("Send").status_code == 503
        assert "disk of this site is full" in person.text
    assert person.press("Send it again").status_code == 200
    assert receipts(session) == 1


@ON_POSTGRESQL
def test_connections_that_a_restart_has_ended_are_noticed_by_nobody(client: FlaskClient, session: Session) -> None:
    person = on_the_last_page(client, session)
    session.commit()
    session.execute(
        text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
             "pg_backend_pid()")
    )  # fmt: skip
    session.commit()
    assert person.press("Send").status_code == 200


def failing_with(another_app: Callable[..., Flask], error: Exception) -> FlaskClient:
    app = another_app(RAISE_UNEXPECTED=False)

    @app.route("/fails", methods=["GET", "POST"])
    @public("only for this test")
    def fails() -> str:
        raise error

    return app.test_client()


def test_a_program_is_told_in_json_when_to_come_again(another_app: Callable[..., Flask]) -> None:
    client = failing_with(another_app, OSError(errno.ENOSPC, "No space left on device"))
    response = client.post("/fails", json={})
    assert (response.status_code, response.headers["Retry-After"]) == (503, "120")
    assert "full" in response.json["error"]


def test_a_page_that_cannot_be_shown_leads_to_itself(another_app: Callable[..., Flask]) -> None:
    client = failing_with(another_app, OSError(errno.ENOSPC, "No space left on device"))
    response = client.get("/fails?at=2")
    assert response.status_code == 503
    assert 'href="/fails?at=2"' in response.text


def test_a_password_does_not_come_back_in_a_page(another_app: Callable[..., Flask]) -> None:
    client = failing_with(another_app, OSError(errno.ENOSPC, "No space left on device"))
    response = client.post("/fails", data={"email": "a@b.example", "password": "ample-otter"})
    assert response.status_code == 503
    assert "ample-otter" not in response.text
    assert "Go back in your browser" in response.text


@pytest.mark.parametrize("error", [OSError(errno.EPERM, "x"), FileNotFoundError("x")])
def test_another_error_of_the_system_stays_a_fault_of_the_software(
    another_app: Callable[..., Flask], error: Exception
) -> None:
    assert failing_with(another_app, error).get("/fails").status_code == 500


def test_a_missing_table_is_a_fault_of_the_software(app: Flask, another_app: Callable[..., Flask]) -> None:
    with app.app_context():
        try:
            db.session.execute(text("SELECT * FROM nothing_of_this_name"))
        except Exception as error:
            found = error
    assert failing_with(another_app, found).get("/fails").status_code == 500
