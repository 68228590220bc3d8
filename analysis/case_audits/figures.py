"""All figures of a case audit, from its records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.agreement.case_bootstrap import DEFAULT_RESAMPLES, DEFAULT_SEED
from analysis.case_audits.cells import GradeCell, grade_cells
from analysis.case_audits.earlier import AgainstEarlier, against_earlier
from analysis.case_audits.records import AuditQuestion, AuditRecord, DissentRecord, PanelGrade
from analysis.case_audits.returns import ReturnCounts, return_counts
from analysis.case_audits.sections import (
    ALL,
    AuditAgreement,
    AuditGrades,
    AuditShift,
    Plan,
    audit_agreement,
    audit_grades,
    audit_shift,
    main_questions,
)
from analysis.comparison import RoundComparison


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFigures:
    """What came of a case audit.

    Attributes
    ----------
    title : str
        The audit.
    cases, agencies : tuple of str
        Pseudonyms and names, in order.
    questions : tuple of AuditQuestion
        The graded questions, in the order of the form.
    pooled : tuple of AuditQuestion
        Those that figures over several questions are of: all on the scale that most questions have.
    cells : tuple of GradeCell
        The grades side by side: one for each case, agency and question asked for.
    panel : tuple of PanelGrade
        The moderated grades with the panel's reasons.
    dissenting : tuple of DissentRecord
        Every dissent.
    returns : ReturnCounts
        Asked, made, late, missing, not involved.
    returns_by_agency : tuple of ReturnCounts
        The same by agency.
    grades : AuditGrades
        Who graded how, counts first.
    agreement : AuditAgreement
        How far the blind grades agreed.
    shift : AuditShift
        From blind to moderated grades, and who dissents.
    against : AgainstEarlier or None
        Against the last audit, where there is one.
    notes : tuple of str
        What a reader has to know.
    """

    title: str
    cases: tuple[str, ...]
    agencies: tuple[str, ...]
    questions: tuple[AuditQuestion, ...]
    pooled: tuple[AuditQuestion, ...]
    cells: tuple[GradeCell, ...]
    panel: tuple[PanelGrade, ...]
    dissenting: tuple[DissentRecord, ...]
    returns: ReturnCounts
    returns_by_agency: tuple[ReturnCounts, ...]
    grades: AuditGrades
    agreement: AuditAgreement
    shift: AuditShift
    against: AgainstEarlier | None
    notes: tuple[str, ...] = ()


def audit_figures(
    record: AuditRecord,
    *,
    earlier: AuditRecord | None = None,
    alike: RoundComparison | None = None,
    resamples: int = DEFAULT_RESAMPLES,
    seed: int = DEFAULT_SEED,
) -> AuditFigures:
    """Work out all figures of a case audit.

    Parameters
    ----------
    record : AuditRecord
        Its cases, returns and moderated grades.
    earlier : AuditRecord, optional
        The audit that it is compared with.
    alike : RoundComparison, optional
        Which questions the two asked in the same way; needed with ``earlier``.
    resamples, seed : int
        Of the bootstraps over cases.

    Returns
    -------
    AuditFigures
        Every figure says itself why it is not defined. What came after the others could be seen is left out of
        agreement and shift, and counted.

    Raises
    ------
    ValueError
        Where ``earlier`` is given without ``alike``, or an argument is out of its range.

    Examples
    --------
    Constructed: two agencies, two cases, and a panel.

    >>> from analysis.case_audits import AuditQuestion, PanelGrade, ReturnRecord
    >>> from analysis.section11 import GradeScale
    >>> scale = GradeScale(best_to_worst=("good", "fair", "poor"), favourable=("good",))
    >>> question = AuditQuestion(name="b1", label="B1", scale=scale, grade_labels=("Good", "Fair", "Poor"))
    >>> given = {("Heron", "Police"): "fair", ("Heron", "School"): "good", ("Otter", "Police"): "good"}
    >>> returns = tuple(ReturnRecord(case=case, agency=agency, state="returned", grades={"b1": grade},
    ...                              blind={"b1": grade}) for (case, agency), grade in given.items())
    >>> panel = (PanelGrade(case="Heron", question="b1", grade="good"),)
    >>> figures = audit_figures(AuditRecord(title="Neglect", cases=("Heron", "Otter"), agencies=("Police", "School"),
    ...                                     questions=(question,), returns=returns, panel=panel))
    >>> agreement, shift = figures.agreement.together, figures.shift.together.shift.shift
    >>> agreement.exact.count, agreement.exact.n_pairs, agreement.n_single
    (0, 1, 1)
    >>> shift.up, shift.same, shift.down
    (1, 1, 0)
    """
    if earlier is not None and alike is None:
        raise ValueError("earlier is given without alike: which questions were asked in the same way?")
    main = main_questions(record.questions)
    plan = Plan(record=record, cells=grade_cells(record), main=main, resamples=resamples, seed=seed)
    against = (
        against_earlier(record, plan.cells, earlier, grade_cells(earlier), alike)
        if earlier is not None and alike is not None
        else None
    )
    return AuditFigures(
        title=record.title,
        cases=record.cases,
        agencies=record.agencies,
        questions=record.questions,
        pooled=main,
        cells=plan.cells,
        panel=record.panel,
        dissenting=record.dissents,
        returns=return_counts(ALL, record.returns),
        returns_by_agency=tuple(
            return_counts(agency, [one for one in record.returns if one.agency == agency]) for agency in record.agencies
        ),
        grades=audit_grades(plan),
        agreement=audit_agreement(plan),
        shift=audit_shift(plan),
        against=against,
        notes=_notes(record, main),
    )


def _notes(record: AuditRecord, main: Sequence[AuditQuestion]) -> tuple[str, ...]:
    """What was left out, and what the cases stand for."""
    found = list(record.notes)
    others = [one.label for one in record.questions if one not in main]
    if others:
        found.append(f"Figures over all questions leave out those on another scale than most: {'; '.join(others)}.")
    late = sum(one.is_late for one in record.returns)
    if late:
        found.append(
            f"{_were(late)} made after the others could be seen: their grades are counted, but in no figure of "
            "agreement or shift."
        )
    changed = sum(one.has_changed for one in record.returns)
    if changed:
        found.append(
            f"{_were(changed)} changed after the others could be seen: agreement and shift rest on what stood before."
        )
    if record.chosen:
        found.append(
            f"{len(record.chosen)} of {len(record.cases)} cases were chosen for a reason and not drawn. They stand for "
            "no others: an interval says how few there are, and no more."
        )
    return tuple(found)


def _were(count: int) -> str:
    return "1 return was" if count == 1 else f"{count} returns were"
