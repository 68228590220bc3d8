"""How a clock was kept: the share in time, the median, and every breach by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.durations.elapsed import DayUnit, day_column, elapsed_times
from analysis.durations.kaplan_meier import SurvivalMedian, kaplan_meier
from analysis.proportions import ProportionInterval, wilson_interval
from analysis.working_days.calendars import ENGLAND_AND_WALES, Days, WorkingCalendar
from analysis.working_days.clocks import Clock
from analysis.working_days.due_dates import due_days

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """One case that was not in time.

    Attributes
    ----------
    key : str
        The case.
    trigger, due : date
        When its clock began, and the last day that was in time.
    done : date or None
        When it was done; None where it is still open.
    days_late : int
        Calendar days from the due day to the day it was done, or to the day of the report.
    """

    key: str
    trigger: date
    due: date
    done: date | None
    days_late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockResult:
    """How a clock was kept, as on one day.

    Attributes
    ----------
    clock : Clock
        The rule.
    as_of : date
        The day of the report.
    share : ProportionInterval
        The share in time of those that can be judged, with Wilson's interval, which takes them for a sample of what the
        service does; its ``why_not`` says that none can be judged.
    n_in_time : int
        How many were done in time.
    breaches : tuple of Breach
        All that were done late or are overdue, by due date and key.
    n_open : int
        How many are open and not yet due. They are not judged.
    n_missing, n_not_begun, n_impossible : int
        How many were left out: without a trigger; with a trigger after the day of the report; done before the trigger.
        The last two are 0 for a clock that runs to an event ahead.
    median : SurvivalMedian or None
        The median time from the trigger, open cases included as such, in ``median_unit``.
    median_unit : {"working days", "calendar days"}
        Working days for clocks that count these, else calendar days.
    why_no_median : str or None
        Why there is no such median at all.
    """

    clock: Clock
    as_of: date
    share: ProportionInterval
    n_in_time: int
    breaches: tuple[Breach, ...]
    n_open: int
    n_missing: int
    n_not_begun: int
    n_impossible: int
    median: SurvivalMedian | None
    median_unit: DayUnit
    why_no_median: str | None = None

    @property
    def n_judged(self) -> int:
        """How many were in time or late."""
        return self.n_in_time + len(self.breaches)


def clock_result(
    rows: pd.DataFrame,
    clock: Clock,
    *,
    key: str,
    trigger: str,
    done: str,
    as_of: date,
    calendar: WorkingCalendar = ENGLAND_AND_WALES,
    confidence: float = 0.95,
) -> ClockResult:
    """Judge every case against a clock.

    Parameters
    ----------
    rows : DataFrame
        A row for each case.
    clock : Clock
        The rule, see :mod:`analysis.working_days.clocks`.
    key : str
        The column that names the case.
    trigger, done : str
        The columns of the day the clock is counted from and the day the thing was done: datetime64, date or ISO text.
    as_of : date
        The day of the report. What was done later counts as open on it.
    calendar : WorkingCalendar
        Which days are off.
    confidence : float, default 0.95
        The confidence level of the intervals.

    Returns
    -------
    ClockResult
        A case is in time if it was done on its due day or earlier. An open case is a breach from the day after its due
        day; until then it is not judged. Left out, and counted: cases without a trigger; triggers after the day of the
        report, and cases done before their trigger, where the clock runs after it.

    Raises
    ------
    ValueError
        Where a column is not there, holds no dates or has a case without a key; where the calendar does not know a
        year; where ``confidence`` is not between 0 and 1.

    Notes
    -----
    Whether a case is in time is judged by dates: what was due on a Friday and done on the Saturday is a day late,
    though no working day has passed. The share leaves out what is open and not yet due, while the median counts it as
    open, so that slow cases are not missing from it; see :func:`analysis.durations.kaplan_meier`. For a clock that runs
    to an event ahead no such median is defined.

    References
    ----------
    The clocks name their own. The interval of the share: Wilson, E. B. (1927), Journal of the American Statistical
    Association 22, 209-212.

    Examples
    --------
    Constructed: aware on 18 December 2026, so that the Panel has to be notified by the 29th.

    >>> from analysis.working_days import NOTIFICATION
    >>> rows = pd.DataFrame({"case": ["A", "B", "C"], "aware": ["2026-12-18"] * 3,
    ...                      "notified": ["2026-12-29", "2026-12-30", None]})
    >>> result = clock_result(rows, NOTIFICATION, key="case", trigger="aware", done="notified", as_of=date(2027, 1, 4))
    >>> result.n_in_time, [(one.key, one.days_late) for one in result.breaches], result.median.estimate
    (1, [('B', 1), ('C', 6)], 6.0)
    """
    keys = _keys(rows, key)
    judged = _judge(day_column(rows, trigger), day_column(rows, done), clock, as_of, calendar)
    n_in_time = int((judged.finished & ~judged.late).sum())
    median, unit = _median(rows, clock, trigger, done, as_of, calendar, confidence)
    return ClockResult(
        clock=clock,
        as_of=as_of,
        share=wilson_interval(n_in_time, n_in_time + int(judged.late.sum()), confidence=confidence),
        n_in_time=n_in_time,
        breaches=_breaches(keys, judged),
        n_open=int((judged.usable & ~judged.finished & ~judged.late).sum()),
        n_missing=int(np.isnat(judged.triggers).sum()),
        n_not_begun=int(judged.not_begun.sum()),
        n_impossible=int(judged.impossible.sum()),
        median=median,
        median_unit=unit,
        why_no_median="The clock runs to an event ahead: no time from a start is measured." if median is None else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Judged:
    """Every row against the clock; ``until`` is the day it was done, or the day of the report."""

    triggers: Days
    due: Days
    until: Days
    usable: Mask
    finished: Mask
    late: Mask
    not_begun: Mask
    impossible: Mask


def _judge(triggers: Days, dones: Days, clock: Clock, as_of: date, calendar: WorkingCalendar) -> _Judged:
    today = np.datetime64(as_of, "D")
    after = clock.direction == "after"
    not_begun = after & (triggers > today)  # never true of a missing day
    impossible = after & (dones < triggers) & ~not_begun
    usable = ~(np.isnat(triggers) | not_begun | impossible)
    due = np.full(len(triggers), "NaT", dtype="datetime64[D]")
    due[usable] = due_days(clock, triggers[usable], calendar)
    finished = usable & (dones <= today)
    until = np.where(finished, dones, today)
    return _Judged(
        triggers=triggers,
        due=due,
        until=until,
        usable=usable,
        finished=finished,
        late=usable & (until > due),
        not_begun=not_begun,
        impossible=impossible,
    )


def _keys(rows: pd.DataFrame, key: str) -> list[str]:
    if key not in rows.columns:
        raise ValueError(f"there is no column '{key}'; there are {[str(column) for column in rows.columns]}")
    if rows[key].isna().any():
        raise ValueError(f"column '{key}' has no value in row {rows[key].isna().idxmax()!r}")
    return [str(value) for value in rows[key]]


def _breaches(keys: list[str], judged: _Judged) -> tuple[Breach, ...]:
    found = [
        Breach(
            key=keys[row],
            trigger=judged.triggers[row].item(),
            due=judged.due[row].item(),
            done=judged.until[row].item() if judged.finished[row] else None,
            days_late=int((judged.until[row] - judged.due[row]).astype(int)),
        )
        for row in np.flatnonzero(judged.late)
    ]
    return tuple(sorted(found, key=lambda one: (one.due, one.key)))


def _median(
    rows: pd.DataFrame,
    clock: Clock,
    trigger: str,
    done: str,
    as_of: date,
    calendar: WorkingCalendar,
    confidence: float,
) -> tuple[SurvivalMedian | None, DayUnit]:
    unit: DayUnit = "working days" if clock.unit == "working days" else "calendar days"
    if clock.direction == "before":
        return None, unit
    times = elapsed_times(
        rows, start=trigger, end=done, as_of=as_of, unit=unit, calendar=calendar, trigger_day=clock.trigger_day
    )
    return kaplan_meier(times.durations, times.finished, confidence=confidence).median, unit
