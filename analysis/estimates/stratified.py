"""Estimates from stratified samples: each stratum counts for as much as it has members, not answers.

A dip sample of twenty files from each of three outcomes says little about all files until the outcomes are weighted by
how often they occur. Estimates here are weighted so, and corrected for the share of each stratum that was drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from analysis.estimates.strata import select_answers, strata_of_table
from analysis.estimates.stratified_estimate import StratifiedEstimate, estimate_of_strata
from analysis.proportions import check_confidence


def stratified_proportion(table: pd.DataFrame, *, confidence: float = 0.95) -> StratifiedEstimate:
    """The share of a population that is of some kind, from a sample of each stratum.

    Parameters
    ----------
    table : DataFrame
        A row for each stratum, alike strata next to each other, with the columns ``stratum`` (its name),
        ``population`` (how many it has), ``answered`` (how many answered, at random), ``count`` (how many of these are
        of the kind) and, where known, ``missing`` (how many were drawn and did not answer).
    confidence : float, default 0.95
        The confidence level, between 0 and 1.

    Returns
    -------
    StratifiedEstimate
        Its limits lie between 0 and 1. Without limits, and with the reason, where nobody answered, where all of every
        stratum answered, and where the spread cannot be judged.

    Raises
    ------
    ValueError
        Where a column is absent, a stratum occurs twice, a number is missing or impossible (the message names row and
        column), or ``confidence`` is not between 0 and 1.

    Notes
    -----
    With N_h members in stratum h, n_h answers, the share p_h among them, N = Σ N_h and W_h = N_h/N,

        p̂ = Σ W_h p_h and v = Σ W_h² (1 − n_h/N_h) p_h (1 − p_h)/(n_h − 1).

    *Empty strata* say nothing: N, p̂ and the interval are of the others only, and ``notes`` says so. *Strata answered
    in full* add nothing to v. *Strata with a single answer* are put together with a neighbour
    (:func:`analysis.estimates.collapsing.groups_of_neighbours`) for v alone; p̂ stays as it is. A group g of m answers
    yᵢ with weights wᵢ = N_h/(n_h N) and zᵢ = wᵢ(yᵢ − p̂) adds (1 − m/N_g) m/(m − 1) Σ (zᵢ − z̄)², which is the term
    above for a group of one stratum.

    The *interval* is Wilson's with the effective number of answers p̂(1 − p̂)/v, and with the t quantile for the normal
    one, its degrees of freedom after Satterthwaite: (Σ v_g)²/Σ v_g²/(m_g − 1). The effective number is at most that of
    a simple random sample, n(N − 1)/(N − n): where few are of the kind, v can come out far too small because the strata
    that have some happen to show none, and without this limit an interval of 95% can hold in 60% of samples. Where v is
    0 because every stratum was unanimous, the effective number is that of the same design with strata all alike,
    1/Σ W_h² (1 − n_h/N_h) N_h/((N_h − 1) n_h), and the degrees of freedom are Σ (m_g − 1).

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd edition, sections 5.3, 5.4 (equation 5.16), 5.10 and 5A.12. Dean, N.
    and Pagano, M. (2015). Evaluating confidence interval methods for binomial proportions in clustered surveys.
    Journal of Survey Statistics and Methodology 3, 484-503 (Wilson's interval with an effective sample size). Korn, E.
    L. and Graubard, B. I. (1998). Confidence intervals for proportions with small expected number of positive counts
    estimated from survey data. Survey Methodology 24, 193-201 (effective sample sizes, and their limit).

    Examples
    --------
    Schools that met an award's criteria, from a stratified sample of California's (R, package survey, data apistrat:
    0.63894, standard error 0.034406):

    >>> table = pd.DataFrame(
    ...     {
    ...         "stratum": ["Elementary", "Middle", "High"],
    ...         "population": [4421, 1018, 755],
    ...         "answered": [100, 50, 50],
    ...         "count": [73, 24, 16],
    ...     }
    ... )
    >>> awards = stratified_proportion(table)
    >>> f"{awards.estimate:.5f}, standard error {awards.standard_error:.6f}"
    '0.63894, standard error 0.034406'
    """
    check_confidence(confidence)
    return estimate_of_strata(strata_of_table(table), confidence, is_proportion=True)


def stratified_mean(
    values: pd.Series, strata: pd.Series, populations: Mapping[str, int], *, confidence: float = 0.95
) -> StratifiedEstimate:
    """The mean of a population, from a sample of each stratum.

    Parameters
    ----------
    values : Series of numbers
        The answers; absent ones are missing and are left out.
    strata : Series of str or category
        The stratum of each answer, in the same rows. An answer without a stratum is left out and ``notes`` says so.
    populations : mapping of str to int
        How many each stratum has, alike strata next to each other.
    confidence : float, default 0.95
        The confidence level, between 0 and 1.

    Returns
    -------
    StratifiedEstimate
        Without limits, and with the reason, where nobody answered, where all of every stratum answered, and where the
        spread cannot be judged.

    Raises
    ------
    ValueError
        Where the series do not have the same rows, a stratum is not among ``populations`` or has fewer members than
        answers, a value is infinite, or ``confidence`` is not between 0 and 1.

    Notes
    -----
    As :func:`stratified_proportion`, with the mean ȳ_h for p_h and s_h²/n_h for p_h(1 − p_h)/(n_h − 1), where s_h² is
    the variance in the stratum. The interval is estimate ± t √v with Satterthwaite's degrees of freedom. Where v is 0
    because all answers in every stratum are the same, there is no interval.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd edition, sections 5.3 and 5.4 (equation 5.16 for the degrees of
    freedom).

    Examples
    --------
    >>> hours = pd.Series([2.0, 4.0, 6.0, 10.0, 14.0])
    >>> team = pd.Series(["duty", "duty", "duty", "court", "court"])
    >>> mean = stratified_mean(hours, team, {"duty": 30, "court": 10})
    >>> mean.estimate, round(mean.standard_error, 4)
    (6.0, 0.9354)
    """
    check_confidence(confidence)
    selected = select_answers(values, strata, populations)
    result = estimate_of_strata(selected.strata, confidence, is_proportion=False)
    if not selected.n_unplaced:
        return replace(result, n_missing=selected.n_missing)
    note = f"{_answers(selected.n_unplaced)} without a stratum: left out."
    return replace(result, n_missing=selected.n_missing, notes=(*result.notes, note))


def _answers(count: int) -> str:
    return "1 answer" if count == 1 else f"{count:,} answers"
