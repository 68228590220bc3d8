"""How SQLite is opened: a write-ahead log, enforced foreign keys, erased deletions, and writers that queue."""

from __future__ import annotations

from typing import Any

from flask import Flask, g, has_app_context, has_request_context, request
from sqlalchemy import Connection, Engine, event

from survey_app.database import db

PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # a receipt given out survives a power cut
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 15000",
    "PRAGMA secure_delete = ON",  # what is deleted is overwritten, also for a reader of the file
)
READING_METHODS = ("GET", "HEAD", "OPTIONS")


def prepare_sqlite(app: Flask) -> None:
    """Set up the engine's connections; does nothing on PostgreSQL."""
    with app.app_context():
        engine = db.engine
    if engine.dialect.name == "sqlite":
        listen_to(engine)


def listen_to(engine: Engine) -> None:
    event.listen(engine, "connect", _open_connection)
    event.listen(engine, "begin", _begin)


def _open_connection(dbapi_connection: Any, record: Any) -> None:
    dbapi_connection.isolation_level = None  # sqlite3 leaves BEGIN to us
    cursor = dbapi_connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    """Take the write lock at once unless only reading is meant.

    A transaction that begins by reading and then writes fails without waiting when another has written in between;
    see also :class:`survey_app.application.Walkabout`. ``g.writing`` overrides what the request's method suggests.
    """
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _means_to_write() else "BEGIN")


def _means_to_write() -> bool:
    chosen = g.get("writing") if has_app_context() else None
    if chosen is not None:
        return bool(chosen)
    return not (has_request_context() and request.method in READING_METHODS)
