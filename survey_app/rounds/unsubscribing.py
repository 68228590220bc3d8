"""The key in the links by which people unsubscribe: signed, so that nobody can unsubscribe others by counting."""

from __future__ import annotations

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer


def unsubscribe_token(contact_id: int) -> str:
    """The key of a contact: always the same, so that old messages can be unsubscribed from too."""
    text: str = _serializer().dumps(contact_id)
    return text


def contact_of(token: str) -> int | None:
    """The contact of a key; None when it is not one of ours."""
    try:
        found = _serializer().loads(token)
    except BadSignature:
        return None
    return found if isinstance(found, int) else None


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="unsubscribe")
