"""Slides being drawn: titles that are never the same, words that never run over, tables, notes, and their feet."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Emu, Pt

from exports.documents.furniture import Origin, release_line, version_line
from exports.formats import ACCENT, BANNER_FILL, RULE
from exports.plain_text import plain_text
from exports.slides.look import (
    CONTENT,
    COVER_SIZE,
    FOOT_SIZE,
    TITLE,
    TITLE_SIZE,
    TWO,
    contents_of,
    layouts_of,
    rgb,
    title_of,
)
from exports.slides.native_charts import DESCRIPTION_LIMIT, put_chart, take_place
from exports.slides.plans import SlidePlan, TablePlan
from exports.text_fit import fit_text, lines_needed
from exports.wording import WORKING_TEXT

SIZES = (24, 20, 18, 16, 14)
LEAD_SIZE = 28
TABLE_SIZES = (16, 14, 13, 12)
LINE = 1.22  # of the type size
BEFORE = 9.0  # above each paragraph, in points
SLACK = 0.96
NARROW = 500.0  # words in a narrower place are set smaller
CELL_PAD = 4.0  # above and below the words of a cell
NOTES_LIMIT = 30_000


class Deck:
    """A presentation that slides are added to."""

    def __init__(self, presentation: Any, origin: Origin, language: str) -> None:
        self.presentation = presentation
        self.origin = origin
        self.language = language
        self._layouts = layouts_of(presentation)
        self._titles: set[str] = set()

    def cover(self, title: str, lines: Sequence[str], notes: Sequence[str]) -> None:
        """The first slide."""
        slide = self.presentation.slides.add_slide(self._layouts[TITLE])
        self._title(slide, title, COVER_SIZE, 3)
        self._finish(slide, contents_of(slide), lines, notes)

    def add(self, plan: SlidePlan) -> None:
        """Draw one slide."""
        beside = plan.chart is not None and bool(plan.words)
        slide = self.presentation.slides.add_slide(self._layouts[TWO if beside else CONTENT])
        self._title(slide, plan.title, TITLE_SIZE, 2)
        places = contents_of(slide)
        if plan.table is not None:
            self._table(slide, places[0], plan.table)
            self._finish(slide, [], (), plan.notes)
        elif plan.chart is not None:
            put_chart(slide, places[0], plan.chart)
            self._finish(slide, places[1:], plan.words if beside else (), plan.notes)
        else:
            self._finish(slide, places, plan.words, plan.notes, lead=plan.lead)

    def save(self, out: Path | BinaryIO) -> None:
        self._set_properties()
        self.presentation.save(str(out) if isinstance(out, Path) else out)

    def _title(self, slide: Any, text: str, size: int, lines: int) -> None:
        """A title that no other slide has."""
        place = title_of(slide)
        wanted = fit_text(text, place.width.pt * SLACK, size, lines, bold=True) or "Slide"
        found, number = wanted, 1
        while found in self._titles:
            number += 1
            found = f"{fit_text(text, place.width.pt * SLACK - 60, size, lines, bold=True)} ({number})"
        self._titles.add(found)
        place.text_frame.text = found
        # Measured for our own typeface and size; a template's larger one shrinks to its place.
        for run in place.text_frame.paragraphs[0].runs:
            run.font.size = Pt(size)

    def _finish(
        self, slide: Any, places: Sequence[Any], words: Sequence[str], notes: Sequence[str], lead: str = ""
    ) -> None:
        """Write the words into the first place, take out places that stay empty, and add foot and notes."""
        if places and (words or lead):
            _write(places[0], words, lead)
        for place in contents_of(slide):
            if place.has_text_frame and not place.text_frame.text:
                place._element.getparent().remove(place._element)
        self._foot(slide)
        if self.origin.release_class == "working":
            self._banner(slide)
        lines = [line for line in notes if line]
        source = " · ".join(one for one in (release_line(self.origin), version_line(self.origin)) if one)
        slide.notes_slide.notes_text_frame.text = plain_lines([*lines, f"Source: {source}."])
        for holder in (slide._element, slide.notes_slide._element):
            self._speak(holder)

    def _foot(self, slide: Any) -> None:
        """Whose it is, which release, and the number of the slide, in the places that the layout has for them."""
        words = f"{plain_text(self.origin.partnership, 60)} · {release_line(self.origin)}"
        for place in slide.slide_layout.placeholders:
            kind = place.placeholder_format.type.name
            if kind not in ("FOOTER", "SLIDE_NUMBER"):
                continue
            element = copy.deepcopy(place._element)
            slide.shapes._spTree.append(element)
            if kind == "FOOTER":
                room = fit_text(words, place.width.pt * SLACK, FOOT_SIZE, 1)
                shape = next(one for one in slide.placeholders if one._element is element)
                paragraph = shape.text_frame.paragraphs[0]
                paragraph._p.get_or_add_pPr().set("algn", "l")
                run = paragraph.add_run()
                run.text, run.font.size = room, Pt(FOOT_SIZE)
                run.font.name = "+mn-lt"
        for number, shape in enumerate(slide.shapes, start=2):
            shape._element.xpath(".//p:cNvPr")[0].set("id", str(number))

    def _banner(self, slide: Any) -> None:
        """On a working paper, a band across the top that says so."""
        width = self.presentation.slide_width
        box = slide.shapes.add_textbox(0, 0, width, Emu(Pt(24)))
        box.name = "Release class"
        box.fill.solid()
        box.fill.fore_color.rgb = rgb(BANNER_FILL)
        frame = box.text_frame
        frame.word_wrap = True
        frame.margin_top = frame.margin_bottom = Pt(3)
        paragraph = frame.paragraphs[0]
        run = paragraph.add_run()
        run.text = WORKING_TEXT
        run.font.bold, run.font.size = True, Pt(12)
        run.font.color.rgb = rgb("#ffffff")
        paragraph._p.get_or_add_pPr().set("algn", "ctr")

    def _speak(self, element: Any) -> None:
        """The language of every run, so that it is read aloud as what it is."""
        for run in element.iter(qn("a:r"), qn("a:fld")):
            properties = run.find(qn("a:rPr"))
            if properties is None:
                properties = parse_xml(f"<a:rPr {nsdecls('a')}/>")
                run.insert(0, properties)
            properties.set("lang", self.language)
        for end in element.iter(qn("a:endParaRPr")):
            end.set("lang", self.language)

    def _table(self, slide: Any, place: Any, plan: TablePlan) -> None:
        size, rows, left = _fitting_rows(plan, place.width.pt, place.height.pt)
        kept = [*rows, (plan.more.format(left), *[""] * (len(plan.heads) - 1))] if left else rows
        frame = slide.shapes.add_table(len(kept) + 1, len(plan.heads), place.left, place.top, place.width, Pt(20))
        take_place(frame, place)
        frame._element.nvGraphicFramePr.cNvPr.set("descr", plain_text(plan.description, DESCRIPTION_LIMIT))
        table = frame.table
        table._tbl.tblPr.find(qn("a:tableStyleId")).text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # no style, no grid
        table.horz_banding = False
        table.first_col = True
        for column, width in zip(table.columns, _widths(plan, place.width.pt), strict=True):
            column.width = Pt(width)
        for number, words in enumerate((plan.heads, *kept)):
            heights = _row_height(plan, words, place.width.pt, size)
            table.rows[number].height = Pt(heights)
            for column, text in enumerate(words):
                _fill_cell(table.cell(number, column), text, size, head=number == 0, first=column == 0)

    def _set_properties(self) -> None:
        origin, properties = self.origin, self.presentation.core_properties
        properties.title = plain_text(origin.title, 250)
        properties.subject = plain_text(f"{release_line(origin)} · {version_line(origin)}", 250)
        properties.author = properties.last_modified_by = plain_text(origin.partnership, 250) or "Walkabout"
        properties.category = WORKING_TEXT if origin.release_class == "working" else origin.release
        properties.comments = plain_text(f"Made by Walkabout at {origin.produced_at} from {origin.made_of}.", 250)
        properties.language = self.language
        properties.revision = 1
        properties.created = properties.modified = datetime.fromisoformat(origin.produced_at).replace(tzinfo=None)


def plain_lines(lines: Sequence[str]) -> str:
    """Notes, a paragraph for each line."""
    return "\n".join(plain_text(line, 4_000) for line in lines)[:NOTES_LIMIT]


def _write(place: Any, words: Sequence[str], lead: str = "") -> None:
    """A paragraph for each item, in the largest type in which all have room; what has none is counted."""
    width = (place.width.pt - 16) * SLACK
    height = place.height.pt - 12
    frame = place.text_frame
    paragraph = frame.paragraphs[0]
    if lead:
        said = fit_text(lead, width, LEAD_SIZE, 5)
        height -= _height([said], width, LEAD_SIZE) + LEAD_SIZE
        _say_large(paragraph, said)
    wide = width > NARROW
    size, items = fitting_words(words, width, height, SIZES[0 if wide and not lead else 1 :])
    for number, item in enumerate(items):
        paragraph = paragraph if number == 0 and not lead else frame.add_paragraph()
        if number == 0 and lead:
            paragraph.space_before = Pt(LEAD_SIZE)
        run = paragraph.add_run()
        run.text = item
        run.font.size = Pt(size)


def _say_large(paragraph: Any, text: str) -> None:
    """A paragraph without a bullet."""
    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", "0")
    properties.set("indent", "0")
    properties.append(parse_xml(f"<a:buNone {nsdecls('a')}/>"))
    run = paragraph.add_run()
    run.text, run.font.size = text, Pt(LEAD_SIZE)


def fitting_words(
    words: Sequence[str], width: float, height: float, sizes: Sequence[int] = SIZES
) -> tuple[int, list[str]]:
    """The type size and the items that have room in it; long ones are cut, and the last says how many are left out."""
    for size in sizes:
        items = [fit_text(one, width, size, 5) for one in words]
        if _height(items, width, size) <= height:
            return size, items
    size = sizes[-1]
    items = [fit_text(one, width, size, 3) for one in words]
    left = 0
    while len(items) > 1 and _height([*items, _MORE.format(left + 1)] if left else items, width, size) > height:
        items.pop()
        left += 1
    return size, [*items, _MORE.format(left)] if left else items


_MORE = "And {} more in the full report."


def _height(items: Sequence[str], width: float, size: int) -> float:
    return sum(lines_needed(one, width, size) * size * LINE + BEFORE for one in items)


def _widths(plan: TablePlan, width: float) -> list[float]:
    total = sum(plan.shares)
    return [width * share / total for share in plan.shares]


def _row_height(plan: TablePlan, words: Sequence[str], width: float, size: int) -> float:
    columns = _widths(plan, width)
    lines = max(
        lines_needed(text, (column - 10) * SLACK, size, bold=place == 0)
        for place, (text, column) in enumerate(zip(words, columns, strict=True))
    )
    return lines * size * LINE + 2 * CELL_PAD


def _fitting_rows(plan: TablePlan, width: float, height: float) -> tuple[int, list[tuple[str, ...]], int]:
    """The type size, the rows that have room in it, and how many have none."""
    columns = _widths(plan, width)
    for size in TABLE_SIZES:
        rows = [
            tuple(
                fit_text(text, (column - 10) * SLACK, size, 4, bold=place == 0)
                for place, (text, column) in enumerate(zip(row, columns, strict=True))
            )
            for row in plan.rows
        ]
        head = _row_height(plan, plan.heads, width, size)
        if head + sum(_row_height(plan, row, width, size) for row in rows) <= height:
            return size, rows, 0
    left, room = 0, height - head - (size * LINE + 2 * CELL_PAD)
    while len(rows) > 1 and sum(_row_height(plan, row, width, size) for row in rows) > room:
        rows.pop()
        left += 1
    return size, rows, left


def _fill_cell(cell: Any, text: str, size: int, *, head: bool, first: bool) -> None:
    cell.margin_left, cell.margin_right = Pt(0), Pt(10)
    cell.margin_top = cell.margin_bottom = Pt(CELL_PAD)
    run = cell.text_frame.paragraphs[0].add_run()
    run.text = text
    run.font.size = Pt(size)
    run.font.bold = head or first
    cell._tc.get_or_add_tcPr().append(
        parse_xml(
            f'<a:lnB {nsdecls("a")} w="{Pt(1.5 if head else 0.5)}"><a:solidFill><a:srgbClr '
            f'val="{(ACCENT if head else RULE)[1:].upper()}"/></a:solidFill></a:lnB>'
        )
    )
