"""The clock of an agency's reply: due so many working days after the day it was sent, bank holidays left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from analysis.working_days import add_working_days, count_working_days


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyClock:
    """As it stands on one day. ``left`` are working days, today not counted; 0 on the last day, negative once past."""

    due_on: date
    left: int

    @property
    def is_overdue(self) -> bool:
        return self.left < 0

    @property
    def words(self) -> str:
        """In words: “due on 14 December 2026, 6 working days left”."""
        day = f"{self.due_on:%-d %B %Y}"
        if self.left == 0:
            return f"due today, {day}"
        if self.left < 0:
            return f"was due on {day}, {_days(-self.left)} ago"
        return f"due on {day}, {_days(self.left)} left"


def reply_due(sent_on: date, days: int) -> date:
    """The last day for a reply: the n-th working day after the day on which it was sent."""
    return add_working_days(sent_on, days)


def reply_clock(due_on: date, today: date) -> ReplyClock:
    """The clock on a day."""
    if today <= due_on:
        return ReplyClock(due_on=due_on, left=count_working_days(today, due_on))
    return ReplyClock(due_on=due_on, left=-max(1, count_working_days(due_on, today)))


def _days(count: int) -> str:
    return "1 working day" if count == 1 else f"{count} working days"
