"""How the styles of our documents look, in one table. A council's template may give any of them another look.

Content names styles and nothing else, so that a template with the same names changes the whole document.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from exports.formats import ACCENT, BANNER_FILL, MUTED, RULE

INK = "#1f2a2e"
PALE_FILL = "#f2f5f6"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One paragraph style. Sizes and distances are in points."""

    based_on: str = "Normal"
    next: str | None = "Normal"  # the style of the paragraph after it
    size: float = 10.5
    bold: bool = False
    italic: bool = False
    colour: str = INK
    before: float = 0
    after: float = 6
    line: float = 1.15  # of single spacing
    keep_next: bool = False
    outline: int | None = None  # level of a heading, 0 for the first
    align: Literal["left", "right", "center"] = "left"
    indent: float = 0
    hanging: float = 0
    fill: str | None = None
    pad: float = 0  # of the fill, above and below the words
    rule_left: str | None = None
    caps: bool = False
    numbered: Literal["bullet", "number"] | None = None
    tabs: tuple[tuple[str, float], ...] = ()

    @property
    def line_height(self) -> float:
        """From one line to the next: single spacing is 1.15 times the type size in Arial and its kin."""
        return self.size * 1.15 * self.line


_HEADING = Look(bold=True, colour=ACCENT, keep_next=True, line=1.05)
_CELL = Look(next=None, size=9.5, before=3, after=3, line=1.0)
_CELL_HEAD = replace(_CELL, bold=True, keep_next=True)

LOOKS: dict[str, Look] = {
    "Normal": Look(),
    "Title": Look(size=24, bold=True, colour=ACCENT, after=8, line=1.0, keep_next=True),
    "Subtitle": Look(size=13, colour=MUTED, after=14, line=1.1),
    "Heading 1": replace(_HEADING, size=15, before=16, after=5, outline=0),
    "Heading 2": replace(_HEADING, size=12.5, before=14, after=4, outline=1),
    "Heading 3": replace(_HEADING, colour=INK, size=10.5, before=12, after=3, outline=2),
    "List Bullet": Look(next="List Bullet", after=4, indent=14, hanging=14, numbered="bullet"),
    "List Number": Look(next="List Number", after=5, indent=18, hanging=18, numbered="number"),
    "Quote": Look(italic=True, before=4, after=6, indent=12, rule_left=ACCENT),
    "Caption": Look(size=9.5, bold=True, colour=INK, before=8, after=4, keep_next=True, line=1.0),
    "Header": Look(next="Header", size=8.5, colour=MUTED, after=10, line=1.0),
    "Footer": Look(next="Footer", size=8, colour=MUTED, after=0, line=1.0),
    "TOC Heading": replace(_HEADING, size=15, before=16, after=5),
    "TOC 1": Look(size=10.5, bold=True, before=4, after=2, line=1.0),
    "TOC 2": Look(size=10, after=1, indent=14, line=1.0),
    "Walkabout Kicker": Look(size=9.5, bold=True, colour=MUTED, after=6, line=1.0, keep_next=True),
    "Walkabout Lead": Look(size=13, after=10, line=1.2),
    "Walkabout Note": Look(size=9, colour=MUTED, before=3, after=6, line=1.05),
    "Walkabout Callout": Look(before=8, after=12, indent=9, fill=PALE_FILL, rule_left=ACCENT, pad=5),
    "Walkabout Warning": Look(before=2, after=6, indent=9, rule_left=BANNER_FILL),
    "Walkabout Banner": Look(
        size=9.5, bold=True, colour="#ffffff", fill=BANNER_FILL, align="center", after=4, line=1.0, next="Header", pad=3
    ),
    "Walkabout Address": Look(next="Walkabout Address", after=0),
    "Walkabout Picture": Look(before=2, after=6, line=1.0, keep_next=False),
    "Walkabout Table Head": _CELL_HEAD,
    "Walkabout Table Head Right": replace(_CELL_HEAD, align="right"),
    "Walkabout Table Text": _CELL,
    "Walkabout Table Number": replace(_CELL, align="right"),
    "Walkabout Table Strong": replace(_CELL, bold=True),
    "Walkabout Table Detail": replace(_CELL, size=8.5, colour=MUTED, before=0),
    "Walkabout Figure": replace(_CELL, size=19, bold=True, colour=ACCENT, before=4, after=2),
}

CHARACTER_LOOKS: dict[str, dict[str, str | bool]] = {
    "Strong": {"bold": True},
    "Emphasis": {"italic": True},
    "Walkabout Muted": {"colour": MUTED},
}

TABLE_LOOKS: dict[str, dict[str, str]] = {"Walkabout Table": {"head_rule": ACCENT, "rule": RULE}}
CELL_GAP = 9.0  # right of the text of a cell, in points; on the left it stands flush with the text above the table
