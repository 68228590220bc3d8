"""How the days of a period stand: the log, what is agreed, and what the programme still asks for."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.orm import Session

from analysis.scrutiny import DaysStanding, WorkedDay, days_against_allowance
from survey_app.programme.scrutiny.days import allowances_of, days_of
from survey_app.programme.year.forecast import days_not_begun, planned_days


def standing_of_days(session: Session, partnership_id: int, start: date, end: date, *, today: date) -> DaysStanding:
    """Days used, agreed and planned from one day to another, both included.

    Agreed are the days of the allowances that lie within the period as a whole. Planned are those of the programme's
    topics that the scrutineer leads and that begin after today, and of those that were to begin by now and have not.
    """
    agreed = sum(
        one.days for one in allowances_of(session, partnership_id) if start <= one.starts_on and one.ends_on <= end
    )
    ahead = max(start, today + timedelta(days=1))
    planned = planned_days(session, partnership_id, ahead, end) if ahead <= end else 0.0
    if start <= today <= end:
        planned += days_not_begun(session, partnership_id, today)
    worked = [
        WorkedDay(worked_on=one.worked_on, days=one.days)
        for one in days_of(session, partnership_id, start, end)
        if one.struck_at is None
    ]
    return days_against_allowance(
        worked, starts_on=start, ends_on=end, agreed=agreed, planned=planned, as_of=today
    )  # fmt: skip
