"""How often each theme was mentioned, by how many people, and whether as a strength or a concern."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.proportions import wilson_interval
from analysis.themes.frames import CodedComments, Marks

Groups = NDArray[np.intp]
DETACHED = "The comments stand detached from who wrote them, so people cannot be counted."


@dataclass(frozen=True, slots=True, kw_only=True)
class StrengthToConcern:
    """How many comments call a theme a strength for each that calls it a concern.

    Attributes
    ----------
    estimate : float or None
        Strengths divided by concerns.
    low, high : float or None
        The limits of its interval.
    strengths, concerns, n_used : int
        Comments of the one kind, of the other, and both added. A comment that is both counts in each.
    method : str
        What the interval is.
    why_not : str or None
        Why there is no ratio.
    """

    estimate: float | None
    low: float | None
    high: float | None
    strengths: int
    concerns: int
    n_used: int
    method: str
    why_not: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeMention:
    """One theme of the summary, with everything within it.

    Attributes
    ----------
    theme, label : str
        Its name and its name for people.
    parent : str or None
        The theme that it is part of.
    depth : int
        0 at the top.
    mentions : int
        Comments with this theme or one within it, each once.
    own_mentions : int
        Comments that were given this very theme.
    share : float or None
        ``mentions`` of all comments; None where there are none.
    respondents, agencies, forums : int or None
        Distinct people, agencies and forums behind the mentions; None where the comments do not say.
    neutral : int
        Comments that mention it neither as a strength nor as a concern.
    strength_to_concern : StrengthToConcern
        The strengths and concerns, and their ratio.
    """

    theme: str
    label: str
    parent: str | None
    depth: int
    mentions: int
    own_mentions: int
    share: float | None
    respondents: int | None
    agencies: int | None
    forums: int | None
    neutral: int
    strength_to_concern: StrengthToConcern


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeMentions:
    """Every theme of a codeframe.

    Attributes
    ----------
    themes : tuple of ThemeMention
        In the codeframe's order, found or not.
    n_used : int
        How many comments there are.
    coded : int
        How many of them have a theme.
    n_missing : int
        How many codings are of comments that are not there.
    respondents : int or None
        Distinct people behind all comments.
    why_not : str or None
        Why people are not counted.
    """

    themes: tuple[ThemeMention, ...]
    n_used: int
    coded: int
    n_missing: int
    respondents: int | None
    why_not: str | None = None


def theme_mentions(
    coded: CodedComments, *, respondent: str = "respondent", agency: str = "agency", forum: str = "forum"
) -> ThemeMentions:
    """Count each theme of a codeframe.

    Parameters
    ----------
    coded : CodedComments
        From :func:`analysis.themes.coded_comments`.
    respondent, agency, forum : str
        The columns of the comments that say whose they are. One that is not there is not counted; a comment that says
        nothing of it counts as a mention and for nobody.

    Notes
    -----
    A theme has its own comments and those of every theme within it, each once: where one person gave two comments on
    two themes of one parent, the parent has two mentions and one respondent.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.coding.codeframe import Codeframe, ThemeText
    >>> from analysis.themes import coded_comments
    >>> frame = Codeframe(title="Hub", version=1, themes=(
    ...     ThemeText(name="work", label="Work"), ThemeText(name="pay", label="Pay", parent="work")))
    >>> comments = pd.DataFrame({"respondent": ["r1", "r1", "r2"]}, index=["a", "b", "c"])
    >>> codings = pd.DataFrame({"comment": ["a", "b"], "theme": ["work", "pay"]})
    >>> work, pay = theme_mentions(coded_comments(comments, codings, frame)).themes
    >>> work.mentions, work.respondents, pay.mentions
    (2, 1, 1)
    """
    columns = {name: _groups(coded, name) for name in (respondent, agency, forum)}
    people = columns[respondent]
    everybody = _distinct(people, np.ones(len(coded.comments), dtype=bool))
    return ThemeMentions(
        themes=tuple(
            _mention(coded, place, people, columns[agency], columns[forum]) for place in range(len(coded.codeframe))
        ),
        n_used=len(coded.comments),
        coded=int(coded.own.any(axis=1).sum()),
        n_missing=coded.n_missing,
        respondents=everybody,
        why_not=None if everybody is not None else DETACHED,
    )


def _mention(
    coded: CodedComments, place: int, people: Groups | None, agencies: Groups | None, forums: Groups | None
) -> ThemeMention:
    theme, marks = coded.codeframe.themes[place], coded.marks[:, place]
    strength, concern = coded.stances["strength"][:, place], coded.stances["concern"][:, place]
    return ThemeMention(
        theme=theme.name,
        label=theme.label,
        parent=theme.parent,
        depth=len(coded.codeframe.lineage_of(theme.name)) - 1,
        mentions=int(marks.sum()),
        own_mentions=int(coded.own[:, place].sum()),
        share=float(marks.mean()) if len(marks) else None,
        respondents=_distinct(people, marks),
        agencies=_distinct(agencies, marks),
        forums=_distinct(forums, marks),
        neutral=int((marks & ~strength & ~concern).sum()),
        strength_to_concern=strength_to_concern(int(strength.sum()), int(concern.sum())),
    )


def strength_to_concern(strengths: int, concerns: int, *, confidence: float = 0.95) -> StrengthToConcern:
    """The ratio of strengths to concerns, with its interval.

    Parameters
    ----------
    strengths, concerns : int
        Numbers of comments.
    confidence : float, default 0.95
        The confidence level.

    Returns
    -------
    StrengthToConcern
        Without a ratio, and with the reason, where there are no concerns.

    Raises
    ------
    ValueError
        Where a number is negative, or ``confidence`` not between 0 and 1.

    Notes
    -----
    With the Wilson limits l and u of the share of strengths among both, the ratio lies between l/(1 − l) and
    u/(1 − u). That takes the comments as independent, which those of one person are not.

    References
    ----------
    Wilson (1927), see :func:`analysis.proportions.wilson_interval`.

    Examples
    --------
    >>> ratio = strength_to_concern(81, 182)
    >>> round(ratio.estimate, 4), round(ratio.low, 4), round(ratio.high, 4)
    (0.4451, 0.3428, 0.5778)
    >>> strength_to_concern(3, 0).why_not
    'Nobody called it a concern, so there is no ratio.'
    """
    if strengths < 0 or concerns < 0:
        raise ValueError(f"strengths and concerns are {strengths} and {concerns}; a number of comments is not negative")
    share = wilson_interval(strengths, strengths + concerns, confidence=confidence)
    defined = concerns > 0 and share.low is not None and share.high is not None
    return StrengthToConcern(
        estimate=strengths / concerns if concerns else None,
        low=_odds(share.low) if defined else None,
        high=_odds(share.high) if defined else None,
        strengths=strengths,
        concerns=concerns,
        n_used=strengths + concerns,
        method=f"odds of the {share.method} limits",
        why_not=None if concerns else "Nobody called it a concern, so there is no ratio.",
    )


def _odds(share: float | None) -> float | None:
    return None if share is None or share >= 1 else share / (1 - share)


def _groups(coded: CodedComments, column: str) -> Groups | None:
    return coded.groups(column)[0] if column in coded.comments.columns else None


def _distinct(groups: Groups | None, marks: Marks) -> int | None:
    """How many groups are behind the marked comments."""
    if groups is None:
        return None
    found = groups[marks]
    return int((np.bincount(found[found >= 0]) > 0).sum())
