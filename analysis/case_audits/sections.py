"""The sections of an audit's figures: grades, agreement and shift, each in all, by question and by agency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.agreement import AgencyProfile, agency_profiles
from analysis.case_audits.agreeing import (
    AgreementFigures,
    CaseSpread,
    agreement_figures,
    agreement_of_pairs,
    case_spread,
)
from analysis.case_audits.cells import GradeCell, blind_ratings
from analysis.case_audits.profiles import GradeCounts, own_counts, panel_counts
from analysis.case_audits.records import AuditQuestion, AuditRecord
from analysis.case_audits.shifts import DissentCounts, ShiftRow, adjusted, dissent_counts, shift_row

ALL, ALL_LABEL = "all", "All questions together"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditGrades:
    """Who graded how.

    Attributes
    ----------
    together : GradeCounts or None
        The agencies' own grades as they stand now; None where the form grades nothing.
    by_question, by_agency : tuple of GradeCounts
        The same by question and by agency.
    panel : GradeCounts or None
        The moderated grades; None where no panel has settled any.
    panel_by_question : tuple of GradeCounts
        The same by question; empty where no panel has settled any.
    """

    together: GradeCounts | None
    by_question: tuple[GradeCounts, ...]
    by_agency: tuple[GradeCounts, ...]
    panel: GradeCounts | None
    panel_by_question: tuple[GradeCounts, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditAgreement:
    """How far the agencies' blind grades agreed.

    Attributes
    ----------
    together : AgreementFigures or None
        On all questions; None where the form grades nothing.
    by_question, by_pair : tuple of AgreementFigures
        By question, and of every two agencies that graded a case together.
    by_case : tuple of CaseSpread
        How far grades lie apart, case by case.
    beside_others : tuple of AgencyProfile
        Each agency's grades less the others' of the same case and question.
    """

    together: AgreementFigures | None
    by_question: tuple[AgreementFigures, ...]
    by_pair: tuple[AgreementFigures, ...]
    by_case: tuple[CaseSpread, ...]
    beside_others: tuple[AgencyProfile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditShift:
    """What moderation changed.

    Attributes
    ----------
    together : ShiftRow or None
        Over all questions; None where the form grades nothing.
    by_agency, by_question : tuple of ShiftRow
        The same by agency and by question, the sign tests adjusted within each.
    dissents : DissentCounts
        Who did not agree with moderated grades, and on what.
    n_unagreed : int
        On how many questions of a case the panel could not agree; these have no moderated grade.
    """

    together: ShiftRow | None
    by_agency: tuple[ShiftRow, ...]
    by_question: tuple[ShiftRow, ...]
    dissents: DissentCounts
    n_unagreed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What all sections share: the cells, the questions on the main scale, and how bootstraps are drawn."""

    record: AuditRecord
    cells: tuple[GradeCell, ...]
    main: tuple[AuditQuestion, ...]
    resamples: int
    seed: int

    @property
    def pooled(self) -> list[GradeCell]:
        """The cells that are counted together: those of questions on the main scale."""
        names = {question.name for question in self.main}
        return [cell for cell in self.cells if cell.question in names]

    def of_question(self, name: str) -> list[GradeCell]:
        """The cells of one question."""
        return [cell for cell in self.cells if cell.question == name]

    def of_agency(self, name: str) -> list[GradeCell]:
        """The cells of one agency that are counted together."""
        return [cell for cell in self.pooled if cell.agency == name]


def main_questions(questions: Sequence[AuditQuestion]) -> tuple[AuditQuestion, ...]:
    """The questions on the scale that most of them have, the first of equal ones: grades of one scale can be pooled."""
    if not questions:
        return ()
    scales = Counter(question.scale for question in questions)
    main = max(scales, key=lambda scale: scales[scale])
    return tuple(question for question in questions if question.scale == main)


def audit_grades(plan: Plan) -> AuditGrades:
    """The profiles of grades; each counts what is no grade apart."""
    record, main = plan.record, plan.main
    names = {question.name for question in main}
    settled = [one for one in record.panel if one.question in names]
    return AuditGrades(
        together=own_counts(ALL, ALL_LABEL, plan.pooled, main[0]) if main else None,
        by_question=tuple(own_counts(one.name, one.label, plan.of_question(one.name), one) for one in record.questions),
        by_agency=tuple(own_counts(name, name, plan.of_agency(name), main[0]) for name in record.agencies if main),
        panel=panel_counts(ALL, ALL_LABEL, settled, main[0]) if settled else None,
        panel_by_question=tuple(
            panel_counts(one.name, one.label, [grade for grade in record.panel if grade.question == one.name], one)
            for one in record.questions
            if record.panel
        ),
    )


def audit_agreement(plan: Plan) -> AuditAgreement:
    """The agreement of the agencies, from their blind grades."""
    draws = {"resamples": plan.resamples, "seed": plan.seed}
    main = plan.main
    return AuditAgreement(
        together=agreement_figures(ALL, ALL_LABEL, plan.pooled, main[0], **draws) if main else None,
        by_question=tuple(
            agreement_figures(one.name, one.label, plan.of_question(one.name), one, **draws)
            for one in plan.record.questions
        ),
        by_pair=agreement_of_pairs(plan.pooled, main[0], **draws) if main else (),
        by_case=tuple(
            case_spread(case, [cell for cell in plan.cells if cell.case == case], plan.record.questions)
            for case in plan.record.cases
        ),
        beside_others=agency_profiles(
            blind_ratings(plan.pooled, main[0]), direction="best_first", resamples=plan.resamples, seed=plan.seed
        )
        if main
        else (),
    )


def audit_shift(plan: Plan) -> AuditShift:
    """The shift from blind to moderated grades."""
    draws = {"resamples": plan.resamples, "seed": plan.seed}
    main = plan.main
    by_agency = [shift_row(name, name, plan.of_agency(name), main[0], **draws) for name in plan.record.agencies if main]
    by_question = [
        shift_row(one.name, one.label, plan.of_question(one.name), one, **draws) for one in plan.record.questions
    ]
    return AuditShift(
        together=shift_row(ALL, ALL_LABEL, plan.pooled, main[0], **draws) if main else None,
        by_agency=adjusted(by_agency, "agencies"),
        by_question=adjusted(by_question, "questions"),
        dissents=dissent_counts(plan.record.dissents),
        n_unagreed=len(plan.record.unagreed),
    )
