"""What is checked before a server or worker starts, with what to do about each problem."""

from __future__ import annotations

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy.exc import OperationalError

from survey_app.accounts.services import count_demo_accounts
from survey_app.config import ConfigError
from survey_app.database import db


def newest_revision(app: Flask) -> str | None:
    """The schema revision that this version of the program is written for."""
    config = Config()
    config.set_main_option("script_location", str(app.config["MIGRATIONS_DIR"]))
    return ScriptDirectory.from_config(config).get_current_head()


def present_revision() -> str | None:
    """The schema revision of the database, None for one without tables."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def start_problems(app: Flask) -> list[str]:
    """Everything that stands in the way of starting, a sentence each."""
    with app.app_context():
        try:
            present = present_revision()
        except OperationalError:
            return ["The database does not answer. Check WALKABOUT_DATABASE_URL and that the database is running."]
        if present is None:
            return ["The database has no tables yet. Run: walkabout migrate"]
        if present != newest_revision(app):
            return ["The database belongs to another version of Walkabout. Back it up, then run: walkabout migrate"]
        if app.config["PRODUCTION"]:
            return _demo_problems()
    return []


def _demo_problems() -> list[str]:
    count = count_demo_accounts(db.session())
    db.session.rollback()
    if count == 0:
        return []
    return [
        f"The database holds {count} demonstration accounts, whose passwords were printed on a screen. Use a database "
        "without demonstration data, or close these accounts: walkabout user close-demo"
    ]


def refuse_unsafe_start(app: Flask) -> None:
    """Raise ConfigError with every problem."""
    problems = start_problems(app)
    if problems:
        raise ConfigError(problems)
