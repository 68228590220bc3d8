"""The charts of a case audit: words and figures, ready to be drawn as the dashboard's."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.case_audits import AuditFigures, GradeCounts, ShiftRow
from exports.audit_wording import favourable_text
from exports.chart_records import GradeChart, GradeRow

SHIFTED = ("Raised", "Unchanged", "Lowered")


def audit_charts(figures: AuditFigures) -> dict[str, GradeChart]:
    """The charts by name: grades by question and by agency, the panel's grades, the shift by agency.

    A chart without anything to show is left out.
    """
    grades = figures.grades
    found = {
        "questions": _grades(figures, "How agencies graded their own work, by question", grades.by_question),
        "agencies": _grades(figures, "How agencies graded their own work, by agency", grades.by_agency),
        "panel": _grades(figures, "What the panel settled, by question", grades.panel_by_question),
        "shift": _shift(figures.shift.by_agency),
    }
    return {name: chart for name, chart in found.items() if chart is not None}


def _grades(figures: AuditFigures, title: str, rows: Sequence[GradeCounts]) -> GradeChart | None:
    """A bar for each row that has a grade, on the scale that most questions have."""
    labels = figures.pooled[0].grade_labels if figures.pooled else ()
    alone = {question.name for question in figures.questions if question not in figures.pooled}
    rows = [row for row in rows if row.n_used and row.name not in alone]
    if not rows:
        return None
    words = "; ".join(f"{row.label}: {_said(row, labels)}" for row in rows)
    return GradeChart(
        description=f"{title}. {words}.",
        grades=tuple(labels),
        rows=tuple(
            GradeRow(label=row.label, figure=f"{favourable_text(row)} good or better", counts=row.counts)
            for row in rows
        ),
        whole=max(row.n_used for row in rows),
    )


def _said(row: GradeCounts, labels: Sequence[str]) -> str:
    return ", ".join(f"{count} {label}" for label, count in zip(labels, row.counts, strict=True) if count)


def _shift(rows: Sequence[ShiftRow]) -> GradeChart | None:
    shown = [row for row in rows if row.shift.shift.n_pairs]
    if not shown:
        return None
    steps = [(row.label, row.shift.shift) for row in shown]
    words = "; ".join(f"{label}: {one.up} raised, {one.same} unchanged, {one.down} lowered" for label, one in steps)
    return GradeChart(
        description=f"What moderation changed, by agency. {words}.",
        grades=SHIFTED,
        rows=tuple(
            GradeRow(label=label, figure=f"{one.n_pairs} grades", counts=(one.up, one.same, one.down))
            for label, one in steps
        ),
        whole=max(one.n_pairs for _, one in steps),
    )
