"""The settings are read once, with every problem named, and each is documented."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey_app.config import SETTINGS, ConfigError, database_uri, development_secret, is_weak_secret, read_settings

GOOD = {
    "WALKABOUT_ENV": "production",
    "WALKABOUT_SECRET_KEY": "x8Kq2-vL0pT4wZ7rB1nM6cY9hJ3dF5gS_aE",
    "WALKABOUT_PUBLIC_URL": "https://audit.example.org",
}
OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"


def test_development_needs_no_settings() -> None:
    config = read_settings({})
    assert config["PRODUCTION"] is False
    assert config["SESSION_COOKIE_SECURE"] is False
    assert config["WALKABOUT_PUBLIC_URL"] == "http://127.0.0.1:8000"


def test_production_sends_cookies_over_https_only() -> None:
    config = read_settings(GOOD)
    assert config["SESSION_COOKIE_SECURE"]
    assert config["SESSION_COOKIE_HTTPONLY"]
    assert config["SESSION_COOKIE_SAMESITE"] == "Lax"


@pytest.mark.parametrize(
    "secret",
    ["", "short", "a" * 64, "please-change-this-value-before-going-live", "my-secret-key-of-more-than-32-characters"],
)
def test_production_refuses_a_missing_or_weak_secret(secret: str) -> None:
    with pytest.raises(ConfigError, match="WALKABOUT_SECRET_KEY"):
        read_settings(GOOD | {"WALKABOUT_SECRET_KEY": secret})


def test_production_refuses_a_public_address_without_https() -> None:
    with pytest.raises(ConfigError, match="https"):
        read_settings(GOOD | {"WALKABOUT_PUBLIC_URL": "http://audit.example.org"})


def test_all_problems_are_named_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        read_settings({"WALKABOUT_ENV": "production", "WALKABOUT_MAIL_PORT": "many", "WALKABOUT_MAIL_TLS": "perhaps"})
    assert len(caught.value.problems) == 4


def test_a_misspelt_variable_is_a_problem() -> None:
    with pytest.raises(ConfigError, match="WALKABOUT_SECRT_KEY is not a setting"):
        read_settings({"WALKABOUT_SECRT_KEY": "x"})


def test_a_generated_secret_is_strong(tmp_path: Path) -> None:
    secret = development_secret(tmp_path / "instance")
    assert not is_weak_secret(secret)
    assert development_secret(tmp_path / "instance") == secret
    assert (tmp_path / "instance" / "secret-key").stat().st_mode & 0o077 == 0


def test_postgresql_is_reached_through_psycopg() -> None:
    assert database_uri("postgres://u:p@h/n", Path("/x")) == "postgresql+psycopg://u:p@h/n"
    assert database_uri("postgresql://u:p@h/n", Path("/x")) == "postgresql+psycopg://u:p@h/n"
    assert database_uri("", Path("/x")) == "sqlite:////x/walkabout.sqlite3"


def test_batch_keys_live_beside_the_database_and_not_in_it() -> None:
    config = read_settings({"WALKABOUT_INSTANCE": "/srv/walkabout"})
    assert config["WALKABOUT_KEY_DIR"] == Path("/srv/walkabout/batch-keys")


def test_every_setting_is_documented() -> None:
    text = OPERATIONS.read_text(encoding="utf-8")
    missing = [setting.name for setting in SETTINGS if f"| `{setting.name}` | " not in text]
    assert not missing, f"docs/operations.md does not document {', '.join(missing)}"


def test_every_documented_default_is_the_real_one() -> None:
    rows = [line for line in OPERATIONS.read_text(encoding="utf-8").splitlines() if line.startswith("| `WALKABOUT_")]
    documented = {row.split("|")[1].strip(" `"): row.split("|")[2].strip(" `") for row in rows}
    assert documented == {setting.name: setting.default for setting in SETTINGS}


def test_a_template_that_is_not_there_or_of_another_kind_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        read_settings(
            {
                "WALKABOUT_DOCUMENT_TEMPLATE": str(tmp_path / "a.docx"),
                "WALKABOUT_SLIDE_TEMPLATE": str(tmp_path / "b.odp"),
            }
        )
    assert len(caught.value.problems) == 2
    assert "there is no file" in caught.value.problems[0]
    assert "ends in .pptx or .potx" in caught.value.problems[1]


def test_a_template_is_read_as_a_path_and_none_is_our_own_look(tmp_path: Path) -> None:
    (tmp_path / "a.dotx").touch()
    config = read_settings({"WALKABOUT_DOCUMENT_TEMPLATE": str(tmp_path / "a.dotx")})
    assert config["WALKABOUT_DOCUMENT_TEMPLATE"] == tmp_path / "a.dotx"
    assert config["WALKABOUT_SLIDE_TEMPLATE"] is None
