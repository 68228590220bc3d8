"""Every grade that was asked for, one to a row: what all figures of an audit count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from analysis.agreement import Ratings, ratings_from_long
from analysis.case_audits.records import AuditQuestion, AuditRecord, ReturnRecord

CellState = Literal["graded", "not_applicable", "not_asked", "not_answered", "not_involved", "missing"]
COLUMNS = ("case", "question", "agency", "own", "late", "moderated")


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeCell:
    """What one agency said to one question on one case.

    Attributes
    ----------
    case, agency, question : str
        Where it stands.
    state : str
        "graded", "not_applicable", "not_asked" (the form did not ask it of this return), "not_answered" (it was left
        blank), "not_involved" or "missing" (there is no return): of the answer as it stands now.
    answer : str or None
        The answer as it stands now, keys that are no grades included.
    blind : str or None
        The answer when moderation opened, keys that are no grades included; None where there was none.
    late : bool
        Whether the return came after the others could be seen.
    moderated : str or None
        What the panel settled on.
    """

    case: str
    agency: str
    question: str
    state: CellState
    answer: str | None
    blind: str | None
    late: bool
    moderated: str | None

    @property
    def grade(self) -> str | None:
        """The grade as it stands now; None where the answer is none."""
        return self.answer if self.state == "graded" else None

    @property
    def changed(self) -> bool:
        """Whether it was changed, or withdrawn, after the others could be seen."""
        return self.state != "missing" and not self.late and self.blind != self.answer


def grade_cells(record: AuditRecord) -> tuple[GradeCell, ...]:
    """A cell for every question of every return asked for, and of every agency that was not involved.

    Parameters
    ----------
    record : AuditRecord

    Returns
    -------
    tuple of GradeCell
        By case, agency and question in the order of the record. An agency that was never asked of a case has none.
    """
    panel = {(one.case, one.question): one.grade for one in record.panel}
    made = {(one.case, one.agency): one for one in record.returns}
    return tuple(
        _cell(made[case, agency], question, panel.get((case, question.name)))
        for case in record.cases
        for agency in record.agencies
        if (case, agency) in made
        for question in record.questions
    )


def _cell(made: ReturnRecord, question: AuditQuestion, moderated: str | None) -> GradeCell:
    return GradeCell(
        case=made.case,
        agency=made.agency,
        question=question.name,
        state=_state(made, question),
        answer=made.grades.get(question.name) if made.state == "returned" else None,
        blind=None if made.blind is None else made.blind.get(question.name),
        late=made.is_late,
        moderated=moderated,
    )


def _state(made: ReturnRecord, question: AuditQuestion) -> CellState:
    if made.state != "returned":
        return made.state
    if question.name not in made.grades:
        return "not_asked"
    answer = made.grades[question.name]
    if answer is None:
        return "not_answered"
    return "graded" if answer in question.scale.best_to_worst else "not_applicable"


def blind_ratings(cells: Sequence[GradeCell], question: AuditQuestion) -> Ratings:
    """The blind grades of one question, or of several that share its scale; what came late is left out and counted.

    A rater is an agency that gave a grade; rows of one case are a cluster.
    """
    frame = _frame(cells)
    given = frame[frame["own"].isin(question.scale.best_to_worst) & ~frame["late"]]
    frame = frame[frame["agency"].isin(given["agency"].unique())]
    return ratings_from_long(
        frame,
        case=["case", "question"],
        grade="own",
        grades=question.scale.best_to_worst,
        absent=question.scale.not_applicable,
        not_blind="late" if len(frame) else None,
        cluster="case",
    )


def own_and_moderated(cells: Sequence[GradeCell]) -> pd.DataFrame:
    """A row for each return on a question that the panel settled: the blind grade and the moderated one."""
    frame = _frame(cells)
    return frame[frame["moderated"].notna()].reset_index(drop=True)


def _frame(cells: Sequence[GradeCell]) -> pd.DataFrame:
    """The returns that were made, on the questions that they were asked."""
    return pd.DataFrame(list(_rows(cells)), columns=list(COLUMNS), dtype=object).astype({"late": bool})


def _rows(cells: Sequence[GradeCell]) -> Iterator[tuple[str, str, str, str | None, bool, str | None]]:
    # A blind grade counts though its agency says later that it was not involved: nobody withdraws one on seeing others.
    for cell in cells:
        if cell.state == "missing" or (cell.state in ("not_involved", "not_asked") and cell.blind is None):
            continue
        own = cell.answer if cell.late else cell.blind
        yield cell.case, cell.question, cell.agency, own, cell.late, cell.moderated
