"""How far agencies agreed, as it stands beside the results of the audit's round: by their records, not their answers.

A return says of what kind its agency is; two schools say the same. The audit knows which agency was asked, and when
moderation opened: to the moment, and not to the day on which the round closed.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.agreement import AgreementCoefficient
from analysis.beside import JudgementAgreement
from analysis.beside.agreement import TOO_FEW, FoundAgreement
from analysis.case_audits import AgreementFigures, AuditFigures
from survey_app.case_audits.figures.services import unlogged_figures
from survey_app.case_audits.models import CaseAudit
from survey_app.results.services import Reader
from survey_app.rounds.models import Round


def audit_with_returns_in(session: Session, round_: Round) -> CaseAudit | None:
    """The audit whose returns are the answers of this round; None for every other round."""
    return session.scalar(select(CaseAudit).where(CaseAudit.round_id == round_.id))


def agreement_of_audit(session: Session, audit: CaseAudit, *, reader: Reader) -> FoundAgreement:
    """Agreement on every question that two agencies graded blind in the same case.

    Raises StillBlind before moderation opens. The reading of the round's working paper has been logged already.
    """
    figures = unlogged_figures(session, audit, reader=reader)
    judgements = tuple(_judgement(one, figures) for one in figures.agreement.by_question if one.why_not is None)
    return FoundAgreement(judgements=judgements, note=_note(figures, any_found=bool(judgements)))


def _judgement(one: AgreementFigures, figures: AuditFigures) -> JudgementAgreement:
    question = next(question for question in figures.questions if question.name == one.name)
    return JudgementAgreement(
        name=one.name, label=question.text or question.label, exact=one.exact, within_one=one.within_one,
        coefficients=tuple(_coefficients(one)),
    )  # fmt: skip


def _coefficients(one: AgreementFigures) -> Iterator[AgreementCoefficient]:
    """The one to read first stands first."""
    yield one.ac2
    if one.kappa is not None:
        yield one.kappa
    yield one.alpha


def _note(figures: AuditFigures, *, any_found: bool) -> str | None:
    sentences = [] if any_found else [TOO_FEW]
    late = figures.returns.n_late
    if late:
        were = "1 return was" if late == 1 else f"{late} returns were"
        sentences.append(f"{were} made after the others could be seen, and left out.")
    return " ".join(sentences) or None
