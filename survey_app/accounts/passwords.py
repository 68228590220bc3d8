"""Passwords: argon2id, and the same time for an account that does not exist."""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200

_hasher = PasswordHasher()
_nobody = _hasher.hash(secrets.token_hex(16))  # what a guess at an unknown account is compared with


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def verify_password(password_hash: str | None, password: str) -> bool:
    """Whether the password fits; ``None`` (no such account) takes as long as a wrong password."""
    try:
        fits = _hasher.verify(password_hash or _nobody, password)
    except (VerificationError, InvalidHashError):
        return False
    return fits and password_hash is not None


def needs_rehash(password_hash: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


def random_password() -> str:
    """A password for a first sign-in: long, and without letters that look alike."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(4))


def password_problem(password: str, *, email: str) -> str | None:
    """A sentence saying why a new password is refused, None when it is good enough."""
    if len(password) < SHORTEST_PASSWORD:
        return f"Use at least {SHORTEST_PASSWORD} characters; three or four unrelated words are easy to remember."
    if len(password) > LONGEST_PASSWORD:
        return f"Use at most {LONGEST_PASSWORD} characters."
    if len(set(password)) < 5:
        return "Use more different characters."
    name = email.split("@")[0].lower()
    if len(name) >= 4 and name in password.lower():
        return "Choose a password that does not contain your e-mail name."
    return None
