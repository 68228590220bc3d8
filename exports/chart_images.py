"""The charts of pages as PNG at print resolution, for documents and slides: the same drawing, each with its words."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from html import escape

from analysis.report import PolicyStatement, QuestionBlock, RateTable, ThemeTable
from exports.charts import (
    histogram_alt_text,
    histogram_chart_svg,
    question_chart_svg,
    response_rate_chart_svg,
    themes_chart_svg,
)
from exports.formats import CONFIDENTIAL, NOT_APPLICABLE
from exports.wording import chart_alt_text, rate_alt_text, themes_alt_text

PRINT_WIDTH = 640  # the width of a drawing in CSS pixels: 169 mm, the text width of an A4 page
SCALE = 2.5
DPI = 96 * SCALE


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartImage:
    """One chart as a picture.

    Attributes
    ----------
    png : bytes
        At 240 dots to the inch.
    width, height : float
        In points, as it is meant to be printed.
    description : str
        What it shows, in words: every figure that is in it.
    hides : bool
        Whether the sign of a hidden figure stands in it.
    """

    png: bytes
    width: float
    height: float
    description: str
    hides: bool = False


def question_chart_image(
    block: QuestionBlock, policy: PolicyStatement, *, width: int = PRINT_WIDTH
) -> ChartImage | None:
    """The answers to a closed question; None where there is nothing to draw."""
    return _image(question_chart_svg(block, width=width), chart_alt_text(block), policy)


def histogram_chart_image(
    block: QuestionBlock, policy: PolicyStatement, *, width: int = PRINT_WIDTH
) -> ChartImage | None:
    """The intervals of a numeric question; None where none of them is shown."""
    return _image(histogram_chart_svg(block, width=width), histogram_alt_text(block), policy)


def response_rate_chart_image(
    table: RateTable, policy: PolicyStatement, *, width: int = PRINT_WIDTH
) -> ChartImage | None:
    """Response rates by one breakdown; None where none of them is shown."""
    return _image(response_rate_chart_svg(table, width=width), rate_alt_text(table), policy)


def themes_chart_image(table: ThemeTable, policy: PolicyStatement, *, width: int = PRINT_WIDTH) -> ChartImage | None:
    """Mentions by theme; None where none is shown."""
    return _image(themes_chart_svg(table, width=width), themes_alt_text(table), policy)


def _image(svg: str | None, description: str, policy: PolicyStatement) -> ChartImage | None:
    if svg is None:
        return None
    import vl_convert

    hides = f">{CONFIDENTIAL}<" in svg
    for ours, theirs in ((CONFIDENTIAL, policy.symbol), (NOT_APPLICABLE, policy.symbol_z)):
        svg = svg.replace(f">{ours}<", f">{escape(theirs)}<")
        description = description.replace(ours, theirs)
    png = vl_convert.svg_to_png(svg, scale=SCALE)
    across, down = struct.unpack(">II", png[16:24])  # the header chunk of every PNG begins with its size
    points = 72 / DPI
    return ChartImage(png=png, width=across * points, height=down * points, description=description, hides=hides)
