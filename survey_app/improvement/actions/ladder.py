"""The rungs that a late action goes up, and after how many days past its due day.

The days are calendar days. Until a partnership decides, those of the product's suggestion hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.improvement.actions.refusals import ActionRefused
from survey_app.improvement.models import ESCALATION_LEVELS, Action, Escalation, EscalationRule

SUGGESTED = (14, 28)  # days past the due day: the agency's lead, the Executive's agenda
LONGEST_WAIT = 365
REMINDED_BEFORE = (14, 7, 1)
LATE_FROM = 1  # on the first day after the due day


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """After how many days past the due day each level is reached; ``is_own`` where the partnership decided that."""

    lead_after: int
    executive_after: int
    is_own: bool

    def of(self, level: int) -> int:
        """The days after which a level is reached."""
        return {1: LATE_FROM, 2: self.lead_after, 3: self.executive_after}[level]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One level for one action: on which day it is or was reached."""

    level: int
    words: str
    on: date
    reached: Escalation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """Where an action stands: days late (below 1 it is not), its rungs, and the one that comes next."""

    days_late: int
    stopped: bool
    rungs: tuple[Rung, ...]

    @property
    def is_late(self) -> bool:
        return not self.stopped and self.days_late >= LATE_FROM

    @property
    def level(self) -> int:
        """The highest level reached for the present due day; 0 where none is."""
        return max((one.level for one in self.rungs if one.reached is not None), default=0)

    @property
    def next(self) -> Rung | None:
        """The rung that comes next if nothing happens."""
        return None if self.stopped else next((one for one in self.rungs if one.reached is None), None)


def days_of(session: Session, partnership_id: int) -> Days:
    """What the partnership decided last, or what the product suggests."""
    decided = session.scalar(
        select(EscalationRule)
        .where(EscalationRule.partnership_id == partnership_id)
        .order_by(EscalationRule.id.desc())
        .limit(1)
    )
    if decided is None:
        return Days(lead_after=SUGGESTED[0], executive_after=SUGGESTED[1], is_own=False)
    return Days(lead_after=decided.lead_after, executive_after=decided.executive_after, is_own=True)


def decide_days(session: Session, partnership_id: int, lead_after: int, executive_after: int, by_id: int) -> Days:
    """Decide after how many days late actions go up. What has been reached stays reached."""
    if not 1 <= lead_after <= LONGEST_WAIT:
        raise ActionRefused(f"Enter 1 to {LONGEST_WAIT} days until the agency’s lead is told.", "lead_after")
    if not lead_after < executive_after <= LONGEST_WAIT:
        raise ActionRefused(
            f"Enter more days than until the agency’s lead is told, and at most {LONGEST_WAIT}.", "executive_after"
        )
    session.add(
        EscalationRule(
            partnership_id=partnership_id, lead_after=lead_after, executive_after=executive_after, decided_by_id=by_id
        )
    )
    session.flush()
    return days_of(session, partnership_id)


def ladder_of(action: Action, days: Days, today: date) -> Ladder:
    """Where an action stands on a day. A waiting claim, or its end, stops the ladder; a new due day starts it anew."""
    reached = {one.level: one for one in action.escalations if one.due_by == action.due_by}
    rungs = tuple(
        Rung(
            level=level, words=ESCALATION_LEVELS[level], on=action.due_by + timedelta(days=days.of(level)),
            reached=reached.get(level),
        )
        for level in ESCALATION_LEVELS
    )  # fmt: skip
    stopped = action.state != "open" or not action.recommendation.is_open
    return Ladder(days_late=(today - action.due_by).days, stopped=stopped, rungs=rungs)
