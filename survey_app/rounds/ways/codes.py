"""Codes on paper: each opens one invitation, is typed by hand, and is kept only as a keyed hash."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from survey_app.rounds.invitations import invitations_of
from survey_app.rounds.mail_models import PaperCode
from survey_app.rounds.models import Invitation, Round
from survey_app.rounds.services import RoundRefused

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # without 0/O, 1/I/L and U/V, which are misread
LENGTH = 10  # 49 bits: guessing one of ten thousand takes years at a thousand attempts a second


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSlip:
    """A code as it is printed, once."""

    code: str
    name: str
    agency: str

    @property
    def spaced(self) -> str:
        """The code as people read it: in groups."""
        return f"{self.code[:4]}-{self.code[4:7]}-{self.code[7:]}"


def plain_code(text: str) -> str:
    """A typed code without spaces, hyphens and small letters; empty when it cannot be one."""
    plain = "".join(character for character in text.upper() if character.isalnum())
    return plain if len(plain) == LENGTH and all(character in ALPHABET for character in plain) else ""


def make_slips(session: Session, round_: Round, *, secret: str) -> list[PaperSlip]:
    """New codes for everybody who has not answered; codes printed before stop working."""
    if round_.access != "token":
        raise RoundRefused("Only a round that is answered through personal links has codes on paper.")
    if round_.state == "closed":
        raise RoundRefused("This round is closed; its codes no longer open the form.")
    waiting = [item for item in invitations_of(session, round_.id) if not item.answered]
    keys = [item.invitation.id for item in waiting]
    for start in range(0, len(keys), 500):
        session.execute(delete(PaperCode).where(PaperCode.invitation_id.in_(keys[start : start + 500])))
    slips = []
    for item in waiting:
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        session.add(PaperCode(code_hash=hash_code(code, secret), invitation_id=item.invitation.id))
        slips.append(PaperSlip(code=code, name=item.name, agency=item.agency))
    session.flush()
    return slips


def invitation_of_code(session: Session, text: str, *, secret: str) -> Invitation | None:
    """The invitation that a code opens."""
    code = plain_code(text)
    if not code:
        return None
    return session.scalars(
        select(Invitation)
        .join(PaperCode, PaperCode.invitation_id == Invitation.id)
        .join(Round, Round.id == Invitation.round_id)
        .where(PaperCode.code_hash == hash_code(code, secret), Round.access == "token")
    ).one_or_none()


def hash_code(code: str, secret: str) -> str:
    """What the database keeps: without the installation's secret the codes cannot be tried out one by one."""
    return hmac.new(secret.encode(), f"paper:{code}".encode(), hashlib.sha256).hexdigest()
