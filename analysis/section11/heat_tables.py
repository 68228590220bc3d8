"""Standards against agencies: every grade in its place, and what they come to by standard and by agency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from analysis.scales import OrdinalMedian, ordinal_median
from analysis.section11.grade_scales import GradeScale
from analysis.section11.unit_grades import UnitGrade, UnitGrades


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeProfile:
    """The grades of one standard, of one unit, or of all.

    Attributes
    ----------
    name : str
        Of which.
    counts : tuple of int
        How many have each grade, from the best to the worst.
    n_used : int
        How many are graded. "Not applicable" is not among them.
    n_not_applicable, n_missing, n_differing : int
        How many are not applicable, have no record, or have records that differ.
    n_favourable : int
        How many of the graded have one of the better grades.
    estimate : float or None
        Their share of the graded. These are all agencies and no sample, so it has no interval.
    median : OrdinalMedian
        The middle grade, its positions counted from the best, 0.
    why_not : str or None
        Why there is no share.
    """

    name: str
    counts: tuple[int, ...]
    n_used: int
    n_not_applicable: int
    n_missing: int
    n_differing: int
    n_favourable: int
    estimate: float | None
    median: OrdinalMedian
    why_not: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatTable:
    """The table, with its margins.

    Attributes
    ----------
    grades : tuple of str
        The keys from the best to the worst, as in the counts of the margins.
    standards, units : tuple of str
        Its rows and its columns.
    rows : tuple of tuple of UnitGrade
        The cells, a row for each standard.
    by_standard, by_unit : tuple of GradeProfile
        The margins, in the order of the rows and of the columns.
    overall : GradeProfile
        All cells together.
    """

    grades: tuple[str, ...]
    standards: tuple[str, ...]
    units: tuple[str, ...]
    rows: tuple[tuple[UnitGrade, ...], ...]
    by_standard: tuple[GradeProfile, ...]
    by_unit: tuple[GradeProfile, ...]
    overall: GradeProfile


def heat_table(found: UnitGrades) -> HeatTable:
    """Lay out the grades of all units and standards.

    Parameters
    ----------
    found : UnitGrades
        From :func:`analysis.section11.unit_grades`.

    Returns
    -------
    HeatTable
        What is not applicable, missing or differing is counted apart and in no denominator; a margin without any grade
        has no share, and says why.

    Notes
    -----
    The share of the better grades is Σ favourable ÷ Σ graded. Grades have no distances, so there is no mean.

    References
    ----------
    Working Together to Safeguard Children (2023), paragraphs 221-222, has the duties; no national scale exists.

    Examples
    --------
    Constructed:

    >>> import pandas as pd
    >>> from analysis.section11 import GradeScale, unit_grades
    >>> scale = GradeScale(best_to_worst=("fully", "mostly", "partly", "not_met"), favourable=("fully", "mostly"))
    >>> rows = pd.DataFrame({"agency": ["Police", "Probation", "School"], "standard": ["st5"] * 3,
    ...                      "grade": ["fully", "partly", "not_applicable"]})
    >>> table = heat_table(unit_grades(rows, scale, standards=["st5"]))
    >>> table.by_standard[0].estimate, table.by_standard[0].n_used, table.by_standard[0].n_not_applicable
    (0.5, 2, 1)
    """
    width = len(found.standards)
    by_unit = [found.cells[start : start + width] for start in range(0, len(found.cells), width)]
    rows = tuple(tuple(cells[place] for cells in by_unit) for place in range(width))
    return HeatTable(
        grades=found.scale.best_to_worst,
        standards=found.standards,
        units=found.units,
        rows=rows,
        by_standard=tuple(
            grade_profile(name, cells, found.scale) for name, cells in zip(found.standards, rows, strict=True)
        ),
        by_unit=tuple(
            grade_profile(name, cells, found.scale) for name, cells in zip(found.units, by_unit, strict=True)
        ),
        overall=grade_profile("all", found.cells, found.scale),
    )


def grade_profile(name: str, cells: Iterable[UnitGrade], scale: GradeScale) -> GradeProfile:
    """Count cells by grade and by the kind of absence."""
    listed = list(cells)
    states = Counter(cell.state for cell in listed)
    grades = Counter(cell.grade for cell in listed if cell.grade is not None)
    counts = tuple(grades[grade] for grade in scale.best_to_worst)
    favourable = sum(grades[grade] for grade in scale.favourable)
    n_used = sum(counts)
    return GradeProfile(
        name=name,
        counts=counts,
        n_used=n_used,
        n_not_applicable=states["not applicable"],
        n_missing=states["missing"],
        n_differing=states["differing"],
        n_favourable=favourable,
        estimate=favourable / n_used if n_used else None,
        median=ordinal_median(counts),
        why_not=None if n_used else "None is graded, so there is no share.",
    )
