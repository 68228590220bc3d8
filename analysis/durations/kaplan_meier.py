"""How long things take when some of them are not finished yet: the Kaplan-Meier curve and its median."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import pandas as pd

Numbers = npt.NDArray[np.float64]

#: The curve is a product of fractions: where it is one half but for rounding, it is one half.
_SAME = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class SurvivalStep:
    """The curve at one time.

    Attributes
    ----------
    time : float
        The time.
    at_risk : int
        How many were open just before it.
    events, censored : int
        How many were finished at it, and how many were last known to be open at it.
    survival : float
        The estimated share that takes longer than this.
    low, high : float or None
        Its interval; None before the first event and where nothing is left.
    """

    time: float
    at_risk: int
    events: int
    censored: int
    survival: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SurvivalMedian:
    """The time by which half are finished.

    Attributes
    ----------
    estimate : float or None
        The median; None where it is not reached.
    low, high : float or None
        Its interval; each is None where the data set no such limit. There may be a ``low`` where the median itself is
        not reached: it is then at least that.
    n_used, n_events, n_censored, n_missing : int
        How many cases there are, how many of them are finished and how many still open; and how many were left out for
        want of a time or of whether they are finished.
    confidence : float
        The confidence level.
    method : str
        How it was found.
    why_not : str or None
        Why there is no median.
    why_no_limit : str or None
        Why one end of the interval, or both, are missing.
    """

    estimate: float | None
    low: float | None
    high: float | None
    n_used: int
    n_events: int
    n_censored: int
    n_missing: int
    confidence: float
    method: str
    why_not: str | None = None
    why_no_limit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SurvivalCurve:
    """The Kaplan-Meier curve.

    Attributes
    ----------
    steps : tuple of SurvivalStep
        One for each time at which something was finished or last seen open, in order.
    median : SurvivalMedian
        The time by which half are finished, with all counts.
    """

    steps: tuple[SurvivalStep, ...]
    median: SurvivalMedian


def kaplan_meier(durations: pd.Series, finished: pd.Series, *, confidence: float = 0.95) -> SurvivalCurve:
    """The share that takes longer than each time, and the median; open cases count for as long as they are known.

    Parameters
    ----------
    durations : Series of numbers
        How long each case took, or has been open so far; 0 or more, in any unit.
    finished : Series of bool
        Whether it is finished; False for one that is still open (censored). In the same order as ``durations``.
    confidence : float, default 0.95
        The confidence level, between 0 and 1.

    Returns
    -------
    SurvivalCurve
        Cases without a duration, or of which it is not known whether they are finished, are left out and counted. The
        median says why it is not reached where fewer than half are seen to finish.

    Raises
    ------
    ValueError
        Where the two differ in length, a duration is negative or infinite, or ``confidence`` is not between 0 and 1.

    Notes
    -----
    With d_j finished of n_j open at the times t_j, S(t) = Π (1 − d_j/n_j) over t_j ≤ t. A case last seen open at a time
    at which others are finished counts as open at that time: events come before censoring. Greenwood's sum
    G = Σ d_j/(n_j(n_j − d_j)) gives the limits on the scale of log(−log S): S to the power exp(±z √G/log S).

    The median is the first time at which S is one half or less. Where S is exactly one half, it is halfway between that
    time and the next at which something is finished, so that without open cases it is the ordinary median; R's
    ``survfit`` does the same but where nothing is finished afterwards, when it takes halfway to the last time observed,
    and we the first time. Its interval is Brookmeyer and Crowley's: all times at which the limits of S contain one
    half. So its ends are the first times at which the lower, and the upper, limit is one half or less.

    References
    ----------
    Kaplan, E. L. and Meier, P. (1958). Nonparametric estimation from incomplete observations. Journal of the American
    Statistical Association 53, 457-481. Brookmeyer, R. and Crowley, J. (1982). A confidence interval for the median
    survival time. Biometrics 38, 29-41. Borgan, Ø. and Liestøl, K. (1990). Scandinavian Journal of Statistics 17, 35-41
    (the log-log limits).

    Examples
    --------
    The remissions of 21 leukaemia patients on 6-MP, in weeks (Freireich and others, 1963); 12 had not relapsed:

    >>> weeks = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    >>> median = kaplan_meier(pd.Series(weeks), pd.Series([True] * 9 + [False] * 12)).median
    >>> median.estimate, median.low, median.high
    (23.0, 13.0, None)
    """
    times, events, n_missing = _observed(durations, finished, confidence)
    steps = _steps(times, events, confidence)
    return SurvivalCurve(steps=steps, median=_median(steps, n_missing, confidence))


def _observed(
    durations: pd.Series, finished: pd.Series, confidence: float
) -> tuple[Numbers, npt.NDArray[np.bool_], int]:
    """Times and events of the cases that have both, and how many have not."""
    if len(durations) != len(finished):
        raise ValueError(f"durations has {len(durations)} rows and finished has {len(finished)}")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence}, which is not between 0 and 1")
    known = (durations.notna().to_numpy() & finished.notna().to_numpy()).astype(bool)
    times = durations[known].to_numpy(dtype=float)
    bad = times[(times < 0) | np.isinf(times)]
    if bad.size:
        raise ValueError(f"durations holds {bad[0]}, which is negative or infinite")
    return times, finished[known].to_numpy(dtype=bool), int((~known).sum())


def _steps(times: Numbers, events: npt.NDArray[np.bool_], confidence: float) -> tuple[SurvivalStep, ...]:
    at, place = np.unique(times, return_inverse=True)
    finished = np.bincount(place, weights=events, minlength=len(at)).astype(int)
    leaving = np.bincount(place, minlength=len(at))
    at_risk = leaving[::-1].cumsum()[::-1]
    survival = np.cumprod(1 - finished / at_risk)
    left = np.where(at_risk > finished, at_risk - finished, 1)  # where none is left, there are no limits to need it
    greenwood = np.cumsum(finished / (at_risk * left))
    low, high = _limits(survival, greenwood, confidence)
    return tuple(
        SurvivalStep(
            time=float(at[row]),
            at_risk=int(at_risk[row]),
            events=int(finished[row]),
            censored=int(leaving[row] - finished[row]),
            survival=float(survival[row]),
            low=None if np.isnan(low[row]) else float(low[row]),
            high=None if np.isnan(high[row]) else float(high[row]),
        )
        for row in range(len(at))
    )


def _limits(survival: Numbers, greenwood: Numbers, confidence: float) -> tuple[Numbers, Numbers]:
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    inside = (survival > 0) & (survival < 1)
    log = np.log(survival, out=np.full_like(survival, np.nan), where=inside)
    power = np.exp(z * np.sqrt(greenwood) / -log)
    return np.exp(log * power), np.exp(log / power)


def _median(steps: Sequence[SurvivalStep], n_missing: int, confidence: float) -> SurvivalMedian:
    n_events = sum(step.events for step in steps)
    n_censored = sum(step.censored for step in steps)
    estimate = _half_time(steps)
    low = next((one.time for one in steps if one.low is not None and one.low <= 0.5), None)
    high = next((one.time for one in steps if one.high is not None and one.high <= 0.5), None)
    return SurvivalMedian(
        estimate=estimate,
        low=low,
        high=high,
        n_used=n_events + n_censored,
        n_events=n_events,
        n_censored=n_censored,
        n_missing=n_missing,
        confidence=confidence,
        method=f"Kaplan-Meier; Brookmeyer-Crowley interval on the log-log scale, {confidence:.0%}",
        why_not=_why_not(steps, n_events, n_censored) if estimate is None else None,
        why_no_limit=_why_no_limit(low, high),
    )


def _half_time(steps: Sequence[SurvivalStep]) -> float | None:
    for row, step in enumerate(steps):
        if step.survival > 0.5 + _SAME:
            continue
        if step.survival < 0.5 - _SAME:
            return step.time
        later = next((one.time for one in steps[row + 1 :] if one.events), step.time)
        return (step.time + later) / 2
    return None


def _why_not(steps: Sequence[SurvivalStep], n_events: int, n_censored: int) -> str:
    if not steps:
        return "There are no cases, so there is no median."
    if not n_events:
        if n_censored == 1:
            return "The only one is not finished, so there is no median."
        return f"None of the {n_censored:,} is finished, so there is no median."
    last = steps[-1]
    return (
        f"Not reached: {n_censored:,} of {n_events + n_censored:,} are still open, and an estimated "
        f"{last.survival:.0%} take longer than the longest time known, {last.time:g}."
    )


def _why_no_limit(low: float | None, high: float | None) -> str | None:
    if low is None:
        return "Too few were finished, or all at one time, to say how early or late the median may be."
    return None if high is not None else "Too few were seen for long enough to say how late the median may be."
