"""The application on a fresh database, on SQLite and on PostgreSQL, with rows of another partnership in it."""

from __future__ import annotations

import contextvars
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask, has_app_context
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy.orm import Session

from survey_app import create_app
from survey_app.accounts import passwords
from survey_app.accounts.services import ensure_roles
from survey_app.database import db
from tests.services.databases import Databases
from tests.survey_app.factories import make_unrelated_rows


class SeparateClient(FlaskClient):
    """A client whose requests share nothing with the test but the database.

    The test's own transaction is committed before each request, so that the request sees its rows and the test then
    sees what the request did. Flask would otherwise lend the test's application context, and its session, to the view.
    """

    def open(self, *args: Any, **kwargs: Any) -> Any:
        if has_app_context():
            db.session.commit()
        return contextvars.Context().run(super().open, *args, **kwargs)


def settings_for(database_url: str, directory: Path) -> dict[str, Any]:
    """The configuration of an application under test."""
    return {
        "TESTING": True,
        "SECRET_KEY": "only for tests, on this machine",
        "SQLALCHEMY_DATABASE_URI": database_url,
        "WALKABOUT_INSTANCE": str(directory / "instance"),
        "WALKABOUT_KEY_DIR": str(directory / "batch-keys"),
        "WALKABOUT_PUBLIC_URL": "http://localhost",
        "WALKABOUT_MAIL_HOURS": "always",  # tests run on Sundays too
        "WTF_CSRF_ENABLED": False,
    }


def prepare(database_url: str) -> None:
    """Make the tables, the roles and the rows of another partnership; once for each kind of database."""
    with TemporaryDirectory() as directory, create_app(settings_for(database_url, Path(directory))).app_context():
        db.create_all()
        ensure_roles(db.session)
        make_unrelated_rows(db.session)
        db.session.commit()
        db.engine.dispose()


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 with the least work it can do: signing in a hundred times is not what these tests are about."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", hasher)
    monkeypatch.setattr(passwords, "_nobody", hasher.hash("nobody has this password"))


@pytest.fixture
def untouched() -> bool:
    """Whether nobody had the test's database before. A module that looks at how rows lie in files answers True."""
    return False


@pytest.fixture
def app(databases: Databases, database_kind: str, tmp_path: Path, untouched: bool) -> Iterator[Flask]:
    """The application on its own database; a test that asks for it runs on both kinds."""
    with (databases.prepared if untouched else databases.put_back)(database_kind, prepare) as url:
        app = create_app(settings_for(url, tmp_path))
        app.test_client_class = SeparateClient
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def another_app(app: Flask, tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """``another_app(WALKABOUT_PROXIES="1")``: an application on the same database with other settings."""
    made = []

    def make(**settings: Any) -> Flask:
        made.append(create_app(settings_for(app.config["SQLALCHEMY_DATABASE_URI"], tmp_path) | settings))
        made[-1].test_client_class = SeparateClient
        return made[-1]

    yield make
    for other in made:
        with other.app_context():
            db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """The test's own database session, in an application context of its own.

    Commit before a browser or another process acts on the same rows; the test client does so by itself.
    """
    with app.app_context():
        yield db.session()


@pytest.fixture(autouse=True)
def _quiet_logs(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
