"""Who graded which case how: the one form in which every statistic of agreement takes its grades.

A grade is a key of a scale, never a number: the same digit is the best grade of one scale and the worst of another.
Not applicable and don't know are no grades. They are missing, and how many there are of each is kept beside the grades.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

MISSING = "missing"
NOT_BLIND = "not blind"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ratings:
    """The grades of some cases by some raters.

    Attributes
    ----------
    cases : Index
        What was graded, one entry a row; every entry occurs once.
    raters : tuple of str
        Who graded: agencies, coders, or the own and the moderated grade.
    grades : tuple of str
        The keys of the scale, those that nobody gave included; in the scale's order where it has one.
    ordered : bool
        Whether that order means anything.
    codes : array of int, shape (cases, raters)
        The position of each grade in ``grades``; −1 where there is none.
    absences : mapping of str to int
        How many grades are missing, by kind: each key of ``absent``, ``"missing"`` and ``"not blind"``.
    clusters : array of int, shape (cases,), or None
        Rows that were graded together, such as the questions of one case file, share a number: a bootstrap then draws
        whole clusters. None where each row stands for itself.
    """

    cases: pd.Index[Any]
    raters: tuple[str, ...]
    grades: tuple[str, ...]
    ordered: bool
    codes: NDArray[np.intp]
    absences: Mapping[str, int]
    clusters: NDArray[np.intp] | None = None

    @property
    def complete(self) -> NDArray[np.bool_]:
        """Which cases have a grade of every rater."""
        return np.asarray((self.codes >= 0).all(axis=1), dtype=bool)

    def of_complete_cases(self) -> Ratings:
        """The cases with a grade of every rater; the absences stay those of all cases."""
        keep = self.complete
        clusters = None if self.clusters is None else self.clusters[keep]
        return replace(self, cases=self.cases[keep], codes=self.codes[keep], clusters=clusters)

    def of(self, raters: Sequence[str]) -> Ratings:
        """The grades of some of the raters, in the order asked for; absences that are not theirs are not told apart."""
        for rater in raters:
            if rater not in self.raters:
                raise ValueError(f"there is no rater '{rater}'; the raters are {', '.join(self.raters)}")
        codes = self.codes[:, [self.raters.index(rater) for rater in raters]]
        return Ratings(
            cases=self.cases,
            raters=tuple(raters),
            grades=self.grades,
            ordered=self.ordered,
            codes=codes,
            absences={MISSING: int((codes < 0).sum())},
            clusters=self.clusters,
        )


def ratings_from_wide(
    frame: pd.DataFrame,
    *,
    grades: Sequence[str] | None = None,
    absent: Sequence[str] = (),
    not_blind: pd.DataFrame | None = None,
    clusters: pd.Series[Any] | None = None,
) -> Ratings:
    """Grades from a frame with a row for each case and a column for each rater.

    Parameters
    ----------
    frame : DataFrame
        Columns of categoricals that share one list of categories, or of text. What is missing (NaN, None, NA, empty
        text) counts as missing. The index says which case a row is, and no case may stand there twice.
    grades : sequence of str, optional
        The keys of the scale in its order. Without it, the categories of the columns are the scale, ordered where they
        are; columns of text alone make an unordered scale of the keys found, in alphabetical order.
    absent : sequence of str, optional
        Keys that are no grades, such as those of "not applicable" and "don't know".
    not_blind : DataFrame of bool, optional
        The rows and columns of ``frame``; True where a grade was given after the others could be seen. Those grades
        are left out and counted.
    clusters : Series, optional
        For each row of ``frame`` what it belongs to, where rows are not independent of each other.

    Returns
    -------
    Ratings

    Raises
    ------
    ValueError
        Where a column or a case occurs twice, a column holds numbers or a key that is neither a grade nor absent,
        columns have different categories, or ``not_blind`` or ``clusters`` do not fit the frame.

    Examples
    --------
    >>> frame = pd.DataFrame({"police": ["good", "poor", None], "health": ["good", "n/a", "good"]})
    >>> ratings = ratings_from_wide(frame, grades=["poor", "fair", "good"], absent=["n/a"])
    >>> ratings.codes.tolist(), dict(ratings.absences)
    ([[2, 2], [0, -1], [-1, 2]], {'n/a': 1, 'missing': 1})
    """
    _refuse_twice(frame.columns, "column")
    _refuse_twice(frame.index, "case")
    columns = {str(name): frame[name] for name in frame.columns}
    for name, column in columns.items():
        _refuse_numbers(name, column)
    keys, ordered = _scale(columns, grades, absent)
    positions = [_positions(name, column, (*keys, *absent)) for name, column in columns.items()]
    codes = np.column_stack(positions) if positions else np.empty((len(frame), 0), dtype=np.intp)
    late = _late(frame, not_blind)
    absences = _absences(np.where(late, -1, codes), len(keys), absent)
    if not_blind is not None:
        absences[NOT_BLIND] = int(late.sum())
        absences[MISSING] -= absences[NOT_BLIND]
    return Ratings(
        cases=frame.index,
        raters=tuple(columns),
        grades=keys,
        ordered=ordered,
        codes=np.where(late | (codes >= len(keys)), -1, codes),
        absences=absences,
        clusters=_clusters(frame, clusters),
    )


def as_ratings(
    ratings: pd.DataFrame | Ratings, grades: Sequence[str] | None = None, absent: Sequence[str] = ()
) -> Ratings:
    """What a statistic was given, as ratings; a frame is read with :func:`ratings_from_wide`."""
    if isinstance(ratings, pd.DataFrame):
        return ratings_from_wide(ratings, grades=grades, absent=absent)
    if grades is not None or absent:
        raise ValueError("grades and absent are given with a frame; these ratings have their scale already")
    return ratings


def _refuse_twice(labels: pd.Index[Any], what: str) -> None:
    if not labels.is_unique:
        raise ValueError(f"{what} '{labels[labels.duplicated()][0]}' occurs more than once")


def _refuse_numbers(name: str, column: pd.Series[Any]) -> None:
    kind = column.dtype
    values = kind.categories.dtype if isinstance(kind, pd.CategoricalDtype) else kind
    if pd.api.types.is_numeric_dtype(values) and column.notna().any():
        raise ValueError(
            f"column '{name}' holds numbers ({kind}); a grade is a key, because numbers do not say which end is best"
        )


def _scale(
    columns: Mapping[str, pd.Series[Any]], grades: Sequence[str] | None, absent: Sequence[str]
) -> tuple[tuple[str, ...], bool]:
    """The keys of the scale, and whether they are in order."""
    if grades is not None:
        keys = tuple(grades)
        _refuse_twice(pd.Index([*keys, *absent], dtype="object"), "grade")
        return keys, True
    kinds = {name: one.dtype for name, one in columns.items() if isinstance(one.dtype, pd.CategoricalDtype)}
    if not kinds:
        found = {value for column in columns.values() for value in column.dropna().unique()}
        _refuse_other_than_text(columns)
        return tuple(sorted(key for key in found - set(absent) if key.strip())), False
    (first, scale), *others = kinds.items()
    for name, kind in others:
        if list(kind.categories) != list(scale.categories) or kind.ordered != scale.ordered:
            raise ValueError(
                f"column '{name}' has the categories {list(kind.categories)}, but '{first}' has "
                f"{list(scale.categories)}{', in order' if scale.ordered else ''}; give the grades"
            )
    return tuple(str(key) for key in scale.categories if key not in set(absent)), bool(scale.ordered)


def _refuse_other_than_text(columns: Mapping[str, pd.Series[Any]]) -> None:
    for name, column in columns.items():
        for value in column.dropna().unique():
            if not isinstance(value, str):
                raise ValueError(f"column '{name}' holds {value!r}, which is not the key of a grade")


def _positions(name: str, column: pd.Series[Any], keys: Sequence[str]) -> NDArray[np.intp]:
    """The position in ``keys`` of each value of a column, −1 where it is missing."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        values, codes = pd.Index(column.cat.categories, dtype="object"), column.cat.codes.to_numpy()
    else:
        codes, found = pd.factorize(column)  # the distinct values are few
        values = pd.Index(found, dtype="object")
    places = np.append(pd.Index(list(keys), dtype="object").get_indexer(values), -1)
    used = np.unique(codes[codes >= 0])
    for value in values[used[places[used] < 0]]:
        if not (isinstance(value, str) and not value.strip()):
            raise ValueError(f"column '{name}' holds '{value}', which is not among the grades {list(keys)}")
    positions: NDArray[np.intp] = places[codes]
    return positions


def _late(frame: pd.DataFrame, not_blind: pd.DataFrame | None) -> NDArray[np.bool_]:
    if not_blind is None:
        return np.zeros(frame.shape, dtype=bool)
    if not (frame.index.equals(not_blind.index) and frame.columns.equals(not_blind.columns)):
        raise ValueError("not_blind does not have the rows and columns of the grades")
    return np.column_stack(
        [booleans(not_blind[name], f"not_blind, column '{name}',") for name in frame.columns]
    ).reshape(frame.shape)


def booleans(column: pd.Series[Any], what: str) -> NDArray[np.bool_]:
    """A column of truth values as an array; a value that is missing or no truth value is refused."""
    wrong = column[~column.isin([True, False]) | column.isna()]
    if len(wrong) or not (pd.api.types.is_bool_dtype(column.dtype) or column.dtype == object):
        value = wrong.iloc[0] if len(wrong) else column.dtype
        raise ValueError(f"{what} must hold True or False, and holds {value}")
    return column.to_numpy(dtype=bool)


def _absences(codes: NDArray[np.intp], n_grades: int, absent: Sequence[str]) -> dict[str, int]:
    found = {key: int((codes == n_grades + place).sum()) for place, key in enumerate(absent)}
    return {**found, MISSING: int((codes < 0).sum())}


def _clusters(frame: pd.DataFrame, clusters: pd.Series[Any] | None) -> NDArray[np.intp] | None:
    if clusters is None:
        return None
    if not frame.index.equals(clusters.index):
        raise ValueError("clusters does not have the rows of the grades")
    codes, _ = pd.factorize(clusters)
    if (codes < 0).any():
        raise ValueError(f"clusters is missing for case '{frame.index[codes < 0][0]}'")
    return codes
