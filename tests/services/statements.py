"""A statement is put into SQL once a session, not once for every application that a test makes.

SQLAlchemy keeps the SQL of a statement for as long as its engine lives, and every test has an engine of its own. What
it keeps depends on the statement and on the kind of database. So all engines here share one store, and two dialects
are the same key of it when they speak to the same kind and version of database in the same way.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

KINDS = (SQLiteDialect_pysqlite, PGDialect_psycopg)
# What of a dialect the SQL and the reading of its results hang on, of all that can differ here.
DIFFERENCES = (
    "server_version_info", "paramstyle", "default_schema_name", "label_length", "native_datetime", "compiler_linting",
    "_json_serializer", "_json_deserializer", "_user_defined_max_identifier_length", "_has_native_hstore",
)  # fmt: skip
MOST_KEPT = 3000


def same_dialect(one: Any, other: object) -> bool:
    """Whether two dialects put a statement into the same SQL."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    return all(getattr(one, name, None) == getattr(other, name, None) for name in DIFFERENCES)


def _hash_of_kind(dialect: Any) -> int:
    return hash(type(dialect))


@pytest.fixture(scope="session", autouse=True)
def shared_statements() -> Iterator[None]:
    kept: LRUCache[Any, Any] = LRUCache(MOST_KEPT)

    def cache(engine: Engine) -> Any:
        own = engine.__dict__["_compiled_cache"]
        return kept if own is not None and isinstance(engine.dialect, KINDS) else own

    def note(engine: Engine, own: Any) -> None:
        engine.__dict__["_compiled_cache"] = own

    patch = pytest.MonkeyPatch()
    patch.setattr(Engine, "_compiled_cache", property(cache, note), raising=False)
    for kind in KINDS:
        patch.setattr(kind, "__eq__", same_dialect)
        patch.setattr(kind, "__hash__", _hash_of_kind)
    yield
    patch.undo()
