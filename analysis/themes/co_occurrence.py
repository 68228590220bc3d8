"""Which themes come together in one comment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.themes.frames import CodedComments


@dataclass(frozen=True, slots=True, kw_only=True)
class CoOccurrence:
    """Comments that two themes have in common.

    Attributes
    ----------
    themes : tuple of str
        The rows and the columns.
    counts : tuple of tuple of int
        Comments with both themes; on the diagonal, comments with the theme.
    jaccard : tuple of tuple of (float or None)
        Comments with both of the comments with either, between 0 and 1; None where neither theme was given.
    n_used : int
        Comments that have a theme.
    n_missing : int
        Comments that have none.
    method : str
        What was counted.
    why_not : str or None
        Why there is nothing to see.
    """

    themes: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    jaccard: tuple[tuple[float | None, ...], ...]
    n_used: int
    n_missing: int
    method: str
    why_not: str | None = None


def co_occurrence(coded: CodedComments) -> CoOccurrence:
    """Count the comments that each two themes have in common.

    Parameters
    ----------
    coded : CodedComments
        From :func:`analysis.themes.coded_comments`. Themes count as they were given: with those within them, a theme
        would always come together with what it is part of.

    Notes
    -----
    J(a, b) = n(a and b) / (n(a) + n(b) − n(a and b)).

    References
    ----------
    Jaccard, P. (1912). The distribution of the flora in the alpine zone. New Phytologist 11, 37-50 (from memory).
    """
    own = coded.own.astype(np.int64)
    both = own.T @ own
    each = np.diag(both)
    either = each[:, None] + each[None, :] - both
    share = np.divide(both, either, out=np.full(both.shape, np.nan), where=either > 0)
    used = int(coded.own.any(axis=1).sum())
    return CoOccurrence(
        themes=coded.names,
        counts=tuple(tuple(map(int, row)) for row in both),
        jaccard=tuple(tuple(None if np.isnan(one) else float(one) for one in row) for row in share),
        n_used=used,
        n_missing=len(coded.comments) - used,
        method="comments with both themes, as they were given",
        why_not=None if used else "No comment has a theme.",
    )
