"""Decisions that two people approve: whether an incident is notified, and what its rapid review led to.

Neither of the two entered it, and one of them is the chair of the QA group; the other is a member of the Executive.
The database refuses one person twice, whatever is done here.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from survey_app.case_audits.locking import lock_row
from survey_app.database import now
from survey_app.programme.incidents.breaches import follow_breaches
from survey_app.programme.incidents.checking import asked_text
from survey_app.programme.incidents.copies import copy_to_executive
from survey_app.programme.incidents.history import lock_incident, note
from survey_app.programme.incidents.models import DECISIONS, IncidentDecision, SeriousIncident
from survey_app.programme.incidents.refusals import IncidentRefused
from survey_app.programme.incidents.settings import APPROVING, executive_members, people_with, settings_of

CHOICES = {"notification": ("notify", "not_notify"), "rapid_review": ("a", "b", "c")}


def propose(
    session: Session, incident: SeriousIncident, kind: str, what: str, because: str, *, by_id: int
) -> IncidentDecision:
    """Enter a decision for two others to approve."""
    lock_incident(session, incident)
    chair_id = settings_of(session, incident.partnership_id).chair_id
    if chair_id is None:
        raise IncidentRefused("Name the chair of the QA group in the settings of incidents first: the chair approves.")
    if chair_id == by_id:
        raise IncidentRefused("You are the chair and approve this, so that somebody else has to enter it.")
    if kind not in DECISIONS or what not in CHOICES[kind]:
        raise IncidentRefused("Choose what was decided.")
    if any(one.kind == kind and one.waits for one in incident.decisions):
        raise IncidentRefused("A decision waits to be approved already. Send that back first.")
    _check_order(incident, kind, what)
    reason = asked_text(session, incident.partnership_id, because, "Why it is decided so")
    made = IncidentDecision(
        incident_id=incident.id, number=max((one.number for one in incident.decisions), default=0) + 1, kind=kind,
        what=what, because=reason, entered_by_id=by_id,
    )  # fmt: skip
    session.add(made)
    note(session, incident, f"decision {made.number}", by_id=by_id, became=f"{kind}: {what}")
    session.expire(incident, ["decisions"])
    return made


def approve(session: Session, decision: IncidentDecision, *, by_id: int, today: date) -> bool:
    """Approve a decision; whether it is approved by both now."""
    incident = decision.incident
    lock_incident(session, incident)
    lock_row(session, decision)
    _may_approve(session, decision, by_id)
    _check_order(incident, decision.kind, decision.what)  # days may have been entered since it was proposed
    if decision.first_by_id is None:
        decision.chair_id = settings_of(session, incident.partnership_id).chair_id  # whoever is named later is no party
        decision.first_by_id, decision.first_at = by_id, now()
        note(session, incident, f"decision {decision.number}", by_id=by_id, became="approved by the first")
        return False
    decision.second_by_id, decision.second_at = by_id, now()
    _replace_earlier(incident, decision, by_id)
    note(session, incident, f"decision {decision.number}", by_id=by_id, became="approved by both")
    copy_to_executive(session, decision)
    session.expire(incident, ["decisions"])
    follow_breaches(session, incident, today=today)
    return True


def send_back(session: Session, decision: IncidentDecision, why: str, *, by_id: int) -> None:
    """Send a decision back before both have approved it, or take back one's own; another can be entered then."""
    incident = decision.incident
    lock_incident(session, incident)
    lock_row(session, decision)
    if not decision.waits:
        raise IncidentRefused("This decision does not wait any more. Open the page again.")
    reason = asked_text(session, incident.partnership_id, why, "Why it is sent back")
    decision.ended_at, decision.ended_by_id, decision.ended_why = now(), by_id, reason
    note(session, incident, f"decision {decision.number}", by_id=by_id, became="sent back", why=reason)


def why_not_approve(session: Session, decision: IncidentDecision, user_id: int) -> str:
    """Why somebody cannot approve a decision; empty where they can."""
    try:
        _may_approve(session, decision, user_id)
    except IncidentRefused as refused:
        return refused.message
    return ""


def _may_approve(session: Session, decision: IncidentDecision, by_id: int) -> None:
    if not decision.waits:
        raise IncidentRefused("This decision does not wait any more. Open the page again.")
    if by_id == decision.entered_by_id:
        raise IncidentRefused("You entered this decision. Two others approve it.")
    if by_id == decision.first_by_id:
        raise IncidentRefused("You have approved this already. The second approval is somebody else’s.")
    partnership_id = decision.incident.partnership_id
    if by_id not in {one.id for one in people_with(session, partnership_id, APPROVING)}:
        raise IncidentRefused("Your role does not approve decisions on incidents.")
    is_first = decision.first_by_id is None
    chair_id = settings_of(session, partnership_id).chair_id if is_first else decision.chair_id
    if chair_id is None:
        raise IncidentRefused("Name the chair of the QA group in the settings of incidents first: the chair approves.")
    in_executive = by_id in {one.id for one in executive_members(session, partnership_id)}
    if is_first and by_id != chair_id and not in_executive:
        raise IncidentRefused("The chair of the QA group approves this, and a member of the Executive.")
    if not is_first and decision.first_by_id == chair_id and not in_executive:
        raise IncidentRefused("The chair has approved this already. The second approval is that of another partner.")
    if not is_first and chair_id not in (decision.first_by_id, by_id):
        raise IncidentRefused(
            "One of the two is whoever was the chair of the QA group as the first approved: the second approval is "
            "theirs. Send the decision back where they cannot approve it any more."
        )


def _check_order(incident: SeriousIncident, kind: str, what: str) -> None:
    if kind == "rapid_review" and incident.notified_on is None:
        raise IncidentRefused("The rapid review follows the notification. Enter the day on which that was sent first.")
    if kind == "notification" and what == "not_notify" and incident.notified_on is not None:
        raise IncidentRefused("The notification has been sent already, and cannot be decided against any more.")
    if kind == "rapid_review" and what != "c" and incident.lcspr_started_on is not None:
        raise IncidentRefused("A practice review has been begun. Take out its days first, with the reason.")


def _replace_earlier(incident: SeriousIncident, decision: IncidentDecision, by_id: int) -> None:
    for one in incident.decisions:
        if one.id != decision.id and one.kind == decision.kind and one.is_approved:
            one.ended_at, one.ended_by_id = now(), by_id
            one.ended_why = f"Replaced by decision {decision.number}."
