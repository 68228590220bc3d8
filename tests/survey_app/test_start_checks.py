"""A server refuses to start where it would be unsafe, and says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from survey_app import create_app
from survey_app.accounts.services import create_user, deactivate_demo_accounts
from survey_app.commands.data import migrate_database
from survey_app.config import ConfigError
from survey_app.database import db
from survey_app.start_checks import refuse_unsafe_start
from tests.survey_app.conftest import settings_for
from tests.survey_app.factories import PASSWORD

PRODUCTION = {
    "WALKABOUT_ENV": "production",
    "WALKABOUT_SECRET_KEY": "x8Kq2-vL0pT4wZ7rB1nM6cY9hJ3dF5gS_aE",
    "WALKABOUT_PUBLIC_URL": "https://audit.example.org",
}


@pytest.fixture
def production(database_url: str, tmp_path: Path):  # type: ignore[no-untyped-def]
    app = create_app(settings_for(database_url, tmp_path) | PRODUCTION, pages=False)
    migrate_database(app)
    with app.app_context():
        yield app
        db.session.rollback()
        db.engine.dispose()


def test_a_production_database_without_demonstration_may_start(production: Flask) -> None:
    refuse_unsafe_start(production)


def test_demonstration_accounts_stop_a_production_start_until_they_are_closed(production: Flask) -> None:
    create_user(db.session(), email="demo@agency.example", name="Demo", password=PASSWORD, is_demo=True)
    db.session.commit()
    with pytest.raises(ConfigError, match="walkabout user close-demo"):
        refuse_unsafe_start(production)
    deactivate_demo_accounts(db.session())
    db.session.commit()
    refuse_unsafe_start(production)


def test_a_database_that_does_not_answer_is_named(tmp_path: Path) -> None:
    settings = settings_for("postgresql+psycopg://nobody@127.0.0.1:9/none?connect_timeout=1", tmp_path)
    with pytest.raises(ConfigError, match="does not answer"):
        refuse_unsafe_start(create_app(settings, pages=False))
