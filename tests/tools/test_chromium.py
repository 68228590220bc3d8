"""Finding Chromium never fails in silence."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tools import chromium


def test_the_browser_named_in_the_environment_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WALKABOUT_CHROMIUM", sys.executable)
    assert chromium.find_chromium() == sys.executable


def test_a_browser_named_but_not_there_is_a_failure_that_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WALKABOUT_CHROMIUM", "/nowhere/chromium")
    assert chromium.main() == 1
    assert "'/nowhere/chromium', which is not a program; correct or unset it." in capsys.readouterr().err


def test_a_machine_without_any_browser_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.delenv("WALKABOUT_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))  # no browser, and no apt-get to install one with
    monkeypatch.setattr(chromium, "PLACES", ())
    assert chromium.main() == 1
    assert "need Chrome or Chromium: install one, or set WALKABOUT_CHROMIUM" in capsys.readouterr().err
