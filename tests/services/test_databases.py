"""The databases that tests are given are real, empty, and separate."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import Engine

from tests.services.databases import KINDS, POSTGRESQL, SQLITE, Databases, PostgresServer


def connect(url: str) -> Engine:
    return create_engine(url)


def run(url: str, *statements: str) -> None:
    engine = connect(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def rows(url: str, statement: str) -> list[Any]:
    engine = connect(url)
    with engine.begin() as connection:
        found = [tuple(row) for row in connection.execute(text(statement))]
    engine.dispose()
    return found


def make_one_table(url: str) -> None:
    engine = connect(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE visit (place TEXT)"))
        connection.execute(text("INSERT INTO visit VALUES ('Nowhere School')"))
    engine.dispose()


def places(url: str) -> list[str]:
    engine = connect(url)
    with engine.begin() as connection:
        found = [row.place for row in connection.execute(text("SELECT place FROM visit"))]
    engine.dispose()
    return found


def test_a_new_database_has_no_tables_and_is_of_the_kind_named(database_url: str, database_kind: str) -> None:
    engine = connect(database_url)
    assert inspect(engine).get_table_names() == []
    assert engine.dialect.name == database_kind
    engine.dispose()


@pytest.mark.parametrize("kind", KINDS)
def test_a_prepared_database_is_filled_once_and_each_copy_stands_alone(databases: Databases, kind: str) -> None:
    calls = []

    def prepare(url: str) -> None:
        calls.append(url)
        make_one_table(url)

    with databases.prepared(kind, prepare) as first, databases.prepared(kind, prepare) as second:
        engine = connect(first)
        with engine.begin() as connection:
            connection.execute(text("DELETE FROM visit"))
        engine.dispose()
        assert places(first) == []
        assert places(second) == ["Nowhere School"]
    assert len(calls) == 1


def test_a_database_that_is_put_back_is_as_it_was(databases: Databases, postgres_server: PostgresServer) -> None:
    def prepare(url: str) -> None:
        run(url, "CREATE TABLE town (id SERIAL PRIMARY KEY, name TEXT)", "INSERT INTO town (name) VALUES ('Northtown')")
        run(url, "CREATE TABLE street (id SERIAL PRIMARY KEY, town INT REFERENCES town)")

    with databases.put_back(POSTGRESQL, prepare) as first:
        run(first, "INSERT INTO street (town) SELECT id FROM town", "UPDATE town SET name = 'Eastbury'")
        open_ = connect(first).connect()  # as a process that a test has left behind
        open_.execute(text("DELETE FROM street"))
    with databases.put_back(POSTGRESQL, prepare) as second:
        assert second == first
        assert rows(second, "SELECT * FROM town") == [(1, "Northtown")]
        assert rows(second, "SELECT * FROM street") == []
        assert rows(second, "INSERT INTO street (town) VALUES (1) RETURNING id") == [(1,)]
        assert rows(second, "INSERT INTO town (name) VALUES ('X') RETURNING id") == [(2,)]
    open_.invalidate()
    open_.close()


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TABLE another (id INT)",
        "ALTER TABLE town ADD COLUMN size INT",
        "ALTER TABLE town ALTER COLUMN name SET NOT NULL",
        "ALTER TABLE town DROP CONSTRAINT town_pkey",
        "CREATE INDEX town_by_name ON town (name)",
        "DROP TABLE town",
    ],
)
def test_a_database_whose_tables_a_test_has_changed_is_not_used_again(databases: Databases, change: str) -> None:
    def prepare(url: str) -> None:
        run(url, "CREATE TABLE town (id SERIAL PRIMARY KEY, name TEXT)")

    with databases.put_back(POSTGRESQL, prepare) as first:
        run(first, change)
    with databases.put_back(POSTGRESQL, prepare) as second:
        assert second != first
        assert rows(second, "SELECT * FROM town") == []


@pytest.mark.parametrize("stays_open", [True, False])
def test_what_stands_in_the_journal_comes_along(databases: Databases, stays_open: bool) -> None:
    left: list[Engine] = []

    def prepare_with_a_journal(url: str) -> None:
        engine = connect(url)
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        make_one_table(url)
        left.append(engine)
        if not stays_open:
            engine.dispose()

    with databases.prepared(SQLITE, prepare_with_a_journal) as url:
        assert places(url) == ["Nowhere School"]
    left[0].dispose()
