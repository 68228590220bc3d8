"""The databases that tests are given are real, empty, and separate."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import Engine

from tests.services.databases import KINDS, Databases


def connect(url: str) -> Engine:
    return create_engine(url)


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
