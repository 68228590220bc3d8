"""Which agency was looked at on which standard, and how long ago."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from analysis.section11.evidence_ages import EvidenceAges, cutoff_day, evidence_ages
from analysis.section11.grade_scales import required_column, text_column
from analysis.section11.unit_grades import check_standards, unit_names
from analysis.working_days.counting import as_days

CellState = Literal["current", "old", "undated", "none", "not applicable"]
Cell = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageCell:
    """What there is of one unit and standard.

    Attributes
    ----------
    unit, standard : str
        Whose, and of what.
    state : {"current", "old", "undated", "none", "not applicable"}
        By the newest dated evidence: within the limit or older; "undated" where none of it has a date.
    last : date or None
        The day of the newest.
    age_days : int or None
        How many days ago that was.
    n_records : int
        How many pieces of evidence there are, those dated later left out.
    """

    unit: str
    standard: str
    state: CellState
    last: date | None
    age_days: int | None
    n_records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageSummary:
    """Coverage of one standard, one unit, or all.

    Attributes
    ----------
    name : str
        Of which.
    n_expected : int
        How many cells should have evidence: all but those not applicable.
    n_current, n_old, n_undated, n_none, n_not_applicable : int
        How many there are of each state.
    estimate : float or None
        Current ones, as a share of those expected.
    ages : EvidenceAges
        The ages of the newest evidence of each expected cell.
    why_not : str or None
        Why there is no share.
    """

    name: str
    n_expected: int
    n_current: int
    n_old: int
    n_undated: int
    n_none: int
    n_not_applicable: int
    estimate: float | None
    ages: EvidenceAges
    why_not: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageMatrix:
    """Units against standards, with the age of the newest evidence.

    Attributes
    ----------
    as_of : date
        The day of the ages.
    units, standards : tuple of str
        Its rows and its columns.
    rows : tuple of tuple of CoverageCell
        The cells, a row for each unit.
    by_unit, by_standard : tuple of CoverageSummary
        The margins.
    overall : CoverageSummary
        All cells.
    n_later : int
        How many pieces of evidence are dated after the day and were left out.
    """

    as_of: date
    units: tuple[str, ...]
    standards: tuple[str, ...]
    rows: tuple[tuple[CoverageCell, ...], ...]
    by_unit: tuple[CoverageSummary, ...]
    by_standard: tuple[CoverageSummary, ...]
    overall: CoverageSummary
    n_later: int


def coverage_matrix(
    evidence: pd.DataFrame,
    *,
    agencies: Iterable[str],
    standards: Sequence[str],
    as_of: date,
    agency: str = "agency",
    standard: str = "standard",
    dated: str = "date",
    members: pd.DataFrame | None = None,
    not_applicable: pd.DataFrame | None = None,
    limit_months: int = 12,
) -> CoverageMatrix:
    """Lay out the newest evidence of every unit and standard.

    Parameters
    ----------
    evidence : DataFrame
        A row for each piece of evidence, from whatever source: a self-assessment, a walkabout, an audit.
    agencies : iterable of str
        The agencies that should be covered; one that is named several times, since it spans partnerships, counts once.
    standards : sequence of str
        All standards, in their own order.
    as_of : date
        The day on which the ages are wanted.
    agency, standard, dated : str
        The columns. A date may be missing.
    members : DataFrame, optional
        Which agencies are assessed together, see :func:`analysis.section11.unit_grades`.
    not_applicable : DataFrame, optional
        Columns ``agency`` and ``standard``: duties that an agency does not have. A unit's cell is not applicable where
        it is so for each of its agencies, and there is no evidence.
    limit_months : int, default 12
        Evidence is old when it is older than this.

    Returns
    -------
    CoverageMatrix
        Every unit with every standard. Evidence of an agency that is not among ``agencies`` adds its unit.

    Raises
    ------
    ValueError
        Where a column is not there, an agency or a standard is missing, a standard is not among ``standards``, a value
        is no date, or an agency is a member of two units.

    References
    ----------
    Barnsley's scrutineer: to "extend its reach and the extent of assurance". Devon's safeguarding arrangements (2018)
    for agencies assessed once and councils assessed together.

    Examples
    --------
    Constructed:

    >>> evidence = pd.DataFrame({"agency": ["Police", "Northdale"], "standard": ["st1", "st1"],
    ...                          "date": ["2026-01-10", "2024-06-01"]})
    >>> members = pd.DataFrame({"agency": ["Northdale", "Southdale"], "unit": ["District councils"] * 2})
    >>> matrix = coverage_matrix(evidence, agencies=["Police", "Police", "Northdale", "Southdale"],
    ...                          standards=["st1"], as_of=date(2026, 3, 31), members=members)
    >>> [(row[0].unit, row[0].state, row[0].age_days) for row in matrix.rows], matrix.overall.estimate
    ([('District councils', 'old', 668), ('Police', 'current', 80)], 0.5)
    """
    cutoff = cutoff_day(as_of, limit_months)
    unit_of = unit_names(members)
    days = as_days(required_column(evidence, dated), dated)
    later = days > np.datetime64(as_of, "D")
    found = _by_cell(evidence, days, ~later, agency, standard, tuple(standards), unit_of)
    of_unit = _agencies_of_units(agencies, evidence, agency, unit_of)
    exempt = _exempt(not_applicable, of_unit, tuple(standards))
    rows = tuple(
        tuple(_cell(unit, one, found.get((unit, one)), (unit, one) in exempt, as_of, cutoff) for one in standards)
        for unit in sorted(of_unit)
    )

    def summary(name: str, cells: Iterable[CoverageCell]) -> CoverageSummary:
        return _summary(name, list(cells), as_of, limit_months)

    return CoverageMatrix(
        as_of=as_of,
        units=tuple(sorted(of_unit)),
        standards=tuple(standards),
        rows=rows,
        by_unit=tuple(summary(unit, row) for unit, row in zip(sorted(of_unit), rows, strict=True)),
        by_standard=tuple(summary(one, (row[place] for row in rows)) for place, one in enumerate(standards)),
        overall=summary("all", (cell for row in rows for cell in row)),
        n_later=int(later.sum()),
    )


def _by_cell(
    evidence: pd.DataFrame,
    days: np.ndarray,
    usable: np.ndarray,
    agency: str,
    standard: str,
    standards: tuple[str, ...],
    unit_of: Mapping[str, str],
) -> dict[Cell, list[date | None]]:
    agencies, named = text_column(evidence, agency), text_column(evidence, standard)
    check_standards(dict.fromkeys(named), standards, standard)
    found: dict[Cell, list[date | None]] = {}
    for row, day in enumerate(days.tolist()):
        if usable[row]:
            found.setdefault((unit_of.get(agencies[row], agencies[row]), named[row]), []).append(day)
    return found


def _agencies_of_units(
    agencies: Iterable[str], evidence: pd.DataFrame, agency: str, unit_of: Mapping[str, str]
) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name in (*map(str, agencies), *dict.fromkeys(text_column(evidence, agency))):
        found.setdefault(unit_of.get(name, name), set()).add(name)
    return found


def _exempt(
    not_applicable: pd.DataFrame | None, of_unit: Mapping[str, set[str]], standards: tuple[str, ...]
) -> set[Cell]:
    """The cells of units of which every agency is exempt, or that are named themselves."""
    if not_applicable is None:
        return set()
    named = text_column(not_applicable, "standard")
    check_standards(dict.fromkeys(named), standards, "standard")
    pairs = set(zip(text_column(not_applicable, "agency"), named, strict=True))
    return {
        (unit, one)
        for unit, names in of_unit.items()
        for one in standards
        if (unit, one) in pairs or all((name, one) in pairs for name in (names - {unit} or names))
    }


def _cell(
    unit: str, standard: str, days: list[date | None] | None, exempt: bool, as_of: date, cutoff: np.datetime64
) -> CoverageCell:
    last = max((day for day in days or () if day is not None), default=None)
    state: CellState
    if last is not None:
        state = "old" if np.datetime64(last, "D") < cutoff else "current"
    elif days:
        state = "undated"
    else:
        state = "not applicable" if exempt else "none"
    return CoverageCell(
        unit=unit,
        standard=standard,
        state=state,
        last=last,
        age_days=None if last is None else (as_of - last).days,
        n_records=len(days or ()),
    )


def _summary(name: str, cells: list[CoverageCell], as_of: date, limit_months: int) -> CoverageSummary:
    states = [cell.state for cell in cells]
    expected = [cell for cell in cells if cell.state != "not applicable"]
    n_current = states.count("current")
    return CoverageSummary(
        name=name,
        n_expected=len(expected),
        n_current=n_current,
        n_old=states.count("old"),
        n_undated=states.count("undated"),
        n_none=states.count("none"),
        n_not_applicable=states.count("not applicable"),
        estimate=n_current / len(expected) if expected else None,
        ages=evidence_ages(
            pd.Series([cell.last for cell in expected], dtype=object, name="date"),
            as_of=as_of,
            limit_months=limit_months,
        ),
        why_not=None if expected else "No evidence is expected, so there is no share.",
    )
