"""The folder of finished files: random names, readable for the program alone, swept of what no job names."""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Collection
from pathlib import Path
from typing import BinaryIO

from flask import current_app

SCRATCH = "making-"
ORPHANED_AFTER_SECONDS = 24 * 60 * 60


def export_folder() -> Path:
    """The folder, made when it is first needed."""
    folder = Path(current_app.config["WALKABOUT_INSTANCE"]) / "exports"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def new_file() -> tuple[str, BinaryIO]:
    """An empty file of a name that nobody can guess, open for writing."""
    name = secrets.token_hex(24)
    handle = os.open(export_folder() / name, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    return name, os.fdopen(handle, "w+b")


def path_of(name: str) -> Path | None:
    """Where a finished file is; None where it is no more."""
    path = export_folder() / name
    return path if name and path.is_file() else None


def remove_file(name: str) -> None:
    if name:
        (export_folder() / name).unlink(missing_ok=True)


def sweep(named: Collection[str]) -> int:
    """Remove files that no job names and folders that a program left when it stopped; how many."""
    removed = 0
    before = time.time() - ORPHANED_AFTER_SECONDS
    for path in export_folder().iterdir():
        if path.name in named or path.stat().st_mtime > before:
            continue
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        removed += 1
    return removed
