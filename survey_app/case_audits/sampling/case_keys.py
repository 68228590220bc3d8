"""The key of a case list: what each pseudonym stands for, sealed under a passphrase that only people hold.

The passphrase is stretched by argon2id and the identifiers are sealed by XSalsa20-Poly1305 (libsodium's secret box), so
that a wrong passphrase, a file cut short and a changed byte are all noticed. docs/decisions/case-keys.md says why.
"""

from __future__ import annotations

import base64
import binascii
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from nacl import pwhash, secret, utils
from nacl.exceptions import CryptoError

from survey_app.errors import UserError

FORMAT = "walkabout case key 1"
OPS_LIMIT, MEMORY_LIMIT = 3, 128 * 1024 * 1024  # argon2id: about half a second, 128 MB
MOST_OPS, MOST_MEMORY = 20, 1024 * 1024 * 1024  # of a file from elsewhere: it must not exhaust the machine
SHORTEST_PASSPHRASE, LONGEST_PASSPHRASE, FEWEST_CHARACTERS = 16, 200, 8


class CaseKeyRefused(UserError):
    """The key of a case list cannot be opened; the message says why, and never what is in it."""

    status = 422
    title = "The key cannot be opened"


class WrongPassphrase(CaseKeyRefused):
    """The passphrase does not open this key, or the file was changed: nobody can tell which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseKey:
    """The identifiers of a list by pseudonym, in the order of ``columns``. What is in it is never shown by ``repr``."""

    list_id: str
    columns: tuple[str, ...]
    cases: Mapping[str, tuple[str, ...]] = field(repr=False)


def passphrase_problem(passphrase: str, again: str | None = None) -> str:
    """Why a new passphrase is refused; empty when it is good enough.

    Parameters
    ----------
    passphrase, again : str
        As typed the first and the second time; None where it was asked for once.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        return f"Use at least {SHORTEST_PASSPHRASE} characters, such as four or five words that have nothing in common."
    if len(passphrase) > LONGEST_PASSPHRASE:
        return f"Use at most {LONGEST_PASSPHRASE} characters."
    if len(set(passphrase)) < FEWEST_CHARACTERS:
        return "Use more different characters."
    if again is not None and _normal(again) != _normal(passphrase):
        return "The two passphrases are not the same. Type both again."
    return ""


def seal_case_key(key: CaseKey, passphrase: str, *, destroy_after: date) -> bytes:
    """The key as it is kept: JSON, readable up to whose it is and when it is destroyed.

    Raises
    ------
    ValueError
        Where the passphrase is too weak.
    """
    if problem := passphrase_problem(passphrase):
        raise ValueError(problem)
    salt = utils.random(pwhash.argon2id.SALTBYTES)
    content = json.dumps(
        {"list": key.list_id, "columns": key.columns, "cases": dict(sorted(key.cases.items()))}, ensure_ascii=False
    )
    sealed = secret.SecretBox(_stretch(passphrase, salt, OPS_LIMIT, MEMORY_LIMIT)).encrypt(content.encode())
    header = {
        "format": FORMAT, "list": key.list_id, "destroy_after": destroy_after.isoformat(),
        "cipher": "xsalsa20-poly1305", "stretched_by": "argon2id13",
        "operations": OPS_LIMIT, "memory": MEMORY_LIMIT, "salt": _text(salt),
        "sealed": _text(bytes(sealed)),
    }  # fmt: skip
    return (json.dumps(header, indent=1) + "\n").encode()


def open_case_key(content: bytes, passphrase: str) -> CaseKey:
    """What is in a sealed key.

    Raises
    ------
    WrongPassphrase
        Where the passphrase does not open it, or a byte was changed.
    CaseKeyRefused
        Where it is no such file, or is cut short.
    """
    header = read_header(content)
    try:
        salt, sealed = (
            base64.b64decode(header["salt"], validate=True),
            base64.b64decode(header["sealed"], validate=True),
        )
        box = secret.SecretBox(_stretch(passphrase, salt, header["operations"], header["memory"]))
        found = json.loads(box.decrypt(sealed))
        cases = {str(name): tuple(map(str, values)) for name, values in found["cases"].items()}
        key = CaseKey(list_id=str(found["list"]), columns=tuple(map(str, found["columns"])), cases=cases)
    except CryptoError:
        raise WrongPassphrase(
            "The passphrase does not open this key. Check capital letters and spaces. If you are sure of it, the file "
            "was changed."
        ) from None
    except (KeyError, TypeError, ValueError, binascii.Error, AttributeError):
        raise CaseKeyRefused("The file of the key is damaged. Take another copy of it.") from None
    if key.list_id != header["list"]:
        raise CaseKeyRefused("The file says that it is the key of another list than it is. Take another copy of it.")
    return key


def read_header(content: bytes) -> dict[str, Any]:
    """What a sealed key says of itself, without the passphrase; CaseKeyRefused where it is no such file."""
    try:
        header = json.loads(content)
        fits = header["format"] == FORMAT and isinstance(header["list"], str)
        date.fromisoformat(header["destroy_after"])
        ops, memory = header["operations"], header["memory"]
    except (KeyError, TypeError, ValueError, RecursionError):
        raise CaseKeyRefused("This is not the whole key of a case list. Take another copy of the file.") from None
    if not fits or not (_is_from(ops, 1, MOST_OPS) and _is_from(memory, 8192, MOST_MEMORY)):
        raise CaseKeyRefused("This is not the key of a case list, or another version of Walkabout made it.")
    return dict(header)


def with_date(content: bytes, destroy_after: date) -> bytes:
    """The same sealed key with another day on which it is destroyed."""
    return (json.dumps({**read_header(content), "destroy_after": destroy_after.isoformat()}, indent=1) + "\n").encode()


def _is_from(value: object, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _normal(passphrase: str) -> str:
    """The same on every keyboard: a letter with its accent is one character or two."""
    return unicodedata.normalize("NFKC", passphrase)


def _stretch(passphrase: str, salt: bytes, operations: int, memory: int) -> bytes:
    try:
        key: bytes = pwhash.argon2id.kdf(
            secret.SecretBox.KEY_SIZE, _normal(passphrase).encode(), salt, opslimit=operations, memlimit=memory
        )
    except (RuntimeError, MemoryError):  # libsodium had not the memory; it says nothing of the passphrase
        raise CaseKeyRefused(
            "The server is too busy for this key just now. Nothing is wrong with it; try again in a moment."
        ) from None
    return key


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
