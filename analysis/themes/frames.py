"""Comments and codings as frames, checked against each other and the codeframe once, for every summary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.coding.codeframe.frame import Codeframe
from analysis.round_data import Stance

Marks = NDArray[np.bool_]
STANCES: tuple[Stance, ...] = get_args(Stance)
NEEDED = ("comment", "theme")


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedComments:
    """Which comment has which theme.

    Attributes
    ----------
    comments : DataFrame
        A row a comment, as it was given.
    codeframe : Codeframe
        The themes, in the order of the columns of what follows.
    own : array of bool, shape (comments, themes)
        Whether somebody gave the comment this very theme.
    marks : array of bool, shape (comments, themes)
        The same, a theme having every comment of the themes within it too.
    stances : mapping of stance to array of bool, shape (comments, themes)
        As ``marks``, for the codings of one stance.
    n_missing : int
        How many codings are of comments that are not there: the answer may have been corrected since.
    """

    comments: pd.DataFrame
    codeframe: Codeframe
    own: Marks
    marks: Marks
    stances: Mapping[Stance, Marks]
    n_missing: int

    @property
    def names(self) -> tuple[str, ...]:
        """The themes' names."""
        return tuple(theme.name for theme in self.codeframe)

    def groups(self, column: str) -> tuple[NDArray[np.intp], tuple[str, ...]]:
        """The group of each comment in a column, −1 where it has none, and the groups' names in order.

        Raises
        ------
        ValueError
            Where there is no such column.
        """
        if column not in self.comments.columns:
            raise ValueError(f"comments has no column {column!r}")
        codes, values = pd.factorize(self.comments[column], sort=True)
        return np.asarray(codes, dtype=np.intp), tuple(map(str, values))


def coded_comments(comments: pd.DataFrame, codings: pd.DataFrame, codeframe: Codeframe) -> CodedComments:
    """Put comments and codings together.

    Parameters
    ----------
    comments : DataFrame
        Indexed by what each comment is called; a column for each thing known of it, such as ``respondent``, ``agency``,
        ``forum`` or a stratum, missing where it is not known. No column is needed.
    codings : DataFrame
        A row for each theme given to a comment, with the columns ``comment`` and ``theme`` and, if known, ``stance``
        (strength, concern or neutral; missing is neutral) and ``coder``. A theme that two coders gave, or one gave
        twice, counts once.
    codeframe : Codeframe
        The themes.

    Raises
    ------
    ValueError
        Where two comments are called the same, a needed column is missing, or a theme or a stance is not known.
    """
    _check(comments, codings, codeframe)
    rows = comments.index.get_indexer(pd.Index(codings["comment"]))
    known = rows >= 0
    columns = pd.Index([theme.name for theme in codeframe]).get_indexer(pd.Index(codings["theme"]))[known]
    within = _within(codeframe)
    own = _marks(len(comments), len(codeframe), rows[known], columns)
    stance = _stances(codings)[known]
    by_stance = {
        one: _marks(len(comments), len(codeframe), rows[known][stance == one], columns[stance == one]) @ within
        for one in STANCES
    }
    return CodedComments(
        comments=comments,
        codeframe=codeframe,
        own=own,
        marks=own @ within,
        stances=by_stance,
        n_missing=int((~known).sum()),
    )


def _check(comments: pd.DataFrame, codings: pd.DataFrame, codeframe: Codeframe) -> None:
    if not comments.index.is_unique:
        twice = comments.index[comments.index.duplicated()][0]
        raise ValueError(f"comments: two rows are called {twice!r}")
    for column in NEEDED:
        if column not in codings.columns:
            raise ValueError(f"codings has no column {column!r}")
    unknown = sorted(set(codings["theme"].astype(object)) - {theme.name for theme in codeframe}, key=str)
    if unknown:
        raise ValueError(f"codings: the theme {unknown[0]!r} is not in the codeframe '{codeframe.title}'")
    wrong = sorted(set(_stances(codings)) - set(STANCES), key=str)
    if wrong:
        raise ValueError(f"codings: the stance {wrong[0]!r} is none of {', '.join(STANCES)}")


def _stances(codings: pd.DataFrame) -> NDArray[np.object_]:
    if "stance" not in codings.columns:
        return np.full(len(codings), "neutral", dtype=object)
    return codings["stance"].astype(object).where(codings["stance"].notna(), "neutral").to_numpy(dtype=object)


def _marks(rows: int, columns: int, row: NDArray[np.intp], column: NDArray[np.intp]) -> Marks:
    marks = np.zeros((rows, columns), dtype=bool)
    marks[row, column] = True
    return marks


def _within(codeframe: Codeframe) -> Marks:
    """Whether the theme of the row is the theme of the column or lies within it."""
    place = {theme.name: position for position, theme in enumerate(codeframe)}
    within = np.zeros((len(place), len(place)), dtype=bool)
    for name, position in place.items():
        within[position, [place[one] for one in codeframe.lineage_of(name)]] = True
    return within
