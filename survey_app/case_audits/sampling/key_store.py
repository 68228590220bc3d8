"""Where the sealed keys of case lists lie: a file each, outside the database and its backups, for its owner alone.

A file is named ``<list>.casekey`` and says on which day it is to be destroyed, so that this happens even where the
database has lost its list. Overwriting before unlinking is a courtesy, as for batch keys (docs/operations.md).
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flask import current_app

from survey_app.case_audits.sampling.case_keys import CaseKeyRefused, read_header

_FILE_NAME = re.compile(r"^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.casekey$")
_CHUNK = 1 << 20


class NoCaseKey(CaseKeyRefused):
    """The file of the key is not there."""


@dataclass(frozen=True, slots=True)
class CaseKeyStore:
    """The directory of the keys of case lists."""

    directory: Path

    @classmethod
    def here(cls) -> CaseKeyStore:
        """That of this installation."""
        return cls(Path(current_app.config["WALKABOUT_CASE_KEY_DIR"]))

    def keep(self, list_id: str, content: bytes) -> None:
        """Put the key of a new list safely on disk."""
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(os.open(self._path(list_id), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), content)
        self._sync()

    def put_again(self, list_id: str, content: bytes) -> None:
        """Write the key of a list anew; whoever reads sees all of the old one or all of the new one."""
        partial = self._path(list_id).with_suffix(".partial")
        partial.unlink(missing_ok=True)
        _write(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), content)
        os.replace(partial, self._path(list_id))
        self._sync()

    def holds(self, list_id: str) -> bool:
        """Whether the key of a list is here."""
        return self._path(list_id).is_file()

    def read(self, list_id: str) -> bytes:
        """The sealed key of a list; NoCaseKey where it is not here."""
        try:
            return self._path(list_id).read_bytes()
        except OSError:
            raise NoCaseKey(
                "The key of this list is not on this server. Ask whoever runs it to look at the directory of case "
                "keys, or open an exported copy with “walkabout case-key open”."
            ) from None

    def destroy(self, list_id: str) -> bool:
        """Overwrite and remove the key of a list, and half a copy of it that a crash has left; False when it was gone
        already."""
        path = self._path(list_id)
        were_there = [_overwrite(one) for one in (path, path.with_suffix(".partial"))]
        if any(were_there):
            self._sync()
        return any(were_there)

    def held(self) -> Iterator[tuple[str, date | None]]:
        """The list of every key, and the last day that its file says; None for a file that cannot be read."""
        if not self.directory.is_dir():
            return
        for path in sorted(self.directory.iterdir()):
            if match := _FILE_NAME.match(path.with_suffix(".casekey").name if path.suffix == ".partial" else path.name):
                try:
                    yield match[1], date.fromisoformat(read_header(path.read_bytes())["destroy_after"])
                except (CaseKeyRefused, OSError):
                    yield match[1], None

    def _path(self, list_id: str) -> Path:
        if not _FILE_NAME.match(f"{list_id}.casekey"):
            raise ValueError("this is no id of a case list")
        return self.directory / f"{list_id}.casekey"

    def _sync(self) -> None:
        descriptor = os.open(self.directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _overwrite(path: Path) -> bool:
    try:
        descriptor = os.open(path, os.O_WRONLY)
    except FileNotFoundError:
        return False
    try:
        _write(descriptor, secrets.token_bytes(os.fstat(descriptor).st_size))
    finally:
        path.unlink(missing_ok=True)  # a disk without room for a courtesy still lets go of the file
    return True


def _write(descriptor: int, content: bytes) -> None:
    """Write all of it, and return only when it is on disk."""
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
