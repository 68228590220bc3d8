"""Fleiss' kappa: any number of raters, beyond the agreement that the shares of the grades would give by chance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.agreement.case_bootstrap import DEFAULT_RESAMPLES, DEFAULT_SEED, Plan
from analysis.agreement.coefficient import AgreementCoefficient, IntervalKind
from analysis.agreement.grade_shares import coefficient_of_shares
from analysis.agreement.ratings import Ratings, as_ratings
from analysis.agreement.weights import Weights, agreement_weights, name_of, symmetric

Floats = NDArray[np.float64]


def fleiss_kappa(
    ratings: pd.DataFrame | Ratings,
    *,
    weights: Weights = "identity",
    complete_cases: bool = False,
    grades: Sequence[str] | None = None,
    absent: Sequence[str] = (),
    interval: IntervalKind = "bootstrap",
    confidence: float = 0.95,
    resamples: int = DEFAULT_RESAMPLES,
    seed: int = DEFAULT_SEED,
) -> AgreementCoefficient:
    """Fleiss' kappa of any number of raters.

    Parameters
    ----------
    ratings : DataFrame or Ratings
        A frame with a row for each case and a column for each rater (see
        :func:`~analysis.agreement.ratings_from_wide`), or :class:`~analysis.agreement.Ratings`. Which rater gave which
        grade does not matter.
    weights : {"identity", "linear", "quadratic", "ordinal"}, DataFrame or array, default "identity"
        See :func:`~analysis.agreement.agreement_weights`; symmetric.
    complete_cases : bool, default False
        Fleiss' own kappa takes the same number of grades for every case. By default cases with fewer count as well, in
        Gwet's generalisation; with True only the cases that every rater graded are used.
    grades, absent : sequence of str, optional
        As in :func:`~analysis.agreement.ratings_from_wide`.
    interval : {"bootstrap", "analytic"}, default "bootstrap"
        Percentiles of resampled cases, or Gwet's standard error. (That of Fleiss, Nee and Landis (1979) holds where
        there is no agreement at all and makes no interval.)
    confidence, resamples, seed
        As in :func:`~analysis.agreement.cohen_kappa`.

    Returns
    -------
    AgreementCoefficient
        With the matrix of coincidences. Not defined where no case has two grades and where only one grade occurs
        in the cases with two or more.

    Raises
    ------
    ValueError
        Where an argument is out of its range, or an analytic interval is asked for cases in clusters.

    Notes
    -----
    With r_ik of the r_i grades of case i being k, v_kl = 1 − w_kl, m cases with r_i ≥ 2 and n with r_i ≥ 1,

        D_o = 1/m Σ_i Σ_kl r_ik r_il v_kl / (r_i (r_i − 1)),  π_k = 1/n Σ_i r_ik/r_i,  κ = 1 − D_o / Σ_kl π_k π_l v_kl.

    Where every case has the same number of grades and the weights are identity, this is the kappa of Fleiss (1971).

    References
    ----------
    Fleiss, J. L. (1971). Measuring nominal scale agreement among many raters. Psychological Bulletin 76, 378-382. Gwet,
    K. L. (2014). Handbook of Inter-Rater Reliability, 4th edition, chapters 2, 3 and 5 (from memory; checked against
    the package irrCAC).

    Examples
    --------
    Constructed: three coders and four comments.

    >>> frame = pd.DataFrame({"one": ["a", "a", "b", "c"], "two": ["a", "b", "b", "c"], "three": ["a", "b", "b", "a"]})
    >>> f"{fleiss_kappa(frame).estimate:.3f}"
    '0.467'
    """
    found, plan = as_ratings(ratings, grades, absent), Plan(confidence=confidence, resamples=resamples, seed=seed)
    penalties = 1 - symmetric(agreement_weights(weights, found.grades, ordered=found.ordered))
    statistic = f"Fleiss' kappa, {name_of(weights)}"

    def expected(overall: Floats) -> Floats:
        disagreement: Floats = ((overall @ penalties) * overall).sum(axis=1)
        return disagreement

    def case_part(of_cases: Floats, overall: Floats) -> Floats:
        part: Floats = of_cases @ (1 - penalties) @ overall
        return part

    chance = (expected, case_part)
    return coefficient_of_shares(found, statistic, penalties, chance, interval, plan, complete_cases=complete_cases)
