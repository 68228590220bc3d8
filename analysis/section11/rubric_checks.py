"""Grades that the rubric does not allow: policies alone, evidence that is old, no outcome for children."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.section11.evidence_ages import cutoff_day
from analysis.section11.grade_scales import GradeScale, checked_grades, present_values, required_column, text_column
from analysis.working_days.counting import as_days


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricBreach:
    """One grade that is higher than its evidence allows.

    Attributes
    ----------
    agency, standard, grade : str
        Whose, of what, and which.
    reason : str
        Why it is not allowed.
    """

    agency: str
    standard: str
    grade: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricCheck:
    """What was checked, and what was found.

    Attributes
    ----------
    breaches : tuple of RubricBreach
        By agency and standard; a grade may breach more than one rule.
    n_used : int
        How many grades were high enough to be checked, and could be.
    n_missing : int
        How many were high enough, and could not be checked for want of what the rule asks about.
    rules : tuple of str
        The rules that were checked, in words.
    """

    breaches: tuple[RubricBreach, ...]
    n_used: int
    n_missing: int
    rules: tuple[str, ...]


def policy_only_check(
    rows: pd.DataFrame,
    scale: GradeScale,
    *,
    cap: str,
    policy_only: str = "policy_only",
    agency: str = "agency",
    standard: str = "standard",
    grade: str = "grade",
) -> RubricCheck:
    """List the grades above the cap that rest on policies alone.

    Parameters
    ----------
    rows : DataFrame
        A row for each agency and standard.
    scale : GradeScale
        The keys and their order.
    cap : str
        The best grade that policies alone can reach, such as ``"partly"``.
    policy_only : str
        The column that says whether all its evidence is policies: boolean, missing where that is not known.
    agency, standard, grade : str
        The other columns; a grade may be missing.

    Returns
    -------
    RubricCheck
        A grade above the cap of which it is not known what it rests on is counted as missing, and is no breach.

    Raises
    ------
    ValueError
        Where a column is not there, ``cap`` is no grade of the scale, a grade is a number or no key of it, or
        ``policy_only`` holds something other than yes and no.

    References
    ----------
    The rubric of the Section 11 self-assessment: "Evidence of policies alone reaches this grade at most", of Partly
    met.

    Examples
    --------
    Constructed:

    >>> scale = GradeScale(best_to_worst=("fully", "mostly", "partly", "not_met"), favourable=("fully", "mostly"))
    >>> rows = pd.DataFrame({"agency": ["Police", "School"], "standard": ["st4"] * 2, "grade": ["mostly", "partly"],
    ...                      "policy_only": [True, True]})
    >>> [(one.agency, one.grade) for one in policy_only_check(rows, scale, cap="partly").breaches]
    [('Police', 'mostly')]
    """
    if cap not in scale.best_to_worst:
        raise ValueError(f"cap is {cap!r}, which is none of the grades {list(scale.best_to_worst)}")
    only = _yes_no(rows, policy_only)
    reason = f"policies alone reach {cap} at most"

    def reasons(row: int) -> list[str] | None:
        return None if only[row] is None else [reason] if only[row] else []

    return _check(rows, scale, agency, standard, grade, lambda key: scale.is_better(key, cap), reasons, (reason,))


def top_grade_check(
    rows: pd.DataFrame,
    scale: GradeScale,
    *,
    evidence_date: str,
    assessed_on: str,
    outcome: str,
    limit_months: int = 12,
    agency: str = "agency",
    standard: str = "standard",
    grade: str = "grade",
) -> RubricCheck:
    """List the best grades without evidence that is new enough, or without an outcome for children.

    Parameters
    ----------
    rows : DataFrame
        A row for each agency and standard.
    scale : GradeScale
        The keys and their order; its first grade is checked.
    evidence_date, assessed_on : str
        The columns of the newest evidence's day and of the assessment's. Undated evidence is a breach.
    outcome : str
        The column that says whether an outcome for children is named: boolean, missing where that is not known.
    limit_months : int, default 12
        How old the evidence may be.
    agency, standard, grade : str
        The other columns; a grade may be missing.

    Returns
    -------
    RubricCheck
        A grade without the day of its assessment, or of which it is not known whether it has an outcome, is counted as
        missing.

    Raises
    ------
    ValueError
        Where a column is not there or holds no dates, a grade is a number or no key of the scale, ``outcome`` holds
        something other than yes and no, or ``limit_months`` is below 1.

    References
    ----------
    The rubric of the Section 11 self-assessment: Fully met requires evidence no more than 12 months old and an outcome.

    Examples
    --------
    Constructed:

    >>> scale = GradeScale(best_to_worst=("fully", "mostly", "partly", "not_met"), favourable=("fully", "mostly"))
    >>> rows = pd.DataFrame({"agency": ["Police"], "standard": ["st4"], "grade": ["fully"], "outcome": [False],
    ...                      "evidence": ["2024-01-01"], "assessed": ["2026-01-01"]})
    >>> found = top_grade_check(rows, scale, evidence_date="evidence", assessed_on="assessed", outcome="outcome")
    >>> [one.reason for one in found.breaches]
    ['its evidence is more than 12 months old or undated', 'it names no outcome for children']
    """
    evidence = as_days(required_column(rows, evidence_date), evidence_date)
    assessed = as_days(required_column(rows, assessed_on), assessed_on)
    has_outcome = _yes_no(rows, outcome)
    earliest = {day: cutoff_day(day.item(), limit_months) for day in np.unique(assessed[~np.isnat(assessed)])}
    old, none = f"its evidence is more than {limit_months} months old or undated", "it names no outcome for children"

    def reasons(row: int) -> list[str] | None:
        if np.isnat(assessed[row]) or has_outcome[row] is None:
            return None
        is_new = bool(evidence[row] >= earliest[assessed[row]])  # never true of a missing day
        return [*([] if is_new else [old]), *([] if has_outcome[row] else [none])]

    best = scale.best_to_worst[0]
    return _check(rows, scale, agency, standard, grade, lambda key: key == best, reasons, (old, none))


def _check(
    rows: pd.DataFrame,
    scale: GradeScale,
    agency: str,
    standard: str,
    grade: str,
    is_checked: Callable[[str], bool],
    reasons: Callable[[int], list[str] | None],
    rules: tuple[str, ...],
) -> RubricCheck:
    agencies, standards = text_column(rows, agency), text_column(rows, standard)
    keys = checked_grades(required_column(rows, grade), scale)
    high = [(row, key) for row, key in enumerate(keys) if key in scale.best_to_worst and is_checked(key)]
    found = {row: reasons(row) for row, _ in high}
    breaches = [
        RubricBreach(agency=agencies[row], standard=standards[row], grade=key, reason=reason)
        for row, key in high
        for reason in found[row] or ()
    ]
    unknown = sum(one is None for one in found.values())
    return RubricCheck(
        breaches=tuple(sorted(breaches, key=lambda one: (one.agency, one.standard))),
        n_used=len(high) - unknown,
        n_missing=unknown,
        rules=rules,
    )


def _yes_no(rows: pd.DataFrame, name: str) -> list[bool | None]:
    column = required_column(rows, name)
    try:
        known = column.astype("boolean")
    except (TypeError, ValueError):
        raise ValueError(f"column '{name}' holds something other than yes (True) and no (False)") from None
    found: list[bool | None] = present_values(known)
    return found
