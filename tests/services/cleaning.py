"""A PostgreSQL database that one test after another has, put back in between to what it was.

Emptying it and filling it again takes a tenth of what dropping it and copying another takes, with every catalogue read
anew. Whatever a test does to the tables themselves cannot be put back: then the database is not used again.
"""

from __future__ import annotations

from dataclasses import dataclass

import psycopg

MOST_USES = 100  # what was deleted fills its files by and by

_SHAPE = """
SELECT md5(string_agg(line, ' ' ORDER BY line)) FROM (
    SELECT concat_ws('.', 'column', attrelid, attname, atttypid, atttypmod, attnotnull, attisdropped) AS line
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE relnamespace = 'public'::regnamespace AND attnum > 0
    UNION ALL SELECT concat_ws('.', 'relation', oid, relname, relkind) FROM pg_class
        WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws('.', 'constraint', oid, conname, convalidated) FROM pg_constraint
    UNION ALL SELECT concat_ws('.', 'trigger', oid, tgenabled) FROM pg_trigger
    UNION ALL SELECT concat_ws('.', 'routine', oid, proname) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
) AS lines
"""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database holds: its shape, the rows of every table that has any, and where its sequences stand."""

    shape: str
    tables: tuple[str, ...]
    rows: dict[str, bytes]
    sequences: dict[str, int | None]


class CleanDatabase:
    """One database with the contents that it is put back to."""

    def __init__(self, name: str, address: str) -> None:
        self.name = name
        self._connection = psycopg.connect(address, autocommit=True)
        self._uses = 0
        self._contents = self._read()

    def put_back(self) -> bool:
        """Whether it is again as it was, so that another test may have it; not where a test ended all connections."""
        try:
            return self._put_back()
        except psycopg.OperationalError:
            return False

    def _put_back(self) -> bool:
        self._uses += 1
        self._connection.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        if self._uses >= MOST_USES or self._shape() != self._contents.shape:
            return False
        with self._connection.transaction():
            self._connection.execute("SET LOCAL session_replication_role = replica")  # foreign keys look away
            for table in self._filled(self._contents.tables):
                self._connection.execute(f'DELETE FROM "{table}"')
            for table, rows in self._contents.rows.items():
                with self._connection.cursor().copy(f'COPY "{table}" FROM STDIN') as copy:
                    copy.write(rows)
            self._put_back_sequences()
        return True

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()

    def _read(self) -> Contents:
        found = self._connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        tables = tuple(sorted(row[0] for row in found))
        sequences = self._connection.execute("SELECT sequencename, last_value FROM pg_sequences").fetchall()
        return Contents(
            self._shape(), tables, {table: self._rows(table) for table in self._filled(tables)}, dict(sequences)
        )

    def _rows(self, table: str) -> bytes:
        with self._connection.cursor().copy(f'COPY "{table}" TO STDOUT') as copy:
            return b"".join(bytes(block) for block in copy)

    def _filled(self, tables: tuple[str, ...]) -> list[str]:
        asked = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM \"{table}\")" for table in tables)
        return [row[0] for row in self._connection.execute(asked)]

    def _put_back_sequences(self) -> None:
        values = [
            f"setval('\"{name}\"', {1 if last is None else last}, {'false' if last is None else 'true'})"
            for name, last in self._contents.sequences.items()
        ]
        self._connection.execute("SELECT " + ", ".join(values))

    def _shape(self) -> str:
        row = self._connection.execute(_SHAPE).fetchone()
        assert row is not None
        return str(row[0])
