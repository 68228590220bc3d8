"""Time that counts only while a front door is open, and whether something was done within one working day of it.

Times are those of the clock on the wall in England. Between two of them the time that really passes is counted, so that
a night in which the clocks change has an hour more or less. A time that the change leaves out does not exist and is
refused; one that comes twice is taken for the first.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from analysis.working_days.opening_hours import OpeningHours, on_the_wall

LONDON = ZoneInfo("Europe/London")
#: A front door opens again within this many days, or what is asked of it is a mistake.
_FURTHEST = 366
#: Nobody waits so long for an answer: one of the two years is mistyped, and counting day by day would take seconds.
_LONGEST = timedelta(days=3653)


def open_minutes(start: datetime, end: datetime, hours: OpeningHours) -> float:
    """How long the door was open between two moments.

    Parameters
    ----------
    start, end : datetime
        The moments by the clock on the wall, without a zone.
    hours : OpeningHours
        When it is open.

    Returns
    -------
    float
        Minutes; 0 where it was closed all the time between them.

    Raises
    ------
    ValueError
        Where a moment has a zone, does not exist because the clocks went forward over it, or is in a year whose bank
        holidays are not known; where ``end`` is before ``start``; and where more than ten years lie between them.

    Notes
    -----
    The sum over all days of the time that the day's opening and the stretch from start to end have in common, each in
    UTC. What comes in while the door is closed begins to count when it opens.

    Examples
    --------
    Received on Friday at 16:30 and decided on Monday at 09:45, by office hours:

    >>> from analysis.working_days import OFFICE_HOURS
    >>> open_minutes(datetime(2026, 3, 6, 16, 30), datetime(2026, 3, 9, 9, 45), OFFICE_HOURS)
    75.0
    """
    first, last = instant(start), instant(end)
    if last < first:
        raise ValueError(f"end is {end}, which is before start, {start}")
    if last - first > _LONGEST:
        raise ValueError(f"from {start.date()} to {end.date()} it is more than ten years")
    total = timedelta()
    for day, (opens, closes) in hours.days(start.date(), end.date()):
        began, ended = max(first, _opening(day, opens)), min(last, _opening(day, closes))
        total += max(ended - began, timedelta())
    return total.total_seconds() / 60


def within_working_hours(start: datetime, hours: OpeningHours, *, minutes: int | None = None) -> datetime:
    """The last moment at which no more than so many minutes of opening have passed.

    Parameters
    ----------
    start : datetime
        When the clock begins, by the clock on the wall.
    hours : OpeningHours
        When the door is open.
    minutes : int, optional
        How many minutes; without it, one working day of ``hours``. 1 or more.

    Returns
    -------
    datetime
        The moment at which the minutes are full, by the clock on the wall. Where that is the minute of closing, what is
        done before the door opens again has taken no longer.

    Raises
    ------
    ValueError
        As for :func:`open_minutes`, and where ``minutes`` is less than 1.

    Examples
    --------
    >>> from analysis.working_days import OFFICE_HOURS
    >>> within_working_hours(datetime(2026, 3, 6, 16, 30), OFFICE_HOURS)
    datetime.datetime(2026, 3, 9, 16, 30)
    """
    wanted = hours.working_day if minutes is None else minutes
    if wanted < 1:
        raise ValueError(f"minutes is {wanted}, which is not at least 1")
    begins, left = instant(start), timedelta(minutes=wanted)
    for day, (opens, closes) in hours.days(start.date(), start.date() + timedelta(days=_FURTHEST)):
        began, ended = max(begins, _opening(day, opens)), _opening(day, closes)
        if ended > began:
            if ended - began >= left:
                return (began + left).astimezone(LONDON).replace(tzinfo=None)
            left -= ended - began
    raise ValueError(f"{wanted} minutes of opening do not pass within a year of {start}")


def next_open_day(day: date, hours: OpeningHours) -> date:
    """The first day after a day on which the door opens; ValueError in a year of unknown bank holidays."""
    for found, _ in hours.days(day + timedelta(days=1), day + timedelta(days=_FURTHEST)):
        return found
    raise ValueError(f"the door does not open within a year of {day}")


def instant(moment: datetime) -> datetime:
    """The moment that a clock on a wall in England shows, in UTC; ValueError where no clock ever showed it."""
    if moment.tzinfo is not None:
        raise ValueError(f"{moment} has a zone; give the time as the clock on the wall had it")
    found = moment.replace(tzinfo=LONDON).astimezone(UTC)
    if found.astimezone(LONDON).replace(tzinfo=None) != moment:
        raise ValueError(
            f"{moment:%H:%M} on {moment.day} {moment:%B %Y} does not exist: the clocks went forward over it"
        )
    return found


def _opening(day: date, minutes: int) -> datetime:
    """An hour of opening or closing in UTC; one that the clocks leave out is the moment of the change."""
    moment = on_the_wall(day, minutes)
    found = moment.replace(tzinfo=LONDON).astimezone(UTC)
    if found.astimezone(LONDON).replace(tzinfo=None) == moment:
        return found
    return moment.replace(minute=0, tzinfo=LONDON).astimezone(UTC)  # the clocks change on the hour
