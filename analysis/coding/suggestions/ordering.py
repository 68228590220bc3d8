"""Which comment to code next, so that few codings teach much."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from analysis.coding.suggestions.features import TextFeatures

if TYPE_CHECKING:
    from numpy.typing import NDArray


def most_useful_order(
    comments: Sequence[str], uncertainty: NDArray[np.float64] | None, *, most: int
) -> tuple[int, ...]:
    """Put comments in order of what coding them would teach.

    Parameters
    ----------
    comments : sequence of str
        Those to be coded.
    uncertainty : array of float, shape (n,), or None
        How unsure a model is of each; None where there is no model, and all count alike.
    most : int
        How many are chosen one by one; the rest follow in order of uncertainty.

    Returns
    -------
    tuple of int
        Every place once. Blank comments come last; equal ones in the order they came.

    Notes
    -----
    Each time the comment with the greatest uncertainty · (1 + typicality) · (1 − likeness to those already chosen) is
    next, typicality being its likeness to the mean comment. Without a model that is a spread over all that was said.
    After Settles, B. (2012). Active Learning, sections 2 and 5 (information density; from memory).
    """
    weight = np.ones(len(comments)) if uncertainty is None else uncertainty.astype(float)
    blank = np.array([not comment.strip() for comment in comments], dtype=bool)
    if not len(comments) or blank.all():
        return tuple(range(len(comments)))
    matrix = TextFeatures(comments, ()).matrix(comments)
    matrix = matrix / np.sqrt(2)  # its two halves have length 1 each
    typical = np.asarray(matrix @ np.asarray(matrix.mean(axis=0)).ravel()).ravel()
    value = np.where(blank, -1.0, weight * (1 + typical))
    chosen: list[int] = []
    alike = np.zeros(len(comments))
    left = ~blank
    for _ in range(min(most, int(left.sum()))):
        place = int(np.argmax(np.where(left, value * (1 - alike), -1.0)))
        chosen.append(place)
        left[place] = False
        alike = np.maximum(alike, np.clip(np.asarray((matrix @ matrix[[place]].T).todense()).ravel(), 0.0, 1.0))
    rest = sorted(np.flatnonzero(left).tolist(), key=lambda place: -value[place])
    return (*chosen, *rest, *np.flatnonzero(blank).tolist())
