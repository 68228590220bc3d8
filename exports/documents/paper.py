"""A Word document being written from top to bottom: headings, paragraphs, lists, tables and pictures, by style."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from analysis.report import Mark, PolicyStatement
from exports.chart_images import ChartImage
from exports.documents.fields import add_bookmark, add_sequence
from exports.documents.lists import restart
from exports.documents.tables import Cell, Column, TableParts, make_table
from exports.documents.template import style_named
from exports.documents.text_area import text_area
from exports.formats import CONFIDENTIAL, NOT_APPLICABLE
from exports.plain_text import plain_text
from exports.wording import MARK_MEANINGS

ALT_LIMIT = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One heading of the document, for its contents."""

    level: int
    text: str
    bookmark: str


@dataclass(slots=True)
class Paper:
    """The document with a cursor at its end. ``signs`` are what the policy prints for the marks "c" and "z"."""

    document: Document
    signs: tuple[str, str] = (CONFIDENTIAL, NOT_APPLICABLE)
    headings: list[Entry] = field(default_factory=list)
    marks: set[Mark] = field(default_factory=set)
    _ids: dict[str, str] = field(default_factory=dict)
    _tables: int = 0
    _figures: int = 0

    @property
    def text_width(self) -> float:
        """In points, between the margins."""
        return float(text_area(self.document.sections[0])[0].pt)

    @property
    def text_height(self) -> float:
        """In points, between the margins."""
        return float(text_area(self.document.sections[0])[1].pt)

    def signed(self, text: str) -> str:
        """A sentence of ours with the signs of the policy in place of the usual ones."""
        for place, (usual, mark) in enumerate(((CONFIDENTIAL, "c"), (NOT_APPLICABLE, "z"))):
            if usual in text:
                self.marks.add("c" if mark == "c" else "z")
                text = text.replace(usual, self.signs[place])
        return text

    def sign(self, mark: Mark | None) -> str:
        """What stands in place of a figure that is not shown."""
        self.marks.add("c" if mark == "c" else "z")
        return self.signs[0] if mark == "c" else self.signs[1]

    def style_id(self, name: str) -> str:
        """The identifier of a style in this document."""
        if name not in self._ids:
            self._ids[name] = style_named(self.document, name).style_id
        return self._ids[name]

    def heading(self, text: str, level: int = 1, *, new_page: bool = False) -> Paragraph:
        """A heading, which the contents can lead to."""
        paragraph = self.paragraph(text, f"Heading {level}")
        if new_page:
            paragraph.paragraph_format.page_break_before = True
        bookmark = f"_Toc{700_000_000 + len(self.headings)}"
        add_bookmark(paragraph, bookmark, len(self.headings) + 1)
        self.headings.append(Entry(level=level, text=plain_text(text), bookmark=bookmark))
        return paragraph

    def paragraph(self, text: str, style: str = "Normal", *, keep_next: bool = False) -> Paragraph:
        """One paragraph on one line of plain characters."""
        return self.mixed([(text, None)], style, keep_next=keep_next)

    def mixed(
        self, pieces: Iterable[tuple[str, str | None]], style: str = "Normal", *, keep_next: bool = False
    ) -> Paragraph:
        """A paragraph of pieces, each with a character style or None."""
        paragraph = self.document.add_paragraph(style=style_named(self.document, style))
        for text, look in pieces:
            paragraph.add_run(_line(text), style=style_named(self.document, look) if look else None)
        if keep_next:
            paragraph.paragraph_format.keep_with_next = True
        return paragraph

    def bullets(self, items: Iterable[str], style: str = "List Bullet") -> None:
        for item in items:
            self.paragraph(item, style)

    def numbered(self, items: Iterable[str]) -> None:
        """A list that begins at 1."""
        use = None
        for item in items:
            properties = self.paragraph(item, "List Number")._p.get_or_add_pPr()
            if use is None:
                use = self._begin_anew()
            if use is not None:
                numbering = properties.get_or_add_numPr()
                numbering.get_or_add_ilvl().val = 0
                numbering.get_or_add_numId().val = use

    def _begin_anew(self) -> int | None:
        """A use of the style's list of its own; None where a template's style has no list."""
        found = style_named(self.document, "List Number").element.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
        return restart(self.document, int(found.get(qn("w:val")))) if found is not None else None

    def quote(self, text: str, attribution: str = "") -> None:
        """Somebody's words, line by line as they were written, and whose they are."""
        paragraph = self.document.add_paragraph(style=style_named(self.document, "Quote"))
        lines = [line for line in map(plain_text, text.splitlines()) if line] or [plain_text(text)]
        for place, line in enumerate(lines):
            run = paragraph.add_run(("“" if place == 0 else "") + line + ("”" if place == len(lines) - 1 else ""))
            if place < len(lines) - 1:
                run.add_break()
        if attribution:
            paragraph.add_run(f" – {plain_text(attribution)}", style=style_named(self.document, "Walkabout Muted"))

    def table(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Cell | str]],
        *,
        title: str,
        caption: bool = True,
    ) -> None:
        """A data table: its head repeats on each page, no cell is merged, and its title is its description too."""
        if caption:
            self._tables += 1
            self._caption("Table", self._tables, title)
        parts = TableParts(
            style=self.style_id("Walkabout Table"),
            width=self.text_width,
            title=plain_text(title, 250),
            style_id=self.style_id,
        )
        body = self.document.element.body
        body.insert(len(body) - 1, make_table(parts, columns, rows))

    def picture(self, chart: ChartImage, *, width: float | None = None, caption: str | None = None) -> None:
        """A chart with its description, at most so many points wide."""
        if caption:
            self._figures += 1
            self._caption("Figure", self._figures, caption)
        if chart.hides:
            self.marks.add("c")
        paragraph = self.document.add_paragraph(style=style_named(self.document, "Walkabout Picture"))
        across = min(width or chart.width, self.text_width)
        shape = paragraph.add_run().add_picture(BytesIO(chart.png), width=Pt(across))
        described = plain_text(chart.description, ALT_LIMIT)
        properties = shape._inline.docPr
        properties.set("descr", described)
        properties.set("name", f"Chart {properties.get('id')}")
        picture: Any = shape._inline.graphic.graphicData.pic.nvPicPr.cNvPr
        picture.set("descr", described)
        picture.set("name", f"chart-{properties.get('id')}.png")

    def _caption(self, kind: str, number: int, text: str) -> None:
        paragraph = self.document.add_paragraph(style=style_named(self.document, "Caption"))
        paragraph.add_run(f"{kind} ")
        add_sequence(paragraph, kind, number)
        paragraph.add_run(f". {_line(text)}")

    def legend(self, style: str = "Walkabout Note") -> None:
        """What the marks mean that stand in this document so far; nothing where none does."""
        for place, mark in enumerate(("c", "z")):
            if mark in self.marks:
                meaning = MARK_MEANINGS["c" if mark == "c" else "z"].split("] ", 1)[1]
                self.paragraph(f"{self.signs[place]} {meaning}", style)

    def save(self, out: Path | BinaryIO) -> None:
        self.document.save(str(out) if isinstance(out, Path) else out)


def _line(text: str) -> str:
    """One line for a run. A tab stays, and a space at the ends, since pieces of a paragraph follow each other."""
    if "\t" in text:
        return "\t".join(map(plain_text, text.split("\t")))
    clean = plain_text(text)
    return (" " if text[:1] == " " else "") + clean + (" " if text[-1:] == " " and clean else "")


def signs_of(policy: PolicyStatement) -> tuple[str, str]:
    """What the policy prints for the two marks."""
    return plain_text(policy.symbol), plain_text(policy.symbol_z)
