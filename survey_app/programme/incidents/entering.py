"""Entering an incident, the days on which things were done, and its end.

A day that is entered late, or put right, is counted from at once; what stood before is kept in the history.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.partnership.models import Partnership
from survey_app.programme.incidents.breaches import follow_breaches
from survey_app.programme.incidents.checking import asked_text, checked_reference, checked_text
from survey_app.programme.incidents.clocks import calendar_of, decided, running, states_of
from survey_app.programme.incidents.history import lock_incident, note
from survey_app.programme.incidents.models import MOST_CHILDREN, PANEL_RESPONSES, SeriousIncident
from survey_app.programme.incidents.refusals import IncidentRefused
from survey_app.programme.incidents.rules import newest_number, rules_of
from survey_app.programme.incidents.settings import settings_of

LONGEST_AGO = 10  # years
LONGEST_SINCE = 90  # years since it happened: what a grown-up tells of a childhood may be known only now
#: What can be entered about an incident later, and what people call it. "publish_on" alone may lie ahead.
FIELDS: Mapping[str, str] = {
    "happened_on": "Day on which it happened",
    "aware_on": "Day of awareness",
    "notified_on": "Day on which the notification was sent",
    "notified_by": "Who notified",
    "review_began_on": "Day on which the rapid review began",
    "review_completed_on": "Day on which the rapid review was complete",
    "panel_response": "The Panel’s response",
    "panel_replied_on": "Day of the Panel’s response",
    "lcspr_started_on": "Day on which the practice review was begun",
    "terms_agreed_on": "Day on which its terms of reference were agreed",
    "publish_on": "Planned day of publication",
    "reported_on": "Day on which the report went to the Panel",
    "published_on": "Day of publication",
}
# Of two days, the first is not after the second.
ORDER = (
    ("happened_on", "aware_on"), ("aware_on", "notified_on"), ("aware_on", "review_began_on"),
    ("review_began_on", "review_completed_on"), ("notified_on", "review_completed_on"),
    ("review_completed_on", "panel_replied_on"), ("aware_on", "lcspr_started_on"),
    ("lcspr_started_on", "reported_on"), ("lcspr_started_on", "published_on"), ("lcspr_started_on", "publish_on"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class NewIncident:
    """What is entered about an incident at first."""

    reference: str
    children: int
    aware_on: date
    happened_on: date | None = None


def enter_incident(
    session: Session, partnership_id: int, given: NewIncident, *, by_id: int, today: date
) -> SeriousIncident:
    """Enter an incident; it is counted by the rules that there are now."""
    reference = checked_reference(given.reference, settings_of(session, partnership_id).prefixes)
    if not 1 <= given.children <= MOST_CHILDREN:
        raise IncidentRefused(
            f"Enter 1 to {MOST_CHILDREN} children. There is one notification for each incident, and it tells of up to "
            f"{MOST_CHILDREN}."
        )
    values = {"aware_on": given.aware_on, "happened_on": given.happened_on}
    _check_days(values, today)
    _check_known(session, given.aware_on)
    session.get_one(Partnership, partnership_id, with_for_update={"key_share": True})  # numbers are given one by one
    if _by_reference(session, partnership_id, reference) is not None:
        raise IncidentRefused(f"{reference} is entered already. There is one notification for each incident.")
    last = select(func.max(SeriousIncident.number)).where(SeriousIncident.partnership_id == partnership_id)
    made = SeriousIncident(
        partnership_id=partnership_id, number=(session.scalar(last) or 0) + 1, reference=reference,
        children=given.children, happened_on=given.happened_on, aware_on=given.aware_on, entered_by_id=by_id,
        rules_up_to=newest_number(session, partnership_id),
    )  # fmt: skip
    session.add(made)
    session.flush()
    note(session, made, "entered", by_id=by_id, became=made.aware_on)
    follow_breaches(session, made, today=today)
    return made


def change_days(
    session: Session, incident: SeriousIncident, values: Mapping[str, Any], *, why: str, by_id: int, today: date,
    seen: int | None = None,
) -> list[str]:  # fmt: skip
    """Set what was done on which day; the fields that changed.

    What was entered before changes only for a reason, which stands in the history beside what it was.
    """
    lock_incident(session, incident, seen=seen)
    wanted = {name: getattr(incident, name) for name in FIELDS} | dict(values)
    if not set(values) <= set(FIELDS):
        raise IncidentRefused("There is something on the page that cannot be entered here.")
    wanted["notified_by"] = checked_text(
        session, incident.partnership_id, wanted["notified_by"] or "", "Who notified", longest=120
    )
    changed = [name for name in FIELDS if wanted[name] != getattr(incident, name)]
    if not changed:
        return []
    _check_days(wanted, today)
    _check_steps(session, incident, wanted)
    reason = checked_text(session, incident.partnership_id, why, "Why it changes")
    if any(getattr(incident, name) not in (None, "") for name in changed) and not reason:
        raise IncidentRefused("Say why what was entered before changes: both stay in the history.")
    for name in changed:
        note(session, incident, name, by_id=by_id, was=getattr(incident, name), became=wanted[name], why=reason)
    for name in changed:  # only now: the database takes what belongs together at once or not at all
        setattr(incident, name, wanted[name])
    incident.revision += 1
    session.flush()
    follow_breaches(session, incident, today=today)
    return changed


def end_incident(
    session: Session, incident: SeriousIncident, *, why: str, by_id: int, today: date, seen: int | None = None
) -> None:
    """Close the record; refused while a clock runs, a decision waits, or a breach has no reason."""
    lock_incident(session, incident, seen=seen)
    follow_breaches(session, incident, today=today)
    states = states_of(incident, rules_of(session, incident.partnership_id), calendar_of(session), today)
    left = running(states)
    if left:
        raise IncidentRefused(f"{left[0].name}: {left[0].words} The record stays open until that is done.")
    if decided(incident, "notification") is None:
        raise IncidentRefused("Two people have not decided on the notification yet.")
    notified = incident.notified_on is not None
    if notified and decided(incident, "rapid_review") is None:
        raise IncidentRefused("Two people have not decided on the outcome of the rapid review yet.")
    outcome = decided(incident, "rapid_review")
    if outcome is not None and outcome.what == "c" and incident.published_on is None:
        raise IncidentRefused("The local child safeguarding practice review is not published yet.")
    if any(one.waits for one in incident.decisions):
        raise IncidentRefused("A decision waits to be approved.")
    if any(one.stands and not one.reason for one in incident.breaches):
        raise IncidentRefused("A breach has no reason yet. Enter it first.")
    incident.ended_why = asked_text(session, incident.partnership_id, why, "Why the record is closed")
    incident.ended_on = today
    incident.revision += 1
    note(session, incident, "ended", by_id=by_id, became=today, why=incident.ended_why)


def _by_reference(session: Session, partnership_id: int, reference: str) -> SeriousIncident | None:
    return session.scalar(
        select(SeriousIncident).where(
            SeriousIncident.partnership_id == partnership_id, SeriousIncident.reference == reference
        )
    )


def _check_days(values: Mapping[str, Any], today: date) -> None:
    if values.get("aware_on") is None:
        raise IncidentRefused("Enter the day on which the local authority became aware.")
    for name, day in values.items():
        if not isinstance(day, date):
            continue
        if name != "publish_on" and day > today:
            raise IncidentRefused(f"{FIELDS[name]}: {day:%-d %B %Y} is still to come. Enter what has been done.")
        ago = LONGEST_SINCE if name == "happened_on" else LONGEST_AGO
        if not today.year - ago <= day.year <= today.year + LONGEST_AGO:
            raise IncidentRefused(f"{FIELDS[name]}: {day:%-d %B %Y} is more than {ago} years away. Check the year.")
    for first, second in ORDER:
        one, other = values.get(first), values.get(second)
        if one is not None and other is not None and other < one:
            raise IncidentRefused(f"{FIELDS[second]} is before this: {FIELDS[first]}, {one:%-d %B %Y}. Check both.")


def _check_steps(session: Session, incident: SeriousIncident, values: Mapping[str, Any]) -> None:
    """What needs a decision of two people waits for it, and what belongs together comes together."""
    if (values["notified_on"] is None) != (not values["notified_by"]):
        raise IncidentRefused("Enter both: the day on which the notification was sent, and the role that sent it.")
    if values["panel_response"] not in ("", *PANEL_RESPONSES):
        raise IncidentRefused("Choose the Panel’s response.")
    if (values["panel_replied_on"] is None) != (not values["panel_response"]):
        raise IncidentRefused("Enter both: the Panel’s response, and its day.")
    notifying, outcome = decided(incident, "notification"), decided(incident, "rapid_review")
    if values["notified_on"] is not None and (notifying is None or notifying.what != "notify"):
        raise IncidentRefused(
            "A notification is entered once two people have approved that it is made. Enter that decision first; the "
            "day on which it was sent may be earlier."
        )
    if values["review_completed_on"] is not None and outcome is None:
        raise IncidentRefused(
            "The rapid review is complete once two people have approved its outcome. Enter that first."
        )
    review = [
        values[name] for name in ("lcspr_started_on", "terms_agreed_on", "publish_on", "reported_on", "published_on")
    ]
    if any(review) and (outcome is None or outcome.what != "c"):
        raise IncidentRefused(
            "A local child safeguarding practice review is entered once two people have approved that the rapid review "
            "leads to one."
        )
    if any(review) and values["lcspr_started_on"] is None:
        raise IncidentRefused("Enter the day on which the practice review was begun.")
    for name in FIELDS:
        if isinstance(values[name], date) and name in ("aware_on", "notified_on", "publish_on", "published_on"):
            _check_known(session, values[name])


def _check_known(session: Session, day: date) -> None:
    calendar = calendar_of(session)
    if not calendar.first_year <= day.year <= calendar.last_year:
        raise IncidentRefused(
            f"{day:%-d %B %Y} cannot be counted from: bank holidays are known from {calendar.first_year} to "
            f"{calendar.last_year}. Add the missing year to the bank holidays."
        )
