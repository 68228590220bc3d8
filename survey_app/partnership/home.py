"""What the home page of a partnership shows to somebody with certain permissions."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.collect.keeping import answered_elsewhere
from survey_app.collect.models import HelpRequest, SafetyAlert
from survey_app.partnership.models import Partnership
from survey_app.rounds.models import Round

MOST_ROUNDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """The parts of the home page; empty where a permission lacks or nothing is there."""

    to_answer: tuple[Round, ...] = ()
    open_rounds: tuple[Round, ...] = ()
    closed_rounds: tuple[Round, ...] = ()
    open_worries: int | None = None


def home_page(session: Session, partnership: Partnership, held: AbstractSet[str]) -> HomePage:
    """Prepare the page for the permissions held."""
    reads_rounds = bool({"rounds.read", "results.read"} & held)
    rounds = _rounds(session, partnership.id) if reads_rounds or "collect.answer" in held else []
    open_rounds = [found for found in rounds if found.state == "open"]
    closed_rounds = [found for found in rounds if found.state == "closed"]
    return HomePage(
        to_answer=_to_answer(session, open_rounds) if "collect.answer" in held else (),
        open_rounds=tuple(open_rounds[:MOST_ROUNDS]) if reads_rounds else (),
        closed_rounds=tuple(closed_rounds[:MOST_ROUNDS]) if reads_rounds else (),
        open_worries=open_worries(session, partnership.id) if "duty.read" in held else None,
    )


def _to_answer(session: Session, open_rounds: list[Round]) -> tuple[Round, ...]:
    """Rounds that people answer for themselves; a record's answers begin on the record's own page."""
    return tuple(one for one in open_rounds if one.access == "named" and not answered_elsewhere(session, one))


def _rounds(session: Session, partnership_id: int) -> list[Round]:
    """The partnership's rounds, the newest first."""
    return list(
        session.scalars(
            select(Round)
            .where(Round.partnership_id == partnership_id, Round.state.in_(("open", "closed")))
            .order_by(Round.id.desc())
        )
    )


def open_worries(session: Session, partnership_id: int) -> int:
    """Entries of the duty list that nobody has acknowledged."""
    count = 0
    for model in (SafetyAlert, HelpRequest):
        waiting = select(func.count()).select_from(model)
        waiting = waiting.where(model.partnership_id == partnership_id, model.acknowledged_at.is_(None))
        count += session.scalar(waiting) or 0
    return count
