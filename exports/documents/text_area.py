"""The room between the margins of a page."""

from __future__ import annotations

from docx.section import Section
from docx.shared import Length, Mm

A4 = (Mm(210), Mm(297))
MARGIN = Mm(25)  # where a template does not say


def text_area(section: Section) -> tuple[Length, Length]:
    """Width and height; a template that leaves something out means A4."""
    width, height = section.page_width or A4[0], section.page_height or A4[1]
    across = sum(MARGIN if one is None else one for one in (section.left_margin, section.right_margin))
    down = sum(MARGIN if one is None else one for one in (section.top_margin, section.bottom_margin))
    return Length(width - across), Length(height - down)
