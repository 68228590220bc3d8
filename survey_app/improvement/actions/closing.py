"""A recommendation is closed by impact, waits for its re-test, and is opened again for a reason, which is counted."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from survey_app.improvement.actions.refusals import ActionRefused, checked
from survey_app.improvement.changing import change, lock_as_seen
from survey_app.improvement.models import Action, Recommendation
from survey_app.improvement.models.closing_rule import Hindrance, hindrances


def lock_with_recommendation(session: Session, action: Action, seen: int | None) -> None:
    """Lock an action and what it belongs to, always in this order, so that neither is ended under the other."""
    lock_as_seen(session, action.recommendation, None)
    lock_as_seen(session, action, seen)


def why_not_closed(session: Session, recommendation: Recommendation) -> list[Hindrance]:
    """What is missing before an open recommendation may be closed; none where it may be."""
    session.flush()
    return hindrances(session.connection(), recommendation.id, recommendation.reopened)


def close_recommendation(
    session: Session, recommendation: Recommendation, by_id: int, today: date, *, seen: int | None = None
) -> None:
    """Close a recommendation with impact: every action ended, one with an impact, its re-test confirming.

    Raises
    ------
    ActionRefused
        With everything that is missing.
    """
    lock_as_seen(session, recommendation, seen)
    if not recommendation.is_open:
        raise ActionRefused(f"{recommendation.reference} is ended already.")
    problems = why_not_closed(session, recommendation)
    if problems:
        raise ActionRefused(
            f"{recommendation.reference} cannot be closed yet. {' '.join(one.words for one in problems)}"
        )
    change(session, recommendation, {"state": "closed", "closed_on": today}, by_id=by_id)


def reopen_recommendation(
    session: Session, recommendation: Recommendation, by_id: int, why: str, *, seen: int | None = None
) -> None:
    """Open a closed recommendation again. It is counted, and what was judged before no longer closes it."""
    lock_as_seen(session, recommendation, seen)
    if recommendation.state != "closed":
        raise ActionRefused(f"{recommendation.reference} is not closed, so it cannot be opened again.")
    reason = checked(why, "The reason", field="why", missing="Say why it is opened again.")
    open_again(session, recommendation, reason, by_id=by_id)


def open_again(session: Session, recommendation: Recommendation, reason: str, *, by_id: int | None) -> None:
    """Open a locked recommendation that is closed or waits for its re-test, and count it."""
    values = {"state": "open", "closed_on": None, "state_why": reason, "reopened": recommendation.reopened + 1}
    change(session, recommendation, values, by_id=by_id, why=reason)


def settle(session: Session, recommendation: Recommendation, *, by_id: int | None) -> None:
    """After an action or a re-test was judged: whether nothing but the re-test is waited for. It closes nothing."""
    lock_as_seen(session, recommendation, None)
    if not recommendation.is_open:
        return
    missing = [one.kind for one in why_not_closed(session, recommendation)]
    change(session, recommendation, {"state": "retest" if missing == ["re_test"] else "open"}, by_id=by_id)
