"""Raking: answers weighted to several known breakdowns at once, where their cross-table is not known.

The partnership may know how many of those asked work in each agency and how many in each locality, but not how many of
each agency in each locality. Raking weights to the one, then to the other, and so on until both fit.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.estimates.crossing import CrossedAnswers, Margins, category_without_answers, crossed_answers
from analysis.estimates.strata import Floats, check_truth
from analysis.estimates.weighted import SELF_SELECTED, CellWeight, WeightedEstimate, unestimated, with_interval
from analysis.proportions import NOBODY, check_confidence

ROUNDS = 1000
NEAR_ENOUGH = 1e-10


def raked_proportion(
    answers: pd.Series, groups: pd.DataFrame, margins: Margins, *, confidence: float = 0.95
) -> WeightedEstimate:
    """The share of a population that is of some kind, from answers weighted to several known breakdowns.

    Parameters
    ----------
    answers : Series of bool
        Whether each answer is of the kind; absent ones are missing and are left out.
    groups : DataFrame of str or category
        A column for each breakdown, in the same rows. An answer without a category in any of them is left out and
        ``notes`` says so.
    margins : mapping of str to mapping of str to int
        For each breakdown, how many the population has in each category. All must add up to the same population.
    confidence : float, default 0.95
        The confidence level, between 0 and 1.

    Returns
    -------
    WeightedEstimate
        Without an estimate where nobody answered, where nobody of a category answered and where no weights fit all
        breakdowns; without limits in a census and where too few answered. ``why_not`` has the reason.

    Raises
    ------
    ValueError
        Where the rows differ, an answer is neither true nor false, a breakdown is not a column, a category is not
        among its margin, the margins do not add up to the same number, there are more answers than people, or
        ``confidence`` is not between 0 and 1.

    Notes
    -----
    Beginning with equal weights, the weights of each category are multiplied so that they add up to its known number,
    breakdown after breakdown, until all fit to within 1 in 10¹⁰. Where they have not come to fit after 1,000 rounds,
    there is no estimate: as a rule because some combination of categories that the margins need has no answers.

    The variance is linearised: v = (1 − n/N) n/(n − 1) Σ (z_i − z̄)² with z_i = w_i e_i/N and the residuals e of a least
    squares regression of the answers on the categories of all breakdowns, which is what R's survey package computes
    (``svymean`` after ``rake``). The interval is as for
    :func:`analysis.estimates.post_stratification.post_stratified_proportion`, with one mean for each category less
    one for each breakdown but the first.

    References
    ----------
    Deming, W. E. and Stephan, F. F. (1940). On a least squares adjustment of a sampled frequency table when the
    expected marginal totals are known. Annals of Mathematical Statistics 11, 427-444. Deville, J.-C., Särndal, C.-E.
    and Sautory, O. (1993). Generalized raking procedures in survey sampling. Journal of the American Statistical
    Association 88, 1013-1020.

    Examples
    --------
    >>> groups = pd.DataFrame({"agency": list("PPPHHH"), "area": list("NNSNSS")})
    >>> margins = {"agency": {"P": 20, "H": 40}, "area": {"N": 30, "S": 30}}
    >>> agree = pd.Series([True, True, False, True, False, False])
    >>> round(raked_proportion(agree, groups, margins).estimate, 4)
    0.5
    """
    check_truth(answers)
    return _estimate(answers, groups, margins, confidence, is_proportion=True)


def raked_mean(
    values: pd.Series, groups: pd.DataFrame, margins: Margins, *, confidence: float = 0.95
) -> WeightedEstimate:
    """The mean of a population, from answers weighted to several known breakdowns.

    Parameters
    ----------
    values : Series of numbers
        The answers; absent ones are missing and are left out.
    groups, margins, confidence
        As for :func:`raked_proportion`.

    Returns
    -------
    WeightedEstimate
        As :func:`raked_proportion`; without limits also where the categories say all there is to say of the answers.

    Raises
    ------
    ValueError
        As :func:`raked_proportion`; and where a value is infinite.

    Notes
    -----
    As :func:`raked_proportion`. The interval is estimate ± t √v.

    References
    ----------
    As for :func:`raked_proportion`.

    Examples
    --------
    >>> groups = pd.DataFrame({"agency": list("PPHH"), "area": list("NSNS")})
    >>> margins = {"agency": {"P": 10, "H": 30}, "area": {"N": 20, "S": 20}}
    >>> raked_mean(pd.Series([1.0, 3.0, 5.0, 7.0]), groups, margins).estimate
    5.0
    """
    return _estimate(values, groups, margins, confidence, is_proportion=False)


def _estimate(
    values: pd.Series, groups: pd.DataFrame, margins: Margins, confidence: float, *, is_proportion: bool
) -> WeightedEstimate:
    check_confidence(confidence)
    crossed = crossed_answers(values, groups, margins)
    method = f"Raked to {' and '.join(margins)}, linearised variance"
    n = int(crossed.n.sum())
    notes = (SELF_SELECTED, *_about_unplaced(crossed.n_unplaced))
    blank = unestimated(
        n_used=n,
        n_missing=crossed.n_missing,
        population=crossed.population,
        confidence=confidence,
        method=method,
        notes=notes,
        why_not=NOBODY if is_proportion else "Nobody answered, so there is no mean.",
    )
    if n == 0:
        return blank
    empty = category_without_answers(crossed, margins)
    if empty is not None:
        return replace(blank, why_not=f"Nobody of {empty} answered, so no weights fit.")
    weights = _weights(crossed)
    if weights is None:
        return replace(
            blank, why_not="No weights fit all breakdowns: some combinations that they need have no answers."
        )
    point = replace(
        blank,
        effective_sample_size=float((crossed.n * weights).sum() ** 2 / (crossed.n * weights**2).sum()),
        cells=_cells(crossed, weights),
        why_not=None,
    )
    squares, parameters = _residuals(crossed, weights)
    estimate = float((crossed.n * weights * crossed.means).sum() / crossed.population)
    return with_interval(point, estimate, squares / crossed.population**2, parameters, is_proportion=is_proportion)


def _about_unplaced(count: int) -> tuple[str, ...]:
    if not count:
        return ()
    return (f"{count:,} {'answer' if count == 1 else 'answers'} without a category: left out.",)


def _weights(crossed: CrossedAnswers) -> Floats | None:
    """The weight of an answer in each cell; None where no weights fit all margins."""
    weights = np.full(len(crossed.n), crossed.population / crossed.n.sum())
    for _ in range(ROUNDS):
        furthest = 0.0
        for place, totals in enumerate(crossed.totals):
            codes = crossed.codes[:, place]
            now = np.bincount(codes, crossed.n * weights, minlength=len(totals))
            factors = np.divide(totals, now, out=np.ones_like(totals), where=now > 0)
            furthest = max(furthest, float(np.abs(factors - 1).max()))
            weights = weights * factors[codes]
        if furthest < NEAR_ENOUGH:
            return weights
    return None


def _residuals(crossed: CrossedAnswers, weights: Floats) -> tuple[float, int]:
    """The sum of squares of the weighted residuals about their mean, and how many means they were taken from."""
    indicators = np.column_stack(
        [
            (crossed.codes[:, [place]] == np.arange(len(totals))[totals > 0]).astype("float64")
            for place, totals in enumerate(crossed.totals)
        ]
    )
    scale = np.sqrt(crossed.n)[:, None]
    solution, _, rank, _ = np.linalg.lstsq(indicators * scale, crossed.means * scale[:, 0], rcond=None)
    between = crossed.means - indicators @ solution
    spread = max(1.0, float(np.abs(crossed.means).max()))
    between = np.where(np.abs(between) < 1e-12 * spread, 0.0, between)
    squares = float((weights**2 * (crossed.squares + crossed.n * between**2)).sum())
    mean_square = float((crossed.n * weights * between).sum()) ** 2 / float(crossed.n.sum())
    return max(0.0, squares - mean_square), int(rank)


def _cells(crossed: CrossedAnswers, weights: Floats) -> tuple[CellWeight, ...]:
    return tuple(
        CellWeight(labels=labels, population=None, n_used=int(n), weight=float(weight), mean=float(mean))
        for labels, n, weight, mean in zip(crossed.labels, crossed.n, weights, crossed.means, strict=True)
    )
