"""The secret half of an invitation: minted when it is handed over, kept only as a hash."""

from __future__ import annotations

import hashlib
import secrets


def mint_token() -> str:
    """A new token for one link, 192 random bits in letters that survive e-mail."""
    return secrets.token_urlsafe(24)


def hash_token(token: str) -> str:
    """What the database keeps of a token. Tokens are long and random, so that a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
