"""Gwet's AC1 and AC2: agreement beyond chance that does not collapse where nearly all grades are the same."""

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


def gwet_ac1(
    ratings: pd.DataFrame | Ratings,
    *,
    complete_cases: bool = False,
    grades: Sequence[str] | None = None,
    absent: Sequence[str] = (),
    interval: IntervalKind = "bootstrap",
    confidence: float = 0.95,
    resamples: int = DEFAULT_RESAMPLES,
    seed: int = DEFAULT_SEED,
) -> AgreementCoefficient:
    """Gwet's AC1 of any number of raters: every disagreement counts alike.

    Parameters
    ----------
    ratings, complete_cases, grades, absent, interval, confidence, resamples, seed
        As in :func:`gwet_ac2`.

    Returns
    -------
    AgreementCoefficient
        As of :func:`gwet_ac2`.

    Raises
    ------
    ValueError
        As :func:`gwet_ac2`.

    Notes
    -----
    AC2 with identity weights: the expected agreement is Σ_k π_k (1 − π_k) / (q − 1) with q grades on the scale.

    References
    ----------
    Gwet, K. L. (2008). Computing inter-rater reliability and its variance in the presence of high agreement. British
    Journal of Mathematical and Statistical Psychology 61, 29-48.

    Examples
    --------
    100 pregnant women by type of pregnancy, two abstractors (the data cont3x3abstractors of Gwet's package irrCAC,
    whose documentation gives 0.8493):

    >>> cells = {"ee": 13, "aa": 20, "an": 7, "na": 4, "nn": 56}
    >>> frame = pd.DataFrame([tuple(cell) for cell, count in cells.items() for _ in range(count)])
    >>> f"{gwet_ac1(frame).estimate:.4f}"
    '0.8493'
    """
    found, plan = as_ratings(ratings, grades, absent), Plan(confidence=confidence, resamples=resamples, seed=seed)
    chosen = agreement_weights("identity", found.grades)
    return _gwet(found, "Gwet's AC1", chosen, interval, plan, complete_cases=complete_cases)


def gwet_ac2(
    ratings: pd.DataFrame | Ratings,
    *,
    weights: Weights,
    complete_cases: bool = False,
    grades: Sequence[str] | None = None,
    absent: Sequence[str] = (),
    interval: IntervalKind = "bootstrap",
    confidence: float = 0.95,
    resamples: int = DEFAULT_RESAMPLES,
    seed: int = DEFAULT_SEED,
) -> AgreementCoefficient:
    """Gwet's AC2 of any number of raters: near grades agree in part.

    Parameters
    ----------
    ratings : DataFrame or Ratings
        A frame with a row for each case and a column for each rater (see
        :func:`~analysis.agreement.ratings_from_wide`), or :class:`~analysis.agreement.Ratings`. Cases with one grade
        count towards the shares of the grades, not towards the agreement.
    weights : {"identity", "linear", "quadratic", "ordinal"}, DataFrame or array
        See :func:`~analysis.agreement.agreement_weights`; symmetric.
    complete_cases : bool, default False
        Whether only the cases that every rater graded are used.
    grades, absent : sequence of str, optional
        As in :func:`~analysis.agreement.ratings_from_wide`. Every grade of the scale counts in the expected agreement,
        also one that nobody gave: give the whole scale.
    interval : {"bootstrap", "analytic"}, default "bootstrap"
        Percentiles of resampled cases, or Gwet's standard error. With weights and fewer than some sixty cases the
        analytic interval is the safer one: percentiles are too narrow there.
    confidence, resamples, seed
        As in :func:`~analysis.agreement.cohen_kappa`.

    Returns
    -------
    AgreementCoefficient
        With the matrix of coincidences. Not defined where no case has two grades, and where only one grade occurs in
        the cases with two or more: the formula then gives 1 whatever the scale, which would say that raters agree on
        a distinction that none of them has made. Resamples with one grade keep the value of the formula, since
        leaving them out would draw the interval down.

    Raises
    ------
    ValueError
        Where an argument is out of its range, or an analytic interval is asked for cases in clusters.

    Notes
    -----
    D_o and π_k are those of :func:`~analysis.agreement.fleiss_kappa`. With T_w the sum of all weights and q grades,

        p_e = T_w / (q (q − 1)) Σ_k π_k (1 − π_k),  AC2 = 1 − D_o / (1 − p_e).

    References
    ----------
    Gwet, K. L. (2008), as for :func:`gwet_ac1`. Gwet, K. L. (2014). Handbook of Inter-Rater Reliability, 4th edition,
    chapters 4 and 5 (from memory; checked against the package irrCAC).

    Examples
    --------
    The moderation table of the project's own notes:

    >>> table = [[0, 1, 0, 0], [0, 12, 5, 0], [0, 1, 9, 2], [0, 0, 0, 2]]
    >>> pairs = [("1234"[i], "1234"[j]) for i in range(4) for j in range(4) for _ in range(table[i][j])]
    >>> f"{gwet_ac2(pd.DataFrame(pairs), grades='1234', weights='quadratic').estimate:.3f}"
    '0.927'
    """
    found, plan = as_ratings(ratings, grades, absent), Plan(confidence=confidence, resamples=resamples, seed=seed)
    chosen = symmetric(agreement_weights(weights, found.grades, ordered=found.ordered))
    statistic = f"Gwet's AC2, {name_of(weights)}"
    return _gwet(found, statistic, chosen, interval, plan, complete_cases=complete_cases)


def _gwet(
    ratings: Ratings,
    statistic: str,
    weights: Floats,
    interval: IntervalKind,
    plan: Plan,
    *,
    complete_cases: bool,
) -> AgreementCoefficient:
    size = len(ratings.grades)
    scale = float(weights.sum()) / max(1, size * (size - 1))

    def expected(overall: Floats) -> Floats:
        disagreement: Floats = 1 - scale * (overall * (1 - overall)).sum(axis=1)
        return np.where(disagreement > 1e-12, disagreement, 0.0)

    def case_part(of_cases: Floats, overall: Floats) -> Floats:
        part: Floats = scale * (of_cases @ (1 - overall))
        return part

    chance = (expected, case_part)
    return coefficient_of_shares(ratings, statistic, 1 - weights, chance, interval, plan, complete_cases=complete_cases)
