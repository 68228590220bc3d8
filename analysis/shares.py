"""Counts with their base: the one place where a percentage is made."""

from __future__ import annotations

from dataclasses import replace

from analysis.proportions import ProportionInterval, finite_population_interval, wilson_interval
from analysis.report import Interval, Share
from analysis.response.bounds import nonresponse_bounds


def make_share(count: int, base: int, population: int | None = None) -> Share:
    """A count, its base, their share and its intervals.

    Parameters
    ----------
    count, base : int
        How many of how many answers.
    population : int, optional
        The size of the population that was asked the question, where it is known.

    Returns
    -------
    Share
        With the mark "z" where there is no base. Where all of the population answered it has no interval, and
        ``note`` says why.
    """
    if base == 0:
        return Share(count=count, base=0, share=None, mark="z", note="Nobody answered, so there is no percentage.")
    if population is None or population < base:
        return Share(count=count, base=base, share=count / base, interval=_limits(wilson_interval(count, base)))
    finite = finite_population_interval(count, base, population)
    if finite.why_not:
        return Share(count=count, base=base, share=count / base, note=finite.why_not)
    return Share(
        count=count,
        base=base,
        share=count / base,
        interval=_limits(wilson_interval(count, base)),
        population_interval=_limits(finite),
    )


def with_bounds(share: Share, population: int) -> Share:
    """The share with what it could be of the whole population, whatever those think who did not answer."""
    if share.count is None or share.base is None or population < share.base:
        return share
    found = nonresponse_bounds(share.count, share.base, population)
    if found.low is None or found.high is None or population == share.base:
        return share
    return replace(share, bounds=Interval(low=found.low, high=found.high, method=found.method))


def bare_share(count: int, base: int, note: str) -> Share:
    """A count and its base without a percentage, and why."""
    return Share(count=count, base=base, share=None, mark="z", note=note)


def _limits(result: ProportionInterval) -> Interval | None:
    if result.low is None or result.high is None:
        return None
    return Interval(low=result.low, high=result.high, method=result.method)
