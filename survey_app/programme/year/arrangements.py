"""The partnership's own model of chairing and scrutiny: decisions with their reason, the latest one in force."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.improvement.chain.words import check_words
from survey_app.programme.year.models import CHAIRING, SCRUTINY, ArrangementsDecision
from survey_app.programme.year.planning import lock_partnership
from survey_app.programme.year.refusals import YearRefused


def decisions_of(session: Session, partnership_id: int) -> list[ArrangementsDecision]:
    """All decisions, the newest first; none is ever changed."""
    return list(
        session.scalars(
            select(ArrangementsDecision)
            .where(ArrangementsDecision.partnership_id == partnership_id)
            .order_by(ArrangementsDecision.decided_on.desc(), ArrangementsDecision.made_at.desc(),
                      ArrangementsDecision.id)
        )
    )  # fmt: skip


def decide(
    session: Session, partnership_id: int, *, chairing: str, scrutiny: str, reason: str, decided_by: str,
    decided_on: date, by_id: int, today: date, checked: bool = False,
) -> ArrangementsDecision:  # fmt: skip
    """Record a decision.

    Raises
    ------
    YearRefused
        Where it gives no reason of its own, lies in the future or before the decision in force.
    """
    lock_partnership(session, partnership_id)
    if chairing not in CHAIRING or scrutiny not in SCRUTINY:
        raise YearRefused("Choose how the partnership is chaired, and how it is scrutinised.")
    if not reason.strip() or not decided_by.strip():
        raise YearRefused("Say who decided, and why: that others do the same is no reason by itself.")
    if len(decided_by.strip()) > 200:
        raise YearRefused("Use at most 200 characters for who decided.")
    if decided_on > today:
        raise YearRefused("The day of the decision is still to come.")
    before = decisions_of(session, partnership_id)
    if before and decided_on < before[0].decided_on:
        raise YearRefused(
            f"A later decision of {before[0].decided_on:%-d %B %Y} is in force. A decision is only ever followed."
        )
    check_words(session, partnership_id, [("Why", reason), ("Who decided", decided_by)], checked=checked)
    made = ArrangementsDecision(
        partnership_id=partnership_id, chairing=chairing, scrutiny=scrutiny, reason=reason.strip(),
        decided_by=decided_by.strip(), decided_on=decided_on, made_by_id=by_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made
