"""Faults that pass: the database is busy or away, the disk is full. They become a page that keeps what was sent.

Such a page answers 503 with ``Retry-After``. What was posted stands in it, hidden, behind a button that sends it once
more: nothing that somebody typed is lost, with a script or without one.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from flask import request
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from survey_app.translating import gettext

Kind = Literal["busy", "full", "away"]
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
# SQLite says it in words; of PostgreSQL's, the states of https://www.postgresql.org/docs/current/errcodes-appendix.html
_SQLITE: tuple[tuple[str, Kind], ...] = (
    ("is locked", "busy"), ("is full", "full"), ("disk i/o error", "full"), ("readonly database", "away"),
    ("unable to open database", "away"),
)  # fmt: skip
_STATES: tuple[tuple[str, Kind], ...] = (
    ("53100", "full"), ("53", "busy"), ("55P03", "busy"), ("40", "busy"), ("57014", "busy"), ("57P", "away"),
    ("58", "full"), ("08", "away"), ("25006", "away"),
)  # fmt: skip
SECONDS: dict[Kind, int] = {"busy": 10, "away": 30, "full": 120}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What is wrong, in words, and after how many seconds to try again."""

    kind: Kind
    title: str
    message: str
    seconds: int


def trouble_of(error: BaseException) -> Trouble | None:
    """What a person is told of a fault that passes; None for a fault of the software."""
    kind = _kind_of(error)
    if kind is None:
        return None
    why = {
        "busy": gettext("Many people are using this site at the same moment."),
        "away": gettext("The part of this site that keeps its records does not answer at the moment."),
        "full": gettext("The disk of this site is full. Its administrator has to make room."),
    }[kind]
    saved = gettext("Nothing of what you have just sent was saved. It is still here, in this page.")
    reading = request.method in ("GET", "HEAD")
    title = gettext("This page cannot be shown just now") if reading else gettext("This could not be saved just now")
    return Trouble(kind=kind, title=title, message=why if reading else f"{why} {saved}", seconds=SECONDS[kind])


def _kind_of(error: BaseException) -> Kind | None:
    if isinstance(error, PoolTimeout):
        return "busy"
    if isinstance(error, OSError):
        return "full" if error.errno in _FULL else None
    if not isinstance(error, DBAPIError) or error.orig is None:
        return None
    state = getattr(error.orig, "sqlstate", None)
    if state:
        return next((kind for start, kind in _STATES if state.startswith(start)), None)
    if not isinstance(error, OperationalError):
        return "away" if error.connection_invalidated else None
    if type(error.orig).__module__.startswith("sqlite3"):
        said = str(error.orig).lower()
        return next((kind for words, kind in _SQLITE if words in said), None)
    return "away"  # psycopg could not connect, or the connection broke: there is no state then


def posted_again() -> dict[str, Any]:
    """Template values for asking the same once more: where, and what was posted; nothing where that cannot be."""
    address = request.full_path.rstrip("?")
    if request.method == "GET":
        return {"again": None, "address": address}
    if request.method != "POST" or request.files or _has_secret(request.form):
        return {"again": None, "address": ""}
    return {"again": list(request.form.items(multi=True)), "address": address}


def _has_secret(names: Iterable[str]) -> bool:
    """A password does not go back to the browser as text of a page."""
    return any("password" in name for name in names)
