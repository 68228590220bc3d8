"""How old the evidence is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from analysis.working_days.counting import as_days


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceAges:
    """The ages of evidence on one day.

    Attributes
    ----------
    as_of : date
        The day.
    n_used : int
        How many pieces have a date that is not after the day.
    n_missing : int
        How many have none.
    n_later : int
        How many are dated after the day. They are left out.
    median_days, oldest_days : float or None
        The middle age and the highest, in days.
    n_old : int
        How many are older than the limit.
    limit_months : int
        The limit.
    estimate : float or None
        The share of the dated that are older than the limit.
    why_not : str or None
        Why there is neither age nor share.
    """

    as_of: date
    n_used: int
    n_missing: int
    n_later: int
    median_days: float | None
    oldest_days: int | None
    n_old: int
    limit_months: int
    estimate: float | None
    why_not: str | None = None


def evidence_ages(dates: pd.Series, *, as_of: date, limit_months: int = 12) -> EvidenceAges:
    """The median age of evidence, and how much of it is old or undated.

    Parameters
    ----------
    dates : Series of datetime64, date or ISO text
        The date of each piece of evidence; missing where it has none.
    as_of : date
        The day on which the ages are wanted, such as that of the assessment.
    limit_months : int, default 12
        Evidence is old when it is older than this.

    Returns
    -------
    EvidenceAges
        Undated evidence and evidence dated after the day are counted and have no age.

    Raises
    ------
    ValueError
        Where a value is no date, or ``limit_months`` is below 1.

    Notes
    -----
    Evidence is old where its date is before the day of the same number so many months earlier, or before the last day
    of a month that has none: on 31 March 2026, that of 31 March 2025 is not old and that of 30 March is.

    References
    ----------
    The twelve months are the rubric's own: "Fully met" requires evidence no more than 12 months old.

    Examples
    --------
    >>> ages = evidence_ages(pd.Series(["2026-03-01", "2025-03-30", None]), as_of=date(2026, 3, 31))
    >>> ages.median_days, ages.n_old, ages.n_missing
    (198.0, 1, 1)
    """
    cutoff = cutoff_day(as_of, limit_months)
    days = as_days(dates, str(dates.name))
    today = np.datetime64(as_of, "D")
    dated = days[days <= today]
    ages = (today - dated).astype(int)
    n_old = int((dated < cutoff).sum())
    return EvidenceAges(
        as_of=as_of,
        n_used=len(dated),
        n_missing=int(np.isnat(days).sum()),
        n_later=int((days > today).sum()),
        median_days=float(np.median(ages)) if len(dated) else None,
        oldest_days=int(ages.max()) if len(dated) else None,
        n_old=n_old,
        limit_months=limit_months,
        estimate=n_old / len(dated) if len(dated) else None,
        why_not=None if len(dated) else "No evidence is dated, so nothing can be said of its age.",
    )


def cutoff_day(as_of: date, months: int) -> np.datetime64:
    """The earliest day that is not more than so many months before another."""
    if months < 1:
        raise ValueError(f"limit_months is {months}, which is not at least 1")
    return np.datetime64((pd.Timestamp(as_of) - pd.DateOffset(months=months)).date(), "D")
