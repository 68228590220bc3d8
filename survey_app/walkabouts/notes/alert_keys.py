"""Keys that open one thing only: telling the duty list of a worry from one draft, also without a sign-in."""

from __future__ import annotations

import hashlib
import secrets

from sqlalchemy.orm import Session

from survey_app.collect.models import Draft
from survey_app.collect.sync_models import AlertKey

LONGEST_KEY = 64


def alert_key_for(session: Session, draft: Draft) -> str:
    """A new key for a device that is made ready. Only its hash is kept; earlier keys of other devices go on working."""
    key = secrets.token_urlsafe(24)
    session.add(AlertKey(key_hash=_hash_of(key), draft_id=draft.id))
    session.flush()
    return key


def draft_of_key(session: Session, key: str) -> str | None:
    """The id of the draft whose worries a key tells of; None for a key that nobody was given."""
    found = session.get(AlertKey, _hash_of(key)) if len(key) <= LONGEST_KEY else None
    return found.draft_id if found is not None else None


def _hash_of(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
