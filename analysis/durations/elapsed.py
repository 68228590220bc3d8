"""From dates to durations: how long each case took, or has been open on the day of the report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from analysis.working_days.calendars import ENGLAND_AND_WALES, Days, WorkingCalendar
from analysis.working_days.counting import TriggerDay, as_days, days_between

DayUnit = Literal["calendar days", "working days"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ElapsedTimes:
    """Durations, ready for :func:`analysis.durations.kaplan_meier`.

    Attributes
    ----------
    durations : Series of Int64
        How long each case took or has been open, with the rows of the frame; missing where there is none.
    finished : Series of boolean
        Whether it was finished by the day of the report; missing where there is no duration.
    unit : {"calendar days", "working days"}
        What the durations count.
    as_of : date
        The day of the report.
    n_missing : int
        How many have no start.
    n_not_begun : int
        How many start after the day of the report.
    n_impossible : int
        How many end before they start.
    """

    durations: pd.Series
    finished: pd.Series
    unit: DayUnit
    as_of: date
    n_missing: int
    n_not_begun: int
    n_impossible: int


def elapsed_times(
    rows: pd.DataFrame,
    *,
    start: str,
    end: str,
    as_of: date,
    unit: DayUnit = "calendar days",
    calendar: WorkingCalendar = ENGLAND_AND_WALES,
    trigger_day: TriggerDay = 0,
) -> ElapsedTimes:
    """How long each case took by the day of the report, or has been open on it.

    Parameters
    ----------
    rows : DataFrame
        A row for each case.
    start, end : str
        The columns of the days on which it began and was finished: datetime64, date or ISO text; times of day are
        dropped. Without an end it is open.
    as_of : date
        The day of the report. What was finished later counts as open on it, so that a report on a past day comes out
        as it would have then.
    unit : {"calendar days", "working days"}, default "calendar days"
        What to count.
    calendar : WorkingCalendar
        Which days are off; for working days.
    trigger_day : {0, 1}, default 0
        Whether the day of the start is day 0, so that what is done on the same day took 0 days, or day 1.

    Returns
    -------
    ElapsedTimes
        Cases without a start, that begin after the day of the report, or that end before they start have no duration;
        each kind is counted.

    Raises
    ------
    ValueError
        Where a column is not there or holds no dates, or the calendar does not know a year.

    Examples
    --------
    Constructed:

    >>> rows = pd.DataFrame({"opened": ["2026-12-18", "2026-12-18"], "closed": ["2026-12-29", None]})
    >>> times = elapsed_times(rows, start="opened", end="closed", as_of=date(2027, 1, 4), unit="working days")
    >>> times.durations.tolist(), times.finished.tolist()
    ([5, 8], [True, False])
    """
    if unit not in ("calendar days", "working days"):
        raise ValueError(f"unit is {unit!r}, not 'calendar days' or 'working days'")
    starts, ends = day_column(rows, start), day_column(rows, end)
    today = np.datetime64(as_of, "D")
    not_begun, impossible = starts > today, ends < starts  # never true of a missing day
    usable = ~(np.isnat(starts) | not_begun | impossible)
    done = usable & (ends <= today)
    counted = np.zeros(len(rows), dtype=np.int64)
    until = np.where(done, ends, today)
    if unit == "working days":
        counted[usable] = days_between(starts[usable], until[usable], calendar, trigger_day)
    else:
        counted[usable] = (until[usable] - starts[usable]).astype(np.int64) + trigger_day
    return ElapsedTimes(
        durations=pd.Series(counted, index=rows.index, dtype="Int64", name="duration").where(usable),
        finished=pd.Series(done, index=rows.index, dtype="boolean", name="finished").where(usable),
        unit=unit,
        as_of=as_of,
        n_missing=int(np.isnat(starts).sum()),
        n_not_begun=int(not_begun.sum()),
        n_impossible=int((impossible & ~not_begun).sum()),
    )


def day_column(rows: pd.DataFrame, name: str) -> Days:
    """A column of days; one that is not there is refused by name."""
    if name not in rows.columns:
        raise ValueError(f"there is no column '{name}'; there are {[str(column) for column in rows.columns]}")
    return as_days(rows[name], name)
