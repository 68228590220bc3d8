"""Work that people take onto a device: whose it is, what is told of it, and why somebody may not go on with it.

Each feature whose answers are written on devices registers a kind of work: notes on visits, returns on cases. The
routes of devices ask here and nowhere else, so the same rules hold for all: a draft is found by its author alone, by
somebody who holds the permission of its kind.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, Protocol

from sqlalchemy.orm import Session

from survey_app.accounts.models import User

Json = dict[str, Any]


class OwnWork(Protocol):
    """Answers of one person that devices may keep, with what they are about."""

    @property
    def draft_id(self) -> str:
        """The draft, and later the submission."""

    @property
    def user_id(self) -> int:
        """Its author, who alone may open it."""

    @property
    def sent_already(self) -> str:
        """What is said to whoever makes it ready when there is no draft any more."""

    def refusal(self, session: Session) -> str:
        """Why it is not made ready for a device now; empty where it is."""

    def note_made_ready(self) -> None:
        """Note that it is taken onto a device."""

    def told(self, session: Session) -> Json:
        """What a device shows of it: kind, title, site, day, starts_at, ends_at, team and brief_html."""


class FieldWork(Protocol):
    """One kind of work."""

    @property
    def permission(self) -> str:
        """What its author must hold in the partnership."""

    def find(self, session: Session, partnership_id: int, draft_id: str, user_id: int) -> OwnWork | None:
        """Somebody's own work by the id of its draft; None for anybody else's."""

    def rows(self, session: Session, partnership_id: int, user: User, today: date) -> list[Json]:
        """What somebody could take onto a device, a line each; drafts are begun where they are not yet."""


_kinds: list[FieldWork] = []


def registers_work(kind: FieldWork) -> None:
    """Let devices take this kind of work."""
    _kinds.append(kind)


def find_work(
    session: Session, partnership_id: int, draft_id: str, user_id: int, *, held: Collection[str]
) -> OwnWork | None:
    """Somebody's own work, of a kind that they hold the permission for."""
    kinds = (kind for kind in _kinds if kind.permission in held)
    found = (kind.find(session, partnership_id, draft_id, user_id) for kind in kinds)
    return next((work for work in found if work is not None), None)


def work_rows(session: Session, partnership_id: int, user: User, *, today: date, held: Collection[str]) -> list[Json]:
    """All that somebody could take onto a device, by day."""
    kinds = [kind for kind in _kinds if kind.permission in held]
    rows = [row for kind in kinds for row in kind.rows(session, partnership_id, user, today)]
    return sorted(rows, key=lambda row: (row["day"] or "9999", row["starts_at"] or ""))
