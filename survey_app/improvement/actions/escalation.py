"""Late actions go up by rule: to their owner, to the agency's lead, onto the Executive's agenda. Once each.

A level that was reached is a row of its own for the due day that was missed, so neither a second run of the job nor two
workers at once can reach it twice, and a due day that is moved starts anew.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from survey_app.database import now
from survey_app.happenings import alone
from survey_app.improvement.actions import mailing
from survey_app.improvement.actions.ladder import REMINDED_BEFORE, Days, days_of
from survey_app.improvement.actions.refusals import ActionRefused, checked
from survey_app.improvement.changing import note
from survey_app.improvement.models import ESCALATION_LEVELS, Action, Escalation, Recommendation


def escalate_late(session: Session, today: date, partnership_id: int | None = None) -> list[Escalation]:
    """Take every late action up to the level that its days past the due day call for; those that were reached now.

    Parameters
    ----------
    partnership_id
        Only of this partnership; of all where it is None.
    """
    late = _open_actions(partnership_id).where(Action.due_by < today).order_by(Action.partnership_id, Action.number)
    days: dict[int, Days] = {}
    reached = []
    for action in session.scalars(late).all():
        with alone(session, f"escalation of action {action.id}"):
            rule = days.setdefault(action.partnership_id, days_of(session, action.partnership_id))
            past = (today - action.due_by).days
            levels = [one for one in ESCALATION_LEVELS if past >= rule.of(one)]
            made = [_reach(session, action, level, today) for level in levels]
            reached += [one for one in made if one is not None]
    return reached


def remind_before_due(session: Session, today: date, partnership_id: int | None = None) -> int:
    """Remind owners 14, 7 and 1 days before an action is due, once each; how many messages."""
    until = today + timedelta(days=max(REMINDED_BEFORE))
    soon = _open_actions(partnership_id).where(Action.due_by >= today, Action.due_by <= until)
    told = 0
    for action in session.scalars(soon.order_by(Action.partnership_id, Action.number)).all():
        with alone(session, f"reminder of action {action.id}"):
            told += mailing.remind(session, action, (action.due_by - today).days)
    return told


def for_the_executive(session: Session, partnership_id: int) -> list[Escalation]:
    """What waits on the Executive's agenda: unanswered, of actions that are still open and late for that day."""
    waiting = (
        select(Escalation)
        .join(Action)
        .join(Recommendation, Recommendation.id == Action.recommendation_id)
        .where(
            Action.partnership_id == partnership_id, Escalation.level == 3, Escalation.answered_at.is_(None),
            Action.state == "open", Escalation.due_by == Action.due_by, Recommendation.state.in_(("open", "retest")),
        )
        .options(selectinload(Escalation.action))
        .order_by(Escalation.reached_on, Action.number)
    )  # fmt: skip
    return list(session.scalars(waiting))


def answer(session: Session, escalation: Escalation, decision: str, by_id: int) -> None:
    """Note what the Executive decided about a late action; it leaves the agenda."""
    session.refresh(escalation, with_for_update={"of": Escalation})
    if escalation.level != 3:
        raise ActionRefused("Only what is on the Executive’s agenda is answered by it.")
    if escalation.answered_at is not None:
        raise ActionRefused("The Executive has answered this already.")
    words = checked(decision, "The decision", field="answer", missing="Say what the Executive decided.")
    escalation.answer, escalation.answered_at, escalation.answered_by_id = words, now(), by_id
    session.flush()
    note(session, escalation.action, "executive", words, by_id=by_id)


def _open_actions(partnership_id: int | None) -> Select[Action]:
    query = (
        select(Action)
        .join(Recommendation, Recommendation.id == Action.recommendation_id)
        .where(Action.state == "open", Recommendation.state.in_(("open", "retest")))
    )
    return query if partnership_id is None else query.where(Action.partnership_id == partnership_id)


def _reach(session: Session, action: Action, level: int, today: date) -> Escalation | None:
    """Note that a level is reached and tell whoever it is about; None where it was reached before."""
    if any(one.level == level and one.due_by == action.due_by for one in action.escalations):
        return None
    made = Escalation(action_id=action.id, due_by=action.due_by, level=level, reached_on=today)
    try:
        with session.begin_nested():
            session.add(made)
            session.flush()
    except IntegrityError:  # another worker was sooner
        session.expire(action, ["escalations"])
        return None
    session.expire(action, ["escalations"])
    note(session, action, "escalation", ESCALATION_LEVELS[level], by_id=None, why=f"due by {action.due_by:%-d %B %Y}")
    mailing.tell_level(session, action, level, today)
    return made
