"""How often "you said, we did" is read: counted by day, without knowing who reads.

An opening adds one to the number of its day, and nothing else is kept: no address, no cookie, no browser, no moment. So
somebody who opens the page twice counts twice, which the page of figures says. Signed-in people, programs that only ask
whether the page is there, and browsers that fetch it before anybody wants it are not counted.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from survey_app.forums.models import HubCycle, YouSaidReading

log = logging.getLogger(__name__)
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """How often a page was opened: in all, and on the last seven days with today."""

    openings: int
    last_week: int
    first_day: date | None

    @property
    def sentence(self) -> str:
        """What an officer reads."""
        if not self.openings or self.first_day is None:
            return "It has not been opened yet."
        times = "once" if self.openings == 1 else f"{self.openings:,} times"
        return f"Opened {times} since {self.first_day:%-d %B %Y}, {self.last_week:,} of these in the last seven days."


def count_reading(session: Session, cycle: HubCycle, today: date) -> None:
    """Count one opening and commit it. A database that is busy loses the count, never the page."""
    mine = (YouSaidReading.cycle_id == cycle.id, YouSaidReading.on_day == today)
    one_more = update(YouSaidReading).where(*mine).values(openings=YouSaidReading.openings + 1)
    try:
        if not session.execute(one_more).rowcount:  # type: ignore[attr-defined]
            try:
                with session.begin_nested():
                    session.add(YouSaidReading(cycle_id=cycle.id, on_day=today, openings=1))
            except IntegrityError:  # somebody else was the first of the day
                session.execute(one_more)
        session.commit()
    except OperationalError as error:
        session.rollback()
        log.warning("an opening of a public page was not counted: %s", type(error).__name__)


def readings_of(session: Session, cycle: HubCycle, today: date) -> Readings:
    """How often the page of a cycle was opened."""
    of_cycle = select(func.sum(YouSaidReading.openings), func.min(YouSaidReading.on_day)).where(
        YouSaidReading.cycle_id == cycle.id
    )
    total, first = session.execute(of_cycle).one()
    recent = session.scalar(
        select(func.sum(YouSaidReading.openings)).where(
            YouSaidReading.cycle_id == cycle.id, YouSaidReading.on_day > today - WEEK
        )
    )
    return Readings(openings=total or 0, last_week=recent or 0, first_day=first)
