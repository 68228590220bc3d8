"""What pages of actions need: who may see an action, and what the signed-in person may do with it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, g
from flask_login import current_user

from survey_app.accounts.permissions import can
from survey_app.database import db
from survey_app.improvement.actions.people import agencies_led_by, agencies_of_person, owners_ever
from survey_app.improvement.models import Action, ImpactClaim, Recommendation
from survey_app.improvement.pages import action_or_404, recommendation_or_404


@dataclass(frozen=True, slots=True, kw_only=True)
class May:
    """What the signed-in person may do with an action, as it stands now."""

    work: bool  # note, add evidence, claim
    lead: bool  # change what was agreed; name who acts
    decide: bool  # more time, drop, open again: never alone what one owns or owned
    judge: bool
    why_not_judge: str
    open_recommendation: bool  # whoever only does the action reads what it is for beside it


def led_agencies() -> frozenset[int]:
    """The agencies that the signed-in person leads here."""
    return (
        agencies_led_by(db.session(), g.partnership.id, current_user.id) if can("improvement.agency") else frozenset()
    )


def seen_action_or_404(number: int) -> Action:
    """An action that the signed-in person may see: all with reading, else one's own and one's agency's."""
    action = action_or_404(number)
    return action if may_see(action) else abort(404)


def may_see(action: Action) -> bool:
    """Whether the signed-in person may see an action; that there are others is not told."""
    if can("improvement.read"):
        return True
    led = led_agencies()
    return _owns(action) or action.agency_id in led or action.recommendation.owner_id in led


def seen_recommendation_or_404(number: int) -> Recommendation:
    """A recommendation whose actions the signed-in person may plan: of all with managing, else of one's agency."""
    found = recommendation_or_404(number)
    if can("improvement.manage") or found.owner_id in led_agencies():
        return found
    abort(403 if can("improvement.read") else 404)


def may_of(action: Action) -> May:
    """What the signed-in person may do with an action."""
    lead = can("improvement.manage") or action.agency_id in led_agencies()
    why_not = why_not_judge(action)
    waits = waiting_claim(action) is not None
    return May(
        work=action.is_open and (lead or _owns(action)), lead=lead and action.is_open,
        decide=lead and current_user.id not in owners_ever(db.session(), action),
        judge=waits and can("improvement.judge") and not why_not,
        why_not_judge=why_not if waits and can("improvement.judge") else "",
        open_recommendation=can("improvement.read") or action.recommendation.owner_id in led_agencies(),
    )  # fmt: skip


def working_or_403(number: int) -> Action:
    """An action on which the signed-in person may work."""
    action = seen_action_or_404(number)
    if not (can("improvement.manage") or action.agency_id in led_agencies() or _owns(action)):
        abort(403)
    return action


def leading_or_403(number: int) -> Action:
    """An action that the signed-in person may change: the QA group's, or one of one's own agency."""
    action = seen_action_or_404(number)
    if not (can("improvement.manage") or action.agency_id in led_agencies()):
        abort(403)
    return action


def waiting_claim(action: Action) -> ImpactClaim | None:
    """The claim that waits to be judged."""
    return action.claims[-1] if action.state == "claimed" and action.claims else None


def why_not_judge(action: Action) -> str:
    """Why the signed-in person cannot judge the claim that waits, in a sentence; empty where they can."""
    claim = waiting_claim(action)
    if claim is None:
        return ""
    if claim.claimed_by_id == current_user.id:
        return "You made this claim, so somebody else judges it."
    if current_user.id in owners_ever(db.session(), action):
        return "You own this action, or did, so somebody else judges what came of it."
    return ""


def is_of_same_agency(action: Action, user_id: int) -> bool:
    """Whether somebody holds a role for the agency that does the action: it is said beside their judgement."""
    return action.agency_id in agencies_of_person(db.session(), action.partnership_id, user_id)


def _owns(action: Action) -> bool:
    return bool(action.owner_id == current_user.id and can("improvement.act"))
