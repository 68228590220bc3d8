"""What came of an action: claimed by whoever did it, judged by somebody who never owned it.

A claim never changes. "No evidence" opens the action again. "Activity only" closes it as work done, and its
recommendation stays open. The other two are an impact, by which a recommendation can be closed.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.improvement.actions.closing import lock_with_recommendation, settle
from survey_app.improvement.actions.people import owners_ever
from survey_app.improvement.actions.refusals import ActionRefused, NotYours, checked
from survey_app.improvement.changing import change, lock_as_seen, note
from survey_app.improvement.models import VERDICTS, Action, ImpactClaim


def claim_impact(
    session: Session, action: Action, says: str, how_known: str, by_id: int, no_evidence_why: str = "",
    *, seen: int | None = None,
) -> ImpactClaim:  # fmt: skip
    """Say what is different, for whom, and how that is known against the measure of success.

    It rests on the evidence that the action has at this moment; without any, ``no_evidence_why`` says why.
    """
    lock_as_seen(session, action, seen)
    if action.state == "claimed":
        raise ActionRefused(f"A claim about {action.reference} waits to be judged already.")
    if not action.is_open:
        raise ActionRefused(f"{action.reference} is ended. Open it again first, and say why.")
    what = checked(says, "What is different", field="says", missing="Say what is different, and for whom.")
    known = checked(
        how_known, "How that is known", field="how_known", missing="Say how that is known, against the measure."
    )
    kept = [one.number for one in action.evidence if one.is_kept]
    missing = "" if kept else "Add evidence to the action first, or say why there is none."
    why = checked(no_evidence_why, "Why there is no evidence", field="no_evidence_why", missing=missing)
    last = session.scalar(select(func.max(ImpactClaim.number)).where(ImpactClaim.action_id == action.id)) or 0
    claim = ImpactClaim(
        action_id=action.id, number=last + 1, says=what, how_known=known, claimed_by_id=by_id,
        owner_then_id=action.owner_id, rests_on=kept, no_evidence_why="" if kept else why,
        action_reopened=action.reopened,
    )  # fmt: skip
    session.add(claim)
    change(session, action, {"state": "claimed"}, by_id=by_id, why=f"claim {claim.number}")
    session.expire(action, ["claims"])
    return claim


def judge_impact(session: Session, claim: ImpactClaim, verdict: str, reason: str, by_id: int, today: date) -> None:
    """Judge a claim: never one's own, nor one about an action that one owns or ever owned.

    Of two people who judge at once the first counts, and the second is told.
    """
    action = claim.action
    lock_with_recommendation(session, action, None)
    session.refresh(claim)
    if by_id == claim.claimed_by_id:
        raise NotYours("You made this claim, so somebody else judges it.")
    if by_id in owners_ever(session, action):
        raise NotYours("You own this action, or did, so somebody else judges what came of it.")
    if claim.verdict:
        raise ActionRefused(f"Somebody has judged this meanwhile: {VERDICTS[claim.verdict].lower()}.")
    if action.state != "claimed":
        raise ActionRefused(f"{action.reference} does not wait to be judged.")
    if verdict not in VERDICTS:
        raise ActionRefused("Choose what the evidence shows.", "verdict")
    words = checked(reason, "The reason", field="reason", missing="Say what in the evidence leads you to this.")
    claim.verdict, claim.reason, claim.judged_at, claim.judged_by_id = verdict, words, now(), by_id
    claim.at_reopening = action.recommendation.reopened
    session.flush()
    note(session, action, "verdict", verdict, by_id=by_id, why=words)
    if verdict == "no_evidence":
        change(session, action, {"state": "open", "state_why": words}, by_id=by_id, why=words)
        return
    done_on = action.done_on or today
    change(session, action, {"state": "closed", "closed_on": today, "done_on": done_on}, by_id=by_id, why=words)
    settle(session, action.recommendation, by_id=by_id)
