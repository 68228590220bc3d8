"""Whether there is anything to prepare, found out in a tenth of a second: `make run` asks at every start."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from survey_app.accounts.roles import ROLES

VERSIONS = Path(__file__).parents[1] / "migrations" / "versions"
ASSIGNMENT = re.compile(r"""^(revision|down_revision) = ['"](\w+)['"]""", flags=re.MULTILINE)


def is_prepared(settings: Mapping[str, Any]) -> bool:
    """Whether the SQLite database has the newest schema, all roles and a partnership.

    Says "no" in every doubt, and for PostgreSQL: then the application itself is asked.
    """
    file = settings["WALKABOUT_INSTANCE"] / "walkabout.sqlite3"
    if settings["WALKABOUT_DATABASE_URL"] or not file.exists():
        return False
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
            [[revision]] = connection.execute("SELECT version_num FROM alembic_version").fetchall()
            roles = {key for (key,) in connection.execute("SELECT key FROM role")}
            [[partnerships]] = connection.execute("SELECT count(*) FROM partnership").fetchall()
    except (sqlite3.Error, ValueError):
        return False
    return revision == newest_revision() and roles >= ROLES.keys() and partnerships > 0


def newest_revision() -> str | None:
    """The revision that no other follows, read from the files without Alembic; None when there is not just one."""
    found: dict[str, set[str]] = {"revision": set(), "down_revision": set()}
    for file in VERSIONS.glob("*.py"):
        for name, value in ASSIGNMENT.findall(file.read_text(encoding="utf-8")):
            found[name].add(value)
    newest = found["revision"] - found["down_revision"]
    return newest.pop() if len(newest) == 1 else None
