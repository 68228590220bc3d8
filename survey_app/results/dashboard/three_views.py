"""One standard seen three ways: agencies’ own grades, walkabouts’ grades, and what staff say, with the gaps between."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from analysis.beside import Standards
from analysis.section11 import StandardThreeWay, ThreeWayRow, UnitGrade
from exports.chart_records import Measure, MeasureChart
from exports.formats import percent_text
from survey_app.results.dashboard.section11 import StandardsPaper
from survey_app.results.dashboard.standards import ChangeLine, change_line
from survey_app.results.dashboard.wording import counted, coverage_text


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardView:
    """One standard by agency: its own grade, the walkabout's, what its staff say, and the gaps between them."""

    key: str
    label: str
    chart: MeasureChart | None
    rows: tuple[ThreeWayLine, ...]
    flagged: tuple[ThreeWayLine, ...]
    sentences: tuple[str, ...]
    line_sentence: str
    change: ChangeLine | None
    constructed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreeWayLine:
    """One agency and standard, in words."""

    unit: str
    standard: str
    label: str
    own: str
    walkabout: str
    staff: str
    gap: str
    flag: str  # "", or why it is flagged
    age: str


def standard_view(paper: StandardsPaper, key: str, units: Collection[str] | None) -> StandardView | None:
    """One standard seen three ways; None where there is no such standard."""
    labels = paper.standards.labels
    if key not in labels:
        return None
    ways = paper.standards.three_ways
    rows = [row for row in (ways.rows if ways is not None else ()) if row.standard == key]
    lines = tuple(_line(row, paper) for row in rows if units is None or row.unit in units)
    whole = next((one for one in (ways.by_standard if ways is not None else ()) if one.standard == key), None)
    change = next((one for one in (paper.change.by_standard if paper.change else ()) if one.name == key), None)
    return StandardView(
        key=key,
        label=labels[key],
        chart=three_way_chart(labels[key], whole, paper) if whole is not None else None,
        rows=lines,
        flagged=tuple(line for line in lines if line.flag),
        sentences=tuple(_sentences(whole, paper)) if whole is not None else (),
        line_sentence=ways.line.sentence if ways is not None else "",
        change=change_line(change, labels) if change is not None else None,
        constructed=paper.constructed,
    )


def agency_lines(paper: StandardsPaper, unit: str) -> tuple[ThreeWayLine, ...]:
    """Every standard of one agency."""
    ways = paper.standards.three_ways
    return tuple(_line(row, paper) for row in (ways.rows if ways is not None else ()) if row.unit == unit)


def three_way_chart(label: str, one: StandardThreeWay, paper: StandardsPaper) -> MeasureChart | None:
    """Self-assessment, walkabout and staff on one scale, with the line that staff are read against."""
    ways = paper.standards.three_ways
    if ways is None:
        return None
    rows = tuple(_three_measures(one, ways.line.share))
    if not any(row.value is not None for row in rows):
        return None
    said = "; ".join(f"{row.label}: {row.figure}" for row in rows)
    return MeasureChart(
        description=f"Bar chart of “{label}” seen three ways. {said}.",
        rows=rows,
        caption=f"The mark across the bar of staff is what they are read against: {percent_text(ways.line.share)}."
        if one.staff is not None
        else "",
    )


def _three_measures(one: StandardThreeWay, line: float) -> Iterator[Measure]:
    for name, good, n in (
        ("Agencies’ own grades", one.n_self_favourable, one.n_self),
        ("Walkabouts’ grades", one.n_walkabout_favourable, one.n_walkabout),
    ):
        text = f"{percent_text(good / n)} ({good} of {n})" if n else "none"
        yield Measure(label=name, figure=text, value=good / n if n else None, stressed=name.startswith("Agencies"))
    if one.staff is None:
        yield Measure(label="Staff survey", figure="not asked", value=None)
    else:
        share = one.staff.share
        text = (
            f"{percent_text(share.estimate)} ({one.staff.n_favourable} of {one.staff.n_used})"
            if share.estimate is not None
            else "none"
        )
        yield Measure(
            label="Staff who see it favourably", figure=text, value=share.estimate, low=share.low, high=share.high,
            stressed=False,
            line=line,
        )  # fmt: skip


def _sentences(one: StandardThreeWay, paper: StandardsPaper) -> Iterator[str]:
    better = " or ".join(paper.standards.grade_labels.get(grade, grade).lower() for grade in paper.favourable)
    if one.n_self:
        yield f"{one.n_self_favourable} of {counted(one.n_self, 'agency', 'agencies')} grade themselves {better}."
    if one.n_walkabout:
        yield f"Walkabouts found {one.n_walkabout_favourable} of {one.n_walkabout} so."
    if one.n_pairs:
        gaps = one.gaps
        yield (
            f"Of {counted(one.n_pairs, 'agency', 'agencies')} with both grades, the walkabout graded {gaps.down} "
            f"lower, {gaps.up} higher and {one.n_pairs - gaps.up - gaps.down} the same."
        )
    if one.flag.state == "flagged":
        yield f"As a whole it is green on paper and amber on the floor: {'; '.join(one.flag.reasons)}."


def _line(row: ThreeWayRow, paper: StandardsPaper) -> ThreeWayLine:
    labels = paper.standards.grade_labels
    return ThreeWayLine(
        unit=row.unit,
        standard=row.standard,
        label=paper.standards.labels.get(row.standard, row.standard),
        own=_grade_text(row.self_grade, labels),
        walkabout=_grade_text(row.walkabout_grade, labels),
        staff=_staff_text(row),
        gap=_gap_text(row.gap),
        flag=_flag_text(row, labels),
        age=_age_of(row.unit, row.standard, paper.standards),
    )


def _flag_text(row: ThreeWayRow, labels: Mapping[str, str]) -> str:
    if row.flag.state != "flagged":
        return ""
    reasons = "; ".join(row.flag.reasons)
    grade = row.walkabout_grade.grade
    return reasons.replace(f"found {grade}", f"found: {labels.get(grade, grade).lower()}") if grade else reasons


def _grade_text(grade: UnitGrade, labels: Mapping[str, str]) -> str:
    if grade.grade is not None:
        return labels.get(grade.grade, grade.grade)
    return {"not applicable": "Not applicable", "differing": "Records differ"}.get(grade.state, "None yet")


def _staff_text(row: ThreeWayRow) -> str:
    staff = row.staff
    if staff is None or staff.share.estimate is None:
        return "Not asked"
    return f"{percent_text(staff.share.estimate)} ({staff.n_favourable} of {staff.n_used})"


def _gap_text(gap: int | None) -> str:
    if gap is None:
        return ""
    if gap == 0:
        return "Same"
    return f"{counted(abs(gap), 'step')} {'higher' if gap > 0 else 'lower'}"


def _age_of(unit: str, standard: str, standards: Standards) -> str:
    matrix = standards.coverage
    cells = (cell for row in matrix.rows for cell in row) if matrix is not None else ()
    return next((coverage_text(cell) for cell in cells if (cell.unit, cell.standard) == (unit, standard)), "")
