"""The figures of case audits: grades, agreement, the shift to moderated grades, and the change since the last audit."""

from analysis.case_audits.agreeing import AgreementFigures, CaseSpread
from analysis.case_audits.cells import GradeCell
from analysis.case_audits.earlier import AgainstEarlier, ChangeRow
from analysis.case_audits.figures import AuditFigures, audit_figures
from analysis.case_audits.profiles import GradeCounts
from analysis.case_audits.records import AuditQuestion, AuditRecord, DissentRecord, PanelGrade, ReturnRecord
from analysis.case_audits.returns import ReturnCounts
from analysis.case_audits.sections import AuditAgreement, AuditGrades, AuditShift
from analysis.case_audits.shifts import DissentCounts, ShiftRow

__all__ = [
    "AgainstEarlier",
    "AgreementFigures",
    "AuditAgreement",
    "AuditFigures",
    "AuditGrades",
    "AuditQuestion",
    "AuditRecord",
    "AuditShift",
    "CaseSpread",
    "ChangeRow",
    "DissentCounts",
    "DissentRecord",
    "GradeCell",
    "GradeCounts",
    "PanelGrade",
    "ReturnCounts",
    "ReturnRecord",
    "ShiftRow",
    "audit_figures",
]
