"""The migrations make the very tables that the models describe, on both kinds of database."""

from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from survey_app import create_app
from survey_app.accounts.models import Role
from survey_app.accounts.roles import ROLES
from survey_app.commands.data import migrate_database
from survey_app.database import db
from survey_app.schema import metadata
from survey_app.start_checks import newest_revision, present_revision, start_problems
from tests.survey_app.conftest import settings_for


def test_from_empty_to_the_newest_without_drift(database_url: str, tmp_path: Path) -> None:
    app = create_app(settings_for(database_url, tmp_path), pages=False)
    assert start_problems(app) == ["The database has no tables yet. Run: walkabout migrate"]
    migrate_database(app)
    assert start_problems(app) == []
    with app.app_context():
        assert present_revision() == newest_revision(app)
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, metadata) == []
        assert {role.key for role in db.session.query(Role)} == ROLES.keys()
        db.session.rollback()
        db.engine.dispose()


def test_anonymous_rows_have_no_hidden_order_in_sqlite(database_url: str, tmp_path: Path) -> None:
    app = create_app(settings_for(database_url, tmp_path), pages=False)
    migrate_database(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            statements = db.session.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")).all()
            without_rowid = {name for name, sql in statements if "WITHOUT ROWID" in sql}
            assert without_rowid == {
                t.name for t in metadata.tables.values() if t.kwargs.get("sqlite_with_rowid") is False
            }
            assert {"sealed_answer", "anonymous_response", "anonymous_receipt"} <= without_rowid
        db.session.rollback()
        db.engine.dispose()


def test_going_back_leaves_nothing(database_url: str, tmp_path: Path) -> None:
    from flask_migrate import downgrade

    app = create_app(settings_for(database_url, tmp_path), pages=False)
    migrate_database(app)
    with app.app_context():
        downgrade(directory=str(app.config["MIGRATIONS_DIR"]), revision="base")
        assert inspect(db.engine).get_table_names() == ["alembic_version"]
        db.engine.dispose()


def test_migrating_twice_changes_nothing(database_url: str, tmp_path: Path) -> None:
    app = create_app(settings_for(database_url, tmp_path), pages=False)
    migrate_database(app)
    migrate_database(app)
    with app.app_context():
        assert len(db.session.query(Role).all()) == len(ROLES)
        db.session.rollback()
        db.engine.dispose()
