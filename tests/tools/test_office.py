"""Finding LibreOffice never fails in silence."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tools import office


def test_the_office_named_in_the_environment_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WALKABOUT_LIBREOFFICE", sys.executable)
    assert office.find_office() == sys.executable


def test_a_machine_without_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.delenv("WALKABOUT_LIBREOFFICE", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))  # no office, and no apt-get to install one with
    assert office.main() == 1
    said = capsys.readouterr().err
    assert "not found: LibreOffice, pdftoppm, pdftotext, pdfinfo" in said
    assert "WALKABOUT_LIBREOFFICE" in said
