"""A case audit for its workbook: the audit that R has worked out, with dissent, a late return and learning."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from analysis.case_audits import AuditRecord, DissentRecord, audit_figures
from analysis.comparison import QuestionComparison, RoundComparison
from exports.workbook.case_audit import AuditPaper, LearningLine, RecommendationLine, write_audit_workbook
from tests.analysis.case_audits.constructed import record_from, returned
from tests.exports import reports

FACTS = (("Kind", "Multi-agency case audit"), ("Theme", "Neglect"), ("Cases", "8"))


def make_record() -> AuditRecord:
    """One return is not blind, one was changed, and Oak School dissents."""
    record = record_from("this_audit.csv")
    first, second, *others = record.returns
    late = replace(first, blind=None)
    changed = returned(second.case, second.agency, {**second.grades, "b1": "inadequate"}, blind=second.grades)
    dissent = DissentRecord(
        case="HER-01", question="b4", agency="Oak School", grade="outstanding", reason="Seen weekly"
    )
    return replace(
        record, returns=(late, changed, *others), dissents=(dissent,), chosen=frozenset({"HER-02"})
    )  # fmt: skip


def make_paper(record: AuditRecord | None = None, last: AuditRecord | None = None, text: str = "") -> AuditPaper:
    """The whole paper; ``text`` stands in place of whatever people wrote."""
    record, last = record or make_record(), last or record_from("last_audit.csv")
    alike = tuple(
        QuestionComparison(
            name=one.name, label=one.label, verdict="no" if one.name == "b8" else "yes",
            reasons=("It is worded otherwise.",) if one.name == "b8" else (),
        )
        for one in record.questions
    )  # fmt: skip
    comparison = RoundComparison(questions=alike, form_changes=())
    return AuditPaper(
        figures=audit_figures(record, earlier=last, alike=comparison, resamples=20),
        facts=tuple((name, text or value) for name, value in FACTS),
        learning=(
            LearningLine(kind="Strength", theme=text or "Plans", case="HER-01", text=text or "Plans were short."),
        ),
        recommendations=(
            RecommendationLine(
                number=1, text=text or "Ask fathers.", why=text or "They were not seen.", owner=text or "Social care",
                theme=text or "Fathers",
            ),
        ),
    )  # fmt: skip


def written_audit(paper: AuditPaper) -> bytes:
    """The workbook."""
    out = BytesIO()
    write_audit_workbook(reports.make_walkabout_report(), paper, out)
    return out.getvalue()
