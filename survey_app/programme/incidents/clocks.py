"""Where each clock of an incident stands on a day: from which day it runs, when it is due, what was done, and why.

Everything here is worked out from days that are stored; nothing here is stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from analysis.working_days import WorkingCalendar, count_working_days, due_date
from survey_app.collect.display import LOCAL_TIME
from survey_app.programme.incidents.holidays import calendar_of
from survey_app.programme.incidents.models import ClockRule, IncidentDecision, SeriousIncident
from survey_app.programme.incidents.rules import INCIDENT_CLOCKS, Rule, rule_on

__all__ = ["ClockState", "calendar_of", "day_in_london", "running", "states_of"]

WAITS = {
    "sent": "It begins when the notification is sent.",
    "initiated": "It begins when a local child safeguarding practice review is begun.",
    "published": "It is counted once a day of publication is planned.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockState:
    """One clock of one incident, as on one day.

    Attributes
    ----------
    rule : Rule
        By which it runs.
    state : str
        "waits", "running", "overdue", "in_time", "late", "not_needed" or "unknown".
    trigger_on, due_on, done_on : date or None
        When it began, the last day in time, and when it was done.
    left : int or None
        Until the due day, in the rule's kind of days (months: calendar days), today not counted; negative once it has
        passed, then always in calendar days. None where it does not run.
    note : str
        Why it waits, is not needed or cannot be counted, or what its count rests on.
    """

    rule: Rule
    state: str
    trigger_on: date | None = None
    due_on: date | None = None
    done_on: date | None = None
    left: int | None = None
    note: str = ""

    @property
    def key(self) -> str:
        return self.rule.key

    @property
    def name(self) -> str:
        return self.rule.clock.name

    @property
    def is_late(self) -> bool:
        return self.state in ("overdue", "late")

    @property
    def days_late(self) -> int:
        """Calendar days past the due day."""
        until = self.done_on if self.state == "late" and self.done_on else None
        if self.due_on is None or not self.is_late:
            return 0
        return (until - self.due_on).days if until else -(self.left or 0)

    @property
    def words(self) -> str:
        """How it stands, in a sentence."""
        if self.state == "running":
            return f"{_left(self.left or 0, self.rule.clock.unit)}: due on {_day(self.due_on)}."
        if self.state == "overdue":
            return f"{_late(self.days_late)}: it was due on {_day(self.due_on)}, and is not done."
        if self.state == "in_time":
            return f"Done on {_day(self.done_on)}, in time. It was due on {_day(self.due_on)}."
        if self.state == "late":
            return f"Done on {_day(self.done_on)}, {_late(self.days_late).lower()}. It was due on {_day(self.due_on)}."
        return self.note


def day_in_london(moment: datetime) -> date:
    """The day of a moment in England: half past eleven in the evening in UTC is the next day there in summer."""
    return moment.astimezone(LOCAL_TIME).date()


def states_of(
    incident: SeriousIncident, own: Sequence[ClockRule], calendar: WorkingCalendar, today: date
) -> tuple[ClockState, ...]:
    """The clocks of an incident in their order; ``own`` are the partnership's rules, of any number."""
    return tuple(
        _state(incident, rule_on(own, key, incident.aware_on, up_to=incident.rules_up_to), calendar, today)
        for key in INCIDENT_CLOCKS
    )


def running(states: Sequence[ClockState]) -> list[ClockState]:
    """Those that somebody still has to do something about."""
    return [one for one in states if one.state in ("running", "overdue")]


def decided(incident: SeriousIncident, kind: str) -> IncidentDecision | None:
    """The decision of a kind that counts: approved by two people and not replaced."""
    found = [one for one in incident.decisions if one.kind == kind and one.is_approved]
    return found[-1] if found else None


def _state(incident: SeriousIncident, rule: Rule, calendar: WorkingCalendar, today: date) -> ClockState:
    why_not = _not_needed(incident, rule.key)
    if why_not:
        return ClockState(rule=rule, state="not_needed", note=why_not)
    trigger, note = _trigger(incident, rule)
    if trigger is None:
        return ClockState(rule=rule, state="waits", note=note)
    done = _done(incident, rule.key)
    try:
        due = due_date(rule.clock, trigger, calendar=calendar)
        left = _days_left(due, today, rule, calendar)
    except ValueError as error:
        sentence = f"{error}. Add the missing year to the bank holidays."
        return ClockState(rule=rule, state="unknown", trigger_on=trigger, done_on=done, note=sentence)
    if done is not None:
        return ClockState(
            rule=rule,
            state="late" if done > due else "in_time",
            trigger_on=trigger,
            due_on=due,
            done_on=done,
            note=note,
        )
    return ClockState(
        rule=rule, state="overdue" if today > due else "running", trigger_on=trigger, due_on=due, left=left, note=note
    )


def _not_needed(incident: SeriousIncident, key: str) -> str:
    """Why a clock does not run at all; empty where it does or may."""
    notifying = decided(incident, "notification")
    if notifying is not None and notifying.what == "not_notify" and incident.notified_on is None:
        return "It was decided that this is not to be notified."
    if key in ("notification", "rapid_review"):
        return ""
    outcome = decided(incident, "rapid_review")
    if outcome is not None and outcome.what != "c":
        return "The rapid review led to no local child safeguarding practice review."
    return ""


def _trigger(incident: SeriousIncident, rule: Rule) -> tuple[date | None, str]:
    """From which day a clock runs; None and why not."""
    if rule.trigger == "happened" and incident.happened_on is None:
        return incident.aware_on, "The day on which it happened is not known: counted from the day of awareness."
    published = incident.published_on or incident.publish_on
    days = {
        "aware": incident.aware_on, "happened": incident.happened_on, "sent": incident.notified_on,
        "initiated": incident.lcspr_started_on, "published": published,
    }  # fmt: skip
    found = days[rule.trigger]
    return found, "" if found is not None else WAITS[rule.trigger]


def _done(incident: SeriousIncident, key: str) -> date | None:
    return {
        "notification": incident.notified_on, "rapid_review": incident.review_completed_on,
        "practice_review": incident.published_on, "report_to_panel": incident.reported_on,
    }[key]  # fmt: skip


def _days_left(due: date, today: date, rule: Rule, calendar: WorkingCalendar) -> int:
    if today >= due or rule.clock.unit != "working days":
        return (due - today).days
    return count_working_days(today, due, calendar=calendar)


def _left(days: int, unit: str) -> str:
    if days == 0:
        return "Due today"
    kind = "working day" if unit == "working days" else "day"
    return f"{days} {kind}{'' if days == 1 else 's'} left"


def _late(days: int) -> str:
    return f"{days} calendar {'day' if days == 1 else 'days'} late"


def _day(day: date | None) -> str:
    return f"{day:%A %-d %B %Y}" if day else "no day"
