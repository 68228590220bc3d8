"""When an action or a recommendation may be closed, held where no route goes round it: before the row is written.

The rule reads what is in the database in the same transaction. It is asked by the service, which says what is missing,
and again by the mapper, whichever code sets the state.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, event, func, inspect, select
from sqlalchemy.orm import aliased

from survey_app.improvement.models.actions import IMPACT, Action, ImpactClaim
from survey_app.improvement.models.recommendations import Recommendation
from survey_app.improvement.models.retests import ReTest


class ClosedWithoutImpact(RuntimeError):
    """Something tried to close a record of the chain whose impact nobody has judged."""


class ClaimChanged(RuntimeError):
    """Something tried to rewrite a claim of impact, or its verdict."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hindrance:
    """What stands against closing: "no_action", "going", "no_impact" or "re_test", and a sentence that says it."""

    kind: str
    words: str


def hindrances(connection: Connection, recommendation_id: str, reopened: int) -> list[Hindrance]:
    """Everything that stands against closing a recommendation; none where it may be closed.

    Parameters
    ----------
    reopened
        How often it was opened again: what was judged before the last time no longer counts.
    """
    found = []
    states = select(Action.state, func.count()).where(Action.recommendation_id == recommendation_id)
    counted = {row[0]: row[1] for row in connection.execute(states.group_by(Action.state))}
    if not counted:
        found.append(Hindrance(kind="no_action", words="It has no action."))
    if going := counted.get("open", 0) + counted.get("claimed", 0):
        words = f"{going} of its actions {'is' if going == 1 else 'are'} not ended."
        found.append(Hindrance(kind="going", words=words))
    if counted and not connection.scalar(_impacts(recommendation_id, reopened)):
        since = " since it was opened again" if reopened else ""
        words = f"Nobody has judged{since} that one of its closed actions changed practice or helped children."
        found.append(Hindrance(kind="no_impact", words=words))
    if problem := _re_test_problem(connection, recommendation_id, reopened):
        found.append(Hindrance(kind="re_test", words=problem))
    return found


def _impacts(recommendation_id: str, reopened: int) -> Any:
    """How many closed actions had an impact, by the last verdict on each since it was opened again, if it was."""
    later = aliased(ImpactClaim)
    last = (
        select(func.max(later.number))
        .where(later.action_id == Action.id, later.verdict != "", later.action_reopened == Action.reopened)
        .correlate(Action)
        .scalar_subquery()
    )
    return (
        select(func.count())
        .select_from(ImpactClaim)
        .join(Action, Action.id == ImpactClaim.action_id)
        .where(
            Action.recommendation_id == recommendation_id, Action.state == "closed",
            ImpactClaim.verdict.in_(IMPACT), ImpactClaim.at_reopening == reopened, ImpactClaim.number == last,
        )
    )  # fmt: skip


def _re_test_problem(connection: Connection, recommendation_id: str, reopened: int) -> str:
    """What the last re-test that was not called off says against closing."""
    last = connection.execute(
        select(ReTest.result, ReTest.found_at, ReTest.at_reopening)
        .where(ReTest.recommendation_id == recommendation_id, ReTest.cancelled_why == "")
        .order_by(ReTest.number.desc())
        .limit(1)
    ).first()
    if last is None or (last.result == "confirmed" and last.at_reopening == reopened):
        return ""
    if last.result == "confirmed":
        return "Its last re-test was judged before it was opened again. Set another."
    if last.result == "":
        return "Its re-test has a result that nobody has judged." if last.found_at else "Its re-test is still to come."
    return "Its last re-test did not confirm the impact. Set another."


@event.listens_for(Recommendation, "before_insert")
@event.listens_for(Recommendation, "before_update")
def _refuse_closing(mapper: Any, connection: Connection, target: Recommendation) -> None:
    if target.state != "closed" or not inspect(target).attrs.state.history.has_changes():
        return
    problems = hindrances(connection, target.id, target.reopened or 0)
    if problems:
        raise ClosedWithoutImpact(f"{target.reference}: {' '.join(one.words for one in problems)}")


@event.listens_for(Action, "before_insert")
@event.listens_for(Action, "before_update")
def _refuse_closing_action(mapper: Any, connection: Connection, target: Action) -> None:
    if target.state != "closed" or not inspect(target).attrs.state.history.has_changes():
        return
    last = connection.execute(
        select(ImpactClaim.verdict, ImpactClaim.action_reopened)
        .where(ImpactClaim.action_id == target.id)
        .order_by(ImpactClaim.number.desc())
        .limit(1)
    ).first()
    if last is None or last.verdict in ("", "no_evidence") or last.action_reopened != (target.reopened or 0):
        raise ClosedWithoutImpact(f"{target.reference} cannot be closed: nobody has judged what came of it.")


@event.listens_for(ImpactClaim, "before_update")
def _refuse_rewriting(mapper: Any, connection: Connection, target: ImpactClaim) -> None:
    """A claim takes one verdict, once; nothing else of it ever changes."""
    state = inspect(target)
    verdict = ("verdict", "reason", "judged_at", "judged_by_id", "at_reopening")
    changed = {
        name for name in [one.key for one in state.mapper.column_attrs] if state.attrs[name].history.has_changes()
    }
    was_judged = bool((state.attrs.verdict.history.deleted or [target.verdict])[0])
    if changed - set(verdict) or (changed and was_judged):
        raise ClaimChanged(f"claim {target.id} of impact cannot be changed")
