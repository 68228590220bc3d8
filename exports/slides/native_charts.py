"""Native PowerPoint charts, which can be edited and read: each over values that are shown, with its words."""

from __future__ import annotations

import re
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from exports.formats import ACCENT, BANNER_FILL, BAR_GREY, PALE
from exports.plain_text import plain_text
from exports.slides.look import rgb
from exports.slides.plans import ChartPlan
from exports.text_fit import fit_text

LABEL_SIZE = 13
_LABELS_SHARE = 0.42  # of a chart's width that its categories may take
_NOT_TEXT = re.compile(r"\{?=|[a-z]+://|mailto:|internal:|external:", re.IGNORECASE)
_STACKED = ((ACCENT, "#ffffff"), (BAR_GREY, "#000000"), (PALE, "#000000"))
_GRADED = ((ACCENT, "#ffffff"), ("#6a9ba6", "#000000"), (PALE, "#000000"), (BANNER_FILL, "#ffffff"))
PERCENT_FORMAT = "[=0]0%;[<0.1]0.0%;0%"
DESCRIPTION_LIMIT = 4_000


def put_chart(slide: Any, place: Any, plan: ChartPlan) -> Any:
    """Fill a place for content with a chart; the chart takes the place's role, so that reading order stays."""
    stacked = len(plan.series) > 1
    kind = XL_CHART_TYPE.BAR_STACKED if stacked else XL_CHART_TYPE.BAR_CLUSTERED
    width = place.width.pt
    data: Any = CategoryChartData(  # type: ignore[no-untyped-call]  # python-pptx types some of its calls only
        number_format="0%" if plan.percent else "0"
    )
    bases = plan.bases or ("",) * len(plan.categories)
    data.categories = [
        label_text(one, width * _LABELS_SHARE, base) for one, base in zip(plan.categories, bases, strict=True)
    ]
    for name, values in plan.series:
        data.add_series(label_text(name, width), values)
    frame = slide.shapes.add_chart(kind, place.left, place.top, place.width, place.height, data)
    take_place(frame, place)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", plain_text(plan.description, DESCRIPTION_LIMIT))
    _dress(frame.chart, plan, stacked=stacked)
    _number_axes(frame.chart)
    return frame


def label_text(text: str, width: float, base: str = "") -> str:
    """A label of two lines, and its base. In the workbook behind the chart it stays text, whatever it looks like."""
    cut = fit_text(text, width, LABEL_SIZE, 2)
    if base:
        cut = f"{cut} · {base}"
    return f"\u00a0{cut}" if _NOT_TEXT.match(cut) else cut or "–"


def take_place(frame: Any, place: Any) -> None:
    """Make a chart or table the content of a placeholder, which is then gone."""
    mark = place._element.find(".//" + qn("p:ph"))
    properties = frame._element.nvGraphicFramePr
    properties.cNvPr.set("name", place.name)
    holder = properties.find(qn("p:nvPr"))
    copy = parse_xml(f"<p:ph {nsdecls('p')}/>")
    for name in ("idx", "sz"):
        if mark.get(name) is not None:
            copy.set(name, mark.get(name))
    holder.insert(0, copy)
    place._element.addprevious(frame._element)
    place._element.getparent().remove(place._element)


def _dress(chart: Any, plan: ChartPlan, *, stacked: bool) -> None:
    chart.font.size = Pt(LABEL_SIZE)
    chart.has_title = False
    chart.has_legend = stacked
    if stacked:
        chart.legend.position = XL_LEGEND_POSITION.BOTTOM
        chart.legend.include_in_layout = False
    axis, values = chart.category_axis, chart.value_axis
    axis.reverse_order = True
    axis.format.line.color.rgb = rgb(BAR_GREY)
    axis.major_tick_mark = XL_TICK_MARK.NONE
    values.has_major_gridlines = False
    values.visible = False
    values.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    values.minimum_scale = 0
    if plan.percent and not stacked:
        values.maximum_scale = 1.12
    plot = chart.plots[0]
    plot.gap_width = 45
    if stacked:
        plot.overlap = 100
    for number, series in enumerate(plot.series):
        looks = _GRADED if plan.graded else _STACKED
        fill, ink = looks[-1] if plan.graded and number == len(plan.series) - 1 else looks[number % len(looks)]
        _paint(series.format, fill)
        _label(series, plan, ink if stacked else None)
    if not stacked:
        for number, strong in enumerate(plan.strong):
            _paint(plot.series[0].points[number].format, ACCENT if strong else BAR_GREY)


def _number_axes(chart: Any) -> None:
    """Axes go by numbers that python-pptx makes negative, which the standard does not allow."""
    for one in chart._chartSpace.iter(qn("c:axId"), qn("c:crossAx")):
        one.set("val", one.get("val").lstrip("-"))


def _paint(look: Any, colour: str) -> None:
    look.fill.solid()
    look.fill.fore_color.rgb = rgb(colour)


def _label(series: Any, plan: ChartPlan, ink: str | None) -> None:
    """The value of each bar, beside it or, where bars are stacked, in it; a segment of nothing has none."""
    labels = series.data_labels
    labels.show_value = True
    labels.number_format = PERCENT_FORMAT if plan.percent else "#,##0;;"
    labels.number_format_is_linked = False
    labels.font.size = Pt(LABEL_SIZE)
    labels.font.bold = True
    labels.position = XL_LABEL_POSITION.CENTER if ink else XL_LABEL_POSITION.OUTSIDE_END
    if ink:
        labels.font.color.rgb = rgb(ink)
