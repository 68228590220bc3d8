"""The framework matrix: a row a case, a column a theme, and in each cell what the case said of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from analysis.themes.frames import CodedComments
from analysis.themes.quotes import ClearedQuote, checked_quotes


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkCell:
    """What one case said of one theme.

    Attributes
    ----------
    comments : tuple of str
        What the comments are called, in their order.
    strengths, concerns : int
        How many of them call it the one and the other.
    quotes : tuple of ClearedQuote
        Those that were cleared; the words of other comments are not here.
    """

    comments: tuple[str, ...]
    strengths: int
    concerns: int
    quotes: tuple[ClearedQuote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkMatrix:
    """Cases by themes.

    Attributes
    ----------
    cases, themes : tuple of str
        The rows and the columns.
    cells : tuple of tuple of FrameworkCell
        A row for each case.
    n_used, n_missing : int
        Comments of the cases, and comments of no case.
    why_not : str or None
        Why there is no matrix.
    """

    cases: tuple[str, ...]
    themes: tuple[str, ...]
    cells: tuple[tuple[FrameworkCell, ...], ...]
    n_used: int
    n_missing: int
    why_not: str | None = None

    def cell(self, case: str, theme: str) -> FrameworkCell:
        """One cell; ValueError where there is no such case or theme."""
        if case not in self.cases:
            raise ValueError(f"case: there is no {case!r}")
        if theme not in self.themes:
            raise ValueError(f"theme: there is no {theme!r}")
        return self.cells[self.cases.index(case)][self.themes.index(theme)]


def framework_matrix(
    coded: CodedComments, case: str = "respondent", *, quotes: Iterable[ClearedQuote] = ()
) -> FrameworkMatrix:
    """Arrange coded comments by case and theme.

    Parameters
    ----------
    coded : CodedComments
        From :func:`analysis.themes.coded_comments`. A theme has the comments of the themes within it too.
    case : str, default "respondent"
        The column of the comments that says which case, visit, group or person they are of.
    quotes : iterable of ClearedQuote
        What may be quoted; each stands in every cell of its comment's case and themes.

    Raises
    ------
    ValueError
        Where there is no such column.
    NotCleared
        Where a quotation is not cleared.

    References
    ----------
    Ritchie, J., Spencer, L. (1994). Qualitative data analysis for applied policy research. In Bryman, A., Burgess, R.
    G. (eds.), Analyzing Qualitative Data, 173-194 (from memory).
    """
    by_comment: dict[str, list[ClearedQuote]] = {}
    for quote in checked_quotes(quotes):
        by_comment.setdefault(quote.comment, []).append(quote)
    groups, names = coded.groups(case)
    keys = np.array([str(key) for key in coded.comments.index], dtype=object)
    rows: list[list[list[int]]] = [[[] for _ in coded.names] for _ in names]
    for row, column in zip(*np.nonzero(coded.marks & (groups >= 0)[:, None]), strict=True):
        rows[groups[row]][column].append(int(row))
    cells = tuple(
        tuple(_cell(coded, places, column, keys, by_comment) for column, places in enumerate(row)) for row in rows
    )
    used = int((groups >= 0).sum())
    return FrameworkMatrix(
        cases=names,
        themes=coded.names,
        cells=cells,
        n_used=used,
        n_missing=len(coded.comments) - used,
        why_not=None if names else "No comment says which case it is of.",
    )


def _cell(
    coded: CodedComments,
    places: list[int],
    column: int,
    keys: np.ndarray,
    by_comment: dict[str, list[ClearedQuote]],
) -> FrameworkCell:
    comments = tuple(keys[place] for place in places)
    return FrameworkCell(
        comments=comments,
        strengths=int(coded.stances["strength"][places, column].sum()),
        concerns=int(coded.stances["concern"][places, column].sum()),
        quotes=tuple(quote for comment in comments for quote in by_comment.get(comment, ())),
    )
