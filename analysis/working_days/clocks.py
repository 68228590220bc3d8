"""The clocks of safeguarding work in England: what starts each, how long it runs, and where that is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from analysis.working_days.counting import OffDayTrigger, TriggerDay, check_conventions

ClockUnit = Literal["working days", "calendar days", "months"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A limit of time between two events.

    A partnership's own convention is the same clock with one thing changed: ``replace(RAPID_REVIEW, trigger_day=1)``.

    Attributes
    ----------
    name : str
        What it is called.
    trigger : str
        The event that it is counted from.
    event : str
        What has to happen in time.
    limit : int
        How many of the units; 1 or more.
    unit : {"working days", "calendar days", "months"}
        Months end on the day of the same number, or on the month's last day where there is none.
    direction : {"after", "before"}
        Whether the event is due so long after its trigger, or at least so long before it.
    trigger_day : {0, 1}
        0 where the day after the trigger is day 1; 1 where the trigger's own day is. Not for months.
    off_day_trigger : {"stays", "moves"}
        Whether a trigger on a day off is day 0 all the same, or moves to the next working day. For working days only.
    basis : str
        Where the limit is written.
    """

    name: str
    trigger: str
    event: str
    limit: int
    unit: ClockUnit
    direction: Literal["after", "before"] = "after"
    trigger_day: TriggerDay = 0
    off_day_trigger: OffDayTrigger = "stays"
    basis: str = ""

    def __post_init__(self) -> None:
        check_conventions(self.trigger_day, self.off_day_trigger)
        if self.limit < 1:
            raise ValueError(f"limit is {self.limit}, which is not at least 1")
        if self.unit not in ("working days", "calendar days", "months"):
            raise ValueError(f"unit is {self.unit!r}, not 'working days', 'calendar days' or 'months'")
        if self.direction not in ("after", "before"):
            raise ValueError(f"direction is {self.direction!r}, not 'after' or 'before'")
        if self.unit == "months" and self.trigger_day:
            raise ValueError("trigger_day is 1, but months have no first day to count")

    @property
    def sentence(self) -> str:
        """The rule in words."""
        unit = self.unit.removesuffix("s") if self.limit == 1 else self.unit
        least = "at least " if self.direction == "before" else "within "
        link = "before" if self.direction == "before" else "of"
        counted = " (that day is day 1)" if self.trigger_day else ""
        return f"{self.event} {least}{self.limit} {unit} {link} the day on which {self.trigger}{counted}"


NOTIFICATION = Clock(
    name="Notification of a serious incident",
    trigger="the local authority became aware",
    event="The Panel is notified",
    limit=5,
    unit="working days",
    basis="Report a serious child safeguarding incident, gov.uk",
)
#: Devon's plan of 2018 says "within five days of the incident" and not that they are working days.
NOTIFICATION_OF_INCIDENT = Clock(
    name="Notification of a serious incident (local plan)",
    trigger="the incident happened",
    event="The Panel is notified",
    limit=5,
    unit="calendar days",
    basis="Devon's safeguarding arrangements, 2018",
)
RAPID_REVIEW = Clock(
    name="Rapid review",
    trigger="the notification was sent",
    event="The rapid review is complete",
    limit=15,
    unit="working days",
    basis="Working Together; described as an expectation, not a duty",
)
FRONT_DOOR_DECISION = Clock(
    name="Decision at the front door",
    trigger="the referral was received",
    event="The next step is decided and the referrer told",
    limit=1,
    unit="working days",
    basis="Working Together",
)
CONFERENCE = Clock(
    name="Initial child protection conference",
    trigger="the strategy discussion was held",
    event="The conference is held",
    limit=15,
    unit="working days",
    basis="Working Together",
)
ASSESSMENT = Clock(
    name="Assessment",
    trigger="the referral was received",
    event="The assessment is complete",
    limit=45,
    unit="working days",
    basis="Working Together",
)
PRACTICE_REVIEW = Clock(
    name="Local child safeguarding practice review",
    trigger="the review was begun",
    event="The review is published",
    limit=6,
    unit="months",
    basis="Working Together",
)
REPORT_TO_PANEL = Clock(
    name="Report to the Panel",
    trigger="the review is published",
    event="The report is with the Panel",
    limit=7,
    unit="working days",
    direction="before",
    basis="The practice of partnerships: check it with the Panel",
)

CLOCKS: Mapping[str, Clock] = {
    "notification": NOTIFICATION,
    "notification_of_incident": NOTIFICATION_OF_INCIDENT,
    "rapid_review": RAPID_REVIEW,
    "front_door_decision": FRONT_DOOR_DECISION,
    "conference": CONFERENCE,
    "assessment": ASSESSMENT,
    "practice_review": PRACTICE_REVIEW,
    "report_to_panel": REPORT_TO_PANEL,
}
"""The clocks by short name."""
