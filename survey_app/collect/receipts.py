"""What a person gets in return for an answer: a short reference that can be read out over a telephone."""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import dataclass
from typing import Any

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # without 0/O, 1/I/L and U/V, which are misread
_LENGTH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Confirms that an answer is kept. ``revision`` is 0 in an anonymous round, where answers are never revised."""

    reference: str
    uuid: str
    revision: int = 0
    repeated: bool = False  # the same answer had been received before


def canonical_uuid(text: object) -> str | None:
    """The UUID in its usual writing, or None when the text is not one."""
    if not isinstance(text, str) or len(text) > 45:
        return None
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return None


def hash_uuid(round_id: int, submission_uuid: str) -> str:
    """What an anonymous round remembers of a UUID."""
    return hashlib.sha256(f"{round_id}:{submission_uuid}".encode()).hexdigest()


def reference_of(uuid_hash: str) -> str:
    """A reference such as WA-7K3F-9QDX, always the same for the same hash.

    It is computed, not kept: an anonymous answer stands nowhere beside its reference, and yet a respondent who asks
    "did you get WA-7K3F-9QDX?" can be told.
    """
    number = int(uuid_hash, 16)
    letters = ""
    for _ in range(_LENGTH):
        number, digit = divmod(number, len(_ALPHABET))
        letters += _ALPHABET[digit]
    return f"WA-{letters[:4]}-{letters[4:]}"


def content_hash(document: dict[str, Any]) -> str:
    """The same for the same answers, whatever the order of their keys."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
