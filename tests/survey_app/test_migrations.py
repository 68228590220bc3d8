"""The migrations make the very tables that the models describe, on both kinds of database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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
from tests.services.databases import Databases
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


def described() -> dict[str, Any]:
    """What the database itself says of every table; autogeneration looks at less (no check constraints)."""
    inspector = inspect(db.engine)
    ours = [name for name in inspector.get_table_names() if name != "alembic_version"]
    return {
        name: {
            "columns": {c["name"]: (str(c["type"]), c["nullable"], c["default"]) for c in inspector.get_columns(name)},
            "primary key": inspector.get_pk_constraint(name),
            "checks": {c["name"]: c["sqltext"] for c in inspector.get_check_constraints(name)},
            "unique": {c["name"]: c["column_names"] for c in inspector.get_unique_constraints(name)},
            "indexes": {i["name"]: (i["column_names"], i["unique"]) for i in inspector.get_indexes(name)},
            "foreign keys": {k["name"]: (k["constrained_columns"], k["referred_table"], k["options"])
                             for k in inspector.get_foreign_keys(name)},
        }
        for name in ours
    }  # fmt: skip


def test_the_database_is_as_if_made_from_the_models(databases: Databases, database_kind: str, tmp_path: Path) -> None:
    with databases.empty(database_kind) as migrated_url, databases.empty(database_kind) as modelled_url:
        migrated = create_app(settings_for(migrated_url, tmp_path), pages=False)
        modelled = create_app(settings_for(modelled_url, tmp_path), pages=False)
        migrate_database(migrated)
        with modelled.app_context():
            db.create_all()
            expected = described()
            db.engine.dispose()
        with migrated.app_context():
            assert described() == expected
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
