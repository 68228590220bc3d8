"""Uploaded files while they wait: one file each in the instance directory, for its own user alone, for seven days."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from survey_app.errors import UserError

LARGEST = 15 * 1024 * 1024
_KEY = re.compile(r"[0-9a-f]{32}")
_CHUNK = 1 << 16


class UploadRefused(UserError):
    """The file is not taken; the message says why."""

    status = 422
    title = "The file cannot be used"


@dataclass(frozen=True, slots=True)
class WaitingFiles:
    """The directory of files that wait."""

    directory: Path

    @classmethod
    def of(cls, instance: Path) -> WaitingFiles:
        """Those of an installation."""
        return cls(instance / "imports")

    def path(self, key: str) -> Path:
        """Where the file of an upload lies."""
        if not _KEY.fullmatch(key):
            raise ValueError("this is no key of an upload")
        return self.directory / key

    def keep(self, key: str, stream: IO[bytes]) -> tuple[str, int]:
        """Write a file that only its owner can read; its SHA-256 and its size."""
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        descriptor = os.open(self.path(key), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > LARGEST:
                    break
                digest.update(chunk)
                file.write(chunk)
        if size > LARGEST or not size:
            self.remove(key)
            what = (
                "is empty"
                if not size
                else f"is larger than {LARGEST // 1024 // 1024} MB; save the sheet of answers as CSV"
            )
            raise UploadRefused(f"The file {what}.")
        return digest.hexdigest(), size

    def remove(self, key: str) -> None:
        """Remove the file of an upload, if it is there."""
        self.path(key).unlink(missing_ok=True)

    def keys(self) -> list[str]:
        """Every file that waits."""
        if not self.directory.exists():
            return []
        return [file.name for file in self.directory.iterdir() if _KEY.fullmatch(file.name)]
