"""The files that install and describe the project agree with each other."""

from __future__ import annotations

import configparser
import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT_NAME = re.compile(r"^[A-Za-z0-9._-]+")


def normal(requirement: str) -> str:
    """The normal spelling of the project that a requirement names."""
    found = PROJECT_NAME.match(requirement)
    assert found, requirement
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def required_projects() -> set[str]:
    setup = configparser.ConfigParser(comment_prefixes=("#",))
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    lists = [setup["options"]["install_requires"], *setup["options.extras_require"].values()]
    lines = (line for text in lists for line in text.splitlines())
    return {normal(line) for line in lines if line and not line.startswith("#")}


def pinned_projects() -> set[str]:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    assert all("==" in line for line in lines)
    return {normal(line) for line in lines}


def test_every_requirement_is_pinned_in_the_lock() -> None:
    assert required_projects() - pinned_projects() == set()


@pytest.mark.parametrize("name", ["requirements.lock", "setup.cfg", ".npmrc"])
def test_no_file_names_a_package_registry(name: str) -> None:
    assert "://" not in (ROOT / name).read_text(encoding="utf-8")


def test_the_npm_lock_names_no_registry_and_agrees_with_package_json() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = lock["packages"]
    assert not [name for name, package in packages.items() if "resolved" in package]
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    for name, version in {**wanted["dependencies"], **wanted["devDependencies"]}.items():
        assert packages[f"node_modules/{name}"]["version"] == version


def test_make_help_gives_every_target_a_sentence() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)[1].split())  # type: ignore[index]
    answer = subprocess.run(["make", "--silent", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {line.split()[1] for line in answer.stdout.splitlines()} == targets
    assert all(len(line.split()) > 4 for line in answer.stdout.splitlines())
