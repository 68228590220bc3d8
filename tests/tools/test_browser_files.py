"""The machine's npm is used only where its Node is new enough to build the browser files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import browser_files


def put_program(folder: Path, name: str, says: str) -> None:
    """A program of that name that prints one line."""
    program = folder / name
    program.write_text(f"#!/bin/sh\necho {says}\n", encoding="utf-8")
    program.chmod(0o755)


@pytest.mark.parametrize(
    ("version", "is_enough"),
    [("v18.20.4", False), ("v20.18.9", False), ("v20.19.0", True), ("v24.1.0", True), ("nonsense", False)],
)
def test_an_old_node_is_passed_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, version: str, is_enough: bool
) -> None:
    put_program(tmp_path, "node", version)
    put_program(tmp_path, "npm", "11.0.0")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert browser_files.machine_has_npm() is is_enough


def test_a_node_without_npm_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    put_program(tmp_path, "node", "v24.1.0")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not browser_files.machine_has_npm()
