"""PowerPoint slides of a report for the Strategic Group."""

from exports.office_templates import TemplateRefused
from exports.slides.look import write_default_slide_template
from exports.slides.writer import write_slides

__all__ = ["TemplateRefused", "write_default_slide_template", "write_slides"]
