"""Section 11 grades of a round: agencies by standard, how old the evidence is, and what others say of the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from analysis.beside.graded_forms import (
    GradedRound,
    agency_of,
    as_day,
    day_of,
    is_visit,
    scale_of,
    standards_in,
)
from analysis.beside.records import Standards
from analysis.beside.staff import staff_views_in
from analysis.report import Report
from analysis.section11 import (
    CoverageMatrix,
    GradeScale,
    ThreeWayView,
    UnitGrades,
    coverage_matrix,
    heat_table,
    three_way_view,
    unit_grades,
)

GRADES = ["agency", "standard", "grade", "on"]


@dataclass(slots=True)
class _Gathered:
    """A row for each agency and standard of a round."""

    grades: list[dict[str, Any]] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)  # on a visit: the grade that the agency gave itself
    evidence: list[dict[str, Any]] = field(default_factory=list)
    exempt: list[dict[str, Any]] = field(default_factory=list)


def standards_of(
    graded: GradedRound,
    *,
    as_of: date,
    agencies: Iterable[str] = (),
    beside: GradedRound | None = None,
    staff: Report | None = None,
    note: str | None = None,
    members: pd.DataFrame | None = None,
) -> Standards | None:
    """Lay out the grades that a round gives agencies; None where it grades no organisations by standards.

    Parameters
    ----------
    graded : GradedRound
        A round of walkabouts or of self-assessments.
    as_of : date
        The day of the ages of evidence.
    agencies : iterable of str
        The agencies that should be covered.
    beside : GradedRound, optional
        The other of the two: self-assessments beside walkabouts, or walkabouts beside self-assessments. Without it, the
        grade counts that visitors were told the agency gives itself.
    staff : Report, optional
        The report of a staff survey, of which only what it shows is taken.
    note : str, optional
        Where the grades are from.
    members : DataFrame, optional
        Which agencies are assessed together, see :func:`analysis.section11.unit_grades`.

    Returns
    -------
    Standards or None
        Evidence has the date that was given for it, or else that of the visit or assessment.
    """
    asked = standards_in(graded.form)
    if not asked:
        return None
    scale, labels = scale_of(next(iter(asked.values())))
    names = tuple(dict.fromkeys(agencies))
    own = _gather(graded, tuple(asked), scale, names)
    other = _gather(beside, tuple(asked), scale, names) if beside is not None and _fits(beside, scale) else None
    if not own.grades:
        return None
    grades = _graded(own.grades, scale, tuple(asked), members)
    return Standards(
        labels={name: graded.form.section(item.section).label or name for name, item in asked.items()},
        grade_labels=labels,
        heat=heat_table(grades),
        coverage=_coverage([own, other], tuple(asked), names, as_of, members),
        three_ways=_three_ways(grades, own, other, staff, members, visited=is_visit(graded.form)),
        note=note,
    )


def _fits(beside: GradedRound, scale: GradeScale) -> bool:
    """Whether the other round has the same grades."""
    asked = standards_in(beside.form)
    return bool(asked) and scale_of(next(iter(asked.values())))[0].best_to_worst == scale.best_to_worst


def _gather(graded: GradedRound, asked: Sequence[str], scale: GradeScale, agencies: Sequence[str]) -> _Gathered:
    found = _Gathered()
    known = {name.casefold(): name for name in agencies}
    for response, document in graded.documents():
        agency = agency_of(response, document, known)
        if agency is None:
            continue
        on = day_of(response, document)
        for standard in asked:
            _add(found, document, {"agency": agency, "standard": standard}, on, scale)
    return found


def _add(
    found: _Gathered, document: Mapping[str, Any], cell: Mapping[str, str], on: date | None, scale: GradeScale
) -> None:
    known = {*scale.best_to_worst, *scale.not_applicable}
    standard = cell["standard"]
    grade, told = document.get(standard), document.get(f"{standard}_self")
    if told in known:
        found.told.append({**cell, "grade": told, "on": on})
    if grade not in known:
        return
    found.grades.append({**cell, "grade": grade, "on": on})
    if grade in scale.not_applicable:
        found.exempt.append(dict(cell))
    else:
        found.evidence.append({**cell, "date": as_day(document.get(f"{standard}_evidence_date")) or on})


def _graded(
    rows: list[dict[str, Any]], scale: GradeScale, asked: tuple[str, ...], members: pd.DataFrame | None
) -> UnitGrades:
    frame = pd.DataFrame(rows, columns=GRADES)
    return unit_grades(frame, scale, standards=asked, assessed_on="on", members=members)


def _coverage(
    gathered: Iterable[_Gathered | None], asked: tuple[str, ...], agencies: tuple[str, ...], as_of: date,
    members: pd.DataFrame | None,
) -> CoverageMatrix:  # fmt: skip
    evidence, exempt = [], []
    for one in gathered:
        evidence += one.evidence if one is not None else []
        exempt += one.exempt if one is not None else []
    return coverage_matrix(
        pd.DataFrame(evidence, columns=["agency", "standard", "date"]),
        agencies=agencies,
        standards=asked,
        as_of=as_of,
        members=members,
        not_applicable=pd.DataFrame(exempt, columns=["agency", "standard"]) if exempt else None,
    )


def _three_ways(
    grades: UnitGrades, own: _Gathered, other: _Gathered | None, staff: Report | None, members: pd.DataFrame | None,
    *, visited: bool,
) -> ThreeWayView | None:  # fmt: skip
    """Self-grades, walkabouts and staff side by side; None where there is but one of them."""
    views = staff_views_in(staff, grades.standards) if staff is not None else ()
    rows = other.grades if other is not None and other.grades else own.told if visited else []
    if not (rows or views):
        return None
    second = _graded(rows, grades.scale, grades.standards, members)
    return three_way_view(second, grades, views) if visited else three_way_view(grades, second, views)
