"""The folders of tests are in memory only where they fit."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.services import memory


def test_a_folder_with_room_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=memory.NEEDED))
    monkeypatch.setattr(memory, "IN_MEMORY", tmp_path)
    monkeypatch.setenv("PYTEST_DEBUG_TEMPROOT", "noted, so that it is put back")
    monkeypatch.delenv("PYTEST_DEBUG_TEMPROOT")
    memory.use_memory()
    assert os.environ["PYTEST_DEBUG_TEMPROOT"] == str(tmp_path)
    monkeypatch.setenv("PYTEST_DEBUG_TEMPROOT", "/chosen")
    memory.use_memory()
    assert os.environ["PYTEST_DEBUG_TEMPROOT"] == "/chosen"


def test_a_folder_too_small_or_missing_or_whose_programs_do_not_run_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not memory.is_fit(tmp_path / "nowhere")
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=memory.NEEDED - 1))
    assert not memory.is_fit(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=memory.NEEDED))
    assert memory.is_fit(tmp_path)
    monkeypatch.setattr(os, "statvfs", lambda folder: SimpleNamespace(f_flag=os.ST_NOEXEC))
    assert not memory.is_fit(tmp_path)
