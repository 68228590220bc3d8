"""Word documents: the brief, the full report, letters, the sheet for practitioners and the annual pack."""

from exports.documents.annual_pack import write_annual_pack
from exports.documents.brief import write_brief
from exports.documents.forum_feedback import write_forum_feedback
from exports.documents.full_report import write_full_report
from exports.documents.letter import LetterHead, write_feedback_letter
from exports.documents.template import write_default_template
from exports.documents.visit_brief import write_visit_brief
from exports.office_templates import TemplateRefused

__all__ = [
    "LetterHead",
    "TemplateRefused",
    "write_annual_pack",
    "write_brief",
    "write_default_template",
    "write_feedback_letter",
    "write_forum_feedback",
    "write_full_report",
    "write_visit_brief",
]
