"""Writes a dip sample as an Excel workbook."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import BinaryIO

from xlsxwriter.workbook import Workbook

from analysis.report import Report
from exports import dip_wording as words
from exports.formats import Styles
from exports.plain_text import plain_text
from exports.wording import produced_text, versions_text
from exports.workbook.book import Book
from exports.workbook.case_audit.overview import write_facts
from exports.workbook.contents import fill_contents, start_contents
from exports.workbook.dip_sample.clocks import write_clocks, write_outcomes
from exports.workbook.dip_sample.items import write_grades, write_groups, write_items
from exports.workbook.dip_sample.paper import DipPaper
from exports.workbook.dip_sample.trends import write_trends
from exports.workbook.native_tables import Cell, Column, figure, write_table
from exports.workbook.prose import prose
from exports.workbook.writer import OPTIONS

CLOSING = (
    "Every percentage stands beside its count and its base. Referrals stand under their pseudonyms; nothing here names "
    "a child, a family or a worker."
)
COLUMNS = (34, 18, 18, 18, 18, 18)
DRAWN = ("Could be drawn", "Drawn", "Could not be used", "Returns")
__all__ = ["DipPaper", "write_dip_workbook"]


def write_dip_workbook(report: Report, paper: DipPaper, out: Path | BinaryIO) -> None:
    """Write the workbook of a dip sample.

    Parameters
    ----------
    report : Report
        A working report of the audit's round: its names and its instrument. Its figures are not looked at.
    paper : DipPaper
        What is written.
    out : Path or binary file
        Where the workbook goes.

    Raises
    ------
    ValueError
        Where the report is a release: single referrals are no release.
    """
    if report.release_class != "working":
        raise ValueError("the workbook of a dip sample is a working paper, and this report is a release")
    workbook = Workbook(out, deepcopy(OPTIONS))
    book = Book(workbook, report, Styles(workbook))
    contents = start_contents(book)
    _write_overview(book, paper)
    write_items(book, paper)
    write_clocks(book, paper)
    write_grades(book, paper)
    write_outcomes(book, paper)
    write_trends(book, paper)
    write_groups(book, paper)
    _write_method(book, paper)
    fill_contents(book, contents, closing=CLOSING)
    book.finish()
    workbook.close()


def _write_overview(book: Book, paper: DipPaper) -> None:
    page = book.add_page("Overview", "What the sample is, what it says in short, and its draw", COLUMNS, fixed=True)
    page.keep_head()
    for sentence in words.short_sentences(paper.figures):
        prose(page, sentence, "headline")
    page.skip()
    write_facts(page, "The sample", paper.facts)
    page.band("How it was drawn", "heading", 28)
    design = paper.figures.design
    columns = [
        Column(head="Group", style="list_strong"),
        *(Column(head=head, style="list_count") for head in DRAWN),
        Column(head="Each stands for", style="list_coefficient"),
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            plain_text(name), size, design.drawn.get(name, 0), design.unusable.get(name, 0),
            paper.figures.returned.get(name, 0), figure(paper.figures.stands_for(name)),
        )
        for name, size in design.populations.items()
    ]  # fmt: skip
    write_table(book, page, "dip_draw", columns, rows, description="A row for each group, with how many were drawn.")
    page.skip()
    if paper.figures.warnings:
        page.band("What to know", "heading", 28)
        for warning in paper.figures.warnings:
            prose(page, warning)


def _write_method(book: Book, paper: DipPaper) -> None:
    page = book.add_page("Method", "How the figures are made, and from what", COLUMNS, fixed=True)
    page.keep_head()
    page.band("How the figures are made", "heading", 28)
    for sentence in (*words.HOW_WEIGHTED, paper.figures.clocks[0].terms.sentence, *words.HOW_A_TREND_IS_READ):
        prose(page, sentence)
    page.skip()
    instrument = book.report.instrument
    write_facts(
        page, "From what",
        (
            ("Form", f"{instrument.title} ({instrument.form_id}, {versions_text(instrument)})"),
            ("Content hash (SHA-256)", instrument.content_hash),
            ("Produced", produced_text(book.report)),
        ),
    )  # fmt: skip
