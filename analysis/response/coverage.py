"""Coverage: of which agencies and other strata anybody, or enough people, answered.

A good response rate can hide a whole agency that is silent. Coverage names it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from analysis.response.groups import group_responses

CoverageState = Literal["covered", "under minimum", "nobody", "nobody invited"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCoverage:
    """One agency or other stratum: whether enough of it answered."""

    label: str
    invited: int | None
    answered: int
    state: CoverageState


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How much of those invited stands in strata of which enough people answered.

    Attributes
    ----------
    estimate : float or None
        The share of all who were invited that is in covered strata; None where it cannot be computed.
    groups : tuple of GroupCoverage
        The strata in the frame's order.
    minimum : int
        How many must have answered for a stratum to be covered.
    covered, under_minimum, nobody : tuple of str
        The strata of which at least the minimum, fewer, and nobody answered. Strata of which nobody was invited and
        nobody answered are in none of the three.
    n_used : int
        How many answered in all.
    n_missing : int
        Strata of unknown size.
    method : str
        What is divided by what.
    sentence : str
        The coverage in words.
    why_not : str or None
        Why there is no share.
    """

    estimate: float | None
    groups: tuple[GroupCoverage, ...]
    minimum: int
    covered: tuple[str, ...]
    under_minimum: tuple[str, ...]
    nobody: tuple[str, ...]
    n_used: int
    n_missing: int
    method: str
    sentence: str
    why_not: str | None = None


def stratum_coverage(frame: pd.DataFrame, by: str, *, minimum: int = 1) -> Coverage:
    """Coverage of the strata of a round.

    Parameters
    ----------
    frame : DataFrame
        The round's frame (:class:`analysis.round_data.RoundData`): a row for each combination of breakdown values, a
        column for each breakdown, ``invited`` (missing where not known) and ``answered``.
    by : str
        The breakdown: ``agency``, ``locality`` …
    minimum : int, default 1
        How many must have answered for a stratum to be covered.

    Returns
    -------
    Coverage
        Without a share, and with the reason, where a stratum's size is not known, where nobody was invited and where
        more of a stratum answered than were invited. The strata are listed all the same.

    Raises
    ------
    ValueError
        Where ``minimum`` is less than 1, ``by`` is no breakdown of the frame, or a number of the frame is missing,
        negative or not whole.

    Notes
    -----
    Σ invited over covered strata ÷ Σ invited over all. It is about strata, not about people: a covered stratum may
    still have a low response rate. A stratum of unknown size of which enough answered is covered.

    References
    ----------
    Own definition, of the strata that a round can speak for.

    Examples
    --------
    >>> agencies = ["Police", "Health", "Schools"]
    >>> frame = pd.DataFrame({"agency": agencies, "invited": [20, 60, 20], "answered": [6, 9, 0]})
    >>> result = stratum_coverage(frame, "agency", minimum=5)
    >>> result.estimate, result.nobody
    (0.8, ('Schools',))
    >>> result.sentence
    '2 of 3 have at least 5 answers, and 80% of those invited are in them. Nobody answered in Schools.'
    """
    if minimum < 1:
        raise ValueError(f"minimum is {minimum}, which is less than one answer")
    groups = tuple(
        GroupCoverage(
            label=group.label,
            invited=group.invited,
            answered=group.answered,
            state=_state(group.invited, group.answered, minimum),
        )
        for group in group_responses(frame, by)
    )
    why_not = _why_not(groups)
    estimate = None if why_not else _invited(groups, "covered") / _invited(groups)
    return Coverage(
        estimate=estimate,
        groups=groups,
        minimum=minimum,
        covered=_labels(groups, "covered"),
        under_minimum=_labels(groups, "under minimum"),
        nobody=_labels(groups, "nobody"),
        n_used=sum(group.answered for group in groups),
        n_missing=sum(group.invited is None for group in groups),
        method="invited in covered strata ÷ invited",
        sentence=_sentence(groups, minimum, estimate),
        why_not=why_not,
    )


def _state(invited: int | None, answered: int, minimum: int) -> CoverageState:
    if answered >= minimum:
        return "covered"
    if answered > 0:
        return "under minimum"
    return "nobody invited" if invited == 0 else "nobody"


def _why_not(groups: tuple[GroupCoverage, ...]) -> str | None:
    for group in groups:
        if group.invited is None:
            return f"It is not known how many of {group.label} were invited, so there is no share."
        if group.answered > group.invited:
            return f"More of {group.label} answered ({group.answered:,}) than were invited ({group.invited:,})."
    if not _invited(groups):
        return "Nobody was invited, so there is no coverage."
    return None


def _invited(groups: tuple[GroupCoverage, ...], state: CoverageState | None = None) -> int:
    return sum(group.invited or 0 for group in groups if state is None or group.state == state)


def _labels(groups: tuple[GroupCoverage, ...], state: CoverageState) -> tuple[str, ...]:
    return tuple(group.label for group in groups if group.state == state)


def _sentence(groups: tuple[GroupCoverage, ...], minimum: int, estimate: float | None) -> str:
    asked = [group for group in groups if group.state != "nobody invited"]
    if not asked:
        return "Nobody was invited."
    answers = "1 answer" if minimum == 1 else f"{minimum:,} answers"
    covered = len(_labels(groups, "covered"))
    share = "" if estimate is None else f", and {estimate:.0%} of those invited are in them"
    parts = [f"{covered} of {len(asked)} {'has' if covered == 1 else 'have'} at least {answers}{share}."]
    if silent := _labels(groups, "nobody"):
        parts.append(f"Nobody answered in {_listed(silent)}.")
    if few := _labels(groups, "under minimum"):
        parts.append(f"Fewer than {answers} came from {_listed(few)}.")
    return " ".join(parts)


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
