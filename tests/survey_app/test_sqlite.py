"""SQLite is opened so that writers queue and a reader that comes to write is run again."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask, g
from sqlalchemy import text

from survey_app import create_app
from survey_app.accounts.permissions import public
from survey_app.audit_log import AuditEvent, record
from survey_app.database import db
from tests.services.databases import SQLITE, Databases
from tests.survey_app.conftest import SeparateClient, prepare, settings_for


@pytest.fixture
def sqlite_app(databases: Databases, tmp_path: Path):  # type: ignore[no-untyped-def]
    with databases.prepared(SQLITE, prepare) as url:
        app = create_app(settings_for(url, tmp_path))
        app.test_client_class = SeparateClient
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("foreign_keys", 1), ("secure_delete", 1), ("busy_timeout", 15000)]
)
def test_connections_are_set_up(sqlite_app: Flask, pragma: str, value: object) -> None:
    with sqlite_app.app_context():
        assert db.session.scalar(text(f"PRAGMA {pragma}")) == value


def test_a_reading_request_that_writes_after_another_has_written_is_run_again(sqlite_app: Flask) -> None:
    runs = []

    @sqlite_app.get("/reads-then-writes")
    @public("only for this test")
    def reads_then_writes() -> str:
        db.session.scalar(text("SELECT count(*) FROM audit_event"))
        if not runs:
            with db.engine.connect() as other:  # another process writes between our reading and our writing
                g.writing = True
                other.execute(text("INSERT INTO locality (partnership_id, name) SELECT id, 'North' FROM partnership"))
                other.commit()
                g.writing = None
        runs.append(1)
        record(db.session, "read a report", actor_id=None, subject="round 1")
        db.session.commit()
        return "done"

    response = sqlite_app.test_client().get("/reads-then-writes")
    assert response.text == "done"
    assert len(runs) == 2
    with sqlite_app.app_context():
        assert db.session.query(AuditEvent).filter_by(action="read a report").count() == 1
