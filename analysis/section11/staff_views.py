"""What staff say of a standard: each of them counted once, however many questions it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.proportions import ProportionInterval, wilson_interval
from analysis.section11.grade_scales import GradeScale, checked_grades, required_column
from analysis.section11.unit_grades import unit_names


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffQuestion:
    """A question of the staff survey and the standard that it mirrors.

    Attributes
    ----------
    name : str
        The question's column.
    standard : str
        The standard.
    scale : GradeScale
        Its keys: which are favourable, and which are no answer in the matter, such as "don't know".
    """

    name: str
    standard: str
    scale: GradeScale


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffView:
    """How staff see one standard.

    Attributes
    ----------
    standard : str
        The standard.
    unit : str or None
        Whose staff; None for all.
    n_favourable : int
        How many see it favourably.
    n_used, n_missing : int
        How many gave an answer that counts, and how many did not.
    share : ProportionInterval
        Their share with Wilson's interval.
    """

    standard: str
    unit: str | None
    n_favourable: int
    n_used: int
    n_missing: int
    share: ProportionInterval


def staff_views(
    answers: pd.DataFrame,
    questions: Sequence[StaffQuestion],
    *,
    agency: str | None = None,
    members: pd.DataFrame | None = None,
    confidence: float = 0.95,
) -> tuple[StaffView, ...]:
    """Count the staff who see each standard favourably, for all and for each unit.

    Parameters
    ----------
    answers : DataFrame
        A row for each respondent, a column of keys for each question; missing where it was not answered or not asked.
    questions : sequence of StaffQuestion
        The questions and the standards that they mirror.
    agency : str, optional
        The column of the respondent's agency; those without one count in the whole only.
    members : DataFrame, optional
        Which agencies are assessed together, see :func:`analysis.section11.unit_grades`.
    confidence : float, default 0.95
        The confidence level of the intervals.

    Returns
    -------
    tuple of StaffView
        For each standard in the order of the questions: first all staff, then each unit by name. These are counts of
        people: in a release they pass the disclosure gate.

    Raises
    ------
    ValueError
        Where a column is not there, or holds a number or what is no key of its scale.

    Notes
    -----
    A respondent sees a standard favourably where more than half of their answers to its questions are favourable keys.
    Keys that are no answer in the matter are left out. So each counts once, and the interval is not narrowed by asking
    the same people several questions.

    References
    ----------
    Wilson, E. B. (1927), Journal of the American Statistical Association 22, 209-212.

    Examples
    --------
    Constructed:

    >>> agree = GradeScale(best_to_worst=("agree", "neither", "disagree"), favourable=("agree",),
    ...                    not_applicable=("dont_know",))
    >>> asked = [StaffQuestion(name=name, standard="st5", scale=agree) for name in ("route", "backed")]
    >>> answers = pd.DataFrame({"route": ["agree", "agree", "disagree", "dont_know"],
    ...                         "backed": ["agree", "disagree", None, None]})
    >>> view = staff_views(answers, asked)[0]
    >>> view.n_favourable, view.n_used, view.n_missing
    (1, 3, 1)
    """
    units = None if agency is None else _units(required_column(answers, agency), unit_names(members))
    by_standard: dict[str, list[StaffQuestion]] = {}
    for question in questions:
        by_standard.setdefault(question.standard, []).append(question)
    return tuple(
        view
        for standard, asked in by_standard.items()
        for view in _views(standard, _opinions(answers, asked), units, confidence)
    )


def _units(column: pd.Series, unit_of: Mapping[str, str]) -> pd.Series:
    names = column.astype(object).where(column.notna(), None)
    return names.map(lambda name: None if name is None else unit_of.get(str(name), str(name)))


def _opinions(answers: pd.DataFrame, asked: Sequence[StaffQuestion]) -> npt.NDArray[np.float64]:
    """1 where favourable answers outweigh the others, 0 where they do not, missing without any."""
    favourable, given = np.zeros(len(answers)), np.zeros(len(answers))
    for question in asked:
        keys = pd.Series(checked_grades(required_column(answers, question.name), question.scale), dtype=object)
        given += keys.isin(question.scale.best_to_worst).to_numpy()
        favourable += keys.isin(question.scale.favourable).to_numpy()
    return np.where(given > 0, (favourable * 2 > given).astype(float), np.nan)


def _views(
    standard: str, opinions: npt.NDArray[np.float64], units: pd.Series | None, confidence: float
) -> list[StaffView]:
    found = [_view(standard, None, opinions, confidence)]
    if units is not None:
        names = units.to_numpy()
        found += [
            _view(standard, unit, opinions[names == unit], confidence) for unit in sorted(units.dropna().unique())
        ]
    return found


def _view(standard: str, unit: str | None, opinions: npt.NDArray[np.float64], confidence: float) -> StaffView:
    known = opinions[~np.isnan(opinions)]
    count = int(known.sum())
    return StaffView(
        standard=standard,
        unit=unit,
        n_favourable=count,
        n_used=len(known),
        n_missing=len(opinions) - len(known),
        share=wilson_interval(count, len(known), confidence=confidence),
    )
