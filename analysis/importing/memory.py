"""A file that is held in memory alone, for what must never be written to a disk."""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace
from typing import IO, Any


class MemoryFile:
    """The bytes of a file, opened as often as it is read; it has of a path what the readers of files ask for."""

    __slots__ = ("_content",)

    def __init__(self, content: bytes) -> None:
        self._content = content

    def __repr__(self) -> str:
        return "MemoryFile()"  # never what is in it

    def open(self, mode: str = "r", *, encoding: str | None = None, newline: str | None = None) -> IO[Any]:
        """The content from its start, as bytes or as text."""
        raw = io.BytesIO(self._content)
        return raw if "b" in mode else io.TextIOWrapper(raw, encoding=encoding, newline=newline)

    def stat(self) -> SimpleNamespace:
        """Its size, as a path gives it."""
        return SimpleNamespace(st_size=len(self._content))


Source = Path | MemoryFile
