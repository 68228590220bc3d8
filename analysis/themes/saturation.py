"""Whether more comments still bring new themes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.themes.frames import CodedComments

BASE_SIZE = 4
RUN_LENGTH = 2
THRESHOLD = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Saturation:
    """How themes came up, comment by comment.

    Attributes
    ----------
    found : tuple of int
        Distinct themes after each coded comment, in the order of the comments.
    expected : tuple of float
        Distinct themes to be expected after so many comments taken in any order.
    first_seen : tuple of (str, int)
        Each theme with the number, from 1, of the comment that brought it.
    reached_after : int or None
        After how many comments a run of them first brought less than the threshold.
    new_in_last_run : float or None
        Themes new in the last run, for each theme of the base.
    n_used, n_missing : int
        Comments with a theme, and comments without one, which are passed over.
    method : str
        Base, run and threshold.
    why_not : str or None
        Why nothing is said of saturation.
    """

    found: tuple[int, ...]
    expected: tuple[float, ...]
    first_seen: tuple[tuple[str, int], ...]
    reached_after: int | None
    new_in_last_run: float | None
    n_used: int
    n_missing: int
    method: str
    why_not: str | None = None


def saturation(
    coded: CodedComments,
    *,
    base_size: int = BASE_SIZE,
    run_length: int = RUN_LENGTH,
    threshold: float = THRESHOLD,
) -> Saturation:
    """Follow the themes through the comments.

    Parameters
    ----------
    coded : CodedComments
        From :func:`analysis.themes.coded_comments`; the comments in the order in which they came in or were coded.
    base_size : int, default 4
        How many comments the later ones are compared with.
    run_length : int, default 2
        How many comments make a run.
    threshold : float, default 0.05
        A run that brings at most this many new themes for each theme of the base ends the search; between 0 and 1.

    Raises
    ------
    ValueError
        Where a size is less than 1, or ``threshold`` not between 0 and 1.

    Notes
    -----
    The saturation ratio of a run is its number of new themes by the number of themes in the base. Runs overlap: one
    ends at every comment after the base. A codeframe that was fixed beforehand can only run full; saturation speaks of
    themes that were found in the comments. The expected curve is the rarefaction of N comments of which m_t have theme
    t: E(n) = Σ_t 1 − C(N − m_t, n)/C(N, n). The base and run above are those proposed for interviews; a comment holds
    far less than an interview, so give larger ones.

    References
    ----------
    Guest, G., Namey, E., Chen, M. (2020). A simple method to assess and report thematic saturation in qualitative
    research. PLoS ONE 15(5): e0232076. Hurlbert, S. H. (1971). The nonconcept of species diversity. Ecology 52,
    577-586, for the rarefaction (both from memory).
    """
    for name, size in (("base_size", base_size), ("run_length", run_length)):
        if size < 1:
            raise ValueError(f"{name} is {size}; it is at least 1")
    if not 0 <= threshold <= 1:
        raise ValueError(f"threshold is {threshold}, which is not between 0 and 1")
    own = coded.own[coded.own.any(axis=1)]
    count = len(own)
    first = np.where(own.any(axis=0), own.argmax(axis=0), count) if count else np.zeros(0, dtype=int)
    found = np.searchsorted(np.sort(first), np.arange(count), side="right")
    enough = count >= base_size + run_length
    new = (found[base_size + run_length - 1 :] - found[base_size - 1 : count - run_length]) if enough else np.zeros(0)
    ratio = new / found[base_size - 1] if enough else np.zeros(0)
    quiet = np.flatnonzero(ratio <= threshold)
    order = sorted(np.flatnonzero(first < count), key=lambda place: (first[place], place)) if count else []
    return Saturation(
        found=tuple(map(int, found)),
        expected=expected_themes(own.sum(axis=0), count) if count else (),
        first_seen=tuple((coded.names[place], int(first[place]) + 1) for place in order),
        reached_after=int(quiet[0]) + base_size + run_length if quiet.size else None,
        new_in_last_run=float(ratio[-1]) if enough else None,
        n_used=count,
        n_missing=len(coded.comments) - count,
        method=f"base of {base_size} comments, runs of {run_length}, at most {threshold:.0%} new",
        why_not=None if enough else _too_few(count, base_size + run_length),
    )


def expected_themes(mentions: np.ndarray, comments: int) -> tuple[float, ...]:
    """How many distinct themes 1, 2, … of the comments are expected to have, drawn without order.

    Parameters
    ----------
    mentions : array of int, shape (themes,)
        How many of the comments have each theme.
    comments : int
        How many there are.

    Raises
    ------
    ValueError
        Where a theme has more mentions than there are comments, or fewer than none.

    Notes
    -----
    As for :func:`saturation`: 1 − C(N − m, n)/C(N, n) is the chance that n of N comments hold one of the m that have
    the theme.

    References
    ----------
    Hurlbert (1971), as for :func:`saturation`.

    Examples
    --------
    Two comments, one theme in both and one in the first alone:

    >>> expected_themes(np.array([2, 1]), 2)
    (1.5, 2.0)
    """
    if len(mentions) and not (mentions.min() >= 0 and mentions.max() <= comments):
        raise ValueError(f"mentions runs from {mentions.min()} to {mentions.max()}, with {comments} comments")
    expected = np.zeros(comments)
    drawn = np.arange(comments)
    for count, themes in zip(*np.unique(mentions[mentions > 0], return_counts=True), strict=True):
        # The chance that none of the first n has the theme is a product: (N−m−i)/(N−i) over the i drawn before.
        absent = np.cumprod(np.clip(comments - count - drawn, 0, None) / (comments - drawn))
        expected += themes * (1 - absent)
    return tuple(map(float, expected))


def _too_few(count: int, needed: int) -> str:
    have = "One comment has" if count == 1 else f"{count or 'No'} comments have"
    return f"{have} a theme; saturation needs {needed}."
