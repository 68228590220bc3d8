"""Which agency grades higher or lower than the others, and the agencies' grades side by side for the panel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.agreement.case_bootstrap import DEFAULT_RESAMPLES, DEFAULT_SEED, Plan
from analysis.agreement.grade_steps import Direction, StepDifference, rises, step_difference
from analysis.agreement.ratings import Ratings, as_ratings

FEW_SHARED_CASES = 10
SUMMARY = ("given", "best", "worst", "steps_apart", "moderated")


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyProfile:
    """How one agency grades beside the others.

    Attributes
    ----------
    agency : str
        The agency.
    difference : StepDifference
        Its grades less the other grades of the same case, over all pairs: above 0 where it grades higher (better).
        ``up``, ``same`` and ``down`` count those pairs.
    n_graded : int
        How many cases it graded.
    cautions : tuple of str
        What a reader has to know, such as how few cases it shares with others.
    """

    agency: str
    difference: StepDifference
    n_graded: int
    cautions: tuple[str, ...] = ()


def agency_profiles(
    ratings: pd.DataFrame | Ratings,
    *,
    direction: Direction,
    grades: Sequence[str] | None = None,
    absent: Sequence[str] = (),
    confidence: float = 0.95,
    resamples: int = DEFAULT_RESAMPLES,
    seed: int = DEFAULT_SEED,
) -> tuple[AgencyProfile, ...]:
    """Compare each agency's grades with the others' grades of the same cases.

    Parameters
    ----------
    ratings : DataFrame or Ratings
        A frame with a row for each case and a column for each agency (see
        :func:`~analysis.agreement.ratings_from_wide`), or :class:`~analysis.agreement.Ratings`; the grades in order.
        Cases that an agency graded alone say nothing of it and are left out.
    direction : {"best_first", "best_last"}
        Which end of the scale is the best.
    grades, absent : sequence of str, optional
        As in :func:`~analysis.agreement.ratings_from_wide`.
    confidence, resamples, seed
        As in :func:`~analysis.agreement.cohen_kappa`.

    Returns
    -------
    tuple of AgencyProfile
        One for each agency, in the order of the columns.

    Raises
    ------
    ValueError
        Where the grades have no order or an argument is out of its range.

    Notes
    -----
    The mean over all pairs (own grade, another agency's grade of the same case) of their difference in steps. An
    agency that differs may be the one that is right: the figure says where to look, not who errs.

    References
    ----------
    A descriptive mean of differences; Bland, J. M. and Altman, D. G. (1986). Lancet 327, 307-310, for the idea of
    bias between two ways to measure (from memory).

    Examples
    --------
    Constructed: health grades one step above the police in both cases.

    >>> frame = pd.DataFrame({"police": ["poor", "fair"], "health": ["fair", "good"]})
    >>> profiles = agency_profiles(frame, direction="best_last", grades=["poor", "fair", "good"])
    >>> [(one.agency, one.difference.estimate, one.difference.n_pairs) for one in profiles]
    [('police', -1.0, 2), ('health', 1.0, 2)]
    """
    found, plan = (
        _ordered(as_ratings(ratings, grades, absent)),
        Plan(confidence=confidence, resamples=resamples, seed=seed),
    )
    rises(found.codes, direction)
    return tuple(_profile(found, place, direction, plan) for place in range(len(found.raters)))


def side_by_side(
    ratings: pd.DataFrame | Ratings,
    *,
    direction: Direction,
    moderated: pd.Series[Any] | None = None,
    grades: Sequence[str] | None = None,
    absent: Sequence[str] = (),
) -> pd.DataFrame:
    """The agencies' grades of each case beside each other, for the moderation panel.

    Parameters
    ----------
    ratings, direction, grades, absent
        As in :func:`agency_profiles`.
    moderated : Series, optional
        The moderated grade of each case; cases without one, and cases that are not in the ratings, may be there.

    Returns
    -------
    DataFrame
        A row for each case in their order. A categorical column for each agency; then ``given`` (how many grades the
        case has), ``best`` and ``worst`` of them, ``steps_apart`` between these two (missing with fewer than two
        grades) and, if given, ``moderated``.

    Raises
    ------
    ValueError
        Where the grades have no order, an agency has the name of one of those columns, or a moderated grade is not on
        the scale or is there twice for a case.

    Examples
    --------
    >>> frame = pd.DataFrame({"police": ["poor", "fair"], "health": ["good", None]}, index=["Heron", "Otter"])
    >>> view = side_by_side(frame, direction="best_last", grades=["poor", "fair", "good"])
    >>> view[["given", "best", "worst", "steps_apart"]].to_dict("index")["Heron"]
    {'given': 2, 'best': 'good', 'worst': 'poor', 'steps_apart': 2}
    """
    found = _ordered(as_ratings(ratings, grades, absent))
    rises(found.codes, direction)
    for name in set(found.raters) & set(SUMMARY):
        raise ValueError(f"an agency is called '{name}', which is a column of the summary")
    kind = pd.CategoricalDtype(list(found.grades), ordered=True)
    view = pd.DataFrame(
        {name: pd.Categorical.from_codes(found.codes[:, at], dtype=kind) for at, name in enumerate(found.raters)},
        index=found.cases,
    )
    view = view.assign(**_summary(found, direction, kind))
    return view if moderated is None else view.assign(moderated=_moderated(moderated, found, kind))


def _summary(ratings: Ratings, direction: Direction, kind: pd.CategoricalDtype) -> dict[str, Any]:
    """How many grades each case has, the best and the worst of them, and the steps between the two."""
    codes, size = ratings.codes, len(ratings.grades)
    given = (codes >= 0).sum(axis=1)
    first = np.where(codes >= 0, codes, size).min(axis=1, initial=size)
    last = codes.max(axis=1, initial=-1)
    first[given == 0] = -1
    worst, best = (first, last) if direction == "best_last" else (last, first)
    apart = pd.array(last - first, dtype="Int64")
    apart[given < 2] = pd.NA
    return {
        "given": given,
        "best": pd.Categorical.from_codes(best, dtype=kind),
        "worst": pd.Categorical.from_codes(worst, dtype=kind),
        "steps_apart": apart,
    }


def _ordered(ratings: Ratings) -> Ratings:
    if not ratings.ordered:
        raise ValueError(f"steps need an order, and the grades {list(ratings.grades)} have none")
    return ratings


def _profile(ratings: Ratings, place: int, direction: Direction, plan: Plan) -> AgencyProfile:
    agency, better = ratings.raters[place], rises(ratings.codes, direction)
    own, others = ratings.codes[:, [place]] >= 0, np.delete(ratings.codes, place, axis=1) >= 0
    differences = better[:, [place]] - np.delete(better, place, axis=1)
    why_not = f"No case that '{agency}' graded was graded by another, so there is nothing to compare."
    difference = step_difference(differences, own & others, ratings.clusters, plan, why_not)
    cautions: tuple[str, ...] = ()
    if 0 < difference.n_used < FEW_SHARED_CASES:
        cautions = (f"'{agency}' shares only {difference.n_used} cases with others: too few to say how it grades.",)
    return AgencyProfile(agency=agency, difference=difference, n_graded=int(own.sum()), cautions=cautions)


def _moderated(moderated: pd.Series[Any], ratings: Ratings, kind: pd.CategoricalDtype) -> pd.Series[Any]:
    if not moderated.index.is_unique:
        raise ValueError(f"case '{moderated.index[moderated.index.duplicated()][0]}' has more than one moderated grade")
    values = moderated.astype(object)
    wrong = values[values.notna() & ~values.isin(ratings.grades)]
    if len(wrong):
        raise ValueError(f"moderated holds '{wrong.iloc[0]}', which is not among the grades {list(ratings.grades)}")
    return values.reindex(ratings.cases).astype(kind)
