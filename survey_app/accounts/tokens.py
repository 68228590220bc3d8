"""Access tokens: keys with which a program reads results in the name of a person, within that person's rights.

A token is shown once, when it is made; the database keeps its hash. It belongs to one person and one partnership,
names its scopes and ends on a day. At every request the person must still be active and still hold the permission of
the scope: a token never opens more than its owner may open.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Date, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from survey_app.accounts.models import User
from survey_app.database import Base, Document
from survey_app.errors import UserError
from survey_app.partnership.models import Partnership
from survey_app.rounds.tokens import hash_token

PREFIX = "wkb_"  # so that a token is recognised where it must not be: in a repository, a chat, a log
LONGEST_DAYS = 365
MAKING = "api.read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a token may be made for."""

    permission: str
    meaning: str


SCOPES = {
    "rounds": Scope(
        permission="rounds.read", meaning="Which rounds there are, and how many have answered as far as it is released"
    ),
    "results": Scope(permission="results.download", meaning="Released results, in which small numbers are hidden"),
    "indicators": Scope(
        permission="indicators.read",
        meaning="Indicators and what agencies submitted, in which small numbers are hidden",
    ),
    "working": Scope(
        permission="results.working",
        meaning="Working results of rounds that are not anonymous: nothing is hidden, and each reading is logged",
    ),
    "raw": Scope(
        permission="results.raw",
        meaning="Single answers of rounds that are not anonymous; each reading is logged",
    ),
}


class ApiToken(Base):
    """One access token. ``ends_on`` is its last day."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[str]] = mapped_column(Document)
    made_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    last_used_on: Mapped[date | None] = mapped_column(Date)
    revoked_on: Mapped[date | None] = mapped_column(Date)
    user: Mapped[User] = relationship()
    partnership: Mapped[Partnership] = relationship()

    def state(self, today: date) -> str:
        """ "active", "ended" or "revoked"."""
        if self.revoked_on is not None:
            return "revoked"
        return "active" if today <= self.ends_on else "ended"


def scopes_for(held: AbstractSet[str]) -> dict[str, Scope]:
    """The scopes that somebody with these permissions may give a token."""
    return {name: scope for name, scope in SCOPES.items() if scope.permission in held}


def make_token(
    session: Session, user: User, partnership_id: int, *, name: str, scopes: Iterable[str], held: AbstractSet[str],
    days: int, today: date,
) -> tuple[ApiToken, str]:  # fmt: skip
    """A new token, and its text, which is not kept.

    Raises
    ------
    UserError
        Where a scope is unknown or not within the person's rights, or the token would last more than a year.
    """
    wanted = sorted(set(scopes))
    refused = [scope for scope in wanted if scope not in scopes_for(held)]
    if refused or not wanted:
        raise UserError("Choose what the token is for from what your own roles allow.")
    if not 1 <= days <= LONGEST_DAYS:
        raise UserError(f"A token lasts from 1 to {LONGEST_DAYS} days.")
    text = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(
        partnership_id=partnership_id, user_id=user.id, name=" ".join(name.split())[:100], scopes=wanted,
        token_hash=hash_token(text), made_on=today, ends_on=today + timedelta(days=days),
    )  # fmt: skip
    session.add(token)
    session.flush()
    return token, text


def find_token(session: Session, text: str, *, today: date) -> ApiToken | None:
    """The active token of an active person with this text; None otherwise, whatever the reason."""
    token = session.scalar(select(ApiToken).where(ApiToken.token_hash == hash_token(text)))
    if token is None or token.state(today) != "active" or not token.user.active:
        return None
    return token


def note_use(session: Session, token: ApiToken, *, today: date) -> None:
    """Remember the day on which a token was last used: enough to see which are still needed."""
    if token.last_used_on != today:
        token.last_used_on = today
        session.flush()


def tokens_of(session: Session, partnership_id: int, *, user_id: int | None) -> list[ApiToken]:
    """The tokens of one person, or of everybody, in a partnership; the newest first."""
    query = select(ApiToken).where(ApiToken.partnership_id == partnership_id)
    if user_id is not None:
        query = query.where(ApiToken.user_id == user_id)
    return list(session.scalars(query.order_by(ApiToken.made_on.desc(), ApiToken.id.desc())))


def token_of(session: Session, partnership_id: int, token_id: int, *, user_id: int | None) -> ApiToken | None:
    """One token of a person, or of anybody."""
    return next((token for token in tokens_of(session, partnership_id, user_id=user_id) if token.id == token_id), None)


def revoke(session: Session, token: ApiToken, *, today: date) -> None:
    """End a token now; once revoked it stays so."""
    if token.revoked_on is None:
        token.revoked_on = today
        session.flush()
