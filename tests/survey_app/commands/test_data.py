"""Preparing an installation, and taking its data elsewhere, from the command line."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from survey_app.accounts.services import authenticate
from survey_app.cli import walkabout
from survey_app.commands.application import application
from survey_app.commands.serving import SIGN_INS
from survey_app.database import db
from survey_app.partnership.services import count_partnerships


def run(*arguments: str) -> Result:
    return CliRunner().invoke(walkabout, arguments)


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WALKABOUT_INSTANCE", str(tmp_path / "instance"))
    return tmp_path / "instance"


def test_the_demonstration_is_loaded_once_and_its_sign_ins_work(instance: Path) -> None:
    assert run("init").exit_code == 0
    file = instance / SIGN_INS
    assert file.stat().st_mode & 0o077 == 0
    first = file.read_text(encoding="utf-8")
    assert run("init").output == ""
    assert file.read_text(encoding="utf-8") == first
    sign_ins = re.findall(r"^  (\S+@\S+) +(\S+)", first, flags=re.MULTILINE)
    assert len(sign_ins) >= 4
    with application():
        assert all(authenticate(db.session, email, password) for email, password in sign_ins)
        db.session.rollback()


def test_lost_sign_ins_of_the_demonstration_are_made_anew(instance: Path) -> None:
    run("init")
    first = (instance / SIGN_INS).read_text(encoding="utf-8")
    with application():
        loaded = count_partnerships(db.session)
        db.session.rollback()
    (instance / SIGN_INS).unlink()
    run("init")
    second = (instance / SIGN_INS).read_text(encoding="utf-8")
    assert first != second
    [email, password] = re.findall(r"^  (\S+@\S+) +(\S+)", second, flags=re.MULTILINE)[0]
    with application():
        assert authenticate(db.session, email, password)
        assert count_partnerships(db.session) == loaded > 0, "nothing is loaded a second time"
        db.session.rollback()


def test_without_the_demonstration_the_database_is_empty(instance: Path) -> None:
    assert run("init", "--no-demo").exit_code == 0
    assert not (instance / SIGN_INS).exists()
    with application():
        assert count_partnerships(db.session) == 0
        db.session.rollback()


def test_a_backup_goes_to_another_installation(instance: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "backup.zip"
    run("init", "--no-demo")
    run("partnership", "create", "north", "North Partnership")
    assert run("backup", str(file)).exit_code == 0
    monkeypatch.setenv("WALKABOUT_INSTANCE", str(tmp_path / "other"))
    run("migrate")
    assert "Restored" in run("restore", str(file)).output
    refused = run("restore", str(file))
    assert refused.exit_code == 1
    assert "not empty" in refused.output
    assert run("restore", str(file), "--replace").exit_code == 0


def test_what_the_program_writes_is_for_its_own_user_alone(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WALKABOUT_")}
    subprocess.run(
        [sys.executable, "-m", "survey_app.cli", "init", "--no-demo"],
        env={**environment, "WALKABOUT_INSTANCE": str(tmp_path / "instance")},
        cwd=Path(__file__).parents[3],
        check=True,
    )
    written = [tmp_path / "instance", *(tmp_path / "instance").iterdir()]
    assert len(written) > 1
    assert [path.name for path in written if path.stat().st_mode & 0o077] == []
