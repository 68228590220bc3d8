"""Recommendations that nobody has turned into an action."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationCover:
    """Which recommendations have an action.

    Attributes
    ----------
    n_recommendations : int
        How many there are.
    without_action : tuple of str
        Those that have none, in their own order.
    estimate : float or None
        The share that has one.
    n_actions_of_none : int
        How many actions name no recommendation, or one that is not on the list.
    why_not : str or None
        Why there is no share.
    """

    n_recommendations: int
    without_action: tuple[str, ...]
    estimate: float | None
    n_actions_of_none: int
    why_not: str | None = None


def recommendation_cover(recommendations: pd.Series, named_by_actions: pd.Series) -> RecommendationCover:
    """Find the recommendations without any action.

    Parameters
    ----------
    recommendations : Series
        The key of every recommendation, each once.
    named_by_actions : Series
        For every action, the key of the recommendation that it carries out; missing where it stands alone.

    Returns
    -------
    RecommendationCover
        Without a share, and with the reason, where there are no recommendations.

    Raises
    ------
    ValueError
        Where a recommendation has no key or a key stands twice.

    Examples
    --------
    >>> cover = recommendation_cover(pd.Series(["R1", "R2", "R3"]), pd.Series(["R1", "R1", "R3", None]))
    >>> cover.without_action, cover.n_actions_of_none
    (('R2',), 1)
    """
    if recommendations.isna().any():
        raise ValueError(f"recommendations has no key in row {recommendations.isna().idxmax()!r}")
    repeated = recommendations[recommendations.duplicated()]
    if len(repeated):
        raise ValueError(f"recommendations holds {repeated.iloc[0]!r} more than once")
    without = recommendations[~recommendations.isin(named_by_actions.dropna())]
    n = len(recommendations)
    return RecommendationCover(
        n_recommendations=n,
        without_action=tuple(str(key) for key in without),
        estimate=(n - len(without)) / n if n else None,
        n_actions_of_none=int((~named_by_actions.isin(recommendations)).sum()),
        why_not=None if n else "There are no recommendations.",
    )
