"""Charts for pages, as SVG that stands on its own: bars with their label and figure written above each.

The label stands above its bar, so the same drawing reads at 320 pixels and at 700. Colour never carries meaning alone:
every bar has its words and its number, and a hidden figure is written ``[c]`` and has no bar.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import quoteattr

import altair as alt
import vl_convert

from analysis.report import QuestionBlock, RateTable, ThemeRow, ThemeTable
from exports.formats import ACCENT, BAR_GREY, MUTED, PALE, SVG_FONT
from exports.plain_text import plain_text
from exports.wording import (
    CLOSED_KINDS,
    chart_alt_text,
    mark_text,
    rate_alt_text,
    rate_text,
    share_text,
    themes_alt_text,
)

__all__ = ["chart_alt_text", "histogram_chart_svg", "question_chart_svg", "response_rate_chart_svg", "themes_chart_svg"]

STANCES = ("strength", "concern", "neutral")
INK = "#1f2a2e"
TRACK = "#edf1f2"
FONT_PX = 15
LINE_PX = 19
BAR_PX = 16
GAP_PX = 14
CHARACTER_PX = 7.6  # a generous mean for Arial at this size


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: its label, its figure in words, and its segments as lengths from 0 to 1; none where it is hidden."""

    label: str
    figure: str
    segments: tuple[tuple[float, str], ...] = ()
    of_a_whole: bool = True  # a share: the whole width is 100 per cent


def question_chart_svg(block: QuestionBlock, *, width: int = 640) -> str | None:
    """The answers to a closed question as bars; None where there is nothing to draw."""
    if block.kind not in CLOSED_KINDS or block.narrative_only or all(row.share.share is None for row in block.rows):
        return None
    stressed = any(row.favourable for row in block.rows)
    rows = list(block.rows)
    if block.kind == "multiple":
        rows.sort(key=lambda row: -1.0 if row.share.share is None else row.share.share, reverse=True)
    bars = [
        Bar(
            label=row.label,
            figure=share_text(row.share),
            segments=()
            if row.share.share is None
            else ((row.share.share, ACCENT if row.favourable or not stressed else BAR_GREY),),
        )
        for row in rows
    ]
    caption = f"Dark bars are favourable: {block.favourable_label}." if stressed and block.favourable_label else None
    return _draw(bars, chart_alt_text(block), width, caption)


def histogram_chart_svg(block: QuestionBlock, *, width: int = 640) -> str | None:
    """The intervals of a numeric question as bars, each as long as its count; None where none of them is shown."""
    found = block.numbers.histogram if block.numbers is not None else ()
    longest = max((one.count or 0 for one in found), default=0)
    if not longest:
        return None
    bars = [
        Bar(
            label=one.label,
            figure=mark_text(one.mark or "c") if one.count is None else f"{one.count:,}",
            segments=((one.count / longest, ACCENT),) if one.count else (),
            of_a_whole=False,
        )
        for one in found
    ]
    return _draw(bars, histogram_alt_text(block), width, None)


def histogram_alt_text(block: QuestionBlock) -> str:
    """What a histogram shows: every interval with its count."""
    found = block.numbers.histogram if block.numbers is not None else ()
    told = "; ".join(f"{one.label} {one.count:,}" for one in found if one.count is not None)
    hidden = [one.label for one in found if one.count is None]
    return f"Histogram of “{block.label}”: {told}." + (f" Not shown: {'; '.join(hidden)}." if hidden else "")


def response_rate_chart_svg(table: RateTable, *, width: int = 640) -> str | None:
    """Response rates by one breakdown; None where none of them is shown."""
    if all(row.rate is None for row in table.rows):
        return None
    bars = [
        Bar(
            label=row.label,
            figure=rate_text(row.rate, row.mark, row.answered, row.invited),
            segments=() if row.rate is None else ((min(row.rate, 1.0), ACCENT),),
        )
        for row in table.rows
    ]
    return _draw(bars, rate_alt_text(table), width, None)


def themes_chart_svg(table: ThemeTable, *, width: int = 640) -> str | None:
    """Mentions by theme, divided into strengths, concerns and neutral where all three are shown."""
    shown = [row.mentions for row in table.rows if row.mentions]
    if not shown:
        return None
    ordered = sorted(table.rows, key=lambda row: -1 if row.mentions is None else row.mentions, reverse=True)
    bars = [_theme_bar(row, max(shown)) for row in ordered]
    divided = any(len(bar.segments) > 1 for bar in bars)
    caption = "Dark: strengths. Mid grey: concerns. Pale: neutral." if divided else None
    return _draw(bars, themes_alt_text(table), width, caption)


def _theme_bar(row: ThemeRow, longest: int) -> Bar:
    if row.mentions is None:
        return Bar(label=row.label, figure=mark_text(row.mark))
    mentions = f"{row.mentions:,} mention{'' if row.mentions == 1 else 's'}"
    if row.strengths is None or row.concerns is None or row.neutral is None:
        return Bar(label=row.label, figure=mentions, segments=((row.mentions / longest, MUTED),), of_a_whole=False)
    stances = ((row.strengths, ACCENT), (row.concerns, BAR_GREY), (row.neutral, PALE))
    words = ", ".join(
        f"{n} {kind}" for n, kind in zip((row.strengths, row.concerns, row.neutral), STANCES, strict=True)
    )
    return Bar(
        label=row.label,
        figure=f"{row.mentions:,} ({words})",
        segments=tuple((n / longest, fill) for n, fill in stances if n),
        of_a_whole=False,
    )


def _wrapped(text: str, width_px: float) -> list[str]:
    return textwrap.wrap(plain_text(text), max(8, math.floor(width_px / CHARACTER_PX))) or [""]


def _draw(bars: Sequence[Bar], description: str, width: int, caption: str | None) -> str:
    """Lay the bars out from top to bottom and let Altair draw them."""
    words: list[dict[str, Any]] = []
    boxes: list[dict[str, Any]] = []
    top = 3.0
    for bar in bars:
        beside = len(bar.figure) * CHARACTER_PX + 12
        lines = _wrapped(bar.label, width - beside if beside < width * 0.6 else width)
        if beside >= width * 0.6:
            lines.append("")  # the figure takes a line of its own under the label
        last = top + LINE_PX * (len(lines) - 1)
        words += [
            {"x": 0.0, "y": top + i * LINE_PX, "text": line, "bold": False} for i, line in enumerate(lines) if line
        ]
        words.append({"x": 1.0, "y": last, "text": bar.figure, "bold": True})
        top = last + LINE_PX + 2
        boxes += _boxes(bar, top)
        top += BAR_PX + GAP_PX
    for line in _wrapped(caption, width) if caption else ():
        words.append({"x": 0.0, "y": top, "text": line, "bold": False})
        top += LINE_PX
    return _render(words, boxes, width, math.ceil(top), description)


def _boxes(bar: Bar, top: float) -> list[dict[str, Any]]:
    """The track and the segments of one bar; a hidden figure has neither, so that no length can be read."""
    if not bar.segments and bar.figure in (mark_text("c"), mark_text("z")):
        return []
    found = [{"x": 0.0, "x2": 1.0, "y": top, "y2": top + BAR_PX, "fill": TRACK}] if bar.of_a_whole else []
    start = 0.0
    for length, fill in bar.segments:
        found.append({"x": start, "x2": start + length, "y": top, "y2": top + BAR_PX, "fill": fill})
        start += length
    return found


def _render(words: list[dict[str, Any]], boxes: list[dict[str, Any]], width: int, height: int, description: str) -> str:
    across = alt.Scale(domain=[0, 1], range=[0, width - 4], nice=False)
    down = alt.Scale(domain=[0, height], range=[0, height], nice=False)
    x, y = alt.X("x:Q", scale=across, axis=None), alt.Y("y:Q", scale=down, axis=None)
    rectangles = (
        alt.Chart(alt.InlineData(values=boxes))
        .mark_rect(stroke="#ffffff", strokeWidth=1, aria=False)
        .encode(x=x, x2="x2:Q", y=y, y2="y2:Q", color=alt.Color("fill:N", scale=None))
    )
    texts = [
        alt.Chart(alt.InlineData(values=[word for word in words if word["bold"] is bold]))
        .mark_text(align="right" if bold else "left", baseline="top", fontWeight="bold" if bold else "normal")
        .encode(x=x, y=y, text="text:N")
        for bold in (False, True)
    ]
    chart = alt.layer(rectangles, *texts).properties(width=width - 4, height=height, padding=1)
    chart = chart.configure_view(stroke=None).configure_text(font=SVG_FONT, fontSize=FONT_PX, color=INK, aria=False)
    svg = vl_convert.vegalite_to_svg(chart.to_dict(), allowed_base_urls=[])  # no browser, and nothing fetched
    return svg.replace("<svg ", f'<svg role="img" aria-label={quoteattr(plain_text(description))} ', 1)
