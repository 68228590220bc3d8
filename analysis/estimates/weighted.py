"""The result of weighting answers to what is known of the population, and its interval."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import sqrt

from scipy.special import stdtrit

from analysis.proportions import CENSUS, effective_answers, score_limits

SELF_SELECTED = (
    "The weights make the answers like the population in what they were weighted by. Whether those who did not answer "
    "think otherwise, they cannot say."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CellWeight:
    """The weight of the answers that are alike in everything they were weighted by.

    Attributes
    ----------
    labels : tuple of str
        What they have in common: the strata put together, or a category of each margin.
    population : int or None
        How many the population has of them; None where only the margins are known.
    n_used : int
        How many answers there are.
    weight : float
        For how many of the population each answer stands.
    mean : float
        The mean of their answers, for a proportion the share.
    """

    labels: tuple[str, ...]
    population: int | None
    n_used: int
    weight: float
    mean: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightedEstimate:
    """A proportion or a mean of a population, from answers weighted to what is known of it.

    Attributes
    ----------
    estimate : float or None
        The weighted estimate; None where there is none.
    low, high : float or None
        The limits of its interval; None where there is none.
    standard_error : float or None
        The square root of the linearised variance.
    degrees_of_freedom : int or None
        Of the t distribution that the interval uses.
    n_used, n_missing : int
        How many answers there are, and how many are absent or cannot be placed.
    population : int
        How many the population has.
    effective_sample_size : float or None
        Kish's effective number of answers, from the weights alone.
    confidence : float
        The confidence level.
    cells : tuple of CellWeight
        The weights.
    method : str
        What the interval is and what it assumes, for people.
    notes : tuple of str
        What a reader must know.
    why_not : str or None
        Why there is no estimate or no interval.
    """

    estimate: float | None
    low: float | None
    high: float | None
    standard_error: float | None
    degrees_of_freedom: int | None
    n_used: int
    n_missing: int
    population: int
    effective_sample_size: float | None
    confidence: float
    cells: tuple[CellWeight, ...]
    method: str
    notes: tuple[str, ...]
    why_not: str | None = None


def unestimated(
    *,
    n_used: int,
    n_missing: int,
    population: int,
    confidence: float,
    method: str,
    notes: tuple[str, ...],
    why_not: str,
) -> WeightedEstimate:
    """A result without an estimate, with the reason."""
    return WeightedEstimate(
        estimate=None,
        low=None,
        high=None,
        standard_error=None,
        degrees_of_freedom=None,
        n_used=n_used,
        n_missing=n_missing,
        population=population,
        effective_sample_size=None,
        confidence=confidence,
        cells=(),
        method=method,
        notes=notes,
        why_not=why_not,
    )


def with_interval(
    point: WeightedEstimate, estimate: float, residual_squares: float, parameters: int, *, is_proportion: bool
) -> WeightedEstimate:
    """Give an estimate its standard error and interval.

    ``residual_squares`` is Σ (wᵢeᵢ)²/N², the squared weighted residuals from what was weighted by; ``parameters`` is
    how many means these residuals were taken from.
    """
    n, population = point.n_used, point.population
    point = replace(point, estimate=estimate)
    if n == population:
        return replace(point, standard_error=0.0, why_not=CENSUS)
    freedom = n - parameters
    if freedom < 1:
        return replace(
            point, why_not=f"Too few answers for the number of groups ({n:,} for {parameters:,}): no interval."
        )
    variance = (1 - n / population) * n / (n - 1) * residual_squares
    quantile = float(stdtrit(freedom, (1 + point.confidence) / 2))
    point = replace(point, standard_error=sqrt(variance), degrees_of_freedom=freedom)
    if is_proportion:
        return _within_bounds(point, estimate, variance, quantile)
    if variance == 0:
        return replace(point, why_not="All answers in each group are the same, so their spread cannot be judged.")
    return replace(
        point,
        low=estimate - quantile * sqrt(variance),
        high=estimate + quantile * sqrt(variance),
        method=f"{point.method}; t interval {point.confidence:.0%}, {freedom} degrees of freedom",
    )


def _within_bounds(point: WeightedEstimate, p: float, variance: float, quantile: float) -> WeightedEstimate:
    """Wilson's interval with the effective number of answers, which stays between 0 and 1."""
    kind = ""
    if variance > 0 and 0 < p < 1:
        effective = p * (1 - p) / variance
    else:
        kish = point.effective_sample_size or point.n_used
        effective = kish * (point.population - 1) / (point.population - point.n_used)
        kind = " (every group was unanimous, so from the weights alone)"
    effective = min(effective, effective_answers(point.n_used, point.population))
    low, high = score_limits(p, effective, quantile)
    text = f"Wilson {point.confidence:.0%} with {effective:,.1f} effective answers{kind} and t"
    method = f"{point.method}; {text}, {point.degrees_of_freedom} degrees of freedom"
    return replace(point, low=low, high=high, method=method)
