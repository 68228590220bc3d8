"""Whose grade it is: agencies that are assessed together count as one, and an agency in several areas counts once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandas as pd

from analysis.section11.grade_scales import GradeScale, checked_grades, present_values, required_column, text_column
from analysis.working_days.counting import as_days

GradeState = Literal["graded", "not applicable", "missing", "differing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitGrade:
    """What one assessment unit has for one standard.

    Attributes
    ----------
    unit, standard : str
        Whose, and of what.
    state : {"graded", "not applicable", "missing", "differing"}
        "differing" where records of the same standing give different grades: none of them is then counted.
    grade : str or None
        The key of the grade, where it is graded.
    assessed_on : date or None
        The day of the record that it was taken from, where that is known.
    version : str or None
        The version of the standard it was graded on; None where it is not known, or not one.
    records : tuple of str
        The agencies that it was taken from; where they differ, each with its grade.
    exceptions : tuple of str
        Members whose own record differs from the joint one, each with its grade.
    """

    unit: str
    standard: str
    state: GradeState
    grade: str | None = None
    assessed_on: date | None = None
    version: str | None = None
    records: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitGrades:
    """A grade, or the want of one, for every assessment unit and standard.

    Attributes
    ----------
    scale : GradeScale
        The keys and their order.
    standards, units : tuple of str
        The standards in their own order, the units by name.
    cells : tuple of UnitGrade
        Unit after unit, each with every standard.
    n_records : int
        How many rows there were.
    """

    scale: GradeScale
    standards: tuple[str, ...]
    units: tuple[str, ...]
    cells: tuple[UnitGrade, ...]
    n_records: int

    @property
    def by_cell(self) -> dict[tuple[str, str], UnitGrade]:
        """The cells by unit and standard."""
        return {(cell.unit, cell.standard): cell for cell in self.cells}

    @property
    def differing(self) -> tuple[UnitGrade, ...]:
        """The cells that could not be settled."""
        return tuple(cell for cell in self.cells if cell.state == "differing")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Record:
    agency: str
    grade: str | None
    assessed_on: date | None
    version: str | None


def unit_grades(
    rows: pd.DataFrame,
    scale: GradeScale,
    *,
    standards: Sequence[str],
    agency: str = "agency",
    standard: str = "standard",
    grade: str = "grade",
    assessed_on: str | None = None,
    version: str | None = None,
    members: pd.DataFrame | None = None,
    agencies: Iterable[str] = (),
) -> UnitGrades:
    """Settle the grade of every assessment unit from the records of its agencies.

    Parameters
    ----------
    rows : DataFrame
        A row for each agency and standard, in any order; more than one where several partnerships hold a record.
    scale : GradeScale
        The keys and their order.
    standards : sequence of str
        All standards, in their own order.
    agency, standard, grade : str
        The columns. A grade is a key of the scale, or missing; numbers are refused.
    assessed_on, version : str, optional
        The columns of the day of the record and of the version of the standard.
    members : DataFrame, optional
        Which agencies are assessed together: columns ``agency`` and ``unit``. An agency that it does not name is a unit
        by itself.
    agencies : iterable of str
        The agencies that should have a record, so that one without any is seen to be missing.

    Returns
    -------
    UnitGrades
        Every unit with every standard, those without a grade included.

    Raises
    ------
    ValueError
        Where a column is not there, an agency or a standard is missing, a standard is not among ``standards``, a grade
        is a number or no key of the scale, a date is none, or an agency is a member of two units.

    Notes
    -----
    Of one agency's records of a standard that with the latest day counts; undated ones only where none is dated. In a
    unit, the record under the unit's own name is the joint one and decides, and members that differ from it are listed
    as exceptions. Without a joint record the members' grades count where they are all the same, those without a grade
    and those to which the standard does not apply left aside. Records of the same standing that differ settle nothing:
    the cell says so, and is in no denominator.

    References
    ----------
    Devon's safeguarding arrangements (2018): "District councils will be assessed collectively", and agencies across
    several areas "will not be asked to complete more than one Section 11 assessment".

    Examples
    --------
    Constructed: a police force that two partnerships have a record of, and two councils assessed together.

    >>> scale = GradeScale(best_to_worst=("fully", "mostly", "partly", "not_met"), favourable=("fully", "mostly"))
    >>> rows = pd.DataFrame({
    ...     "agency": ["Police", "Police", "Northdale", "Southdale"],
    ...     "standard": ["st1"] * 4,
    ...     "grade": ["mostly", "mostly", "partly", "partly"],
    ... })
    >>> members = pd.DataFrame({"agency": ["Northdale", "Southdale"], "unit": ["District councils"] * 2})
    >>> found = unit_grades(rows, scale, standards=["st1"], members=members)
    >>> [(cell.unit, cell.grade) for cell in found.cells]
    [('District councils', 'partly'), ('Police', 'mostly')]
    """
    unit_of = unit_names(members)
    records = _records(rows, scale, tuple(standards), agency, standard, grade, assessed_on, version, unit_of)
    named = {unit_of.get(one, one) for one in map(str, agencies)}
    units = sorted({unit for unit, _ in records} | named)
    return UnitGrades(
        scale=scale,
        standards=tuple(standards),
        units=tuple(units),
        cells=tuple(_settled(unit, one, records.get((unit, one), []), scale) for unit in units for one in standards),
        n_records=len(rows),
    )


def unit_names(members: pd.DataFrame | None) -> dict[str, str]:
    """The unit of each agency that is a member of one; an agency in two is refused."""
    if members is None:
        return {}
    found: dict[str, str] = {}
    for agency, unit in zip(text_column(members, "agency"), text_column(members, "unit"), strict=True):
        if found.setdefault(agency, unit) != unit:
            raise ValueError(f"members has agency {agency!r} in two units, {found[agency]!r} and {unit!r}")
    return found


def check_standards(found: Iterable[str], standards: Sequence[str], column: str) -> None:
    """Refuse a standard that is not on the list, and a list that is empty or names one twice."""
    if not standards:
        raise ValueError("standards is empty: there is nothing to grade")
    if len(set(standards)) < len(standards):
        raise ValueError(f"standards names one more than once: {list(standards)}")
    for one in found:
        if one not in standards:
            raise ValueError(f"column '{column}' holds {one!r}, which is none of the standards {list(standards)}")


def _records(
    rows: pd.DataFrame,
    scale: GradeScale,
    standards: tuple[str, ...],
    agency: str,
    standard: str,
    grade: str,
    assessed_on: str | None,
    version: str | None,
    unit_of: Mapping[str, str],
) -> dict[tuple[str, str], list[_Record]]:
    """The records of each unit and standard."""
    agencies, of_standards = text_column(rows, agency), text_column(rows, standard)
    check_standards(dict.fromkeys(of_standards), standards, standard)
    grades = checked_grades(required_column(rows, grade), scale)
    days: list[date | None] = [None] * len(rows)
    if assessed_on is not None:
        days = as_days(required_column(rows, assessed_on), assessed_on).tolist()
    versions: list[str | None] = [None] * len(rows)
    if version is not None:
        found_versions = present_values(required_column(rows, version))
        versions = [None if one is None else str(one) for one in found_versions]
    found: dict[tuple[str, str], list[_Record]] = {}
    for row, name in enumerate(agencies):
        record = _Record(agency=name, grade=grades[row], assessed_on=days[row], version=versions[row])
        found.setdefault((unit_of.get(name, name), of_standards[row]), []).append(record)
    return found


def _settled(unit: str, standard: str, records: list[_Record], scale: GradeScale) -> UnitGrade:
    latest = _latest([one for one in records if one.grade is not None])
    joint = latest.pop(unit, None)
    others = [one for own in latest.values() for one in own]
    counted = joint if joint is not None else _applicable(others, scale)
    grades = {one.grade for one in counted}
    if not counted:
        return UnitGrade(unit=unit, standard=standard, state="missing")
    if len(grades) > 1:
        return UnitGrade(unit=unit, standard=standard, state="differing", records=_named(counted))
    grade = counted[0].grade
    is_graded = grade in scale.best_to_worst
    versions = {one.version for one in counted}
    return UnitGrade(
        unit=unit,
        standard=standard,
        state="graded" if is_graded else "not applicable",
        grade=grade if is_graded else None,
        assessed_on=max((one.assessed_on for one in counted if one.assessed_on is not None), default=None),
        version=versions.pop() if len(versions) == 1 else None,
        records=tuple(dict.fromkeys(one.agency for one in counted)),
        exceptions=_named([one for one in others if one.grade != grade]) if joint is not None else (),
    )


def _latest(records: list[_Record]) -> dict[str, list[_Record]]:
    """Each agency's newest records, in the order of their names; several where they are of the same day."""
    if len(records) == 1:  # nearly always
        return {records[0].agency: records}
    by_agency: dict[str, list[_Record]] = {}
    for record in sorted(records, key=lambda one: one.agency):
        by_agency.setdefault(record.agency, []).append(record)
    for agency, own in by_agency.items():
        newest = max((one.assessed_on for one in own if one.assessed_on is not None), default=None)
        by_agency[agency] = [one for one in own if one.assessed_on == newest]
    return by_agency


def _applicable(records: list[_Record], scale: GradeScale) -> list[_Record]:
    """The members to which the standard applies; all of them where it applies to none."""
    graded = [one for one in records if one.grade in scale.best_to_worst]
    return graded or records


def _named(records: Iterable[_Record]) -> tuple[str, ...]:
    return tuple(sorted({f"{one.agency}: {one.grade}" for one in records}))
