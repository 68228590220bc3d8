"""Nothing that the product needs at run time is left out of the wheel."""

from __future__ import annotations

import configparser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("instruments", "analysis", "exports", "survey_app")
# Migrations are no package (Alembic loads them by path); the browser's sources are built, not shipped.
NOT_PACKAGES = {
    "survey_app/migrations", "survey_app/migrations/versions", "survey_app/browser", "survey_app/browser/door",
    "survey_app/browser/tables", "survey_app/browser/visits",
}  # fmt: skip


def files_below(package: str) -> list[Path]:
    paths = (path.relative_to(ROOT) for path in (ROOT / package).rglob("*") if path.is_file())
    return [path for path in paths if not any(part.startswith((".", "__pycache__")) for part in path.parts)]


@pytest.mark.parametrize("package", PACKAGES)
def test_every_folder_with_code_is_a_package(package: str) -> None:
    folders = {path.parent for path in files_below(package) if path.suffix == ".py"}
    missing = {str(folder) for folder in folders if not (ROOT / folder / "__init__.py").exists()}
    assert missing - NOT_PACKAGES == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_every_data_file_is_matched_by_package_data(package: str) -> None:
    setup = configparser.ConfigParser(comment_prefixes=("#",))
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    patterns = setup["options.package_data"].get(package, "").split()
    matched = {path.relative_to(ROOT) for pattern in patterns for path in (ROOT / package).glob(pattern)}
    data = {path for path in files_below(package) if path.suffix != ".py" and str(path.parent) not in NOT_PACKAGES}
    assert sorted(map(str, data - matched)) == []
