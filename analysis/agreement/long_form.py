"""Grades in long form: a row for each grade, which says the case, the agency and the grade."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.agreement.ratings import Ratings, booleans, ratings_from_wide


def ratings_from_long(
    frame: pd.DataFrame,
    *,
    case: str | Sequence[str] = "case",
    agency: str = "agency",
    grade: str = "grade",
    grades: Sequence[str] | None = None,
    absent: Sequence[str] = (),
    not_blind: str | None = None,
    cluster: str | None = None,
) -> Ratings:
    """Grades from a frame with a row for each grade.

    Parameters
    ----------
    frame : DataFrame
        A row for each grade. Cases and agencies keep the order in which they first occur. An agency without a row
        for a case has not graded it.
    case : str or sequence of str
        The column, or columns, that say what was graded: ``["case", "question"]`` where each case file was graded
        question by question.
    agency, grade : str
        The columns that say who graded, and how; the grade as in :func:`~analysis.agreement.ratings_from_wide`.
    grades, absent : sequence of str, optional
        As in :func:`~analysis.agreement.ratings_from_wide`.
    not_blind : str, optional
        The column of bool that says which grades were given after the others could be seen. They are left out and
        counted.
    cluster : str, optional
        The column that says which rows were graded together, such as ``"case"`` beside ``["case", "question"]``.

    Returns
    -------
    Ratings

    Raises
    ------
    ValueError
        Where a column is not there, a case or an agency is missing, an agency has two rows for one case, a case
        belongs to two clusters, or a grade is refused by :func:`~analysis.agreement.ratings_from_wide`.

    Examples
    --------
    >>> frame = pd.DataFrame({"case": ["Heron", "Heron", "Otter"], "agency": ["police", "health", "health"],
    ...                       "grade": ["good", "fair", "good"]})
    >>> ratings = ratings_from_long(frame, grades=["poor", "fair", "good"])
    >>> ratings.raters, ratings.codes.tolist()
    (('police', 'health'), [[2, 1], [-1, 2]])
    """
    names = [case] if isinstance(case, str) else list(case)
    _refuse_gaps(frame, [*names, agency, *([cluster] if cluster else [])])
    for name in (grade, not_blind):
        if name is not None and name not in frame.columns:
            raise ValueError(f"there is no column '{name}'")
    rows, cases = pd.factorize(_labels(frame, names))
    columns, agencies = pd.factorize(frame[agency])
    _refuse_duplicates(frame, names, agency, rows * max(1, len(agencies)) + columns)
    wide = _wide(frame[grade], rows, columns, cases, agencies)
    late = None
    if not_blind is not None:
        marks = np.zeros(wide.shape, dtype=bool)
        marks[rows, columns] = booleans(frame[not_blind], f"column '{not_blind}'")
        late = pd.DataFrame(marks, index=wide.index, columns=wide.columns)
    clusters = None if cluster is None else _one_cluster_each(frame[cluster], rows, wide.index)
    return ratings_from_wide(wide, grades=grades, absent=absent, not_blind=late, clusters=clusters)


def _refuse_gaps(frame: pd.DataFrame, names: Sequence[str]) -> None:
    for name in names:
        if name not in frame.columns:
            raise ValueError(f"there is no column '{name}'")
        if frame[name].isna().any():
            raise ValueError(f"column '{name}' is missing in row '{frame.index[frame[name].isna()][0]}'")


def _labels(frame: pd.DataFrame, names: Sequence[str]) -> pd.Index[Any]:
    return pd.Index(frame[names[0]]) if len(names) == 1 else pd.MultiIndex.from_frame(frame[list(names)])


def _refuse_duplicates(frame: pd.DataFrame, names: Sequence[str], agency: str, places: NDArray[np.intp]) -> None:
    twice = pd.Series(places).duplicated().to_numpy()
    if twice.any():
        row = frame[twice].iloc[0]
        what = ", ".join(str(row[name]) for name in names)
        raise ValueError(f"agency '{row[agency]}' graded case '{what}' more than once")


def _wide(
    values: pd.Series[Any], rows: NDArray[np.intp], columns: NDArray[np.intp], cases: Any, agencies: Any
) -> pd.DataFrame:
    """The cells of the wide frame, each column of the type of the grades."""
    kind = values.dtype
    as_found = kind if isinstance(kind, pd.CategoricalDtype) else pd.CategoricalDtype(list(values.dropna().unique()))
    cells = np.full((len(cases), len(agencies)), -1, dtype=np.intp)
    cells[rows, columns] = values.astype(as_found).cat.codes
    by_agency = {
        str(name): pd.Categorical.from_codes(cells[:, place], dtype=as_found) for place, name in enumerate(agencies)
    }
    wide = pd.DataFrame(by_agency, index=pd.Index(cases))
    return wide if isinstance(kind, pd.CategoricalDtype) else wide.astype(object)


def _one_cluster_each(clusters: pd.Series[Any], rows: NDArray[np.intp], index: pd.Index[Any]) -> pd.Series[Any]:
    codes, found = pd.factorize(clusters)
    first = np.full(len(index), -1, dtype=np.intp)
    first[rows[::-1]] = codes[::-1]
    other = codes != first[rows]
    if other.any():
        raise ValueError(f"case '{index[rows[other][0]]}' belongs to more than one cluster")
    return pd.Series(np.asarray(found, dtype=object)[first] if len(index) else [], index=index, dtype=object)
