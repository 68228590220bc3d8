"""Engines share the SQL of a statement where it is the same, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, column, create_engine, select, table
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from tests.services.databases import Databases

THINGS = table("things", column("name"))


@pytest.fixture
def engines(databases: Databases, database_kind: str) -> Iterator[tuple[Engine, Engine]]:
    """Two engines on two databases of one kind, with a row in each that tells which it is."""
    with databases.empty(database_kind) as first, databases.empty(database_kind) as second:
        both = create_engine(first), create_engine(second)
        for number, engine in enumerate(both):
            with engine.begin() as connection:
                connection.exec_driver_sql("CREATE TABLE things (name VARCHAR)")
                connection.exec_driver_sql(f"INSERT INTO things VALUES ('number {number}')")
        yield both
        for engine in both:
            engine.dispose()


def test_engines_of_a_kind_share_statements_and_no_rows(engines: tuple[Engine, Engine]) -> None:
    found = []
    for engine in engines:
        with engine.connect() as connection:
            result = connection.execute(select(THINGS.c.name).where(THINGS.c.name != "nothing"))
            hit = result.context.cache_hit.name
            found.append((result.scalar_one(), hit))
    assert [name for name, _ in found] == ["number 0", "number 1"]
    assert found[1][1] == "CACHE_HIT"


def test_a_dialect_that_differs_is_another_key() -> None:
    one, other = SQLiteDialect_pysqlite(), SQLiteDialect_pysqlite()
    assert one == other
    assert hash(one) == hash(other)
    other.server_version_info = (3, 1, 0)
    assert one != other
    assert SQLiteDialect_pysqlite() != SQLiteDialect_pysqlite(paramstyle="named")
    assert SQLiteDialect_pysqlite() != PGDialect_psycopg()


def test_an_engine_that_keeps_nothing_keeps_nothing() -> None:
    engine = create_engine("sqlite://", query_cache_size=0)
    with engine.connect() as connection:
        assert connection.execute(select(1)).context.cache_hit.name == "CACHING_DISABLED"
    engine.dispose()
