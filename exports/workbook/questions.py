"""The sheets of results: one for each section, or for several short ones when there are many; one for each repeat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.report import QuestionBlock, SectionBlock
from exports.formats import CONFIDENTIAL
from exports.plain_text import plain_text
from exports.wording import COUNTED_KINDS, counted, counted_title, section_sentences, unit_nouns, version_notes
from exports.workbook.blocks import is_part, write_block, write_part
from exports.workbook.book import Book
from exports.workbook.overview import Overview, write_overview
from exports.workbook.page import Page
from exports.workbook.reach import write_written
from exports.workbook.scales import MOST_CHOICES
from exports.workbook.shares import SHARE_WIDTHS

COLUMNS = (46, *SHARE_WIDTHS)
CHART_COLUMNS = 8
MOST_SECTION_SHEETS = 15
QUESTIONS_A_SHEET = 25


def write_questions(book: Book) -> None:
    for sections in _sheets_of(book.report.sections):
        _write_sheet(book, sections)


def _sheets_of(sections: Sequence[SectionBlock]) -> Iterator[list[SectionBlock]]:
    """Which sections share a sheet. A repeat never does: it has its own unit and base."""
    together = sum(not section.is_repeat for section in sections) > MOST_SECTION_SHEETS
    waiting: list[SectionBlock] = []
    for section in sections:
        full = sum(len(one.questions) for one in waiting) + len(section.questions) > QUESTIONS_A_SHEET
        if waiting and (section.is_repeat or not together or full):
            yield waiting
            waiting = []
        if section.is_repeat:
            yield [section]
        else:
            waiting.append(section)
    if waiting:
        yield waiting


def _write_sheet(book: Book, sections: Sequence[SectionBlock]) -> None:
    first, several = sections[0], len(sections) > 1
    title = f"{first.label}, and {len(sections) - 1} more" if several else first.label
    page = book.add_page(
        first.label,
        _description(sections),
        COLUMNS,
        title=title,
        orientation="landscape",
        extra_columns=CHART_COLUMNS,
    )
    page.keep_head()
    for section in sections:
        _write_section(book, page, section, with_heading=several)


def _description(sections: Sequence[SectionBlock]) -> str:
    questions = sum(len(section.questions) for section in sections)
    number = f"{questions} question{'' if questions == 1 else 's'}"
    if sections[0].is_repeat:
        return f"{number} asked of each {unit_nouns(sections[0])[0]}, with a base of their own"
    if len(sections) > 1:
        return f"{number} in {len(sections)} sections: {', '.join(section.label for section in sections)}"
    return f"{number}: table and chart for each"


def _write_section(book: Book, page: Page, section: SectionBlock, *, with_heading: bool) -> None:
    start = page.row
    if with_heading:
        page.band(section.label, "heading", 28)
    nouns = unit_nouns(section)
    if section.is_repeat:
        _write_entries(page, section, nouns)
    if section.mark == "c":
        page.marks.add("c")
    if section.mark == "c" and section.entries is None:
        page.paragraph(page.signed(f"The figures of this section are hidden: {CONFIDENTIAL}."), "warning")
    for note in section.notes:
        page.paragraph(note, "muted")
    if not section.questions:
        page.paragraph("This section has no question to report.", "muted")
    if page.row > start:
        page.skip()
        page.hold(start)
    matrices = _matrices(section.questions)
    for blocks in _runs(section.questions):
        if (together := matrices.pop(blocks[0].matrix or "", None)) is not None:
            write_overview(book, page, Overview(noun=nouns[1], blocks=tuple(together), label=blocks[0].matrix))
        _write_run(book, page, blocks, nouns)


def _matrices(blocks: Sequence[QuestionBlock]) -> dict[str, list[QuestionBlock]]:
    """The questions that the form shows as one table, where they have the same choices and these fit on the sheet."""
    found: dict[str, list[QuestionBlock]] = {}
    for block in blocks:
        if block.matrix is not None and 2 <= len(block.rows) <= MOST_CHOICES:
            found.setdefault(block.matrix, []).append(block)
    return {
        matrix: together
        for matrix, together in found.items()
        if len(together) > 1 and len({tuple(row.name for row in block.rows) for block in together}) == 1
    }


def _runs(blocks: Sequence[QuestionBlock]) -> Iterator[list[QuestionBlock]]:
    """Questions that are written together: a judgement with its parts, or neighbours answered in words."""
    run: list[QuestionBlock] = []
    for block in blocks:
        if run and not _goes_on(run, block):
            yield run
            run = []
        run.append(block)
    if run:
        yield run


def _goes_on(run: Sequence[QuestionBlock], block: QuestionBlock) -> bool:
    """Whether the block belongs to the run's judgement, or is one more answer in words."""
    if is_part(block) and block.part_of in (run[0].name, run[0].part_of):
        return True
    return _is_written(block) and all(_is_written(one) and not is_part(one) for one in run) and not is_part(block)


def _is_written(block: QuestionBlock) -> bool:
    return block.kind in COUNTED_KINDS


def _write_run(book: Book, page: Page, blocks: Sequence[QuestionBlock], nouns: tuple[str, str]) -> None:
    """A judgement first, then what its parts reached in one table, then the answers to its closed parts."""
    start = page.row
    if all(_is_written(block) for block in blocks):
        write_written(book, page, blocks, counted_title(blocks))
        page.keep_together(start)
        page.skip()
        return
    write_block(book, page, blocks[0], nouns)
    if len(blocks) == 1:
        return
    start = page.row
    title = f"Recorded with “{plain_text(blocks[0].label, 60)}”"
    write_written(book, page, blocks[1:], title, said=version_notes(blocks[0]))
    page.keep_together(start)
    page.skip()
    for block in blocks[1:]:
        if not _is_written(block):
            write_part(book, page, block, nouns, said=blocks[0])


def _write_entries(page: Page, section: SectionBlock, nouns: tuple[str, str]) -> None:
    """What one row of these tables counts."""
    if section.entries is None or section.responses_with_entries is None:
        page.marks.add("c")
    responses = counted(section.responses_with_entries, ("response", "responses"))
    sentence = f"{counted(section.entries, nouns)} in {responses}. Counts and bases on this sheet are of {nouns[1]}."
    page.paragraph(page.signed(sentence))
    for sentence in section_sentences(section):
        page.paragraph(sentence)
