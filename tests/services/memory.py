"""Tests' own files lie in memory where the machine has a folder for that: nothing of theirs needs to reach a disk.

Every transaction on SQLite otherwise waits until the disk has it, as it must where somebody's answers are in it.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

IN_MEMORY = Path("/dev/shm")
NEEDED = 2 * 1024**3  # bytes; containers often have as little as 64 MB there


def is_fit(folder: Path) -> bool:
    """Whether tests can lie in this folder: there is room, and programs that they write may be run."""
    if not (folder.is_dir() and os.access(folder, os.W_OK)):
        return False
    return shutil.disk_usage(folder).free >= NEEDED and not os.statvfs(folder).f_flag & os.ST_NOEXEC


def use_memory() -> None:
    """Have pytest make its folders there, unless whoever runs it says where."""
    if is_fit(IN_MEMORY):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(IN_MEMORY))
