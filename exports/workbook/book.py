"""The workbook as a whole: its sheets in order, their title blocks, print set-up, properties and defined names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from xlsxwriter.utility import quote_sheetname, xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from analysis.report import Report
from exports.formats import ACCENT, MUTED, Styles
from exports.plain_text import plain_text
from exports.wording import WORKING_TEXT, produced_text, release_text
from exports.workbook.names import UniqueNames, range_name, range_names, sheet_label, sheet_names
from exports.workbook.page import A4_MARGINS, Page
from exports.workbook.text import header_text

CONTENTS = "Contents"
LINK_LIMIT = 250
LAST_PAPER_COLUMN = 59  # white is laid under as many columns as a wide screen shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the contents."""

    sheet: str
    title: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionPlace:
    """Where a question's figures stand."""

    label: str
    sheet: str
    row: int


@dataclass(slots=True)
class Book:
    """The workbook being written, and what its sheets share."""

    workbook: Workbook
    report: Report
    styles: Styles
    entries: list[Entry] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    questions: list[QuestionPlace] = field(default_factory=list)
    _sheets: UniqueNames = field(default_factory=sheet_names)
    _ranges: UniqueNames = field(default_factory=range_names)
    _tables: UniqueNames = field(default_factory=range_names)

    @property
    def working(self) -> bool:
        return self.report.release_class == "working"

    def add_page(
        self,
        wanted: str,
        description: str,
        columns: Sequence[float],
        *,
        title: str | None = None,
        orientation: Literal["portrait", "landscape"] = "portrait",
        extra_columns: int = 0,
        fixed: bool = False,
        sheet_class: type[Worksheet] | None = None,
    ) -> Page:
        """Add a sheet with its title block; the cursor stands under it. A ``fixed`` one is in FIXED_SHEETS."""
        name = wanted if fixed else self._sheets.take(sheet_label(wanted))
        sheet = self.workbook.add_worksheet(name, sheet_class)
        paper = self.styles["paper"]
        for column, width in enumerate(columns):
            sheet.set_column(column, column, width, paper)
        sheet.set_column(len(columns), max(len(columns) + extra_columns, LAST_PAPER_COLUMN), None, paper)
        policy = self.report.policy
        signs = plain_text(policy.symbol), plain_text(policy.symbol_z)
        page = Page(sheet, name, self.styles, columns, orientation, extra_columns, signs)
        self.pages.append(page)
        self._write_title_block(page, plain_text(title or wanted))
        self.entries.append(Entry(sheet=name, title=plain_text(title or wanted), description=description))
        return page

    def _write_title_block(self, page: Page, title: str) -> None:
        page.band(title, "title", 34)
        page.text(page.next_row(26), 0, self._subtitle(), "subtitle")
        if page.name != CONTENTS:
            self.link(page, page.next_row(), CONTENTS, "Back to contents")
        if self.working:
            page.band(f"{WORKING_TEXT}. For the named team of this round only.", "banner", 28)
        page.legend_row = page.next_row()
        page.skip()

    def _subtitle(self) -> str:
        report = self.report
        return plain_text(f"{report.title}  ·  {report.partnership}  ·  {release_text(report)}")

    def link(
        self, page: Page, row: int, sheet: str, text: str, *, column: int = 0, at: int = 0, style: str = "link"
    ) -> None:
        """A link to another sheet of this workbook, at row ``at``."""
        target = f"internal:{quote_sheetname(sheet)}!{xl_rowcol_to_cell(at, 0)}"
        tip = f"Go to {plain_text(sheet)}"
        clean = plain_text(text, LINK_LIMIT) or "(no name)"
        if clean.startswith("<r>") and clean.endswith("</r>"):
            clean = f" {clean}"  # xlsxwriter takes such a string for markup of its own
        page.sheet.write_url(row, column, target, self.styles[style], clean, tip)

    def define(self, name: str, page: Page, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Name a range of cells, so that formulas and other programs can find it."""
        self.workbook.define_name(
            self._ranges.take(name), f"={quote_sheetname(page.name)}!{xl_range_abs(*first, *last)}"
        )

    def define_question(self, name: str, page: Page, first: tuple[int, int], last: tuple[int, int]) -> None:
        self.define(range_name("q", name), page, first, last)

    def note_question(self, label: str, page: Page, row: int) -> None:
        """Remember where a question stands, for the contents."""
        self.questions.append(QuestionPlace(label=label, sheet=page.name, row=row))

    def table_name(self, wanted: str) -> str:
        """A name for an Excel table that no other table of the workbook has."""
        return self._tables.take(range_name("table", wanted))

    def finish(self) -> None:
        """Legends, headers, footers and print areas, once all is written."""
        for page in self.pages:
            page.write_legend()
            self._set_up_print(page)
        self._set_properties()

    def _set_up_print(self, page: Page) -> None:
        sheet, report = page.sheet, self.report
        sheet.hide_gridlines(2)
        sheet.set_paper(9)  # A4
        if page.orientation == "landscape":
            sheet.set_landscape()
        sheet.set_margins(**A4_MARGINS)
        if page.breaks and page.fit_width:
            sheet.set_print_scale(page.print_scale())  # Excel keeps to page breaks only where it does not fit by itself
        elif page.one_sheet:
            sheet.fit_to_pages(1, 1)
        elif page.fit_width:
            sheet.fit_to_pages(1, 0)
        else:
            sheet.set_print_scale(70)
        sheet.print_area(0, 0, max(page.row - 1, 0), page.last_column)
        if page.breaks:
            sheet.set_h_pagebreaks(page.breaks)
        sheet.set_tab_color(ACCENT if page.name in (CONTENTS, "Summary") else MUTED)
        title = header_text(report.title, 60)
        centre = f'&C&"Arial,Bold"&11{WORKING_TEXT}' if self.working else ""
        right = f'&R&"Arial,Regular"&8{release_text(report)}' if not self.working else ""
        sheet.set_header(f'&L&"Arial,Regular"&8 {title}{centre}{right}')
        produced = f"Produced {produced_text(report)}"
        sheet.set_footer(
            f'&L&"Arial,Regular"&8 {header_text(report.partnership, 60)}'
            f'&C&"Arial,Regular"&8 {header_text(produced, 40)}&R&"Arial,Regular"&8Page &P of &N'
        )

    def _set_properties(self) -> None:
        report = self.report
        instrument = report.instrument
        properties: dict[str, object] = {
            "title": plain_text(report.title, 250),
            "subject": plain_text(f"{release_text(report)}: results of {instrument.title}", 250),
            "author": plain_text(report.partnership, 250),
            "company": plain_text(report.partnership, 250),
            "category": release_text(report),
            "keywords": plain_text(f"{instrument.form_id}, version {instrument.version}", 250),
            "comments": plain_text(f"Made by Walkabout on {produced_text(report)} from the round {report.slug}.", 250),
            "status": release_text(report),
            "created": datetime.fromisoformat(report.produced_at).replace(tzinfo=None),
        }
        self.workbook.set_properties(properties)
        self.workbook.set_custom_property("Release class", report.release_class)
        self.workbook.set_custom_property("Instrument hash", plain_text(instrument.content_hash, 250))
        self.workbook.set_custom_property("Disclosure policy", plain_text(report.policy.name, 250))
