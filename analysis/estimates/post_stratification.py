"""Post-stratification: answers weighted so that each group counts for as much as it has members.

Where a tenth of those who answered are social workers and a third of those who were asked, their answers are made to
count for a third. This mends differences between the groups, and nothing else: within a group, those who answered still
speak for those who did not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.estimates.collapsing import groups_of_neighbours
from analysis.estimates.strata import Selected, check_truth, select_answers
from analysis.estimates.weighted import SELF_SELECTED, CellWeight, WeightedEstimate, unestimated, with_interval
from analysis.estimates.weights import effective_sample_size
from analysis.proportions import NOBODY, check_confidence


def post_stratified_proportion(
    answers: pd.Series,
    strata: pd.Series,
    populations: Mapping[str, int],
    *,
    confidence: float = 0.95,
    minimum: int = 2,
) -> WeightedEstimate:
    """The share of a population that is of some kind, from answers weighted to the known size of its groups.

    Parameters
    ----------
    answers : Series of bool
        Whether each answer is of the kind; absent ones are missing and are left out.
    strata : Series of str or category
        The group of each answer, in the same rows. An answer without a group is left out and ``notes`` says so.
    populations : mapping of str to int
        How many each group has in the population, alike groups next to each other.
    confidence : float, default 0.95
        The confidence level, between 0 and 1.
    minimum : int, default 2
        A group with fewer answers is merged with a neighbour.

    Returns
    -------
    WeightedEstimate
        Its limits lie between 0 and 1. Without an estimate where nobody answered; without limits in a census and where
        too few answered. ``why_not`` has the reason.

    Raises
    ------
    ValueError
        Where the series do not have the same rows, an answer is neither true nor false, a group is not among
        ``populations`` or has fewer members than answers, or ``confidence`` or ``minimum`` is out of range.

    Notes
    -----
    With N_h members in group h, n_h answers and the share p_h among them, each answer of h has the weight
    w = N_h/n_h, and p̂ = Σ N_h p_h/N. The linearised variance for n answers drawn at random from N is

        v = (1 − n/N) n/(n − 1) Σ (w_i e_i)²/N²,  e_i = y_i − p_h,

    which is what R's survey package computes (``svymean`` after ``postStratify``). The interval is Wilson's with
    p̂(1 − p̂)/v effective answers, at most n(N − 1)/(N − n) as for
    :func:`analysis.estimates.stratified.stratified_proportion`, and the t quantile with n − H degrees of freedom, H the
    number of groups. Where v is 0 because every group was unanimous, the effective number is Kish's, corrected for the
    population: n_eff (N − 1)/(N − n).

    Groups with fewer than ``minimum`` answers, also those with none, are merged with a neighbour
    (:func:`analysis.estimates.collapsing.groups_of_neighbours`), and ``notes`` says which.

    References
    ----------
    Särndal, C.-E., Swensson, B. and Wretman, J. (1992). Model Assisted Survey Sampling, sections 7.6 and 6.6 (the
    weighted residual variance). Lumley, T. (2010). Complex Surveys, section 7.2.

    Examples
    --------
    Schools with a school-wide success, from a simple random sample of California's weighted to their three types (R,
    package survey, data apisrs: 0.81640, standard error 0.025136):

    >>> kinds = ["E"] * 142 + ["H"] * 25 + ["M"] * 33
    >>> success = [True] * 127 + [False] * 15 + [True] * 12 + [False] * 13 + [True] * 24 + [False] * 9
    >>> known = {"E": 4421, "M": 1018, "H": 755}
    >>> result = post_stratified_proportion(pd.Series(success), pd.Series(kinds), known)
    >>> f"{result.estimate:.5f}, standard error {result.standard_error:.6f}"
    '0.81640, standard error 0.025136'
    """
    check_truth(answers)
    return _estimate(answers, strata, populations, confidence, minimum, is_proportion=True)


def post_stratified_mean(
    values: pd.Series,
    strata: pd.Series,
    populations: Mapping[str, int],
    *,
    confidence: float = 0.95,
    minimum: int = 2,
) -> WeightedEstimate:
    """The mean of a population, from answers weighted to the known size of its groups.

    Parameters
    ----------
    values : Series of numbers
        The answers; absent ones are missing and are left out.
    strata, populations, confidence, minimum
        As for :func:`post_stratified_proportion`.

    Returns
    -------
    WeightedEstimate
        Without an estimate where nobody answered; without limits in a census, where too few answered, and where all
        answers in each group are the same. ``why_not`` has the reason.

    Raises
    ------
    ValueError
        As :func:`post_stratified_proportion`; and where a value is infinite.

    Notes
    -----
    As :func:`post_stratified_proportion`, with means for shares. The interval is estimate ± t √v with n − H degrees of
    freedom.

    References
    ----------
    As for :func:`post_stratified_proportion`.

    Examples
    --------
    >>> hours = pd.Series([2.0, 4.0, 6.0, 10.0, 14.0])
    >>> team = pd.Series(["duty", "duty", "duty", "court", "court"])
    >>> post_stratified_mean(hours, team, {"duty": 10, "court": 30}).estimate
    10.0
    """
    return _estimate(values, strata, populations, confidence, minimum, is_proportion=False)


def _estimate(
    values: pd.Series,
    strata: pd.Series,
    populations: Mapping[str, int],
    confidence: float,
    minimum: int,
    *,
    is_proportion: bool,
) -> WeightedEstimate:
    check_confidence(confidence)
    if minimum < 1:
        raise ValueError(f"minimum is {minimum}, which is less than one answer")
    selected = select_answers(values, strata, populations)
    groups = _groups(selected, minimum)
    population = sum(stratum.population for stratum in selected.strata)
    n = len(selected.values)
    blank = unestimated(
        n_used=n,
        n_missing=selected.n_missing,
        population=population,
        confidence=confidence,
        method="Post-stratified, linearised variance",
        notes=(SELF_SELECTED, *_about_merging(groups, selected), *_about_unplaced(selected)),
        why_not=NOBODY if is_proportion else "Nobody answered, so there is no mean.",
    )
    if n == 0:
        return blank
    cells, squares = _cells(selected, groups)
    weights = pd.Series([cell.weight for cell in cells]).repeat([cell.n_used for cell in cells])
    point = replace(blank, effective_sample_size=effective_sample_size(weights).estimate, cells=cells, why_not=None)
    estimate = sum((cell.population or 0) * cell.mean for cell in cells) / population
    return with_interval(point, estimate, squares / population**2, len(cells), is_proportion=is_proportion)


def _groups(selected: Selected, minimum: int) -> tuple[tuple[int, ...], ...]:
    """The positions of the groups that are weighted together; groups without members are left out."""
    places = [place for place, stratum in enumerate(selected.strata) if stratum.population]
    answers = [selected.strata[place].n_used for place in places]
    sizes = [selected.strata[place].population for place in places]
    return tuple(
        tuple(places[position] for position in group) for group in groups_of_neighbours(answers, sizes, minimum)
    )


def _cells(selected: Selected, groups: tuple[tuple[int, ...], ...]) -> tuple[tuple[CellWeight, ...], float]:
    """Weight and mean of each group, and the sum of the squared weighted residuals."""
    cells = []
    squares = 0.0
    for group in groups:
        values = selected.values[np.isin(selected.codes, group)]
        population = sum(selected.strata[place].population for place in group)
        weight, mean = population / len(values), float(values.mean())
        squares += weight**2 * float(((values - mean) ** 2).sum())
        labels = tuple(selected.strata[place].label for place in group)
        cells.append(CellWeight(labels=labels, population=population, n_used=len(values), weight=weight, mean=mean))
    return tuple(cells), squares


def _about_merging(groups: tuple[tuple[int, ...], ...], selected: Selected) -> tuple[str, ...]:
    merged = [[selected.strata[place].label for place in group] for group in groups if len(group) > 1]
    return tuple(
        f"{', '.join(labels[:-1])} and {labels[-1]} were weighted together, because too few answered."
        for labels in merged
    )


def _about_unplaced(selected: Selected) -> tuple[str, ...]:
    count = selected.n_unplaced
    if not count:
        return ()
    return (f"{count:,} {'answer' if count == 1 else 'answers'} without a group: left out.",)
