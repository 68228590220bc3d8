"""Tables of figures as pages show them: words and numbers as text, ready to be printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from analysis.agreement import GradeTable
from analysis.case_audits import (
    AgreementFigures,
    AuditFigures,
    AuditQuestion,
    ChangeRow,
    GradeCounts,
    ReturnCounts,
    ShiftRow,
)
from exports import audit_wording as words

ALL_RETURNS = "All agencies"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """A table: its name, heads and rows; ``numeric`` are the columns of figures. The first cell names the row."""

    label: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()

    @property
    def trimmed(self) -> TableView:
        """The table without its last column where nothing stands in it: there is nothing to know."""
        if len(self.heads) < 2 or any(row[-1] for row in self.rows):
            return self
        return replace(self, heads=self.heads[:-1], rows=tuple(row[:-1] for row in self.rows))


def returns_table(figures: AuditFigures) -> TableView:
    """How many returns were asked for and came, by agency."""
    rows = [_returns(one.name, one) for one in figures.returns_by_agency]
    return TableView(
        label="Returns by agency",
        heads=("Agency", "Asked for", "Made", "Of these not blind", "Changed later", "Not made", "Not involved"),
        rows=(*rows, _returns(ALL_RETURNS, figures.returns)),
        numeric=(1, 2, 3, 4, 5, 6),
    )


def _returns(name: str, one: ReturnCounts) -> tuple[str, ...]:
    counts = (one.n_asked, one.n_returned, one.n_late, one.n_changed, one.n_missing, one.n_not_involved)
    return (name, *map(str, counts))


def grades_table(
    label: str, of: str, rows: Sequence[GradeCounts], grades: Sequence[str], *, absences: bool
) -> TableView:
    """How many have which grade; what is no grade stands apart."""
    heads = (of, *grades, "Good or better", "95% interval", "Median")
    away = ("Not applicable", "Not asked", "Left blank", "Not involved", "No return") if absences else ()
    return TableView(
        label=label,
        heads=(*heads, *away),
        rows=tuple(_grades(row, grades, absences=absences) for row in rows),
        numeric=tuple(place for place in range(1, len(heads) + len(away)) if heads[place : place + 1] != ("Median",)),
    )


def _grades(row: GradeCounts, grades: Sequence[str], *, absences: bool) -> tuple[str, ...]:
    away = (row.n_not_applicable, row.n_not_asked, row.n_not_answered, row.n_not_involved, row.n_missing)
    return (
        row.label,
        *map(str, row.counts),
        words.favourable_text(row),
        words.interval_text(row.share.low, row.share.high),
        words.median_text(row.median, grades),
        *(map(str, away) if absences else ()),
    )


def agreement_table(label: str, of: str, rows: Sequence[AgreementFigures]) -> TableView:
    """Agreement in all its measures; those of two agencies alone have kappa besides."""
    kappa = any(row.kappa is not None for row in rows)
    heads = (of, "Same grade", "Same or next", "AC2", "Alpha", *(("Kappa",) if kappa else ()), "Compared")
    return TableView(
        label=label,
        heads=(*heads, "What to know"),
        rows=tuple(_agreement(row, kappa=kappa) for row in rows),
        numeric=tuple(range(1, len(heads))),
    )


def _agreement(row: AgreementFigures, *, kappa: bool) -> tuple[str, ...]:
    return (
        row.label,
        words.share_text(row.exact),
        words.share_text(row.within_one),
        words.coefficient_text(row.ac2),
        words.coefficient_text(row.alpha),
        *((words.coefficient_text(row.kappa),) if kappa else ()),
        str(row.exact.n_used),
        words.agreement_reasons(row),
    )


def crossed_table(label: str, corner: str, table: GradeTable, question: AuditQuestion) -> TableView:
    """Grades by grades, behind a figure of agreement or shift; ``corner`` says what rows and columns are."""
    rows = tuple(
        (question.called(key), *(_count(count) for count in counts))
        for key, counts in zip(table.row_keys, table.counts, strict=True)
    )
    return TableView(
        label=label,
        heads=(corner, *map(question.called, table.column_keys)),
        rows=rows,
        numeric=tuple(range(1, len(table.column_keys) + 1)),
    )


def _count(count: float) -> str:
    return str(int(count)) if float(count).is_integer() else f"{count:.1f}"


def spread_table(figures: AuditFigures) -> TableView:
    """How far the grades of each case lie apart."""
    labels = {question.name: question.label for question in figures.questions}
    return TableView(
        label="How far grades lie apart, by case",
        heads=("Case", "Agencies", "Pairs", "Same", "Next", "Further apart", "Widest gap", "Furthest apart on"),
        rows=tuple(
            (
                one.case, str(len(one.agencies)), str(one.n_pairs), str(one.n_same), str(one.n_next),
                str(one.n_further), words.spread_text(one), "; ".join(labels[name] for name in one.furthest),
            )
            for one in figures.agreement.by_case
        ),
        numeric=(1, 2, 3, 4, 5),
    )  # fmt: skip


def beside_table(figures: AuditFigures) -> TableView:
    """Each agency's grades beside the others' of the same case and question."""
    return TableView(
        label="Each agency’s grades beside the others’",
        heads=("Agency", "Mean difference in steps", "Higher", "Same", "Lower", "Compared", "What to know"),
        rows=tuple(
            (
                one.agency, words.steps_text(one.difference), str(one.difference.up), str(one.difference.same),
                str(one.difference.down), str(one.difference.n_pairs),
                words.reasons(one.difference.why_not if one.difference.estimate is None else None, one.cautions),
            )
            for one in figures.agreement.beside_others
        ),
        numeric=(1, 2, 3, 4, 5),
    )  # fmt: skip


def shift_table(label: str, of: str, rows: Sequence[ShiftRow], *, adjusted: bool) -> TableView:
    """What moderation changed; with several rows the sign tests are adjusted for their number."""
    heads = (of, "Raised", "Unchanged", "Lowered", "Mean shift in steps", "Sign test p")
    more = ("Adjusted p",) if adjusted else ()
    return TableView(
        label=label,
        heads=(*heads, *more, "AC2", "What to know"),
        rows=tuple(_shift(row, adjusted=adjusted) for row in rows),
        numeric=tuple(range(1, len(heads) + len(more) + 1)),
    )


def _shift(row: ShiftRow, *, adjusted: bool) -> tuple[str, ...]:
    found, steps = row.shift, row.shift.shift
    return (
        row.label,
        str(steps.up),
        str(steps.same),
        str(steps.down),
        words.steps_text(steps),
        words.p_text(found.sign_test.p_value),
        *((words.p_text(row.p_adjusted),) if adjusted else ()),
        words.coefficient_text(found.ac2),
        words.shift_reasons(row),
    )


def change_table(label: str, rows: Sequence[ChangeRow]) -> TableView:
    """Questions in this audit and the last one."""
    return TableView(
        label=label,
        heads=("Question", "Last audit", "This audit", "Difference", "p", "Adjusted p", "What to know"),
        rows=tuple(
            (
                row.label, words.favourable_text(row.before), words.favourable_text(row.now), words.points_text(row),
                words.p_text(row.p_value), words.p_text(row.p_adjusted), words.reasons(row.difference.why_not),
            )
            for row in rows
        ),
        numeric=(1, 2, 3, 4, 5),
    )  # fmt: skip
