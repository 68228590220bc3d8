"""What every coefficient of agreement beyond chance hands back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from analysis.agreement.case_bootstrap import Interval, Plan, Units, bootstrap_interval
from analysis.agreement.grade_tables import GradeTable
from analysis.agreement.ratings import Ratings

Floats = NDArray[np.float64]

NO_PAIR = "No case has two grades, so there is no agreement to measure."
NOTHING_EXPECTED = "By chance no disagreement is to be expected, so none can be measured against it."

IntervalKind = Literal["bootstrap", "analytic"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementCoefficient:
    """A coefficient of agreement beyond chance, or the reason why there is none.

    Attributes
    ----------
    statistic : str
        What it is, with its weights or level of measurement.
    estimate : float or None
        1 − ``observed_disagreement`` / ``expected_disagreement``: 1 is perfect agreement, 0 what chance would give.
    low, high : float or None
        The limits of its interval.
    standard_error : float or None
        Where an analytic interval was asked for.
    observed_disagreement, expected_disagreement : float or None
        The mean disagreement of two grades of one case, and what it would be by chance. With weights, 1 − weight is
        the disagreement of two grades, so that 1 − ``observed_disagreement`` is the (weighted) share of agreement.
    n_used, n_missing : int
        How many cases have two grades or more, and how many have fewer and are left out.
    absences : mapping of str to int
        How many grades are missing, by kind.
    confidence : float
        The confidence level, for example 0.95.
    resamples, seed : int or None
        How the bootstrap was drawn; None without bootstrap.
    undefined_resamples : int
        In how many resamples the coefficient was not defined; these are left out of the interval.
    method : str
        What the coefficient and its interval are, for people.
    table : GradeTable or None
        The table behind the number: the cross-table of two raters, or the coincidences of several.
    cautions : tuple of str
        What a reader has to know.
    why_not : str or None
        Why there is no estimate or, where there is one, why it has no interval.
    """

    statistic: str
    estimate: float | None
    low: float | None
    high: float | None
    standard_error: float | None
    observed_disagreement: float | None
    expected_disagreement: float | None
    n_used: int
    n_missing: int
    absences: Mapping[str, int]
    confidence: float
    resamples: int | None
    seed: int | None
    undefined_resamples: int
    method: str
    table: GradeTable | None
    cautions: tuple[str, ...] = ()
    why_not: str | None = None

    @property
    def is_defined(self) -> bool:
        """Whether there is an estimate."""
        return self.estimate is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What a coefficient says of itself whether it is defined or not."""

    statistic: str
    n_used: int
    n_missing: int
    absences: Mapping[str, int]
    table: GradeTable | None
    cautions: tuple[str, ...] = ()


# From sums, a row for each resample, to the observed and the expected disagreement in each.
Disagreements = Callable[[Floats], tuple[Floats, Floats]]


def check_interval(interval: IntervalKind, ratings: Ratings) -> None:
    """Refuse an interval that there is not, and a standard error where cases depend on each other."""
    if interval not in get_args(IntervalKind):
        raise ValueError(f"interval is '{interval}', which is not one of {', '.join(get_args(IntervalKind))}")
    if interval == "analytic" and ratings.clusters is not None:
        raise ValueError("interval is 'analytic', but the cases are in clusters, which only the bootstrap allows for")


def one_grade(key: str) -> str:
    """The reason where all grades are the same."""
    return f"Only one grade occurs ('{key}'), so agreement beyond chance is not defined."


def undefined(basis: Basis, plan: Plan, why_not: str) -> AgreementCoefficient:
    """A coefficient that is not defined."""
    return _coefficient(
        basis, plan, None, Interval(low=None, high=None, undefined=0, why_not=why_not, cautions=()), basis.statistic
    )


def bootstrapped(basis: Basis, units: Units, disagreements: Disagreements, plan: Plan) -> AgreementCoefficient:
    """A coefficient with its interval from the bootstrap over cases."""
    observed, expected = (float(value[0]) for value in disagreements(units.totals))
    if expected <= 0:
        return undefined(basis, plan, NOTHING_EXPECTED)
    interval = bootstrap_interval(units, lambda sums: beyond_chance(*disagreements(sums)), plan)
    method = f"{basis.statistic}; {plan.method}"
    return _coefficient(basis, plan, (observed, expected), interval, method)


def analytic(
    basis: Basis,
    plan: Plan,
    disagreement: tuple[float, float],
    standard_error: float | None,
    source: str,
    *,
    degrees_of_freedom: int | None = None,
) -> AgreementCoefficient:
    """A coefficient with an interval from its standard error; an upper limit beyond 1 is cut off there.

    The quantile is that of Student's t with so many degrees of freedom, or of the normal distribution.
    """
    from scipy.special import stdtrit  # only here, so that importing the package stays cheap

    observed, expected = disagreement
    why = None if standard_error else "The standard error is 0 or needs two cases, so there is no interval."
    low = high = None
    if standard_error:
        # infinitely many degrees of freedom are the normal distribution
        freedom = np.inf if degrees_of_freedom is None else degrees_of_freedom
        reach = float(stdtrit(freedom, (1 + plan.confidence) / 2)) * standard_error
        low, high = 1 - observed / expected - reach, min(1.0, 1 - observed / expected + reach)
    interval = Interval(low=low, high=high, undefined=0, why_not=why, cautions=())
    method = f"{basis.statistic}; {plan.confidence:.0%} interval from the standard error of {source}"
    return _coefficient(basis, plan, disagreement, interval, method, standard_error=standard_error)


def beyond_chance(observed: Floats, expected: Floats) -> Floats:
    """1 − observed/expected, NaN where nothing is expected."""
    defined = expected > 0
    values: Floats = np.where(defined, 1 - observed / np.where(defined, expected, 1.0), np.nan)
    return values


def shares(sums: Floats, of: Floats) -> Floats:
    """sums / of, row by row; NaN where ``of`` is 0."""
    base = np.where(of > 0, of, np.nan)
    found: Floats = sums / (base if sums.ndim == 1 else base[:, np.newaxis])
    return found


def _coefficient(
    basis: Basis,
    plan: Plan,
    disagreement: tuple[float, float] | None,
    interval: Interval,
    method: str,
    *,
    standard_error: float | None = None,
) -> AgreementCoefficient:
    observed, expected = disagreement or (None, None)
    drawn = disagreement is not None and standard_error is None and plan.resamples > 0
    return AgreementCoefficient(
        statistic=basis.statistic,
        estimate=None if disagreement is None else 1 - disagreement[0] / disagreement[1],
        low=interval.low,
        high=interval.high,
        standard_error=standard_error,
        observed_disagreement=observed,
        expected_disagreement=expected,
        n_used=basis.n_used,
        n_missing=basis.n_missing,
        absences=basis.absences,
        confidence=plan.confidence,
        resamples=plan.resamples if drawn else None,
        seed=plan.seed if drawn else None,
        undefined_resamples=interval.undefined,
        method=method,
        table=basis.table,
        cautions=(*basis.cautions, *interval.cautions),
        why_not=interval.why_not,
    )
