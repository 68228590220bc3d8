"""A proportion of those to whom a question applies, from a stratified sample in which how many these are is not known.

Whether consent was sought is asked of no referral from a member of the public. The share among the others is a ratio
of two estimates: how many there are of the kind, and how many there are of whom it can be asked at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from math import inf, sqrt
from typing import Any

import pandas as pd
from scipy.special import stdtrit

from analysis.estimates.collapsing import groups_of_neighbours
from analysis.estimates.strata import whole_number
from analysis.proportions import NOBODY, check_confidence, score_limits

COLUMNS = ("stratum", "population", "known", "domain", "count")
CENSUS = "All it applies to were looked at: a census has no sampling error, so there is no interval."
UNANIMOUS = (
    "Every group was unanimous, so that no standard error can be estimated; the interval is as if they were alike."
)
TOO_FEW = "Only one answer: there is nothing to judge its spread by."


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainStratum:
    """One stratum.

    Attributes
    ----------
    label : str
        Its name.
    population : int
        How many it has.
    known : int
        Of how many, drawn at random, it is known whether the question applies to them and what they answer.
    domain, count : int
        To how many of these it applies, and how many of those are of the kind.
    """

    label: str
    population: int
    known: int
    domain: int
    count: int

    @property
    def rate(self) -> float:
        """How much of it is known; 0 in an empty stratum."""
        return self.known / self.population if self.population else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainEstimate:
    """A proportion of those to whom a question applies.

    Attributes
    ----------
    estimate, low, high : float or None
        The weighted share and the limits of its interval; None where there is none.
    standard_error, degrees_of_freedom : float or None
        Of the share, and of the t distribution that the interval uses. No standard error where every group was
        unanimous, which a note says: a spread of 0 in the sample is none in the population.
    design_effect : float or None
        Its variance as a multiple of that of a simple random sample as large; None without a spread to compare.
    effective : float or None
        The answers of a simple random sample without end that would be as good.
    n_used : int
        The answers that the share rests on.
    n_outside : int
        Those to whom the question does not apply.
    domain_size : float
        To how many of the population it applies, by the same weights.
    population, population_covered : int
        How many the strata have, and how many those have of which something is known.
    confidence : float
        The confidence level.
    strata : tuple of DomainStratum
        As they were given.
    collapsed : tuple of tuple of str
        The strata put together to judge their spread, because only one is known of one of them.
    empty : tuple of str
        The strata of which nothing is known: the share is of the others.
    method : str
        What the interval is.
    notes : tuple of str
        What a reader must know.
    why_not : str or None
        Why there is no share, or no interval.
    """

    estimate: float | None
    low: float | None
    high: float | None
    standard_error: float | None
    degrees_of_freedom: float | None
    design_effect: float | None
    effective: float | None
    n_used: int
    n_outside: int
    domain_size: float
    population: int
    population_covered: int
    confidence: float
    strata: tuple[DomainStratum, ...]
    collapsed: tuple[tuple[str, ...], ...]
    empty: tuple[str, ...]
    method: str
    notes: tuple[str, ...]
    why_not: str | None = None


def domain_proportion(table: pd.DataFrame, *, confidence: float = 0.95) -> DomainEstimate:
    """The share of a kind among those to whom a question applies.

    Parameters
    ----------
    table : DataFrame
        A row for each stratum, alike strata next to each other, with the columns ``stratum``, ``population`` (how many
        it has), ``known`` (of how many drawn it is known whether the question applies, and their answer), ``domain``
        (to how many of these it applies) and ``count`` (how many of these are of the kind). Whoever was drawn and is
        not known is left out: within the stratum they are taken for missing by chance.
    confidence : float, default 0.95
        The confidence level, between 0 and 1.

    Returns
    -------
    DomainEstimate
        Its limits lie between 0 and 1. Without limits, and with the reason, where it applies to nobody known, where all
        were looked at, and where there is a single answer.

    Raises
    ------
    ValueError
        Where a column is absent, a stratum occurs twice, a number is missing or impossible (the message names row and
        column), or ``confidence`` is not between 0 and 1.

    Notes
    -----
    With n_h known of N_h, d_h of these in the domain and a_h of the kind,

        p̂ = Σ N_h a_h/n_h / X̂, X̂ = Σ N_h d_h/n_h, v = Σ N_h² (1 − n_h/N_h) s²_h/n_h / X̂²,

    where s²_h is the variance, with divisor n_h − 1, of zᵢ = yᵢ − p̂ in the domain and 0 outside it: the number in the
    domain is itself left to chance. Where the question applies to everybody, p̂ = Σ W_h p_h and
    v = Σ W_h² (1 − n_h/N_h) p_h (1 − p_h)/(n_h − 1), with W_h = N_h/N.

    *Strata of which one is known* are put together with a neighbour for v alone, as in
    :func:`analysis.estimates.stratified_proportion`. The *interval* is that function's as well: Wilson's with the
    effective number p̂(1 − p̂)/v, with t, and degrees of freedom after Satterthwaite. The effective number is at most
    what a simple random sample of as many would give; where all are of one kind, v is 0 and it is
    1/Σ w²_h (1 − n_h/N_h)/d_h with w_h = N_h d_h/(n_h X̂). The design effect is v over p̂(1 − p̂)/(n − 1)·(1 − n/X̂).

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd edition, sections 5A.14 (domains) and 6.11 (ratio estimates);
    Särndal, C.-E., Swensson, B. and Wretman, J. (1992). Model Assisted Survey Sampling, section 5.8. The interval as
    for :func:`analysis.estimates.stratified_proportion`.

    Examples
    --------
    Schools that met an award's criteria, of those in a stratified sample of California's that are in it at all (R,
    package survey, data apistrat: 0.63894, standard error 0.034406):

    >>> table = pd.DataFrame({"stratum": ["Elementary", "Middle", "High"], "population": [4421, 1018, 755],
    ...                       "known": [100, 50, 50], "domain": [100, 50, 50], "count": [73, 24, 16]})
    >>> awards = domain_proportion(table)
    >>> f"{awards.estimate:.5f}, standard error {awards.standard_error:.6f}"
    '0.63894, standard error 0.034406'
    """
    check_confidence(confidence)
    strata = _strata(table)
    used = [one for one in strata if one.known]
    covered = sum(one.population for one in used)
    size = sum(one.domain / one.rate for one in used)
    n = sum(one.domain for one in used)
    empty = tuple(one.label for one in strata if not one.known and one.population)
    blank = DomainEstimate(
        estimate=None,
        low=None,
        high=None,
        standard_error=None,
        degrees_of_freedom=None,
        design_effect=None,
        effective=None,
        n_used=n,
        n_outside=sum(one.known - one.domain for one in used),
        domain_size=size,
        population=sum(one.population for one in strata),
        population_covered=covered,
        confidence=confidence,
        strata=strata,
        collapsed=(),
        empty=empty,
        method="Stratified, weighted by the strata's sizes",
        notes=_about_empty(empty, covered, strata),
    )
    if not n:
        return replace(blank, why_not=NOBODY if not used else "It applies to none of those looked at.")
    share = sum(one.count / one.rate for one in used) / size
    return _with_interval(replace(blank, estimate=share), share, [one for one in used if one.known < one.population])


def _about_empty(empty: tuple[str, ...], covered: int, strata: tuple[DomainStratum, ...]) -> tuple[str, ...]:
    if not empty or not covered:
        return ()
    part = covered / sum(one.population for one in strata)
    return (f"Nothing is known of {_listed(empty)}: the share is of the other groups, {part:.0%} of all.",)


def _with_interval(blank: DomainEstimate, p: float, sampled: list[DomainStratum]) -> DomainEstimate:
    alike = sum(
        (one.domain / one.rate / blank.domain_size) ** 2 * (1 - one.rate) / one.domain for one in _asked(sampled)
    )
    if not alike:
        return replace(blank, standard_error=0.0, why_not=CENSUS)
    places = groups_of_neighbours([one.known for one in sampled], [one.population for one in sampled], minimum=2)
    groups = [[sampled[place] for place in group] for group in places]
    collapsed = tuple(tuple(one.label for one in group) for group in groups if len(group) > 1)
    blank = replace(blank, collapsed=collapsed, notes=(*blank.notes, *map(_about_collapsing, collapsed)))
    if blank.n_used < 2 or sum(one.known for one in sampled) < 2:
        return replace(blank, why_not=TOO_FEW)
    parts = [_variance(group, p, blank.domain_size) for group in groups]
    freedoms = [sum(one.known for one in group) - 1 for group in groups]
    total = sum(parts)
    ceiling = _of_simple_sample(blank.n_used, blank.domain_size)
    if total > 0 and 0 < p < 1:
        freedom = total**2 / sum(one**2 / f for one, f in zip(parts, freedoms, strict=True))
        effective, kind = min(p * (1 - p) / total, ceiling), "Satterthwaite"
        simple = p * (1 - p) / (blank.n_used - 1) * (1 - blank.n_used / blank.domain_size)
        effect = total / simple if simple > 0 else None
    else:
        freedom = float(max(1, sum(sum(one.domain for one in group) - 1 for group in groups if any(_asked(group)))))
        effective, kind = min(1 / alike, ceiling), "every group was unanimous, so as if they were alike"
        effect = None
        blank = replace(blank, notes=(*blank.notes, UNANIMOUS))
    low, high = score_limits(p, effective, float(stdtrit(freedom, (1 + blank.confidence) / 2)))
    return replace(
        blank,
        low=low,
        high=high,
        standard_error=sqrt(total) if total > 0 else None,
        degrees_of_freedom=freedom,
        design_effect=effect,
        effective=effective,
        method=(
            f"{blank.method}; Wilson {blank.confidence:.0%} with {effective:,.1f} effective answers and t, "
            f"{freedom:.1f} degrees of freedom ({kind})"
        ),
    )


def _asked(strata: list[DomainStratum]) -> list[DomainStratum]:
    return [one for one in strata if one.domain]


def _of_simple_sample(n: int, size: float) -> float:
    return n * (size - 1) / (size - n) if size > n else inf


def _variance(group: list[DomainStratum], p: float, size: float) -> float:
    """What strata that are judged together add to the variance of the share."""
    m = sum(one.known for one in group)
    values = []
    for one in group:
        weight = 1 / one.rate / size
        values += [
            (one.count, weight * (1 - p)), (one.domain - one.count, -weight * p), (one.known - one.domain, 0.0),
        ]  # fmt: skip
    # Σ (z − z̄)² from the differences of each two values: exactly 0 where all are the same.
    squares = sum(n * k * (x - y) ** 2 for (n, x), (k, y) in combinations(values, 2)) / m
    return (1 - m / sum(one.population for one in group)) * m / (m - 1) * squares


def _about_collapsing(labels: tuple[str, ...]) -> str:
    return f"{_listed(labels)} were put together to judge their spread, because of single answers."


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _strata(table: pd.DataFrame) -> tuple[DomainStratum, ...]:
    absent = [column for column in COLUMNS if column not in table.columns]
    if absent:
        raise ValueError(f"the table of strata has no column '{absent[0]}'")
    if not table["stratum"].is_unique:
        raise ValueError(f"stratum '{table['stratum'][table['stratum'].duplicated()].iloc[0]}' occurs more than once")
    return tuple(_of_row(row, number) for number, row in enumerate(table.to_dict("records"), start=1))


def _of_row(row: Mapping[Any, Any], number: int) -> DomainStratum:
    numbers = [whole_number(row[name], f"row {number}, column '{name}'") for name in COLUMNS[1:]]
    for (name, least), (more, most) in zip(
        zip(COLUMNS[2:], numbers[1:], strict=True), zip(COLUMNS[1:-1], numbers[:-1], strict=True), strict=True
    ):
        if least > most:
            raise ValueError(f"row {number}, column '{name}': {least} is more than the {most} of '{more}'")
    population, known, domain, count = numbers
    return DomainStratum(label=str(row["stratum"]), population=population, known=known, domain=domain, count=count)
