"""Three answers to one question: what the agency says of itself, what a walkabout found, and what its staff say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.comparison.sign_test import SignTest, sign_test
from analysis.section11.floor_flags import FloorFlag, StaffLine, flag_standard, flag_unit
from analysis.section11.grade_scales import GradeScale
from analysis.section11.staff_views import StaffView
from analysis.section11.unit_grades import UnitGrade, UnitGrades

SEVENTY_PER_CENT = StaffLine()


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreeWayRow:
    """One unit and standard, seen three ways.

    Attributes
    ----------
    unit, standard : str
        Whose, and of what.
    self_grade, walkabout_grade : UnitGrade
        What it gave itself, and what the walkabout gave it.
    staff : StaffView or None
        What its staff say, where they were asked.
    gap : int or None
        Steps from the self-grade to the walkabout's: below 0 where the walkabout found less. None unless both are
        graded.
    flag : FloorFlag
        Whether it is green on paper and amber on the floor.
    """

    unit: str
    standard: str
    self_grade: UnitGrade
    walkabout_grade: UnitGrade
    staff: StaffView | None
    gap: int | None
    flag: FloorFlag


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardThreeWay:
    """One standard over all units.

    Attributes
    ----------
    standard : str
        The standard.
    n_self, n_self_favourable : int
        How many graded themselves, and how many of them with one of the better grades.
    n_walkabout, n_walkabout_favourable : int
        The same of the walkabouts.
    staff : StaffView or None
        What all staff say.
    n_pairs : int
        How many units have both grades.
    gaps : SignTest
        How many of these the walkabout graded higher (up), lower (down) and the same; whether that is more than chance.
    n_flagged, n_judged : int
        How many units are flagged, and how many could be judged.
    flag : FloorFlag
        Whether the standard as a whole is green on paper and amber on the floor.
    """

    standard: str
    n_self: int
    n_self_favourable: int
    n_walkabout: int
    n_walkabout_favourable: int
    staff: StaffView | None
    n_pairs: int
    gaps: SignTest
    n_flagged: int
    n_judged: int
    flag: FloorFlag


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreeWayView:
    """All units and standards, seen three ways.

    Attributes
    ----------
    rows : tuple of ThreeWayRow
        Unit after unit, each with every standard.
    by_standard : tuple of StandardThreeWay
        In the order of the standards.
    line : StaffLine
        What was asked of the staff's share; its sentence says when a row is flagged.
    """

    rows: tuple[ThreeWayRow, ...]
    by_standard: tuple[StandardThreeWay, ...]
    line: StaffLine

    @property
    def flagged(self) -> tuple[ThreeWayRow, ...]:
        """The rows that are green on paper and amber on the floor."""
        return tuple(row for row in self.rows if row.flag.state == "flagged")


def three_way_view(
    self_grades: UnitGrades,
    walkabout_grades: UnitGrades,
    staff: Iterable[StaffView] = (),
    *,
    line: StaffLine = SEVENTY_PER_CENT,
) -> ThreeWayView:
    """Set self-grade, walkabout and staff survey side by side.

    Parameters
    ----------
    self_grades, walkabout_grades : UnitGrades
        From :func:`analysis.section11.unit_grades`, on the same scale and standards.
    staff : iterable of StaffView
        From :func:`analysis.section11.staff_views`; standards that the survey does not mirror have none.
    line : StaffLine, default 70% by the whole interval
        The share of staff who should see a standard favourably.

    Returns
    -------
    ThreeWayView
        A row for every unit of either.

    Raises
    ------
    ValueError
        Where the scales or the standards differ.

    Notes
    -----
    Green on paper, amber on the floor: the self-grade is favourable, and the walkabout's grade is not, or the staff's
    share (or the upper limit of its interval) is below the line. A row is not judged where there is no self-grade, or a
    favourable one with neither a walkabout's grade nor an answer from staff beside it. A self-grade that is not
    favourable is never flagged: nothing is green on paper. The staff of a unit count for it.

    A standard as a whole is judged likewise, with all staff: more than half of the self-grades are favourable, and no
    more than half of the walkabouts' grades are, or the staff's share is below the line. That is all that can be said
    where the survey does not ask staff for their agency.

    References
    ----------
    The precedent: in Cambridgeshire and Peterborough's Section 11 audit of 2020, 88% of 26 agencies were green on
    escalation, set against the replies of 457 staff.

    Examples
    --------
    Constructed:

    >>> import pandas as pd
    >>> from analysis.section11 import GradeScale, unit_grades
    >>> scale = GradeScale(best_to_worst=("fully", "mostly", "partly", "not_met"), favourable=("fully", "mostly"))
    >>> paper, floor = (unit_grades(pd.DataFrame({"agency": ["Police"], "standard": ["st5"], "grade": [grade]}), scale,
    ...                             standards=["st5"]) for grade in ("fully", "partly"))
    >>> row = three_way_view(paper, floor).rows[0]
    >>> row.gap, row.flag.state, row.flag.reasons
    (-2, 'flagged', ('the walkabout found partly',))
    """
    _check(self_grades, walkabout_grades)
    scale, standards = self_grades.scale, self_grades.standards
    views = {(view.unit, view.standard): view for view in staff}
    own, walked = self_grades.by_cell, walkabout_grades.by_cell
    rows = tuple(
        _row(
            own.get((unit, standard)) or UnitGrade(unit=unit, standard=standard, state="missing"),
            walked.get((unit, standard)) or UnitGrade(unit=unit, standard=standard, state="missing"),
            views.get((unit, standard)),
            scale,
            line,
        )
        for unit in sorted({*self_grades.units, *walkabout_grades.units})
        for standard in standards
    )
    return ThreeWayView(
        rows=rows,
        by_standard=tuple(
            _standard(one, rows[place :: len(standards)], views.get((None, one)), scale, line)
            for place, one in enumerate(standards)
        ),
        line=line,
    )


def _check(own: UnitGrades, walked: UnitGrades) -> None:
    if own.scale != walked.scale:
        raise ValueError(
            f"the scales differ: {list(own.scale.best_to_worst)} and {list(walked.scale.best_to_worst)}, of which "
            f"{list(own.scale.favourable)} and {list(walked.scale.favourable)} are favourable"
        )
    if own.standards != walked.standards:
        raise ValueError(f"the standards differ: {list(own.standards)} and {list(walked.standards)}")


def _row(own: UnitGrade, walked: UnitGrade, staff: StaffView | None, scale: GradeScale, line: StaffLine) -> ThreeWayRow:
    gap = None
    if own.grade is not None and walked.grade is not None:
        gap = scale.steps(walked.grade) - scale.steps(own.grade)
    return ThreeWayRow(
        unit=own.unit,
        standard=own.standard,
        self_grade=own,
        walkabout_grade=walked,
        staff=staff,
        gap=gap,
        flag=flag_unit(own, walked, staff, scale, line),
    )


def _standard(
    standard: str, rows: Sequence[ThreeWayRow], staff: StaffView | None, scale: GradeScale, line: StaffLine
) -> StandardThreeWay:
    own = [row.self_grade.grade for row in rows if row.self_grade.grade is not None]
    walked = [row.walkabout_grade.grade for row in rows if row.walkabout_grade.grade is not None]
    gaps = [row.gap for row in rows if row.gap is not None]
    states = [row.flag.state for row in rows]
    return StandardThreeWay(
        standard=standard,
        n_self=len(own),
        n_self_favourable=sum(grade in scale.favourable for grade in own),
        n_walkabout=len(walked),
        n_walkabout_favourable=sum(grade in scale.favourable for grade in walked),
        staff=staff,
        n_pairs=len(gaps),
        gaps=sign_test(sum(gap > 0 for gap in gaps), sum(gap < 0 for gap in gaps), same=sum(gap == 0 for gap in gaps)),
        n_flagged=states.count("flagged"),
        n_judged=len(states) - states.count("not judged"),
        flag=flag_standard(own, walked, staff, scale, line),
    )
