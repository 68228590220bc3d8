"""Word documents: the brief, the full report, letters, the sheet for practitioners and the annual pack."""

from exports.documents.brief import write_brief
from exports.documents.template import write_default_template
from exports.office_templates import TemplateRefused

__all__ = ["TemplateRefused", "write_brief", "write_default_template"]
