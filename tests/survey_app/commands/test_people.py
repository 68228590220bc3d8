"""The first people of an installation, from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from survey_app.cli import walkabout


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WALKABOUT_INSTANCE", str(tmp_path))
    assert run("migrate").exit_code == 0
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(walkabout, arguments)


def test_an_installation_starts_with_a_partnership_and_its_administrator(instance: Path) -> None:
    assert run("partnership", "create", "north", "North Partnership").exit_code == 0
    created = run(
        "user", "create", "ann@agency.example", "Ann Example", "--partnership", "north", "--role", "administrator"
    )
    assert created.exit_code == 0
    password = created.output.rsplit(": ", 1)[1].strip()
    renewed = run("user", "reset-password", "ann@agency.example")
    assert len(password) == 19
    assert password not in renewed.output
    files = b"".join(path.read_bytes() for path in instance.glob("walkabout.sqlite3*"))
    assert password.encode() not in files


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("partnership", "create", "North!", "North"), "small letters"),
        (("user", "reset-password", "nobody@agency.example"), "no account"),
        (("user", "create", "a@b.example", "A", "--partnership", "nowhere", "--role", "auditor"), "none yet"),
    ],
)
def test_mistakes_are_answered_in_a_sentence(instance: Path, arguments: tuple[str, ...], words: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 1
    assert words in result.output
    assert "Traceback" not in result.output


def test_a_partnerships_short_name_is_its_own(instance: Path) -> None:
    run("partnership", "create", "north", "North Partnership")
    again = run("partnership", "create", "north", "Another")
    assert again.exit_code == 1
    assert "already a partnership called north" in again.output
