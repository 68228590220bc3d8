"""The look of every export: colours, number formats and the table of cell styles."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

ACCENT = "#0b5563"
MUTED = "#56636a"  # secondary text: 6:1 on white
BAR_GREY = "#87939a"  # bars that are not the point of the chart; still 3:1 on white
PALE = "#c9d2d6"
RULE = "#d3dadd"
INK = "#1b2023"
PAPER = "#ffffff"  # every cell says its paper and its ink, so that a dark display changes neither or both
HEAD_FILL = "#e6ecee"
BANNER_FILL = "#3b4347"
FONT = "Arial"
SVG_FONT = "Arial, Helvetica, sans-serif"

# Fill, ink and pattern from best to worst, the middle last. Solid against hatched is what greyscale keeps.
GRADE_LOOKS: tuple[tuple[str, str, str | None], ...] = (
    ("#0b5563", "#ffffff", None),
    ("#6a9ba6", "#000000", None),
    ("#d7dde0", "#000000", None),
    ("#87939a", "#000000", "light_upward_diagonal"),
    ("#3b4347", "#000000", "wide_upward_diagonal"),
    ("#b3ccd2", "#000000", None),
)

# Cells that say a grade in words, from the best grade to the worst: dark to light in greyscale, teal against orange for
# eyes that do not tell red from green, the worst hatched and bold.
CELL_LOOKS: tuple[dict[str, Any], ...] = (
    {"bg_color": "#0b5563", "font_color": "#ffffff"},
    {"bg_color": "#9cc3cb", "font_color": "#000000"},
    {"bg_color": "#e4ecee", "font_color": "#000000"},
    {"bg_color": "#fde9c4", "font_color": "#000000"},
    {
        "pattern": 14,
        "fg_color": "#d9691e",
        "bg_color": "#fdeee3",
        "font_color": "#000000",
        "bold": True,
        "border": 1,
        "border_color": "#8a4b12",
    },
)
CELL_FILLS = ("#0b5563", "#9cc3cb", "#e4ecee", "#fde9c4", "#d9691e")  # of the same grades in a chart

# Small shares keep a decimal, so that 0.4% is not printed as none.
PERCENT = "[=0]0%;[<0.1]0.0%;0%"
INTERVAL = "0.0%"
COUNT = "#,##0"
NUMBER = "#,##0.0##"
POINTS = "+0.0%;−0.0%;0.0%"
P_VALUE = '[<0.001]"< 0.001";0.000'

CONFIDENTIAL = "[c]"
NOT_APPLICABLE = "[z]"

_LINE: dict[str, Any] = {"bottom": 1, "bottom_color": RULE}
_CELL: dict[str, Any] = {"valign": "vcenter", **_LINE}
_FIGURE: dict[str, Any] = {**_CELL, "align": "right"}
_LIST: dict[str, Any] = {"valign": "vcenter", **_LINE}
_LISTED_FIGURE: dict[str, Any] = {**_LIST, "align": "right", "indent": 1}
_GRADE: dict[str, Any] = {"align": "center", "valign": "vcenter", "text_wrap": True, "border": 1, "border_color": RULE}
_STRONG: dict[str, Any] = {"bold": True, "top": 1, "top_color": ACCENT, "bottom": 1, "bottom_color": ACCENT}
_MUTED: dict[str, Any] = {"font_color": MUTED}
_TILE: dict[str, Any] = {"bg_color": HEAD_FILL, "align": "left", "indent": 1}
_TILE_FIGURE: dict[str, Any] = {**_TILE, "bold": True, "font_size": 24, "font_color": ACCENT, "align": "left"}
_WRAP: dict[str, Any] = {"text_wrap": True, "valign": "vcenter"}
_HEAD: dict[str, Any] = {"bold": True, "bg_color": HEAD_FILL, "bottom": 2, "bottom_color": ACCENT, "text_wrap": True}
_HEADING: dict[str, Any] = {"bold": True, "font_color": ACCENT, "bottom_color": ACCENT, "valign": "vcenter"}

STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 18, "font_color": ACCENT, "valign": "vcenter"},
    "paper": {},
    "subtitle": {**_MUTED, "valign": "top"},
    "banner": {"bold": True, "font_size": 12, "font_color": "#ffffff", "bg_color": BANNER_FILL, "valign": "vcenter"},
    "legend": {**_MUTED, "italic": True, "valign": "vcenter"},
    "link": {"font_color": ACCENT, "underline": 1, "valign": "top"},
    "listed_link": {"font_color": ACCENT, "underline": 1, "valign": "vcenter", "text_wrap": True, **_LINE},
    "heading": {**_HEADING, "font_size": 13, "bottom": 2},
    "question": {**_HEADING, "font_size": 11, "bottom": 1},
    "part": {**_CELL, "bold": True, "text_wrap": True},
    "paragraph": _WRAP,
    "headline": {**_WRAP, "font_size": 12},
    "muted": {**_WRAP, **_MUTED},
    "warning": {**_WRAP, "left": 5, "left_color": BANNER_FILL, "indent": 1},
    "key": {"bold": True, **_WRAP, **_LINE},
    "value": {**_WRAP, **_LINE, "align": "left"},
    "tile_name": {**_MUTED, **_TILE, "valign": "bottom", "top": 5, "top_color": ACCENT},
    "tile_percent": {**_TILE_FIGURE, "num_format": PERCENT},
    "tile_at_most": {**_TILE_FIGURE, "num_format": '"at most "0.0%'},
    "tile_count": {**_TILE_FIGURE, "num_format": COUNT},
    "tile_text": {**_TILE_FIGURE, "font_size": 16},
    "tile_note": {**_MUTED, **_TILE, "valign": "top", "text_wrap": True},
    "table_head": {**_HEAD, "valign": "bottom"},
    "table_head_right": {**_HEAD, "valign": "bottom", "align": "right"},
    "label": {**_CELL, "text_wrap": True},
    "count": {**_FIGURE, "num_format": COUNT},
    "percent": {**_FIGURE, "num_format": PERCENT},
    "interval": {**_FIGURE, "num_format": INTERVAL},
    "number": {**_FIGURE, "num_format": NUMBER},
    "whole_number": {**_FIGURE, "num_format": COUNT},
    "text_figure": {**_FIGURE, "text_wrap": True},
    "plain_label": _CELL,
    "beside": {**_MUTED, "italic": True, "indent": 2, "valign": "vcenter"},
    "quiet_head": {**_CELL, **_MUTED, "valign": "bottom", "text_wrap": True},
    "quiet_head_right": {**_FIGURE, **_MUTED, "valign": "bottom", "text_wrap": True},
    "strong_label": {**_CELL, **_STRONG, "text_wrap": True},
    "strong_count": {**_FIGURE, **_STRONG, "num_format": COUNT},
    "strong_percent": {**_FIGURE, **_STRONG, "num_format": PERCENT},
    "strong_interval": {**_FIGURE, **_STRONG, "num_format": INTERVAL},
    "tilted_head": {**_HEAD, "valign": "bottom"},
    "tilted_head_right": {**_HEAD, "valign": "bottom", "align": "center", "rotation": 90},
    "banner_label": {"valign": "vcenter", "text_wrap": True},
    "banner_strong_label": {"valign": "vcenter", "text_wrap": True, "bold": True},
    "banner_measure": {"valign": "vcenter", **_MUTED},
    "banner_percent": {"valign": "vcenter", "align": "right", "num_format": PERCENT},
    "banner_strong": {"valign": "vcenter", "align": "right", "num_format": PERCENT, "bold": True},
    "banner_count": {"valign": "vcenter", "align": "right", "num_format": COUNT, **_MUTED},
    "banner_interval": {"valign": "vcenter", "align": "right", "num_format": INTERVAL, **_MUTED},
    "banner_last_measure": {**_CELL, **_MUTED},
    "banner_last_count": {**_FIGURE, **_MUTED, "num_format": COUNT},
    "banner_last_interval": {**_FIGURE, **_MUTED, "num_format": INTERVAL},
    "quiet_count": {**_FIGURE, **_MUTED, "num_format": COUNT},
    "quiet_interval": {**_FIGURE, **_MUTED, "num_format": INTERVAL},
    "position": {**_FIGURE, **_MUTED, "num_format": INTERVAL, "font_size": 8},
    "position_head": {**_MUTED, "font_size": 8, "valign": "bottom", "align": "right", "text_wrap": True},
    "absent_label": {**_CELL, **_MUTED},
    "absent_count": {**_FIGURE, **_MUTED, "num_format": COUNT},
    "notice": {"bold": True, "valign": "vcenter"},
    "list_head": {**_HEAD, "valign": "bottom", "align": "left", "indent": 1},
    "list_head_first": {**_HEAD, "valign": "bottom", "align": "left"},
    "list_head_right": {**_HEAD, "valign": "bottom", "align": "right", "indent": 2},  # room for the filter's button
    "list_text": {**_LIST, "text_wrap": True, "align": "left", "indent": 1},
    "list_strong": {**_LIST, "text_wrap": True, "align": "left", "bold": True},
    "list_verdict": {**_LIST, "text_wrap": True, "align": "left", "bold": True, "indent": 1},
    "list_date": {**_LIST, "align": "left", "num_format": "d mmm yyyy", "indent": 1},
    "list_count": {**_LISTED_FIGURE, "num_format": COUNT},
    "list_percent": {**_LISTED_FIGURE, "num_format": PERCENT},
    "list_interval": {**_LISTED_FIGURE, "num_format": INTERVAL},
    "list_points": {**_LISTED_FIGURE, "num_format": POINTS},
    "list_steps": {**_LISTED_FIGURE, "num_format": "+0;−0;0"},
    "list_coefficient": {**_LISTED_FIGURE, "num_format": "0.00;−0.00;0.00"},
    "list_p": {**_LISTED_FIGURE, "num_format": P_VALUE},
    "list_number": _LISTED_FIGURE,
    "grade": {**_GRADE, "font_size": 9},
    "grade_head": {**_HEAD, "valign": "bottom", "align": "center", "font_size": 9},
    "grade_head_first": {**_HEAD, "valign": "bottom", "align": "left", "font_size": 9},
    "grade_label": {**_GRADE, "align": "left", "bold": True},
    "grade_margin_label": {**_GRADE, **_MUTED, "align": "left"},
    "grade_margin": {**_GRADE, "font_size": 9, **_MUTED},
    "look_best": CELL_LOOKS[0],
    "look_good": CELL_LOOKS[1],
    "look_middle": CELL_LOOKS[2],
    "look_poor": CELL_LOOKS[3],
    "look_worst": CELL_LOOKS[4],
    "look_absent": {"italic": True, **_MUTED},
    "look_differing": {"pattern": 17, "fg_color": "#87939a", "bg_color": "#ffffff", "font_color": "#000000"},
    "plain_text": {"valign": "vcenter", "indent": 1},
    "list_line": {"valign": "vcenter", "align": "left", "indent": 1},
    "list_head_line": {**_HEAD, "text_wrap": False, "valign": "bottom", "align": "left", "indent": 1},
    "quote": {"text_wrap": True, "valign": "top", "align": "left", "left": 5, "left_color": ACCENT, "indent": 1},
    "quote_by": {"text_wrap": True, "valign": "top", "italic": True, **_MUTED},
    "data": {"valign": "top"},
    "data_wrap": _WRAP,
    "data_head": {**_HEAD, "text_wrap": False, "valign": "bottom"},
    "data_label": {**_MUTED, **_WRAP, "font_size": 9},
    "data_absent": {"italic": True, **_MUTED, "valign": "top"},
    "data_date": {"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"},
    "data_time": {"num_format": "yyyy-mm-dd hh:mm", "align": "left", "valign": "top"},
}  # fmt: skip


class Styles:
    """The formats of one workbook, each made once when it is first asked for."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[str, Format] = {}

    def __getitem__(self, name: str) -> Format:
        """The format of this name; ``wrapped NAME`` is the same with wrapped text."""
        if name not in self._made:
            plain = name.removeprefix("wrapped ")
            look = STYLES[plain] if plain == name else {**STYLES[plain], "text_wrap": True}
            self._made[name] = self._workbook.add_format({"font_color": INK, "bg_color": PAPER, **look})
        return self._made[name]


def percent_text(share: float) -> str:
    """A share in words, rounded half up as Excel rounds the same cell: ``0.923`` is ``92%``, ``0.084`` is ``8.4%``."""
    per_cent = Decimal(str(share)).scaleb(2)
    step = Decimal("0.1") if 0 < per_cent < 10 else Decimal(1)
    return f"{per_cent.quantize(step, ROUND_HALF_UP)}%"


def count_text(count: int | None) -> str:
    """A count with thousands separators, or the mark of a hidden figure."""
    return CONFIDENTIAL if count is None else f"{count:,}"
