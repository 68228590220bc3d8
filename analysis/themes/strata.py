"""Themes by agency, forum or another stratum, where that breakdown is allowed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from analysis.themes.frames import CodedComments

SMALLEST_GROUP = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemesByStratum:
    """How many comments of each stratum have each theme.

    Attributes
    ----------
    column : str
        What the strata are of.
    themes, strata : tuple of str
        The rows and the columns of the table.
    mentions : tuple of tuple of int
        Comments with the theme, from the stratum; a theme has those of the themes within it too.
    comments : tuple of int
        All comments of each stratum: what the mentions are out of.
    withheld : tuple of str
        Strata that are not shown because too few wrote, and the next smallest where it would be one alone.
    n_used, n_missing : int
        Comments in the table, and comments that are not: of withheld strata or of none.
    why_not : str or None
        Why there is no table.
    """

    column: str
    themes: tuple[str, ...]
    strata: tuple[str, ...]
    mentions: tuple[tuple[int, ...], ...]
    comments: tuple[int, ...]
    withheld: tuple[str, ...]
    n_used: int
    n_missing: int
    why_not: str | None = None


def themes_by_stratum(
    coded: CodedComments,
    column: str,
    *,
    allowed: Collection[str],
    respondent: str = "respondent",
    smallest_group: int = SMALLEST_GROUP,
) -> ThemesByStratum:
    """Count each theme in each stratum.

    Parameters
    ----------
    coded : CodedComments
        From :func:`analysis.themes.coded_comments`.
    column : str
        The column of the comments to break them down by.
    allowed : collection of str
        The breakdowns that were fixed when the round opened.
    respondent : str
        The column that says who wrote; where there is none, comments are counted in place of people.
    smallest_group : int, default 5
        Strata of fewer people are withheld. Where that is one alone, its numbers would be the total less the others',
        so the next smallest is withheld with it.

    Raises
    ------
    ValueError
        Where the breakdown is not allowed, there is no such column, or ``smallest_group`` is less than 1.

    Notes
    -----
    This protects the small strata as a whole. It does not protect small cells: what leaves the QA group passes the
    disclosure gate.
    """
    if column not in allowed:
        raise ValueError(f"column: {column!r} is not among the breakdowns allowed for this round")
    if smallest_group < 1:
        raise ValueError(f"smallest_group is {smallest_group}; it is at least 1")
    groups, names = coded.groups(column)
    sizes = np.bincount(groups[groups >= 0], minlength=len(names))
    hidden = _withheld(_people(coded, groups, len(names), respondent), smallest_group)
    shown = [place for place in range(len(names)) if place not in hidden]
    table = np.array([coded.marks[groups == place].sum(axis=0) for place in shown], dtype=int).T
    n_used = int(sizes[shown].sum())
    return ThemesByStratum(
        column=column,
        themes=coded.names,
        strata=tuple(names[place] for place in shown),
        mentions=tuple(tuple(map(int, row)) for row in table) if shown else ((),) * len(coded.names),
        comments=tuple(int(sizes[place]) for place in shown),
        withheld=tuple(names[place] for place in sorted(hidden)),
        n_used=n_used,
        n_missing=len(coded.comments) - n_used,
        why_not=None if shown else "No stratum is large enough to be shown.",
    )


def _people(coded: CodedComments, groups: np.ndarray, strata: int, respondent: str) -> np.ndarray:
    """How many wrote in each stratum; comments that do not say who wrote count as one person in each."""
    if respondent not in coded.comments.columns:
        return np.bincount(groups[groups >= 0], minlength=strata)
    people = coded.groups(respondent)[0]
    pairs = np.unique(np.column_stack([groups, people])[groups >= 0], axis=0)
    return np.bincount(pairs[:, 0], minlength=strata) if len(pairs) else np.zeros(strata, dtype=int)


def _withheld(people: np.ndarray, smallest: int) -> set[int]:
    small = {place for place, count in enumerate(people) if count < smallest}
    others = [place for place in range(len(people)) if place not in small]
    if len(small) == 1 and others:
        small.add(min(others, key=lambda place: (people[place], place)))
    return small
