"""How actions are getting on: open, overdue, closed in time, reopened, and with or without evidence of impact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.durations.elapsed import DayUnit, day_column, elapsed_times
from analysis.durations.kaplan_meier import SurvivalMedian, kaplan_meier
from analysis.working_days.calendars import ENGLAND_AND_WALES, WorkingCalendar

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionShare:
    """A share of actions. All of them are known, so it has no interval.

    Attributes
    ----------
    count, base : int
        How many of how many.
    estimate : float or None
        The share; None where the base is 0.
    why_not : str or None
        Why there is none.
    """

    count: int
    base: int
    estimate: float | None
    why_not: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionFigures:
    """The state of all actions on one day.

    Attributes
    ----------
    as_of : date
        The day of the report.
    n_actions : int
        How many had been opened by then.
    n_open, n_closed, n_overdue : int
        How many were open and closed; and how many of the open ones were past their due day.
    n_without_due_date : int
        How many have none. They can be neither overdue nor in time.
    n_not_begun, n_missing, n_impossible : int
        How many were left out: opened later; without the day of opening; closed before they were opened.
    closed_in_time : ActionShare
        Of the closed ones with a due date, those closed by it.
    done_in_time : ActionShare
        The same number of those closed or overdue: what is overdue cannot be hidden by not closing it.
    reopened : ActionShare or None
        Of those that were ever closed, those that were opened again; None without that column.
    with_impact : ActionShare or None
        Of the closed ones, those with evidence of impact; None without that column.
    median : SurvivalMedian
        The median time to closure, in ``unit``.
    unit : {"calendar days", "working days"}
        What it counts.
    """

    as_of: date
    n_actions: int
    n_open: int
    n_closed: int
    n_overdue: int
    n_without_due_date: int
    n_not_begun: int
    n_missing: int
    n_impossible: int
    closed_in_time: ActionShare
    done_in_time: ActionShare
    reopened: ActionShare | None
    with_impact: ActionShare | None
    median: SurvivalMedian
    unit: DayUnit


def action_figures(
    actions: pd.DataFrame,
    *,
    opened: str,
    due: str,
    closed: str,
    as_of: date,
    reopened: str | None = None,
    impact: str | None = None,
    unit: DayUnit = "calendar days",
    calendar: WorkingCalendar = ENGLAND_AND_WALES,
    confidence: float = 0.95,
) -> ActionFigures:
    """Count actions by their state on a day, and find the median time to closure.

    Parameters
    ----------
    actions : DataFrame
        A row for each action.
    opened, due, closed : str
        The columns of the days on which it was opened, is due and was closed for the last time: datetime64, date or ISO
        text. One without a closing day is open.
    as_of : date
        The day of the report. What was closed later counts as open on it.
    reopened : str, optional
        The column that says how often, or whether, it was opened again after a closure; missing is never.
    impact : str, optional
        The column that says whether there is evidence of impact; missing is none.
    unit, calendar, confidence
        As for :func:`analysis.durations.elapsed_times` and :func:`analysis.durations.kaplan_meier`.

    Returns
    -------
    ActionFigures
        An action is overdue from the day after its due day.

    Raises
    ------
    ValueError
        Where a column is not there or holds no dates, ``reopened`` holds a negative number, or the calendar does not
        know a year.

    Notes
    -----
    Ever closed are the closed ones and the open ones that were opened again. ``reopened`` and ``impact`` say what is
    known now, not on a past day of report.

    References
    ----------
    The definitions of the partnership's own reporting; for the median, Kaplan, E. L. and Meier, P. (1958), Journal of
    the American Statistical Association 53, 457-481.

    Examples
    --------
    Constructed:

    >>> actions = pd.DataFrame({
    ...     "opened": ["2026-01-05", "2026-01-05", "2026-01-05", "2026-02-02"],
    ...     "due": ["2026-02-01", "2026-02-01", "2026-02-01", None],
    ...     "closed": ["2026-01-30", "2026-02-10", None, None],
    ... })
    >>> figures = action_figures(actions, opened="opened", due="due", closed="closed", as_of=date(2026, 3, 2))
    >>> figures.n_overdue, figures.closed_in_time.estimate, round(figures.done_in_time.estimate, 3)
    (1, 0.5, 0.333)
    >>> figures.median.estimate
    36.0
    """
    times = elapsed_times(actions, start=opened, end=closed, as_of=as_of, unit=unit, calendar=calendar)
    usable = times.durations.notna().to_numpy(dtype=bool)
    is_closed = times.finished.fillna(False).to_numpy(dtype=bool)
    is_open = usable & ~is_closed
    due_by, closed_on = day_column(actions, due), day_column(actions, closed)
    overdue = is_open & (due_by < np.datetime64(as_of, "D"))
    judged = is_closed & ~np.isnat(due_by)
    in_time = judged & (closed_on <= due_by)
    return ActionFigures(
        as_of=as_of,
        n_actions=int(usable.sum()),
        n_open=int(is_open.sum()),
        n_closed=int(is_closed.sum()),
        n_overdue=int(overdue.sum()),
        n_without_due_date=int((usable & np.isnat(due_by)).sum()),
        n_not_begun=times.n_not_begun,
        n_missing=times.n_missing,
        n_impossible=times.n_impossible,
        closed_in_time=_share(in_time, judged, "No action with a due date is closed."),
        done_in_time=_share(in_time, judged | overdue, "No action with a due date is closed or overdue."),
        reopened=None if reopened is None else _reopened(actions, reopened, usable, is_closed),
        with_impact=None if impact is None else _with_impact(actions, impact, is_closed),
        median=kaplan_meier(times.durations, times.finished, confidence=confidence).median,
        unit=unit,
    )


def _share(among: Mask, base: Mask, why_not: str) -> ActionShare:
    count, n = int((among & base).sum()), int(base.sum())
    return ActionShare(count=count, base=n, estimate=count / n if n else None, why_not=None if n else why_not)


def _reopened(actions: pd.DataFrame, name: str, usable: Mask, is_closed: Mask) -> ActionShare:
    times = _counts(actions, name)
    again = usable & (times > 0)
    return _share(again, is_closed | again, "No action was ever closed.")


def _with_impact(actions: pd.DataFrame, name: str, is_closed: Mask) -> ActionShare:
    return _share(_counts(actions, name) > 0, is_closed, "No action is closed.")


def _counts(actions: pd.DataFrame, name: str) -> npt.NDArray[np.float64]:
    """A column of numbers or of yes and no as numbers, missing ones as 0."""
    if name not in actions.columns:
        raise ValueError(f"there is no column '{name}'; there are {[str(column) for column in actions.columns]}")
    try:
        found = np.asarray(actions[name].astype("Float64").to_numpy(dtype=float, na_value=0.0), dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"column '{name}' holds neither numbers nor yes and no: {actions[name].iloc[0]!r}") from None
    if (found < 0).any():
        raise ValueError(f"column '{name}' holds {found.min():g}, which is negative")
    return found
