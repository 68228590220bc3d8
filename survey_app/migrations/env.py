"""How Alembic reaches the database: through the application that runs it (`walkabout migrate`, or `flask db …`)."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import MigrationScript
from sqlalchemy import JSON, Connection

from survey_app.database import UtcDateTime, db
from survey_app.schema import metadata


def leave_out_empty(migration_context: Any, revision: Any, directives: list[MigrationScript]) -> None:
    """Write no revision when nothing has changed."""
    operations = directives[0].upgrade_ops if directives else None
    if operations is not None and operations.is_empty():
        directives[:] = []


def render_plainly(kind: str, item: Any, autogenerate_context: AutogenContext) -> str | Literal[False]:
    """Write our column types in SQLAlchemy's own words: a revision must not change when the program does."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, JSON):
        autogenerate_context.imports.add("from sqlalchemy.dialects import postgresql")
        return "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"
    return False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,  # SQLite changes a table by making a new one
        compare_type=True,
        process_revision_directives=leave_out_empty,
        render_item=render_plainly,
    )
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Walkabout's migrations run against the database itself; there is no offline mode.")

with db.engine.connect() as connection:
    if connection.dialect.name == "sqlite":
        # Replacing a table must not delete the rows that point to it. Only outside a transaction is this obeyed.
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys = OFF")
        run(connection)
        driver.execute("PRAGMA foreign_keys = ON")
    else:
        run(connection)
