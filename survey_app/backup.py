"""Backup and restore without regard to the kind of database: a zip of JSON lines, a file for each table.

Rows stand in the order of their primary keys, which for anonymous answers are random: the order of arrival, which a
database's own dump shows, is not in here. Batch keys are files outside the database and never get in.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from flask import g
from sqlalchemy import Date, LargeBinary, Table, delete, func, insert, select, text
from sqlalchemy.orm import Session

from survey_app.database import UtcDateTime, now
from survey_app.errors import UserError
from survey_app.schema import metadata
from survey_app.start_checks import present_revision

FORMAT = 1
ROWS_AT_ONCE = 500
SEEDED_TABLES = ("role",)  # `walkabout migrate` fills these, so that a database holding nothing else counts as empty


class RestoreRefused(UserError):
    """A backup cannot be read into this database; the message says why and what to do."""


def write_backup(session: Session, file: Path) -> dict[str, int]:
    """Write every table to a zip that only its owner may read; rows written by table."""
    _read_one_moment(session)
    partial = file.with_name(file.name + ".partial")
    partial.unlink(missing_ok=True)
    partial.touch(mode=0o600)
    tables = {}
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in metadata.sorted_tables:
            tables[table.name] = _write_table(session, archive, table)
        manifest = {
            "format": FORMAT,
            "revision": present_revision(),
            "made_on": now().date().isoformat(),
            "tables": tables,
        }
        archive.writestr(zipfile.ZipInfo("manifest.json"), json.dumps(manifest, indent=2))
    session.rollback()
    os.replace(partial, file)  # whoever sees the file sees all of it
    return {name: entry["rows"] for name, entry in tables.items()}


def _read_one_moment(session: Session) -> None:
    """See all tables as they are at one moment, without keeping others from writing."""
    session.rollback()
    g.writing = False
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def _write_table(session: Session, archive: zipfile.ZipFile, table: Table) -> dict[str, Any]:
    """Write one table; the entry of the manifest: how many rows, and their checksum."""
    rows, checksum = 0, hashlib.sha256()
    entry = zipfile.ZipInfo(f"tables/{table.name}.jsonl")
    entry.compress_type = zipfile.ZIP_DEFLATED
    statement = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=ROWS_AT_ONCE)
    with archive.open(entry, "w") as stream:
        for row in session.execute(statement).mappings():
            record = {column.name: _to_json(row[column.name]) for column in table.columns}
            line = json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            stream.write(line)
            checksum.update(line)
            rows += 1
    return {"rows": rows, "sha256": checksum.hexdigest()}


def _to_json(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value


def _from_json(table: Table, record: dict[str, Any]) -> dict[str, Any]:
    """A row in Python's types, by the types of the table's columns."""
    row = dict(record)
    for name, value in record.items():
        kind = table.columns[name].type
        if value is None:
            continue
        if isinstance(kind, LargeBinary):
            row[name] = base64.b64decode(value)
        elif isinstance(kind, UtcDateTime):
            row[name] = datetime.fromisoformat(value)
        elif isinstance(kind, Date):
            row[name] = date.fromisoformat(value)
    return row


def read_backup(session: Session, file: Path, *, replace: bool = False) -> dict[str, int]:
    """Fill the database from a backup; rows read by table. All or nothing, since the caller commits."""
    with _open_archive(file) as archive:
        manifest = _checked_manifest(archive)
        session.rollback()
        filled = [] if replace else _filled_tables(session)
        if filled:
            raise RestoreRefused(
                f"This database is not empty: {', '.join(filled[:5])} hold rows. Restore into a new database, or add "
                "--replace to empty this one first."
            )
        for table in reversed(metadata.sorted_tables):
            session.execute(delete(table))
        for table in metadata.sorted_tables:
            _read_table(session, archive, table, manifest["tables"].get(table.name))
        _continue_numbering(session)
    return {name: entry["rows"] for name, entry in manifest["tables"].items()}


def _open_archive(file: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError) as error:
        raise RestoreRefused(f"{file} cannot be read as a backup: it is no whole zip file.") from error


def _checked_manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    """The manifest, after checking that the backup is one of this schema."""
    try:
        manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise RestoreRefused("This zip file is no backup of Walkabout: it has no readable manifest.") from error
    if manifest.get("format") != FORMAT:
        raise RestoreRefused("This backup was written by another version of Walkabout. Restore it with that version.")
    present = present_revision()
    if manifest["revision"] != present:
        raise RestoreRefused(
            f"This backup has schema {manifest['revision']}, this database {present}. Restore it with the version of "
            "Walkabout that wrote it, then run: walkabout migrate"
        )
    return manifest


def _filled_tables(session: Session) -> list[str]:
    """The tables that hold rows other than those that every new database has."""
    return [
        table.name
        for table in metadata.sorted_tables
        if table.name not in SEEDED_TABLES and session.scalar(select(func.count()).select_from(table))
    ]


def _read_table(session: Session, archive: zipfile.ZipFile, table: Table, entry: dict[str, Any] | None) -> None:
    """Insert one table's rows, then compare what was read with the manifest."""
    if entry is None:
        raise RestoreRefused(f"This backup lacks the table {table.name}.")
    checksum = hashlib.sha256()
    try:
        with archive.open(f"tables/{table.name}.jsonl") as stream:
            lines = _checked_lines(stream, checksum)
            while rows := [_from_json(table, json.loads(line)) for line in islice(lines, ROWS_AT_ONCE)]:
                session.execute(insert(table), rows)
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise RestoreRefused(f"This backup is damaged in the table {table.name}. Nothing was restored.") from error
    if checksum.hexdigest() != entry["sha256"]:
        raise RestoreRefused(f"This backup was changed in the table {table.name}. Nothing was restored.")


def _checked_lines(stream: Any, checksum: Any) -> Iterator[bytes]:
    for line in stream:
        checksum.update(line)
        yield line


def _continue_numbering(session: Session) -> None:
    """Let PostgreSQL's sequences go on after the highest number restored; SQLite does so by itself."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for table in metadata.sorted_tables:
        column = table.autoincrement_column
        if column is None:
            continue
        sequence = session.scalar(select(func.pg_get_serial_sequence(table.name, column.name)))
        if sequence:
            highest = session.scalar(select(func.max(column)))
            session.execute(
                text("SELECT setval(:sequence, :value, :used)"),
                {"sequence": sequence, "value": highest or 1, "used": highest is not None},
            )
