"""The workbook of a case audit."""

from exports.workbook.case_audit.paper import AuditPaper, LearningLine, RecommendationLine
from exports.workbook.case_audit.writer import write_audit_workbook

__all__ = ["AuditPaper", "LearningLine", "RecommendationLine", "write_audit_workbook"]
