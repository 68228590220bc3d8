"""Coded comments cut into parts, so that each is scored by a model that has not seen it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def folds_of(comments: Sequence[str], given: NDArray[np.bool_], folds: int, *, seed: int) -> NDArray[np.intp]:
    """The part of each comment, from 0 to ``folds`` − 1.

    Parameters
    ----------
    comments : sequence of str
        Equal comments come into one part; otherwise a model would be asked what it was told.
    given : array of bool, shape (comments, themes)
        The themes of each. Those of a rare theme are spread first, so that every part has some of it.
    folds : int
        How many parts.
    seed : int
        Another seed cuts otherwise. The order of the comments makes no difference.

    References
    ----------
    After Sechidis, K., Tsoumakas, G., Vlahavas, I. (2011). On the stratification of multi-label data. ECML PKDD,
    145-158 (from memory).
    """
    themes: dict[str, NDArray[np.bool_]] = {}
    for comment, row in zip(comments, given, strict=True):
        themes[comment] = themes[comment] | row if comment in themes else row
    often = given.sum(axis=0)
    rarest = {comment: _rarest(row, often) for comment, row in themes.items()}
    order = sorted(themes, key=lambda comment: (often[rarest[comment]] if rarest[comment] >= 0 else np.inf,
                                                rarest[comment], _drawn(comment, seed)))  # fmt: skip
    part: dict[str, int] = {}
    sizes = Counter(dict.fromkeys(range(folds), 0))
    of_theme: Counter[tuple[int, int]] = Counter()
    for comment in order:
        fold = min(range(folds), key=lambda one: (of_theme[one, rarest[comment]], sizes[one], one))
        part[comment] = fold
        sizes[fold] += 1
        of_theme.update((fold, int(theme)) for theme in np.flatnonzero(themes[comment]))
        if rarest[comment] < 0:
            of_theme[fold, -1] += 1
    return np.array([part[comment] for comment in comments], dtype=np.intp)


def _rarest(row: NDArray[np.bool_], often: NDArray[np.intp]) -> int:
    """The rarest of a comment's themes; −1 where it has none."""
    own = np.flatnonzero(row)
    return int(min(own, key=lambda theme: (often[theme], theme))) if own.size else -1


def _drawn(comment: str, seed: int) -> bytes:
    return sha256(f"{seed}\n{comment}".encode(errors="surrogatepass")).digest()
