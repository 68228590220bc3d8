"""By which rules the clocks run: those of national guidance, and a partnership's own from a day on.

Rules are only ever added, and numbered. An incident is counted by the rule that held on the day of awareness, among
those that there were when it was entered, so that none that comes later moves one of its days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.working_days import (
    ASSESSMENT,
    CONFERENCE,
    FRONT_DOOR_DECISION,
    NOTIFICATION,
    PRACTICE_REVIEW,
    RAPID_REVIEW,
    REPORT_TO_PANEL,
    Clock,
)
from survey_app.partnership.models import Partnership
from survey_app.programme.incidents.checking import asked_text
from survey_app.programme.incidents.models import UNITS, ClockRule
from survey_app.programme.incidents.refusals import IncidentRefused

TRIGGER_WORDS: Mapping[str, str] = {
    "aware": "the local authority became aware",
    "happened": "the incident happened",
    "sent": "the notification was sent",
    "initiated": "the review was begun",
    "published": "the review is published",
    "received": "the referral was received",
    "decided": "the next step was decided",
    "strategy": "the strategy discussion was held",
}
_DECISION = replace(FRONT_DOOR_DECISION, event="The next step is decided")
_TOLD = replace(FRONT_DOOR_DECISION, name="Telling the referrer", event="The referrer is told what is done")
#: What national guidance says. Never change one: incidents that were counted by it would move.
STATUTORY: Mapping[str, tuple[str, Clock]] = {
    "notification": ("aware", NOTIFICATION),
    "rapid_review": ("sent", RAPID_REVIEW),
    "practice_review": ("initiated", PRACTICE_REVIEW),
    "report_to_panel": ("published", REPORT_TO_PANEL),
    "front_door_decision": ("received", _DECISION),
    "referrer_told": ("received", _TOLD),
    "conference": ("strategy", CONFERENCE),
    "assessment": ("received", ASSESSMENT),
}
INCIDENT_CLOCKS = ("notification", "rapid_review", "practice_review", "report_to_panel")
FRONT_DOOR_CLOCKS = ("front_door_decision", "referrer_told", "conference", "assessment")
#: From which events each clock may be counted.
ALLOWED_TRIGGERS: Mapping[str, tuple[str, ...]] = {
    "notification": ("aware", "happened"),
    "rapid_review": ("sent", "aware"),
    "practice_review": ("initiated",),
    "report_to_panel": ("published",),
    "front_door_decision": ("received",),
    "referrer_told": ("received", "decided"),
    "conference": ("strategy",),
    "assessment": ("received",),
}
LONGEST_LIMIT = {"working days": 250, "calendar days": 366, "months": 24}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """The rule of one clock. ``number`` and ``holds_from`` are those of a partnership's own; national ones have none.

    ``trigger`` is a key of :data:`TRIGGER_WORDS`.
    """

    key: str
    trigger: str
    clock: Clock
    number: int = 0
    holds_from: date | None = None

    @property
    def sentence(self) -> str:
        """The rule in words, with what it does with a trigger on a day off."""
        if self.clock.unit == "working days" and self.clock.off_day_trigger == "moves":
            return f"{self.clock.sentence}; a day off moves to the next working day first"
        return self.clock.sentence

    @property
    def basis(self) -> str:
        return self.clock.basis

    @property
    def is_own(self) -> bool:
        return self.number > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTerms:
    """What is entered for a rule of a partnership's own."""

    clock: str
    trigger: str
    limit: int
    unit: str
    trigger_day: int
    off_day_trigger: str
    basis: str
    holds_from: date
    reason: str


def statutory(key: str) -> Rule:
    """The rule of national guidance."""
    trigger, clock = STATUTORY[key]
    return Rule(key=key, trigger=trigger, clock=clock)


def rules_of(session: Session, partnership_id: int) -> Sequence[ClockRule]:
    """A partnership's own rules, the newest first."""
    query = select(ClockRule).where(ClockRule.partnership_id == partnership_id).order_by(ClockRule.number.desc())
    return session.scalars(query).all()


def newest_number(session: Session, partnership_id: int) -> int:
    """The number of the newest rule; 0 where there is none."""
    query = select(func.max(ClockRule.number)).where(ClockRule.partnership_id == partnership_id)
    return session.scalar(query) or 0


def rule_on(own: Sequence[ClockRule], key: str, day: date, *, up_to: int | None = None) -> Rule:
    """The rule of a clock that holds on a day, among those up to a number.

    Of two that hold, that which began later counts; of two that began on one day, that which was entered later.
    """
    held = [
        one for one in own
        if one.clock == key and one.holds_from <= day and (up_to is None or one.number <= up_to)
    ]  # fmt: skip
    return as_rule(max(held, key=lambda one: (one.holds_from, one.number))) if held else statutory(key)


def as_rule(row: ClockRule) -> Rule:
    """A stored rule as the clocks count by it."""
    _, national = STATUTORY[row.clock]
    clock = replace(
        national, trigger=TRIGGER_WORDS[row.trigger_event], limit=row.day_limit, unit=cast(Any, row.unit),
        trigger_day=cast(Any, row.trigger_day), off_day_trigger=cast(Any, row.off_day_trigger), basis=row.basis,
    )  # fmt: skip
    return Rule(key=row.clock, trigger=row.trigger_event, clock=clock, number=row.number, holds_from=row.holds_from)


def add_rule(session: Session, partnership_id: int, terms: RuleTerms, *, by_id: int) -> ClockRule:
    """Add a rule of the partnership's own; IncidentRefused where it cannot be."""
    check_terms(terms)
    basis = asked_text(session, partnership_id, terms.basis, "Where the rule is written", longest=200)
    reason = asked_text(session, partnership_id, terms.reason, "Why the rule changes")
    session.get_one(Partnership, partnership_id, with_for_update={"key_share": True})  # numbers are given one by one
    made = ClockRule(
        partnership_id=partnership_id, number=newest_number(session, partnership_id) + 1, clock=terms.clock,
        trigger_event=terms.trigger, day_limit=terms.limit, unit=terms.unit, trigger_day=terms.trigger_day,
        off_day_trigger=terms.off_day_trigger, basis=basis, holds_from=terms.holds_from, reason=reason,
        made_by_id=by_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def check_terms(terms: RuleTerms) -> None:
    """Refuse a rule that no clock can run by."""
    if terms.clock not in STATUTORY:
        raise IncidentRefused("Choose which clock the rule is for.")
    if terms.trigger not in ALLOWED_TRIGGERS[terms.clock]:
        raise IncidentRefused("This clock cannot be counted from that event. Choose another.")
    if terms.unit not in UNITS:
        raise IncidentRefused("Choose working days, calendar days or months.")
    if not 1 <= terms.limit <= LONGEST_LIMIT[terms.unit]:
        raise IncidentRefused(f"Enter a limit of 1 to {LONGEST_LIMIT[terms.unit]} {terms.unit}.")
    if terms.trigger_day not in (0, 1) or terms.off_day_trigger not in ("stays", "moves"):
        raise IncidentRefused("Choose how the day of the event itself counts.")
    if terms.unit == "months" and terms.trigger_day == 1:
        raise IncidentRefused("Months are counted from day to day: the day of the event cannot be day 1.")
    if terms.unit != "working days" and terms.off_day_trigger == "moves":
        raise IncidentRefused("Only a clock in working days can move from a day off to the next working day.")
