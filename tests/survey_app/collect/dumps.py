"""Dumps of a whole database as an administrator may take them: every row of every table, and where it lies.

Of SQLite the file and its journal, byte for byte, with the numbers of the rows; of PostgreSQL the place of each row and
the transaction that wrote it, and the sequences. Beside them the files of the installation, with their times.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

Row = dict[str, Any]  # column → value; what is no column stands in brackets: "(rowid)", "(first place)"
Tables = dict[str, dict[Any, Row]]  # table → primary key → row
PAGE = 4096
SHORTEST_MARK = 16  # a key of so many characters is found in a file wherever it stands
PLACES = """
SELECT ctid::text AS "(ctid)", xmin::text::bigint AS "(xmin)", xmax::text::bigint AS "(xmax)", * FROM "{}"
"""


@dataclass(frozen=True, slots=True)
class Dump:
    """The database at one moment. ``files`` are its files, the journal last; none on PostgreSQL."""

    tables: Tables
    files: tuple[bytes, ...] = ()
    around: Row = field(default_factory=dict)

    def new_rows(self, before: Dump) -> Iterator[tuple[str, Any, Row]]:
        """Table, key and row of everything that was added or changed since another dump."""
        for table, rows in self.tables.items():
            known = before.tables.get(table, {})
            if rows is known:
                continue
            for key, row in rows.items():
                if _columns(row) != _columns(known.get(key)):
                    yield table, key, row

    def changed_pages(self, before: Dump) -> list[tuple[int, int, bytes]]:
        """File, place and content of every page of the files that is not as it was: in use, free or of the journal."""
        found = []
        for number, content in enumerate(self.files):
            old = before.files[number] if number < len(before.files) else b""
            for place in range(0, len(content), PAGE):
                if (page := content[place : place + PAGE]) != old[place : place + PAGE]:
                    found.append((number, place, page))
        return found

    def all_pages(self) -> list[tuple[int, int, bytes]]:
        """The files whole."""
        return [(number, 0, content) for number, content in enumerate(self.files)]


def places_of(key: Any, pages: Iterable[tuple[int, int, bytes]]) -> Row:
    """Where in these pages a key stands first and last, and how often."""
    mark = str(key).encode()
    if len(mark) < SHORTEST_MARK:
        return {}
    found = [(number, place + page.find(mark)) for number, place, page in pages if mark in page]
    if not found:
        return {}
    return {"(first place)": found[0], "(last place)": found[-1], "(how often)": len(found)}


def _columns(row: Row | None) -> Any:
    return row if row is None else {name: value for name, value in row.items() if name != "(row)"}


def take_dump(engine: Engine, directories: Iterable[Path], before: Dump | None = None) -> Dump:
    """Everything there is at this moment; the caller has no transaction open.

    A table that is as it was in the dump before is the same object, so that nobody looks through it again.
    """
    around = dict(_files_around(directories))
    known = before.tables if before is not None else {}
    if engine.dialect.name == "sqlite":
        path = Path(str(engine.url.database))
        files = tuple(file.read_bytes() for file in (path, Path(f"{path}-wal")) if file.exists())
        return Dump(_sqlite_tables(path, known), files, around)
    tables, sequences = _postgres_tables(engine, known)
    return Dump(tables, around=around | sequences)


def _files_around(directories: Iterable[Path]) -> Iterator[tuple[str, int]]:
    """Size and time of every file of the installation; the names of keys are as random as their batches."""
    for directory in directories:
        for path in sorted(directory.rglob("*")) if directory.is_dir() else ():
            name = path.suffix if path.suffix == ".key" else path.name
            status = path.stat()
            yield f"file {name} size", status.st_size
            yield f"file {name} time", status.st_mtime_ns


class Table(dict[Any, Row]):
    """The rows of a table by primary key, and the same as they came."""

    def __init__(self, columns: list[str], raw: list[Any], key: tuple[str, ...]) -> None:
        super().__init__()
        self.raw = raw
        for number, values in enumerate(raw):
            row = {**dict(zip(columns, values, strict=True)), "(row)": number}  # the order in which they are stored
            if "(ctid)" in row:
                row["(ctid)"] = tuple(int(part) for part in row["(ctid)"].strip("()").split(","))
            self[row[key[0]] if len(key) == 1 else tuple(row[name] for name in key) or number] = row


def _table(known: Tables, name: str, columns: list[str], raw: list[Any], key: tuple[str, ...]) -> Any:
    before = known.get(name)
    return before if isinstance(before, Table) and before.raw == raw else Table(columns, raw, key)


def _sqlite_tables(path: Path, known: Tables) -> Tables:
    tables: Tables = {}
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("BEGIN")
        names = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
        for table, made in names:
            number = '"rowid" AS "(rowid)", ' if "WITHOUT ROWID" not in (made or "").upper() else ""
            rows = connection.execute(f'SELECT {number}* FROM "{table}"')
            raw = rows.fetchall()
            key = _key_of(connection, table) if raw else ()
            tables[table] = _table(known, table, [column[0] for column in rows.description], raw, key)
    return tables


def _key_of(connection: sqlite3.Connection, table: str) -> tuple[str, ...]:
    return tuple(row[1] for row in connection.execute(f'PRAGMA table_info("{table}")') if row[5])


def _postgres_tables(engine: Engine, known: Tables) -> tuple[Tables, Row]:
    tables: Tables = {}
    with engine.connect() as connection:
        keys: dict[str, list[str]] = {}
        for table, column in connection.execute(text(_POSTGRES_KEYS)):
            keys.setdefault(table, []).append(column)
        for table, key in keys.items():
            rows = connection.execute(text(PLACES.format(table)))
            columns = list(rows.keys())
            tables[table] = _table(known, table, columns, [tuple(row) for row in rows], tuple(key))
        sequences = connection.execute(text("SELECT sequencename, last_value FROM pg_sequences")).all()
    return tables, {f"sequence {name}": last for name, last in sequences}


_POSTGRES_KEYS = """
SELECT c.relname, a.attname FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
WHERE c.relkind = 'r' ORDER BY 1
"""
