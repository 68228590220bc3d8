"""Whether there is anything to prepare is found out without the application, and agrees with it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from survey_app.cli import walkabout
from survey_app.commands.application import application
from survey_app.commands.prepared import is_prepared, newest_revision
from survey_app.config import read_settings
from survey_app.start_checks import newest_revision as newest_by_alembic


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WALKABOUT_INSTANCE", str(tmp_path))
    CliRunner().invoke(walkabout, ["migrate"], catch_exceptions=False)
    CliRunner().invoke(walkabout, ["partnership", "create", "north", "North"], catch_exceptions=False)
    return tmp_path


def test_the_files_and_alembic_name_the_same_newest_revision(instance: Path) -> None:
    with application() as app:
        assert newest_revision() == newest_by_alembic(app)


def test_a_database_with_schema_roles_and_a_partnership_is_prepared(instance: Path) -> None:
    assert is_prepared(read_settings(os.environ))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE alembic_version SET version_num = '0000'",
        "DELETE FROM alembic_version",
        "DROP TABLE alembic_version",
        "DELETE FROM role WHERE key = 'auditor'",
        "DELETE FROM partnership",
    ],
)
def test_whatever_lacks_is_seen(instance: Path, statement: str) -> None:
    with closing(sqlite3.connect(instance / "walkabout.sqlite3")) as connection:
        connection.execute(statement)
        connection.commit()
    assert not is_prepared(read_settings(os.environ))


def test_a_missing_or_broken_file_and_postgresql_are_left_to_the_application(instance: Path) -> None:
    postgresql = {**os.environ, "WALKABOUT_DATABASE_URL": "postgresql://u@h/n"}
    assert not is_prepared(read_settings(postgresql))
    (instance / "walkabout.sqlite3").write_bytes(b"not a database" * 100)
    assert not is_prepared(read_settings(os.environ))
    (instance / "walkabout.sqlite3").unlink()
    assert not is_prepared(read_settings(os.environ))
