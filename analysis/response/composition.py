"""Composition: whether those who answered are made up like those who were invited.

Two numbers say how far they are apart. The index of dissimilarity is the share of the answers that would have to come
from other groups for the composition to be right. The R-indicator is 1 where all groups answered at the same rate.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import pandas as pd

from analysis.response.groups import GroupResponse, group_responses


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupComposition:
    """One group among those invited and among those who answered.

    ``rate`` is None where nobody was invited; ``difference`` is ``share_answered`` − ``share_invited``.
    """

    label: str
    invited: int
    answered: int
    rate: float | None
    share_invited: float
    share_answered: float
    difference: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """How like those invited those who answered are.

    Attributes
    ----------
    estimate : float or None
        The R-indicator of the response rates as they are, between 0 and 1; None where there is none.
    adjusted : float or None
        The same, corrected for what chance alone makes the rates of small groups differ.
    dissimilarity : float or None
        The index of dissimilarity, between 0 and 1.
    groups : tuple of GroupComposition
        The groups in the frame's order.
    n_used, n_missing : int or None
        How many answered, and how many were invited and did not.
    method : str
        What the numbers are.
    why_not : str or None
        Why there are none.
    """

    estimate: float | None
    adjusted: float | None
    dissimilarity: float | None
    groups: tuple[GroupComposition, ...]
    n_used: int
    n_missing: int | None
    method: str
    why_not: str | None = None


def response_composition(frame: pd.DataFrame, by: str) -> Composition:
    """Compare those who answered with those who were invited, by one breakdown.

    Parameters
    ----------
    frame : DataFrame
        The round's frame (:class:`analysis.round_data.RoundData`): a row for each combination of breakdown values, a
        column for each breakdown, ``invited`` and ``answered``.
    by : str
        The breakdown: ``agency``, ``locality`` …

    Returns
    -------
    Composition
        Without numbers, and with the reason, where a group's size is not known, where more of a group answered than
        were invited, where nobody answered and where there are fewer than two groups.

    Raises
    ------
    ValueError
        Where ``by`` is no breakdown of the frame, or a number of the frame is missing, negative or not whole.

    Notes
    -----
    With N_h invited in group h, r_h answers, rates q_h = r_h/N_h, N = Σ N_h, r = Σ r_h and q = r/N:

        D = ½ Σ |r_h/r − N_h/N|,  S² = Σ N_h (q_h − q)²/(N − 1),  R = 1 − 2S.

    R is 0 where half answer always and half never, and 1 where all groups answer alike; the few results under 0 that
    the divisor N − 1 lets through in tiny frames are 0. Where groups are small, chance alone spreads their rates and
    pulls R down. If everybody answers independently with the probability of their group, S² comes out too large by
    Σ (1 − N_h/N) q_h(1 − q_h)/(N − 1) on average; ``adjusted`` takes this away, with q_h(1 − q_h) N_h/(N_h − 1) for the
    unknown product, down to S² = 0. Groups of one say nothing of their own spread and are not corrected for.

    Both depend on the breakdown: they say nothing of differences within groups, and numbers from other breakdowns
    cannot be compared with these.

    References
    ----------
    Schouten, B., Cobben, F. and Bethlehem, J. (2009). Indicators for the representativeness of survey response. Survey
    Methodology 35, 101-113 (R). Shlomo, N., Skinner, C. and Schouten, B. (2012). Estimation of an indicator of the
    representativeness of survey response. Journal of Statistical Planning and Inference 142, 201-211 (that R needs
    correcting; the correction here is for a frame known in full and was derived for it). Duncan, O. D. and Duncan, B.
    (1955). A methodological analysis of segregation indexes. American Sociological Review 20, 210-217 (D).

    Examples
    --------
    >>> frame = pd.DataFrame({"agency": ["Police", "Health"], "invited": [50, 50], "answered": [10, 30]})
    >>> result = response_composition(frame, "agency")
    >>> round(result.estimate, 3), round(result.adjusted, 3), result.dissimilarity
    (0.598, 0.608, 0.25)
    """
    groups = group_responses(frame, by)
    method = f"R-indicator and index of dissimilarity by {by}"
    answered = sum(group.answered for group in groups)
    why_not = _why_not(groups, answered)
    sizes = [group.invited for group in groups if group.invited is not None]
    if why_not is not None:
        return Composition(
            estimate=None,
            adjusted=None,
            dissimilarity=None,
            groups=(),
            n_used=answered,
            n_missing=sum(sizes) - answered if len(sizes) == len(groups) and sum(sizes) >= answered else None,
            method=method,
            why_not=why_not,
        )
    invited = sum(sizes)
    rows = tuple(_row(group, invited, answered) for group in groups)
    spread = _spread(rows, invited, answered / invited)
    return Composition(
        estimate=_indicator(spread),
        adjusted=_indicator(spread - _by_chance(rows, invited)),
        dissimilarity=sum(abs(row.difference) for row in rows) / 2,
        groups=rows,
        n_used=answered,
        n_missing=invited - answered,
        method=method,
    )


def _why_not(groups: tuple[GroupResponse, ...], answered: int) -> str | None:
    for group in groups:
        if group.invited is None:
            return f"It is not known how many of {group.label} were invited, so the composition cannot be compared."
        if group.is_contradictory:
            return f"More of {group.label} answered ({group.answered:,}) than were invited ({group.invited:,})."
    if sum(1 for group in groups if group.invited) < 2:
        return "There are fewer than two groups, so there is no composition to compare."
    if answered == 0:
        return "Nobody answered, so there is no composition to compare."
    return None


def _row(group: GroupResponse, invited: int, answered: int) -> GroupComposition:
    size = group.invited or 0
    return GroupComposition(
        label=group.label,
        invited=size,
        answered=group.answered,
        rate=group.answered / size if size else None,
        share_invited=size / invited,
        share_answered=group.answered / answered,
        difference=group.answered / answered - size / invited,
    )


def _spread(rows: tuple[GroupComposition, ...], invited: int, mean: float) -> float:
    """S², the variance of the rates over all who were invited."""
    return sum(row.invited * (row.rate - mean) ** 2 for row in rows if row.rate is not None) / (invited - 1)


def _by_chance(rows: tuple[GroupComposition, ...], invited: int) -> float:
    """How much of S² chance alone accounts for, on average."""
    return sum(
        (1 - row.share_invited) * row.rate * (1 - row.rate) * row.invited / (row.invited - 1)
        for row in rows
        if row.rate is not None and row.invited > 1
    ) / (invited - 1)


def _indicator(spread: float) -> float:
    return max(0.0, 1 - 2 * sqrt(max(0.0, spread)))
