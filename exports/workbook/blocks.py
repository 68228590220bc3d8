"""The block of one closed or numeric question: whom it is of, what was answered, what is absent, and a chart."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.report import OptionRow, QuestionBlock
from exports.wording import CLOSED_KINDS, base_sentence, interval_methods, place_name, version_notes
from exports.workbook.book import Book
from exports.workbook.native_tables import head_names
from exports.workbook.numbers import write_numbers
from exports.workbook.page import Page
from exports.workbook.question_charts import write_chart
from exports.workbook.reach import write_reach
from exports.workbook.shares import SHARE_HEADS, TABLE_WIDTH, write_bounds, write_share
from exports.workbook.tables import make_table

PLACES_A_TABLE = TABLE_WIDTH - 2
Nouns = tuple[str, str]


def write_block(book: Book, page: Page, block: QuestionBlock, nouns: Nouns) -> None:
    """Write one question, with whom it reached and a chart."""
    start = page.row
    book.note_question(block.label, page, start)
    shown = _write_head_and_answers(book, page, block, nouns, "question")
    write_reach(page, block, nouns[1])
    _write_notes(page, notes_of(block))
    if block.kind in CLOSED_KINDS:
        write_chart(book, page, block, shown, nouns, start)
    page.keep_together(start)
    page.skip()


def write_part(book: Book, page: Page, block: QuestionBlock, nouns: Nouns, said: QuestionBlock) -> None:
    """Write a part of a graded judgement: smaller, without a chart, and without the notes that the grade has said."""
    start = page.row
    _write_head_and_answers(book, page, block, nouns, "part")
    _write_notes(page, [note for note in notes_of(block) if note not in notes_of(said)])
    page.keep_together(start)
    page.skip()


def _write_head_and_answers(
    book: Book, page: Page, block: QuestionBlock, nouns: Nouns, style: str
) -> list[tuple[int, OptionRow]]:
    """The question, its base and its table; returns the choices whose share is shown, with their rows."""
    page.band(block.label, style, 28 if style == "question" else 24)
    if block.base is None or block.asked is None:
        page.marks.add("c")
    page.paragraph(page.signed(base_sentence(block, nouns)), "muted")
    if block.kind not in CLOSED_KINDS:
        write_numbers(book, page, block, nouns, chart_at=page.row if style == "question" else None)
        return []
    shown = _write_answers(book, page, block)
    _write_favourable(page, block)
    _write_places(page, block)
    return shown


def is_part(block: QuestionBlock) -> bool:
    """Whether the question belongs to a graded judgement without being the grade itself."""
    return block.part_of is not None and block.part_of != block.name


def ordered_rows(block: QuestionBlock) -> tuple[OptionRow, ...]:
    """The choices as printed: a multiple choice from most to least chosen, hidden ones last; others as asked."""
    if block.kind != "multiple":
        return block.rows
    return tuple(sorted(block.rows, key=lambda row: -1.0 if row.share.share is None else row.share.share, reverse=True))


def _write_answers(book: Book, page: Page, block: QuestionBlock) -> list[tuple[int, OptionRow]]:
    """The table of choices; returns the rows whose share is shown."""
    titles = head_names(("Put first" if block.kind == "rank" else "Answer", *SHARE_HEADS))
    first = page.table_head(titles)
    shown: list[tuple[int, OptionRow]] = []
    for option in ordered_rows(block):
        row = page.label_row(option.label)
        write_share(page, row, option.share)
        if option.share.share is not None:
            shown.append((row, option))
    if block.rows:
        last = page.row - 1
        book.define_question(block.name, page, (first, 0), (last, TABLE_WIDTH - 1))
        make_table(book, page, block.name, titles, first, last, f"Answers to: {block.label}", filters=False)
    return shown


def _write_favourable(page: Page, block: QuestionBlock) -> None:
    """The favourable choices together, and the median, each with the reason where there is none."""
    if block.favourable is not None:
        row = page.label_row(f"Favourable: {block.favourable_label or 'as defined'}", "strong_label")
        write_share(page, row, block.favourable, strong=True)
        write_bounds(page, block.favourable)
    if block.median is not None:
        page.label(page.label_row("Median answer", "plain_label"), 1, block.median, "plain_label")
    if block.median_note:
        page.paragraph(f"Median: {block.median_note}", "muted")


def _write_places(page: Page, block: QuestionBlock) -> None:
    """Of a ranking, how often each choice was put at each place, and its median place."""
    most = max((len(row.positions) for row in block.ranks), default=0)
    for first in range(0, most, PLACES_A_TABLE):
        places = range(first, min(first + PLACES_A_TABLE, most))
        median = ("Median place",) if first == 0 else ("",)
        spare = [""] * (PLACES_A_TABLE - len(places))
        page.table_head(("Where each was put", *median, *(place_name(number + 1) for number in places), *spare))
        for rank in block.ranks:
            row = page.label_row(rank.label)
            if first == 0:
                page.label(row, 1, rank.median or page.sign(rank.mark), "text_figure")
            for column, number in enumerate(places, start=2):
                page.figure(row, column, rank.positions[number], rank.mark, "count")


def notes_of(block: QuestionBlock) -> list[str]:
    """The versions, what the intervals assume, the block's notes, why a share or interval is missing; each once."""
    shares = [row.share for row in block.rows] + ([block.favourable] if block.favourable else [])
    methods = interval_methods(shares)
    return list(
        dict.fromkeys(
            [
                *version_notes(block),
                *([methods] if methods else []),
                *block.notes,
                *(one.note for one in shares if one.note),
            ]
        )
    )


def _write_notes(page: Page, notes: Sequence[str]) -> None:
    for note in notes:
        page.paragraph(note, "muted")
