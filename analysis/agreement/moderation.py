"""What moderation changed: the agencies' own grades against the grades that a panel settled on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.agreement.case_bootstrap import DEFAULT_RESAMPLES, DEFAULT_SEED, Plan
from analysis.agreement.coefficient import AgreementCoefficient
from analysis.agreement.cohen import cohen_kappa
from analysis.agreement.grade_steps import Direction, StepDifference, rises, step_difference
from analysis.agreement.grade_tables import GradeTable
from analysis.agreement.gwet import gwet_ac2
from analysis.agreement.pairs import AgreementShare, exact_agreement, within_one_agreement
from analysis.agreement.ratings import Ratings, booleans, ratings_from_wide
from analysis.comparison.sign_test import SignTest, sign_test

NO_RETURN = "No return has both its own and a moderated grade, so there is no shift."


@dataclass(frozen=True, slots=True, kw_only=True)
class ModerationShift:
    """The agencies' own grades beside the moderated ones.

    Attributes
    ----------
    exact, within_one : AgreementShare
        How often the two are the same, and the same or neighbours.
    kappa : AgreementCoefficient
        Cohen's kappa with quadratic weights.
    ac2 : AgreementCoefficient
        Gwet's AC2 with quadratic weights.
    shift : StepDifference
        Moderated less own grade in steps of the scale, above 0 where moderation raised the grade.
    sign_test : SignTest
        Whether moderation moved grades one way.
    table : GradeTable
        Own grades in rows, moderated ones in columns.
    n_used, n_missing : int
        How many blind returns have both grades, and how many lack one and are left out.
    n_not_blind : int
        How many returns were made after the others could be seen; they are left out as well.
    cautions : tuple of str
        What a reader has to know.
    why_not : str or None
        Why there is no shift.
    """

    exact: AgreementShare
    within_one: AgreementShare
    kappa: AgreementCoefficient
    ac2: AgreementCoefficient
    shift: StepDifference
    sign_test: SignTest
    table: GradeTable
    n_used: int
    n_missing: int
    n_not_blind: int
    cautions: tuple[str, ...] = ()
    why_not: str | None = None


def moderation_shift(
    returns: pd.DataFrame,
    *,
    direction: Direction,
    own: str = "own",
    moderated: str = "moderated",
    case: str | None = None,
    not_blind: str | None = None,
    grades: Sequence[str] | None = None,
    absent: Sequence[str] = (),
    confidence: float = 0.95,
    resamples: int = DEFAULT_RESAMPLES,
    seed: int = DEFAULT_SEED,
) -> ModerationShift:
    """Compare the agencies' own grades with the moderated ones.

    Parameters
    ----------
    returns : DataFrame
        A row for each return: its own grade and the moderated one, as the columns of
        :func:`~analysis.agreement.ratings_from_wide`. Returns that lack one of the two are left out and counted.
    direction : {"best_first", "best_last"}
        Which end of the scale is the best: it says whether a shift is up or down.
    own, moderated : str
        The columns with the grades.
    case : str, optional
        The column that says which case a return is on. Returns on one case share its moderated grade; the bootstrap
        then draws whole cases.
    not_blind : str, optional
        A column of bool: True where the return was made after the others could be seen. Those are left out and counted.
    grades, absent : sequence of str, optional
        As in :func:`~analysis.agreement.ratings_from_wide`.
    confidence, resamples, seed
        As in :func:`~analysis.agreement.cohen_kappa`.

    Returns
    -------
    ModerationShift
        Each of its figures says itself why it is not defined.

    Raises
    ------
    ValueError
        Where a column is not there, the grades have no order, ``not_blind`` holds anything but True and False, a case
        is missing, or an argument is out of its range.

    Notes
    -----
    The shift is the mean of moderated − own in steps; the sign test takes returns as independent of each other, which
    those on one case are not: with several to a case its p-value is too small, and a caution says so.

    References
    ----------
    Cohen (1968), Gwet (2014) and Conover (1999), as for :func:`~analysis.agreement.cohen_kappa`,
    :func:`~analysis.agreement.gwet_ac2` and :func:`~analysis.comparison.sign_test`.

    Examples
    --------
    The moderation table of the project's own notes:

    >>> table = [[0, 1, 0, 0], [0, 12, 5, 0], [0, 1, 9, 2], [0, 0, 0, 2]]
    >>> pairs = [("1234"[i], "1234"[j]) for i in range(4) for j in range(4) for _ in range(table[i][j])]
    >>> frame = pd.DataFrame(pairs, columns=["own", "moderated"])
    >>> result = moderation_shift(frame, direction="best_last", grades="1234")
    >>> f"{result.exact.estimate:.1%} the same, {result.shift.up} up, {result.shift.down} down"
    '71.9% the same, 8 up, 1 down'
    >>> f"kappa {result.kappa.estimate:.3f}, AC2 {result.ac2.estimate:.3f}, p = {result.sign_test.p_value:.3f}"
    'kappa 0.704, AC2 0.927, p = 0.039'
    """
    plan = Plan(confidence=confidence, resamples=resamples, seed=seed)
    for name in (own, moderated, case, not_blind):
        if name is not None and name not in returns.columns:
            raise ValueError(f"there is no column '{name}'")
    blind = np.ones(len(returns), dtype=bool)
    if not_blind is not None:
        blind = ~booleans(returns[not_blind], f"column '{not_blind}'")
    used = returns[blind].reset_index(drop=True)
    clusters = None if case is None else used[case]
    ratings = ratings_from_wide(used[[own, moderated]], grades=grades, absent=absent, clusters=clusters)
    if not ratings.ordered:
        raise ValueError(f"a shift needs an order, and the grades {list(ratings.grades)} have none")
    return _shift(ratings, direction, plan, n_not_blind=int((~blind).sum()))


def _shift(ratings: Ratings, direction: Direction, plan: Plan, *, n_not_blind: int) -> ModerationShift:
    codes, both = rises(ratings.codes, direction), ratings.complete
    differences = (codes[:, 1] - codes[:, 0])[:, np.newaxis]
    shift = step_difference(differences, both[:, np.newaxis], ratings.clusters, plan, NO_RETURN)
    exact = exact_agreement(ratings, confidence=plan.confidence, resamples=plan.resamples, seed=plan.seed)
    return ModerationShift(
        exact=exact,
        within_one=within_one_agreement(ratings, confidence=plan.confidence, resamples=plan.resamples, seed=plan.seed),
        kappa=cohen_kappa(
            ratings, weights="quadratic", confidence=plan.confidence, resamples=plan.resamples, seed=plan.seed
        ),
        ac2=gwet_ac2(
            ratings,
            weights="quadratic",
            complete_cases=True,
            confidence=plan.confidence,
            resamples=plan.resamples,
            seed=plan.seed,
        ),
        shift=shift,
        sign_test=sign_test(
            shift.up, shift.down, same=shift.same, n_missing=shift.n_missing, confidence=plan.confidence
        ),
        table=exact.table,
        n_used=shift.n_used,
        n_missing=shift.n_missing,
        n_not_blind=n_not_blind,
        cautions=_cautions(ratings),
        why_not=None if shift.n_used else NO_RETURN,
    )


def _cautions(ratings: Ratings) -> tuple[str, ...]:
    used = ratings.complete
    if ratings.clusters is None or len(np.unique(ratings.clusters[used])) == used.sum():
        return ()
    return ("Several returns are on one case; the sign test takes them as independent, so its p-value is too small.",)
