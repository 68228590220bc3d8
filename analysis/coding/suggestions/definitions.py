"""Suggestions before anything is coded: how alike a comment is to the words of each theme."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import numpy as np

from analysis.coding.codeframe.theme import ThemeText
from analysis.coding.suggestions.features import TextFeatures
from analysis.coding.suggestions.records import Suggestion

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST_ALIKE = 0.07
OF_THE_BEST = 0.6  # a second theme is suggested where it is at least this alike, compared with the first
MOST = 3


def suggest_from_definitions(
    comments: Sequence[str], themes: Sequence[ThemeText]
) -> tuple[tuple[Suggestion, ...], ...]:
    """Suggest themes whose label, definition, inclusions and example a comment is like.

    Parameters
    ----------
    comments : sequence of str
        What people wrote. A blank comment has no suggestions.
    themes : sequence of ThemeText
        The codeframe.

    Returns
    -------
    tuple of tuple of Suggestion
        For each comment up to three, the most alike first, in the codeframe's order among equals. None where no theme
        is alike: words that mean the same and share no letters are not seen.

    Raises
    ------
    ValueError
        Where two themes have one name.

    Notes
    -----
    Comments and themes become TF-IDF vectors twice: of words without endings and pairs of them, stop words left out,
    and of stretches of three to five characters, which see through endings and slips of spelling. The likeness is the
    mean of both cosines; the label counts twice; three tenths of the likeness to what a theme excludes are taken away.
    A theme is suggested from 0.07, and beside a better one from six tenths of that.

    References
    ----------
    Manning, C. D., Raghavan, P., Schütze, H. (2008). Introduction to Information Retrieval, chapter 6 (from memory).

    Examples
    --------
    >>> themes = [
    ...     ThemeText(name="funding", label="Funding", definition="Money, waiting times and places on schemes."),
    ...     ThemeText(name="parents", label="Parents", definition="What parents know and need."),
    ... ]
    >>> first, second = suggest_from_definitions(["The scheme has no places left.", "Hm."], themes)
    >>> first[0].theme, first[0].words, second
    ('funding', ('places', 'scheme'), ())
    """
    check_names(themes)
    if not themes:
        return ((),) * len(comments)
    features = TextFeatures(comments, themes)
    likeness = features.likeness(comments)
    return tuple(
        suggest_likeness(comment, row, features, themes) for comment, row in zip(comments, likeness, strict=True)
    )


def suggest_likeness(
    comment: str,
    likeness: NDArray[np.float64],
    features: TextFeatures,
    themes: Sequence[ThemeText],
    among: Collection[int] | None = None,
) -> tuple[Suggestion, ...]:
    """The suggestions of one comment from its likeness to each theme, ``among`` some of the themes."""
    least = max(LEAST_ALIKE, OF_THE_BEST * float(likeness.max(initial=0.0)))
    places = range(len(themes)) if among is None else sorted(among)
    best = sorted((place for place in places if likeness[place] >= least), key=lambda place: -likeness[place])[:MOST]
    return tuple(
        Suggestion(
            theme=themes[place].name,
            source="definitions",
            confidence=float(likeness[place]),
            words=features.shared_words(comment, place),
        )
        for place in best
    )


def check_names(themes: Sequence[ThemeText]) -> None:
    """Refuse two themes of one name, which could not be told apart."""
    seen: set[str] = set()
    for theme in themes:
        if theme.name in seen:
            raise ValueError(f"themes: two are named {theme.name!r}")
        seen.add(theme.name)
