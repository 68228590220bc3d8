"""Rounds that people do not close by hand, since a record closes them in its own time."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from survey_app.rounds.models import Round

ClosingGuard = Callable[[Session, Round], str]
"""Session, round → why nobody closes it by hand now, in sentences; empty where they may."""

_guards: list[ClosingGuard] = []


def guards_closing(guard: ClosingGuard) -> ClosingGuard:
    """Register which rounds are not closed by hand."""
    _guards.append(guard)
    return guard


def why_not_closed(session: Session, round_: Round) -> str:
    """Why a round is not closed by hand now; empty where it can be."""
    return next((why for guard in _guards if (why := guard(session, round_))), "")
