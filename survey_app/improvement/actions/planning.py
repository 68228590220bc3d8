"""Actions of a recommendation: planned with a measure of success, changed for a reason, given more time, dropped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import Membership
from survey_app.database import now
from survey_app.improvement.actions.closing import lock_with_recommendation, settle
from survey_app.improvement.actions.people import ACTING, owners_ever, people_with
from survey_app.improvement.actions.refusals import ActionRefused, NotYours, checked
from survey_app.improvement.chain.numbering import next_number
from survey_app.improvement.chain.sent_twice import kept_before
from survey_app.improvement.changing import change, lock_as_seen, note
from survey_app.improvement.models import Action, Recommendation
from survey_app.partnership.services import agencies_in_area

FURTHEST = timedelta(days=5 * 366)
LONGEST_ROLE = 200
NO_REASON = "Give the reason."
ASK = "Ask your agency’s lead or the QA group."


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPlan:
    """One thing that will be done: ``owner_id`` is an account of the partnership, ``owner`` the role in words.

    ``first_due_by`` is the day that was agreed before the action came into the chain, where there was one.
    """

    what: str
    agency_id: int
    owner_id: int | None
    owner: str
    due_by: date
    success_measure: str
    first_due_by: date | None = None


def add_action(
    session: Session, recommendation: Recommendation, plan: ActionPlan, by_id: int | None, today: date
) -> Action:
    """Plan an action of an open recommendation, with the measure by which it will be known that it helped.

    Raises
    ------
    ActionRefused
        Where the recommendation is ended or not accepted, or the plan lacks something; the message says what.
    """
    lock_as_seen(session, recommendation, None)
    if not recommendation.is_open:
        raise ActionRefused(f"{recommendation.reference} is not open. Open it again first, and say why.")
    what = checked(plan.what, "What will be done", field="what", missing="Say what will be done.")
    measure = _measure(plan.success_measure)
    _check_agency(session, recommendation.partnership_id, plan.agency_id)
    owner = _owner(session, recommendation.partnership_id, plan.owner_id, plan.owner)
    _check_due(plan.due_by, today)
    action = Action(
        partnership_id=recommendation.partnership_id,
        number=next_number(session, Action, recommendation.partnership_id),
        recommendation=recommendation, what=what, agency_id=plan.agency_id, owner_id=plan.owner_id, owner=owner,
        opened_on=today, due_by=plan.due_by, first_due_by=plan.first_due_by or plan.due_by, success_measure=measure,
        agreed_by_id=by_id, made_by_id=by_id,
    )  # fmt: skip
    session.add(action)
    session.flush()
    note(session, action, "made", action.reference, by_id=by_id)
    if recommendation.state == "retest":  # something is to be done again, so it waits for that first
        change(session, recommendation, {"state": "open"}, by_id=by_id, why=f"{action.reference} was added")
    return action


def refuse_planned_today(
    session: Session, recommendation: Recommendation, plan: ActionPlan, by_id: int, today: date
) -> None:
    """Refuse what the same person has planned today in the same words: the form was sent twice."""
    lock_as_seen(session, recommendation, None)
    same = kept_before(
        session, Action, recommendation_id=recommendation.id, what=plan.what.strip(), agency_id=plan.agency_id,
        owner_id=plan.owner_id, opened_on=today, due_by=plan.due_by, success_measure=plan.success_measure.strip(),
        made_by_id=by_id, state="open",
    )  # fmt: skip
    if same is not None:
        raise ActionRefused(f"You have planned this today already: it is {same.reference}.")


def add_first_action(
    session: Session, recommendation: Recommendation, plan: ActionPlan, by_id: int | None, today: date
) -> Action:
    """Plan the action that its origin has agreed already; refused where somebody has planned one meanwhile."""
    lock_as_seen(session, recommendation, None)
    session.expire(recommendation, ["actions"])
    if recommendation.actions:
        made = recommendation.actions[0]
        raise ActionRefused(
            f"{made.reference} was planned meanwhile: {made.what} If you want another one beside it, press again."
        )
    return add_action(session, recommendation, plan, by_id, today)


def reword(session: Session, action: Action, what: str, by_id: int, why: str, *, seen: int | None = None) -> None:
    """Say in other words what will be done."""
    _lock_open(session, action, seen)
    words = checked(what, "What will be done", field="what", missing="Say what will be done.")
    change(session, action, {"what": words}, by_id=by_id, why=_reason(why))


def change_measure(
    session: Session, action: Action, success_measure: str, by_id: int, why: str, *, seen: int | None = None
) -> None:
    """Agree another measure of success; what it was, and why it changed, stays in the history.

    It is refused while a claim waits to be judged: that one was made against the present measure.
    """
    _lock_open(session, action, seen)
    _refuse_claimed(action, "the measure of success")
    measure = _measure(success_measure)
    if measure == action.success_measure:
        raise ActionRefused("This is the measure that was agreed. Change it, or leave it.", "success_measure")
    reason = _reason(why)
    change(session, action, {"success_measure": measure}, by_id=by_id, why=reason)
    action.agreed_at, action.agreed_by_id = now(), by_id
    session.flush()


def name_owner(
    session: Session, action: Action, owner_id: int | None, owner: str, by_id: int, why: str = "",
    *, seen: int | None = None,
) -> None:  # fmt: skip
    """Give an action to somebody else. It is refused while a claim of the present owner waits to be judged."""
    _lock_open(session, action, seen)
    _refuse_claimed(action, "the owner")
    role = _owner(session, action.partnership_id, owner_id, owner)
    reason = checked(why, "The reason", field="why")
    change(session, action, {"owner_id": owner_id, "owner": role}, by_id=by_id, why=reason)


def give_more_time(
    session: Session, action: Action, due_by: date, by_id: int, why: str, today: date, *, seen: int | None = None
) -> None:
    """Move the due day; the first one stays beside it. Whoever owns it, or did, asks somebody else for more time.

    Escalation begins anew: its steps belong to the due day that was missed.
    """
    _lock_open(session, action, seen)
    if by_id in owners_ever(session, action):  # also who gave it away to do this, and takes it back
        raise NotYours("You own this action, or did, so you cannot give it more time. " + ASK)
    _check_due(due_by, today)
    if due_by == action.due_by:
        raise ActionRefused("This is the day it is due already. Choose another.", "due_by")
    change(session, action, {"due_by": due_by}, by_id=by_id, why=_reason(why))


def drop_action(
    session: Session, action: Action, by_id: int, why: str, today: date, *, seen: int | None = None
) -> None:
    """End an action that will not be done. Its recommendation stays open: nothing has come of it by that."""
    lock_with_recommendation(session, action, seen)
    _refuse_ended(action)
    _refuse_claimed(action, "it")
    if by_id in owners_ever(session, action):
        raise NotYours("You own this action, or did, so you cannot drop it alone. " + ASK)
    reason = _reason(why)
    change(session, action, {"state": "dropped", "state_why": reason, "closed_on": today}, by_id=by_id, why=reason)
    settle(session, action.recommendation, by_id=by_id)


def reopen_action(
    session: Session, action: Action, due_by: date, by_id: int, why: str, today: date, *, seen: int | None = None
) -> None:
    """Open a closed or dropped action again, with a new due day. It is counted, and its claims stay as they are.

    A recommendation that is ended has to be opened again first.
    """
    lock_with_recommendation(session, action, seen)
    if action.is_open:
        raise ActionRefused(f"{action.reference} is open already.")
    if not action.recommendation.is_open:
        raise ActionRefused(f"Open {action.recommendation.reference} again first: it is ended.")
    _check_due(due_by, today)
    reason = _reason(why)
    values = {
        "state": "open", "state_why": reason, "closed_on": None, "done_on": None, "due_by": due_by, "progress": "",
        "reopened": action.reopened + 1,
    }  # fmt: skip
    change(session, action, values, by_id=by_id, why=reason)
    if action.recommendation.state == "retest":
        change(session, action.recommendation, {"state": "open"}, by_id=by_id, why=f"{action.reference}: {reason}")


def owners_offered(session: Session, partnership_id: int, agency_id: int) -> list[tuple[int, str]]:
    """Accounts that may own an action of an agency: those who act, its own people first."""
    own = set(
        session.scalars(
            select(Membership.user_id).where(
                Membership.partnership_id == partnership_id, Membership.agency_id == agency_id
            )
        )
    )
    people = people_with(session, partnership_id, ACTING)
    return [(one.id, one.name) for one in sorted(people, key=lambda one: one.id not in own)]


def _lock_open(session: Session, action: Action, seen: int | None) -> None:
    lock_as_seen(session, action, seen)
    _refuse_ended(action)


def _refuse_ended(action: Action) -> None:
    if not action.is_open:
        raise ActionRefused(f"{action.reference} is ended. Open it again first, and say why.")


def _refuse_claimed(action: Action, what: str) -> None:
    if action.state == "claimed":
        raise ActionRefused(f"What came of {action.reference} waits to be judged. Until then {what} stays as it is.")


def _measure(text: str) -> str:
    missing = "Say how it will be known that this helped: what will be different, and how much."
    return checked(text, "The measure of success", field="success_measure", missing=missing)


def _reason(text: str) -> str:
    return checked(text, "The reason", field="why", missing=NO_REASON)


def _owner(session: Session, partnership_id: int, owner_id: int | None, role: str) -> str:
    """The role as it is kept; refused where nobody owns it, or the account does not act in this partnership."""
    words = checked(role, "The role", field="owner", longest=LONGEST_ROLE)
    if owner_id is None and not words:
        raise ActionRefused("Choose who does this, or name the role that does it.", "owner_id")
    if owner_id is not None and owner_id not in {one.id for one in people_with(session, partnership_id, ACTING)}:
        raise ActionRefused("Choose somebody of this partnership who may do actions.", "owner_id")
    return words


def _check_agency(session: Session, partnership_id: int, agency_id: int) -> None:
    if agency_id not in {one.id for one in session.scalars(agencies_in_area(partnership_id))}:
        raise ActionRefused("Choose an agency that works in this partnership’s area.", "agency_id")


def _check_due(due_by: date, today: date) -> None:
    if due_by < today:
        raise ActionRefused("The day has passed. Choose today or a later day.", "due_by")
    if due_by > today + FURTHEST:
        raise ActionRefused("The day is more than five years ahead. Check the year.", "due_by")
