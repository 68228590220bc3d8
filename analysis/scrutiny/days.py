"""Days of scrutiny used in a period, against the days agreed for it, with what is still planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedDay:
    """Part of a day: ``days`` is 0.25, 0.5, 0.75 or 1."""

    worked_on: date
    days: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysStanding:
    """Where the days of a period stand.

    Attributes
    ----------
    starts_on, ends_on : date
        The period, both days included.
    agreed, used, planned : float
        Days agreed for the period, worked in it, and planned for the rest of it.
    left : float
        ``agreed`` less ``used``; negative where more was used.
    forecast : float
        ``used`` plus ``planned``.
    shortfall : float
        How many days the forecast needs beyond those agreed; 0 where they are enough.
    period_days, gone_days : int
        Calendar days of the period, and of it gone by ``as_of``, that day included.
    in_words : str
        The same as a sentence.
    """

    starts_on: date
    ends_on: date
    agreed: float
    used: float
    planned: float
    left: float
    forecast: float
    shortfall: float
    period_days: int
    gone_days: int
    in_words: str


def days_against_allowance(
    worked: Sequence[WorkedDay], *, starts_on: date, ends_on: date, agreed: float, planned: float, as_of: date
) -> DaysStanding:
    """Add the days of a period up, and say whether what was agreed will be enough.

    Parameters
    ----------
    worked : sequence of WorkedDay
        The log; what lies outside the period is left out, its first and last day belong to it.
    starts_on, ends_on : date
        The period.
    agreed : float
        Days agreed for it, 0 or more.
    planned : float
        Days that the programme asks of the scrutineer after ``as_of``, within the period; 0 or more.
    as_of : date
        The day on which it is asked.

    Returns
    -------
    DaysStanding

    Raises
    ------
    ValueError
        Where the period ends before it begins, a number is negative, or a worked day is not a quarter, a half, three
        quarters or a whole one.
    """
    if ends_on < starts_on:
        raise ValueError(f"ends_on is {ends_on}, before starts_on {starts_on}")
    for name, number in (("agreed", agreed), ("planned", planned)):
        if not number >= 0:
            raise ValueError(f"{name} is {number}, not 0 or more")
    for one in worked:
        if one.days not in (0.25, 0.5, 0.75, 1):
            raise ValueError(f"days is {one.days} on {one.worked_on}, not a quarter, a half, three quarters or 1")
    used = sum(one.days for one in worked if starts_on <= one.worked_on <= ends_on)
    forecast = used + planned
    shortfall = max(0.0, forecast - agreed)
    last = min(max(as_of, starts_on), ends_on)
    return DaysStanding(
        starts_on=starts_on, ends_on=ends_on, agreed=agreed, used=used, planned=planned, left=agreed - used,
        forecast=forecast, shortfall=shortfall, period_days=(ends_on - starts_on).days + 1,
        gone_days=0 if as_of < starts_on else (last - starts_on).days + 1,
        in_words=_in_words(agreed, used, planned, shortfall),
    )  # fmt: skip


def _in_words(agreed: float, used: float, planned: float, shortfall: float) -> str:
    begun = f"{used:g} of {agreed:g} agreed days {'is' if used == 1 else 'are'} used"
    if used > agreed:
        begun = (
            f"{used:g} {'day is' if used == 1 else 'days are'} used, {used - agreed:g} more than the {agreed:g} agreed"
        )
    ahead = f"the programme still asks for {planned:g}" if planned else "the programme asks for no more in this period"
    if shortfall:
        return f"{begun}, and {ahead}: {shortfall:g} {'day is' if shortfall == 1 else 'days are'} short."
    spare = agreed - used - planned
    if spare:
        return f"{begun}, and {ahead}: {spare:g} {'day is' if spare == 1 else 'days are'} left over."
    return f"{begun}, and {ahead}: the days are just enough."
