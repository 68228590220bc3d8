"""The private halves of batch keys on disk."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from nacl.public import PrivateKey

from survey_app.collect.keys import KeyStore, KeyUnavailable


@pytest.fixture
def keys(tmp_path: Path) -> KeyStore:
    return KeyStore(tmp_path / "keys")


def test_a_new_key_is_readable_by_its_owner_only(keys: KeyStore) -> None:
    keys.create(7)
    [path] = keys.directory.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(keys.directory.stat().st_mode) == 0o700


def test_the_key_on_disk_is_the_private_half_of_the_public_key(keys: KeyStore) -> None:
    batch, public = keys.create(7)
    assert bytes(keys.load(7, batch).public_key) == public


def test_a_destroyed_key_is_gone_and_its_bytes_were_overwritten(keys: KeyStore) -> None:
    batch, _ = keys.create(7)
    [path] = keys.directory.iterdir()
    secret = path.read_bytes()
    other_name = keys.directory / "still-the-same-file"
    other_name.hardlink_to(path)
    assert keys.destroy(7, batch)
    assert not path.exists()
    assert other_name.read_bytes() != secret
    assert not keys.destroy(7, batch)


def test_a_missing_key_is_a_clear_error(keys: KeyStore) -> None:
    with pytest.raises(KeyUnavailable, match="stay sealed"):
        keys.load(7, "0" * 32)


def test_a_key_cut_short_by_a_crash_is_a_clear_error(keys: KeyStore) -> None:
    batch, _ = keys.create(7)
    [path] = keys.directory.iterdir()
    path.write_bytes(bytes(PrivateKey.generate())[:9])
    with pytest.raises(KeyUnavailable, match="cannot be read"):
        keys.load(7, batch)


def test_only_files_that_are_keys_are_listed(keys: KeyStore) -> None:
    assert list(keys.held()) == []
    batch, _ = keys.create(7)
    (keys.directory / "README").write_text("not a key")
    assert list(keys.held()) == [(7, batch)]
    assert keys.holds(7, batch)
    assert not keys.holds(8, batch)
