"""Section 11 on the dashboard: coverage, grades and their change, and each standard seen three ways."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from analysis.beside import Standards
from analysis.section11 import (
    ChangeSummary,
    CoverageCell,
    GradeChange,
    StandardThreeWay,
    ThreeWayRow,
    UnitGrade,
)
from exports.chart_records import GradeChart, GradeRow, Measure, MeasureChart
from exports.formats import percent_text
from survey_app.results.dashboard.section11 import StandardsPaper
from survey_app.results.dashboard.wording import COVERAGE_STATES, counted, coverage_text

LEAST_FOR_ARROW = 10  # with fewer pairs a change is said in numbers only


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageSquare:
    """A cell of the coverage table: an age in words, what it means, and the state that its look follows."""

    standard: str
    text: str
    meaning: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageLine:
    """One agency of the coverage table, and what it comes to."""

    unit: str
    squares: tuple[CoverageSquare, ...]
    total: str  # "9 of 11"


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageTable:
    """Agencies against standards with the age of the newest evidence."""

    heads: tuple[tuple[str, str, str], ...]  # the key, "St1", the whole label
    lines: tuple[CoverageLine, ...]
    totals: tuple[str, ...]  # of each standard, over the agencies shown
    share: str  # "64%"
    of: str  # "56 of 88 agencies and standards"
    sentence: str
    constructed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """The change of one standard since the cycle before: pairs that improved, stayed and fell."""

    standard: str
    label: str
    improved: int
    same: int
    worse: int
    arrow: str  # "↑", "↓" or "", which stands for a change that is more than chance
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GradesView:
    """Grades by standard and their change."""

    chart: GradeChart
    grades: tuple[str, ...]
    lines: tuple[tuple[str, str, tuple[int, ...], str], ...]  # key, label, counts, favourable
    changes: tuple[ChangeLine, ...]
    change_sentence: str
    constructed: bool


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


def short_name(label: str) -> str:
    """The short name at the beginning of a standard's label: “St5”."""
    return label.split(".", 1)[0] if "." in label[:8] else label


def coverage_table(paper: StandardsPaper, units: Collection[str] | None) -> CoverageTable | None:
    """The coverage of these agencies, or of all; None where there is no evidence to lay out."""
    matrix = paper.standards.coverage
    if matrix is None:
        return None
    rows = [row for unit, row in zip(matrix.units, matrix.rows, strict=True) if units is None or unit in units]
    if not rows:
        return None
    lines = tuple(_coverage_line(row) for row in rows)
    totals = tuple(_current([row[place] for row in rows]) for place in range(len(matrix.standards)))
    cells = [cell for row in rows for cell in row]
    return CoverageTable(
        heads=tuple((key, short_name(label), label) for key, label in _labels(paper.standards).items()),
        lines=lines,
        totals=totals,
        share=_coverage_share(cells),
        of=f"{_current(cells)}, agencies by standards",
        sentence=_coverage_sentence(cells),
        constructed=paper.constructed,
    )


def _labels(standards: Standards) -> dict[str, str]:
    keys = standards.coverage.standards if standards.coverage is not None else standards.heat.standards
    return {key: standards.labels.get(key, key) for key in keys}


def _coverage_line(row: tuple[CoverageCell, ...]) -> CoverageLine:
    return CoverageLine(
        unit=row[0].unit,
        squares=tuple(
            CoverageSquare(
                standard=cell.standard,
                text=coverage_text(cell),
                meaning=COVERAGE_STATES[cell.state],
                state=cell.state.replace(" ", "-"),
            )
            for cell in row
        ),
        total=_current(row),
    )


def _current(cells: Collection[CoverageCell]) -> str:
    expected = [cell for cell in cells if cell.state != "not applicable"]
    return f"{sum(cell.state == 'current' for cell in expected)} of {len(expected)}"


def _coverage_share(cells: Collection[CoverageCell]) -> str:
    expected = [cell for cell in cells if cell.state != "not applicable"]
    return percent_text(sum(cell.state == "current" for cell in expected) / len(expected)) if expected else "none"


def _coverage_sentence(cells: list[CoverageCell]) -> str:
    states = [cell.state for cell in cells]
    expected = len(states) - states.count("not applicable")
    if not expected:
        return "No evidence is expected."
    current = states.count("current")
    without = states.count("none")
    parts = [f"{states.count('old')} older", f"{without} without any evidence"]
    if undated := states.count("undated"):
        parts.append(f"{undated} without a date")
    return (
        f"{percent_text(current / expected)} ({current} of {expected}) of the standards have evidence from the last 12 "
        f"months; {', '.join(parts)}."
    )


def grades_view(paper: StandardsPaper, units: Collection[str] | None) -> GradesView | None:
    """Grades by standard of these agencies, or of all; counts of organisations, which are shown in full."""
    heat, labels = paper.standards.heat, paper.standards.labels
    shown = [(key, _counts(cells, heat.grades, units)) for key, cells in zip(heat.standards, heat.rows, strict=True)]
    whole = max((sum(counts) for _, counts in shown), default=0)
    if not whole:
        return None
    favourable = _favourable(paper)
    grades = tuple(paper.standards.grade_labels.get(grade, grade) for grade in heat.grades)
    lines = tuple(
        (key, labels.get(key, key), counts, f"{sum(counts[:favourable])} of {sum(counts)}") for key, counts in shown
    )
    said = "; ".join(f"{label}: {_counts_text(counts, grades)}" for _, label, counts, _ in lines)
    better = " or ".join(grade.lower() for grade in grades[:favourable])
    return GradesView(
        chart=GradeChart(
            description=f"Stacked bar chart of grades by standard. {said}.",
            grades=grades,
            rows=tuple(GradeRow(label=label, figure=f"{text} {better}", counts=c) for _, label, c, text in lines),
            whole=whole,
        ),
        grades=grades,
        lines=lines,
        changes=_changes(paper, units),
        change_sentence=change_sentence(paper, units),
        constructed=paper.constructed,
    )


def _counts_text(counts: tuple[int, ...], grades: tuple[str, ...]) -> str:
    return ", ".join(f"{count} {grade.lower()}" for count, grade in zip(counts, grades, strict=True) if count)


def _favourable(paper: StandardsPaper) -> int:
    """How many grades, from the best, count as good enough."""
    return len(paper.favourable)


def _counts(cells: tuple[UnitGrade, ...], grades: tuple[str, ...], units: Collection[str] | None) -> tuple[int, ...]:
    given = [cell.grade for cell in cells if units is None or cell.unit in units]
    return tuple(given.count(grade) for grade in grades)


def _changes(paper: StandardsPaper, units: Collection[str] | None) -> tuple[ChangeLine, ...]:
    if paper.change is None:
        return ()
    if units is None:
        return tuple(change_line(one, paper.standards.labels) for one in paper.change.by_standard)
    pairs = [pair for pair in paper.change.pairs if pair.unit in units]
    return tuple(
        _counted_change(key, label, [pair for pair in pairs if pair.standard == key])
        for key, label in _labels(paper.standards).items()
    )


def change_line(one: ChangeSummary, labels: Mapping[str, str]) -> ChangeLine:
    """The change of one standard; with an arrow only for more than chance explains, and of ten pairs or more."""
    adjusted = one.p_adjusted
    clear = one.n_used >= LEAST_FOR_ARROW and adjusted is not None and adjusted < 0.05
    up = one.n_improved > one.n_worse
    verdict = "No clear change"
    if one.n_used < LEAST_FOR_ARROW:
        verdict = f"Too few to call a change: {counted(one.n_used, 'pair')}"
    elif clear:
        verdict = "Improved" if up else "Fell"
    return ChangeLine(
        standard=one.name, label=labels.get(one.name, one.name), improved=one.n_improved, same=one.n_same,
        worse=one.n_worse, arrow=("↑" if up else "↓") if clear else "", verdict=verdict,
    )  # fmt: skip


def _counted_change(key: str, label: str, pairs: list[GradeChange]) -> ChangeLine:
    """The change among the agencies of a filter: counted, and not tested."""
    ways = [pair.direction for pair in pairs]
    return ChangeLine(
        standard=key, label=label, improved=ways.count("improved"), same=ways.count("same"), worse=ways.count("worse"),
        arrow="", verdict="Counted only: a few agencies are not tested",
    )  # fmt: skip


def change_sentence(paper: StandardsPaper, units: Collection[str] | None) -> str:
    """What changed since the cycle before, in one sentence; or why nothing can be said."""
    if paper.change is None or paper.change_between is None:
        return paper.why_not or "There is no earlier cycle to compare with."
    ways = [pair.direction for pair in paper.change.pairs if units is None or pair.unit in units]
    before, now = paper.change_between
    return (
        f"Between {before} and {now}, {counted(ways.count('improved'), 'grade')} improved, {ways.count('same')} stayed "
        f"and {ways.count('worse')} fell, of agencies graded in both on unchanged standards."
    )


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
