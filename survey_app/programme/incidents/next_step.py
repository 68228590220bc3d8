"""What has to happen next with an incident, in one sentence, and on which page it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from survey_app.programme.incidents.clocks import ClockState, decided
from survey_app.programme.incidents.models import DECISIONS, IncidentDecision, SeriousIncident

DAYS = "incidents.days"
DECIDE = "incidents.decide"


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """``words`` say what is next; where somebody who manages incidents does it, ``button`` leads to ``endpoint``."""

    words: str
    button: str = ""
    endpoint: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


def next_step(incident: SeriousIncident, states: Sequence[ClockState], *, chair: str) -> NextStep | None:
    """The step that comes next; None where the record is closed. ``chair`` is the name of the QA group's chair."""
    if not incident.is_open:
        return None
    waiting = next((one for one in incident.decisions if one.waits), None)
    if waiting is not None:
        return NextStep(words=_waiting(waiting, chair))
    due = {one.key: one.due_on for one in states if one.state in ("running", "overdue")}
    for part in (_notification, _rapid_review, _practice_review):
        found = part(incident, due)
        if found is not None:
            return found
    return _end(incident)


def _waiting(decision: IncidentDecision, chair: str) -> str:
    named = f"the chair of the QA group, {chair}," if chair else "the chair of the QA group"
    if decision.first_by_id is None:
        who = f"{named} and a member of the Executive approve it, or send it back"
    elif decision.first_by_id == decision.chair_id:
        who = "a member of the Executive approves it, or sends it back"
    else:
        who = f"{named} approves it, or sends it back"
    return f"A decision waits ({DECISIONS[decision.kind].lower()}): {who}."


def _by(due: date | None) -> str:
    return f" by {due:%A %-d %B %Y}" if due else ""


def _notification(incident: SeriousIncident, due: Mapping[str, date | None]) -> NextStep | None:
    decision = decided(incident, "notification")
    if decision is None:
        return NextStep(
            words="Decide whether the incident is notified. One person enters the decision, and two others approve it.",
            button="Enter the decision", endpoint=DECIDE, values={"kind": "notification"},
        )  # fmt: skip
    if decision.what == "notify" and incident.notified_on is None:
        return _day(f"Send the notification{_by(due.get('notification'))}, and enter the day on which it was sent.")
    return None


def _rapid_review(incident: SeriousIncident, due: Mapping[str, date | None]) -> NextStep | None:
    if incident.notified_on is None:
        return None
    if decided(incident, "rapid_review") is None:
        return NextStep(
            words=f"Complete the rapid review{_by(due.get('rapid_review'))}, and enter its outcome for approval.",
            button="Enter the outcome", endpoint=DECIDE, values={"kind": "rapid_review"},
        )  # fmt: skip
    if incident.review_completed_on is None:
        return _day(f"Enter the day on which the rapid review was complete; it is due{_by(due.get('rapid_review'))}.")
    return None


def _practice_review(incident: SeriousIncident, due: Mapping[str, date | None]) -> NextStep | None:
    outcome = decided(incident, "rapid_review")
    if outcome is None or outcome.what != "c" or (incident.published_on and incident.reported_on):
        return None
    if incident.lcspr_started_on is None:
        return _day("Begin the local child safeguarding practice review, and enter the day.")
    publish = _by(due.get("practice_review"))
    if incident.publish_on is None and incident.published_on is None:
        return _day(f"Plan the day of publication: the practice review is to be published{publish}.")
    if incident.reported_on is None:
        return _day(f"Send the report to the Panel{_by(due.get('report_to_panel'))}, and enter the day.")
    return _day(f"Publish the practice review{publish}, and enter the day.")


def _end(incident: SeriousIncident) -> NextStep:
    breach = next((one for one in incident.breaches if one.stands and not one.reason), None)
    if breach is not None:
        return NextStep(
            words="Give the reason of the breach.", button="Give the reason", endpoint="incidents.breach",
            values={"clock": breach.clock},
        )  # fmt: skip
    return NextStep(
        words="Everything is done and decided: the record can be closed.", button="Close the record",
        endpoint="incidents.end",
    )  # fmt: skip


def _day(words: str) -> NextStep:
    return NextStep(words=words, button="Enter what was done", endpoint=DAYS)
