"""Drawing with Altair by pixels from the top left corner: boxes, rules, shapes and words, and nothing else.

The result stands on its own: it names no font file, no script and no style sheet, and says in words what it shows.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal
from xml.sax.saxutils import quoteattr

import altair as alt
import vl_convert

from exports.formats import ACCENT, BAR_GREY, MUTED, SVG_FONT
from exports.plain_text import plain_text

INK = "#1f2a2e"
TRACK = "#edf1f2"
FONT_PX = 15
SMALL_PX = 13
LINE_PX = 19
CHARACTER_PX = 7.6  # a generous mean for Arial at this size

# Colours that are set aside for hatching: the pattern, and its ink on white.
HATCHED_ACCENT, HATCHED_GREY, HATCHED_DARK = "#0b5564", "#87939b", "#3b4348"
HATCHED = {
    HATCHED_ACCENT: ("w-accent", ACCENT, 3),
    HATCHED_GREY: ("w-grey", BAR_GREY, 3),
    HATCHED_DARK: ("w-dark", "#3b4347", 4),
}

Align = Literal["left", "right", "center"]
Look = Literal["normal", "bold", "small", "on dark"]


def wrapped(text: str, width: float, character: float = CHARACTER_PX) -> list[str]:
    """The lines that a text takes in so many pixels."""
    return textwrap.wrap(plain_text(text), max(8, math.floor(width / character))) or [""]


@dataclass(slots=True)
class Drawing:
    """What is drawn, in pixels from the top left corner."""

    width: float
    height: float = 3.0
    boxes: list[dict[str, Any]] = field(default_factory=list)
    rules: list[dict[str, Any]] = field(default_factory=list)
    shapes: list[dict[str, Any]] = field(default_factory=list)
    words: list[dict[str, Any]] = field(default_factory=list)

    def write(
        self, text: str, x: float, y: float, *, align: Align = "left", look: Look = "normal"
    ) -> None:  # fmt: skip
        """A line of words; ``y`` is its top."""
        if text:
            self.words.append({"x": x, "y": y, "text": plain_text(text), "align": align, "look": look})

    def box(self, x: float, x2: float, y: float, height: float, fill: str) -> None:
        """A filled box."""
        self.boxes.append({"x": x, "x2": x2, "y": y, "y2": y + height, "fill": fill})

    def rule(self, x: float, x2: float, y: float, y2: float, *, colour: str = INK, thick: float = 1.5) -> None:
        """A straight line."""
        self.rules.append({"x": x, "x2": x2, "y": y, "y2": y2, "colour": colour, "thick": thick})

    def shape(self, kind: Literal["ring", "square", "dot"], x: float, y: float) -> None:
        """A mark whose middle is here."""
        self.shapes.append({"x": x, "y": y, "kind": kind})

    def head(self, label: str, figure: str) -> None:
        """A row's label on the left and its figure on the right; under the label where both do not fit."""
        beside = len(figure) * CHARACTER_PX + 12
        fits = beside < self.width * 0.6
        lines = wrapped(label, self.width - beside if fits else self.width)
        for place, line in enumerate(lines if fits else [*lines, ""]):
            self.write(line, 0, self.height + place * LINE_PX)
        last = self.height + (len(lines) - (1 if fits else 0)) * LINE_PX
        self.write(figure, self.width, last, align="right", look="bold")
        self.height = last + LINE_PX + 2

    def small(self, text: str) -> None:
        """A line of explanation, as many lines as it takes."""
        for line in wrapped(text, self.width, CHARACTER_PX * SMALL_PX / FONT_PX):
            self.write(line, 0, self.height, look="small")
            self.height += LINE_PX - 1

    def scale(self) -> None:
        """0 and 100 per cent under the rows."""
        self.write("0%", 0, self.height, look="small")
        self.write("100%", self.width, self.height, align="right", look="small")
        self.height += LINE_PX


def render(drawing: Drawing, description: str) -> str:
    """Let Altair draw it; one layer for each kind of mark."""
    width, height = drawing.width, math.ceil(drawing.height)
    across = alt.Scale(domain=[0, width], range=[0, width], nice=False)
    down = alt.Scale(domain=[0, height], range=[0, height], nice=False)
    x, y = alt.X("x:Q", scale=across, axis=None), alt.Y("y:Q", scale=down, axis=None)
    layers = [_boxes(drawing.boxes, x, y), *_rules(drawing.rules, x, y), *_shapes(drawing.shapes, x, y)]
    layers += _words(drawing.words, x, y)
    chart = alt.layer(*layers).properties(width=width, height=height, padding=1)
    chart = chart.configure_view(stroke=None).configure_text(font=SVG_FONT, fontSize=FONT_PX, color=INK, aria=False)
    svg = vl_convert.vegalite_to_svg(chart.to_dict(), allowed_base_urls=[])  # no browser, and nothing fetched
    return _with_patterns(svg).replace("<svg ", f'<svg role="img" aria-label={quoteattr(plain_text(description))} ', 1)


def _boxes(boxes: list[dict[str, Any]], x: Any, y: Any) -> Any:
    marks = alt.Chart(alt.InlineData(values=boxes)).mark_rect(stroke="#ffffff", strokeWidth=1, aria=False)
    return marks.encode(x=x, x2="x2:Q", y=y, y2="y2:Q", color=alt.Color("fill:N", scale=None))


def _rules(rules: list[dict[str, Any]], x: Any, y: Any) -> Iterator[Any]:
    for thick in sorted({rule["thick"] for rule in rules}):
        values = [rule for rule in rules if rule["thick"] == thick]
        marks = alt.Chart(alt.InlineData(values=values)).mark_rule(strokeWidth=thick, aria=False)
        yield marks.encode(x=x, x2="x2:Q", y=y, y2="y2:Q", color=alt.Color("colour:N", scale=None))


def _shapes(shapes: list[dict[str, Any]], x: Any, y: Any) -> Iterator[Any]:
    looks: dict[str, dict[str, Any]] = {
        "ring": {"shape": "circle", "size": 110, "fill": "#ffffff", "stroke": INK, "strokeWidth": 2},
        "square": {"shape": "square", "size": 130, "fill": ACCENT, "stroke": "#ffffff", "strokeWidth": 1},
        "dot": {"shape": "circle", "size": 70, "fill": ACCENT, "stroke": "#ffffff", "strokeWidth": 1},
    }
    for kind, look in looks.items():
        values = [shape for shape in shapes if shape["kind"] == kind]
        if values:
            yield alt.Chart(alt.InlineData(values=values)).mark_point(aria=False, opacity=1, **look).encode(x=x, y=y)


def _words(words: list[dict[str, Any]], x: Any, y: Any) -> Iterator[Any]:
    looks: dict[str, dict[str, Any]] = {
        "normal": {},
        "bold": {"fontWeight": "bold"},
        "small": {"fontSize": SMALL_PX, "color": MUTED},
        "on dark": {"color": "#ffffff"},
    }
    for look, options in looks.items():
        for align in ("left", "right", "center"):
            values = [word for word in words if word["look"] == look and word["align"] == align]
            if values:
                marks = alt.Chart(alt.InlineData(values=values)).mark_text(align=align, baseline="top", **options)
                yield marks.encode(x=x, y=y, text="text:N")


def _with_patterns(svg: str) -> str:
    """Hatch what is marked by one of the colours set aside for it."""
    used = [(colour, *look) for colour, look in HATCHED.items() if f'fill="{colour}"' in svg]
    patterns = "".join(
        f'<pattern id="{name}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="6" height="6" fill="#ffffff"/><rect width="{thick}" height="6" fill="{ink}"/></pattern>'
        for _, name, ink, thick in used
    )
    for colour, name, *_ in used:
        svg = svg.replace(f'fill="{colour}"', f'fill="url(#{name})"')
    end = svg.index(">", svg.index("<svg ")) + 1
    return f"{svg[:end]}<defs>{patterns}</defs>{svg[end:]}" if used else svg
