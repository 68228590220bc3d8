"""The demonstration in a database of its own for every test, loaded once a session for each kind of database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from survey_app import create_app
from survey_app.collect.keys import KeyStore
from survey_app.database import db, now
from survey_app.demo.loader import load_demo
from tests.services.databases import Databases
from tests.survey_app.conftest import SeparateClient, settings_for

# The day on which this session's demonstration was loaded, which may be yesterday when a test reads it. Answers are
# dated as they come in, and what comes in after the close of a case audit is not blind: it has to be the present day.
DAY = now().date()


def load(database_url: str) -> None:
    """Make the tables and load the demonstration, as on ``DAY``."""
    with TemporaryDirectory() as directory:
        app = create_app(settings_for(database_url, Path(directory)))
        with app.app_context():
            db.create_all()
            load_demo(db.session(), KeyStore(app.config["WALKABOUT_KEY_DIR"]), today=DAY)
            db.session.commit()
            db.engine.dispose()


@pytest.fixture
def app(databases: Databases, database_kind: str, tmp_path: Path) -> Iterator[Flask]:
    """An application with the demonstration; a test that asks for it runs on both kinds of database."""
    with databases.prepared(database_kind, load) as url:
        app = create_app(settings_for(url, tmp_path))
        app.test_client_class = SeparateClient
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def demo(session: Session) -> Session:
    """A session on the demonstration."""
    return session


@pytest.fixture
def day() -> date:
    """The day for which the demonstration was loaded."""
    return DAY
