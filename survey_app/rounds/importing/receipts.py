"""What has been imported before, remembered so that nobody with the database alone can tell of whom."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.rounds.importing.models import ImportBatch, ImportReceipt


def digest_of(round_id: int, identity: str, secret: str) -> str:
    """A hash under a key that is not in the database: identifiers are few enough to be tried one by one."""
    key = hashlib.sha256(f"import receipts:{secret}".encode()).digest()
    return hmac.new(key, f"{round_id}:{identity}".encode(), hashlib.sha256).hexdigest()


def known_identities(session: Session, round_id: int, secret: str) -> Callable[[str], bool]:
    """Whether a response has been imported into the round before and not been taken back."""
    statement = select(ImportReceipt.digest).join(ImportBatch).where(ImportBatch.round_id == round_id)
    known = set(session.scalars(statement))
    return lambda identity: bool(known) and digest_of(round_id, identity, secret) in known
