"""The two clocks: how far they were kept, each breach, and what cannot be judged."""

from __future__ import annotations

from analysis.dip_samples import ClockFigures
from exports import dip_wording as words
from exports.plain_text import plain_text
from exports.workbook.book import Book
from exports.workbook.dip_sample.paper import DipPaper
from exports.workbook.native_tables import Cell, Column, write_table
from exports.workbook.page import Page
from exports.workbook.prose import prose

COLUMNS = (16, 26, 26, 26, 26, 30)
FITS = 15  # rows that stand on the rest of a printed page


def write_clocks(book: Book, paper: DipPaper) -> None:
    """One sheet, the decision first."""
    page = book.add_page(
        "Clocks", "Decided and told within one working day: in time, late, and not judged", COLUMNS,
        orientation="landscape",
    )  # fmt: skip
    page.keep_head()
    terms = paper.figures.clocks[0].terms
    prose(page, f"Opening hours: {terms.hours.sentence}.")
    prose(page, terms.sentence)
    prose(page, f"The word to the referrer is counted from when the referral was {terms.told_from}.")
    page.skip()
    for clock in paper.figures.clocks:
        _write_clock(book, page, clock)


def _write_clock(book: Book, page: Page, clock: ClockFigures) -> None:
    start = page.row
    page.band(clock.title, "heading", 28)
    prose(page, " ".join(words.clock_sentences(clock)), "headline")
    if clock.breaches:
        columns = [
            Column(head="Late", style="list_strong"),
            *(Column(head=head) for head in ("Group", "From", "Done", "In time until", "Opening time taken")),
        ]
        rows: list[tuple[Cell, ...]] = [
            (
                plain_text(one.pseudonym), plain_text(one.stratum), words.moment_text(one.started),
                words.moment_text(one.done), words.moment_text(one.due), words.taken_text(one),
            )
            for one in clock.breaches
        ]  # fmt: skip
        description = "A row for each referral that was late, the longest first."
        write_table(book, page, f"dip_late_{clock.name}", columns, rows, description=description)
    if clock.unjudged:
        page.skip()
        columns = [Column(head="Not judged", style="list_strong"), Column(head="Group"), Column(head="Why")]
        rows = [(plain_text(one.pseudonym), plain_text(one.stratum), one.why_not) for one in clock.unjudged]
        description = "A row for each referral that this clock cannot judge, with the reason."
        write_table(book, page, f"dip_unjudged_{clock.name}", columns, rows, description=description)
    if len(clock.breaches) <= FITS:
        page.keep_together(start)
    page.skip()


def write_outcomes(book: Book, paper: DipPaper) -> None:
    """The referrals whose outcome the auditor does not agree with, and the learning tags."""
    if not paper.figures.disagreements and not paper.figures.tags:
        return
    page = book.add_page(
        "Outcomes and learning",
        "Outcomes that auditors do not agree with, and what there is to learn",
        (34, 30, 70, 16),
    )
    page.keep_head()
    if paper.figures.disagreements:
        page.band("The outcome should have been another", "heading", 28)
        heads = ("Group", "What it should have been, and why", "Unsafe now")
        columns = [Column(head="Referral", style="list_strong"), *(Column(head=head) for head in heads)]
        rows: list[tuple[Cell, ...]] = [
            (plain_text(one.pseudonym), plain_text(one.stratum), one.should_be, "Yes" if one.unsafe else "No")
            for one in paper.figures.disagreements
        ]
        write_table(book, page, "dip_outcomes", columns, rows, description="A row for each outcome not agreed with.")
        page.skip()
    if paper.figures.tags:
        page.band("Learning tags", "heading", 28)
        columns = [Column(head="Tag", style="list_strong"), Column(head="Referrals", style="list_count")]
        tags: list[tuple[Cell, ...]] = [(plain_text(tag), count) for tag, count in paper.figures.tags]
        write_table(book, page, "dip_tags", columns, tags, description="How many referrals have each learning tag.")
