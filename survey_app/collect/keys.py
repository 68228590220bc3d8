"""The private halves of batch keys: small files outside the database and its backups, destroyed after use.

A file is named ``<round>-<batch>.key``. Overwriting before unlinking is a courtesy: a journalling file system or a
flash disk may keep old blocks, which docs/operations.md says, with the advice to keep this directory on encrypted disk.
The salts of self-made codes (``….salt``) lie beside them and stay until somebody removes them.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nacl.public import PrivateKey

from survey_app.database import random_key

KEY_BYTES = 32
_FILE_NAME = re.compile(r"^(\d+)-([0-9a-f]{32})\.key$")


class KeyUnavailable(RuntimeError):
    """A batch key is needed and is not there, or cannot be read."""


@dataclass(frozen=True, slots=True)
class KeyStore:
    """The directory of live batch keys."""

    directory: Path

    def create(self, round_id: int) -> tuple[str, bytes]:
        """Make a key for a new batch and put it safely on disk; the batch's id and the public half.

        The file is complete and synced before anything can be sealed to it. When the transaction that was to record
        the batch fails, the file is an orphan that opens nothing; the next run destroys it.
        """
        batch_id, private = random_key(), PrivateKey.generate()
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        _write(os.open(self._path(round_id, batch_id), flags, 0o600), bytes(private))
        self._sync_directory()
        return batch_id, bytes(private.public_key)

    def holds(self, round_id: int, batch_id: str) -> bool:
        """Whether the key of a batch is here."""
        return self._path(round_id, batch_id).is_file()

    def load(self, round_id: int, batch_id: str) -> PrivateKey:
        """The private key of a batch."""
        try:
            return PrivateKey(self._path(round_id, batch_id).read_bytes())
        except (OSError, ValueError, TypeError) as error:
            raise KeyUnavailable(
                f"The key of batch {batch_id} of round {round_id} cannot be read from {self.directory}: {error}. "
                "Its answers stay sealed. Put the directory back as it was, or check the owner and mode of its files."
            ) from error

    def destroy(self, round_id: int, batch_id: str) -> bool:
        """Overwrite and remove a key; False when it was gone already."""
        path = self._path(round_id, batch_id)
        try:
            descriptor = os.open(path, os.O_WRONLY)
        except FileNotFoundError:
            return False
        _write(descriptor, secrets.token_bytes(KEY_BYTES))
        path.unlink(missing_ok=True)
        self._sync_directory()
        return True

    def held(self) -> Iterator[tuple[int, str]]:
        """Round and batch of every key on disk."""
        if not self.directory.is_dir():
            return
        for path in sorted(self.directory.iterdir()):
            if match := _FILE_NAME.match(path.name):
                yield int(match[1]), match[2]

    def salt(self, partnership_id: int, owner: str) -> bytes:
        """The secret with which the self-made codes of a series are hashed; made when it is first asked for."""
        name = hashlib.sha256(owner.encode()).hexdigest()[:32]
        path = self.directory / f"{partnership_id}-{name}.salt"
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            self._make_salt(path)
        salt = path.read_bytes()
        if len(salt) != KEY_BYTES:
            raise KeyUnavailable(f"The salt {path} cannot be read. Put the file back as it was.")
        return salt

    def _make_salt(self, path: Path) -> None:
        """Complete before it has its name, so that of two who make one at once both use the same."""
        partial = path.with_name(f"{random_key()}.partial")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        _write(os.open(partial, flags, 0o600), secrets.token_bytes(KEY_BYTES))
        try:
            os.link(partial, path)
        except FileExistsError:
            pass
        finally:
            partial.unlink()
        self._sync_directory()

    def _path(self, round_id: int, batch_id: str) -> Path:
        return self.directory / f"{round_id}-{batch_id}.key"

    def _sync_directory(self) -> None:
        descriptor = os.open(self.directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _write(descriptor: int, content: bytes) -> None:
    """Write, and return only when the bytes are on disk."""
    try:
        os.write(descriptor, content)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
