"""Section 11 on the dashboard: coverage, grades and their change, and each standard seen three ways."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from analysis.beside import Standards
from analysis.section11 import (
    ChangeSummary,
    CoverageCell,
    GradeChange,
    UnitGrade,
)
from exports.chart_records import GradeChart, GradeRow
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
