"""How a stratified estimate, its variance and its interval come about from the summaries of the strata."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import sqrt

from scipy.special import stdtrit

from analysis.estimates.collapsing import groups_of_neighbours
from analysis.estimates.strata import Stratum
from analysis.proportions import NOBODY, effective_answers, score_limits

CENSUS = "All of every stratum answered: a census has no sampling error, so there is no interval."
TOO_FEW = (
    "The strata that were not answered in full have a single answer in all: there is nothing to judge its spread by."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StratifiedEstimate:
    """A proportion or a mean of a population, from a sample of each of its strata.

    Attributes
    ----------
    estimate : float or None
        The weighted estimate; None where nobody answered.
    low, high : float or None
        The limits of its interval; None where there is none.
    standard_error : float or None
        The square root of the estimated variance; 0 in a census.
    degrees_of_freedom : float or None
        Of the t distribution that the interval uses.
    n_used, n_missing : int
        How many answers there are, and how many are absent.
    population : int
        How many the strata have in all, those without answers included.
    population_covered : int
        How many the strata with answers have: the estimate speaks of these.
    confidence : float
        The confidence level.
    strata : tuple of Stratum
        The strata as they were given.
    collapsed : tuple of tuple of str
        The strata put together to judge their spread, because one of them had a single answer.
    empty : tuple of str
        The strata of which nobody answered.
    method : str
        What the interval is and what it assumes, for people.
    notes : tuple of str
        What a reader must know: collapsed and empty strata, answers left out.
    why_not : str or None
        Why there is no estimate or no interval.
    """

    estimate: float | None
    low: float | None
    high: float | None
    standard_error: float | None
    degrees_of_freedom: float | None
    n_used: int
    n_missing: int
    population: int
    population_covered: int
    confidence: float
    strata: tuple[Stratum, ...]
    collapsed: tuple[tuple[str, ...], ...]
    empty: tuple[str, ...]
    method: str
    notes: tuple[str, ...]
    why_not: str | None = None


def estimate_of_strata(strata: tuple[Stratum, ...], confidence: float, *, is_proportion: bool) -> StratifiedEstimate:
    """The estimate, its variance and its interval from the summaries of the strata."""
    used = [stratum for stratum in strata if stratum.n_used]
    covered = sum(stratum.population for stratum in used)
    empty = tuple(stratum.label for stratum in strata if not stratum.n_used and stratum.population)
    blank = StratifiedEstimate(
        estimate=None,
        low=None,
        high=None,
        standard_error=None,
        degrees_of_freedom=None,
        n_used=sum(stratum.n_used for stratum in strata),
        n_missing=sum(stratum.n_missing for stratum in strata),
        population=sum(stratum.population for stratum in strata),
        population_covered=covered,
        confidence=confidence,
        strata=strata,
        collapsed=(),
        empty=empty,
        method="Stratified, weighted by the strata's sizes",
        notes=_about_empty(empty, covered, strata),
    )
    if not used:
        why = NOBODY if is_proportion else "Nobody answered, so there is no mean."
        return replace(blank, why_not=why)
    mean = sum(stratum.population / covered * (stratum.mean or 0.0) for stratum in used)
    sampled = [stratum for stratum in used if not stratum.is_census]
    if not sampled:
        return replace(blank, estimate=mean, standard_error=0.0, why_not=CENSUS)
    return _with_interval(replace(blank, estimate=mean), mean, sampled, is_proportion=is_proportion)


def _about_empty(empty: tuple[str, ...], covered: int, strata: tuple[Stratum, ...]) -> tuple[str, ...]:
    if not empty or not covered:
        return ()
    share = covered / sum(stratum.population for stratum in strata)
    return (
        f"Nobody answered in {_listed(empty)}: the estimate is of the other strata, {share:.0%} of the population.",
    )


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _with_interval(
    blank: StratifiedEstimate, mean: float, sampled: list[Stratum], *, is_proportion: bool
) -> StratifiedEstimate:
    """Variance, degrees of freedom and limits, where some of the strata were not answered in full."""
    places = groups_of_neighbours(
        [stratum.n_used for stratum in sampled], [stratum.population for stratum in sampled], minimum=2
    )
    groups = [[sampled[place] for place in group] for group in places]
    collapsed = tuple(tuple(stratum.label for stratum in group) for group in groups if len(group) > 1)
    blank = replace(blank, collapsed=collapsed, notes=(*blank.notes, *map(_about_collapsing, collapsed)))
    if sum(stratum.n_used for stratum in sampled) < 2:
        return replace(blank, why_not=TOO_FEW)
    variances = [_variance(group, mean, blank.population_covered) for group in groups]
    freedoms = [sum(stratum.n_used for stratum in group) - 1 for group in groups]
    total = sum(variances)
    blank = replace(blank, standard_error=sqrt(total))
    if total > 0:
        freedom = total**2 / sum(one**2 / freedom for one, freedom in zip(variances, freedoms, strict=True))
    else:
        freedom = float(sum(freedoms))
    quantile = float(stdtrit(freedom, (1 + blank.confidence) / 2))
    if is_proportion:
        return _within_bounds(blank, mean, total, sampled, freedom, quantile)
    if total == 0:
        return replace(blank, why_not="All answers in each stratum are the same, so their spread cannot be judged.")
    return replace(
        blank,
        low=mean - quantile * sqrt(total),
        high=mean + quantile * sqrt(total),
        degrees_of_freedom=freedom,
        method=f"{blank.method}; t interval {blank.confidence:.0%}, {freedom:.1f} degrees of freedom (Satterthwaite)",
    )


def _about_collapsing(labels: tuple[str, ...]) -> str:
    return f"{_listed(labels)} were put together to judge their spread, because of single answers."


def _variance(group: list[Stratum], mean: float, covered: int) -> float:
    """What strata that are judged together add to the variance of the estimate."""
    m = sum(stratum.n_used for stratum in group)
    squares = sum_of = 0.0
    for stratum in group:
        weight = stratum.population / stratum.n_used / covered
        deviation = (stratum.mean or 0.0) - mean
        within = (stratum.n_used - 1) * (stratum.variance or 0.0)
        squares += weight**2 * (within + stratum.n_used * deviation**2)
        sum_of += weight * stratum.n_used * deviation
    if len(group) == 1:  # the same in exact arithmetic; this way it is exactly 0 where all answers are the same
        (stratum,) = group
        squares, sum_of = (stratum.population / stratum.n_used / covered) ** 2 * within, 0.0
    correction = 1 - m / sum(stratum.population for stratum in group)
    return max(0.0, correction * m / (m - 1) * (squares - sum_of**2 / m))


def _within_bounds(
    blank: StratifiedEstimate, p: float, variance: float, sampled: list[Stratum], freedom: float, quantile: float
) -> StratifiedEstimate:
    """The interval of a proportion, which stays between 0 and 1."""
    kind = "Satterthwaite"
    if variance > 0 and 0 < p < 1:
        effective = p * (1 - p) / variance
    else:
        effective = 1 / sum(_share_of_variance(stratum, blank.population_covered) for stratum in sampled)
        kind = "every stratum was unanimous, so as if the strata were alike"
    effective = min(effective, effective_answers(blank.n_used, blank.population_covered))
    low, high = score_limits(p, effective, quantile)
    return replace(
        blank,
        low=low,
        high=high,
        degrees_of_freedom=freedom,
        method=(
            f"{blank.method}; Wilson {blank.confidence:.0%} with {effective:,.1f} effective answers and t, "
            f"{freedom:.1f} degrees of freedom ({kind})"
        ),
    )


def _share_of_variance(stratum: Stratum, covered: int) -> float:
    """What the stratum adds to the variance, as a multiple of p(1 − p), where all strata have the same share p."""
    weight = stratum.population / covered
    drawn = stratum.n_used / stratum.population
    return weight**2 * (1 - drawn) * stratum.population / (stratum.population - 1) / stratum.n_used
