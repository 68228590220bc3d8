"""The page to read first: how many answered, whether it may be reported, what to be careful about, what was said."""

from __future__ import annotations

from analysis.report import Report
from exports.wording import capital, date_text, produced_text, release_text, versions_text
from exports.workbook.book import Book
from exports.workbook.favourable import write_on_summary
from exports.workbook.page import LINE_PX, ROW_PX, Page

COLUMNS = (40, 33, 9, 9, 9, 9.5, 9.5, 9.5, 9.5)
TILES = ((0, 0), (1, 3), (4, 8))  # first and last column of each
MOST_PAGES = 1.5  # longer than this, the summary is not squeezed on one printed page


def write_summary(book: Book) -> None:
    page = book.add_page(
        "Summary", "The round on one page: response, verdict, warnings and headline figures", COLUMNS, fixed=True
    )
    _write_tiles(book, page)
    _write_sentences(book, page)
    write_on_summary(book, page)
    _write_facts(book, page)
    page.one_sheet = page.pages_long() <= MOST_PAGES


def _write_tiles(book: Book, page: Page) -> None:
    """Three figures to see before anything else: the rate, the responses and the verdict."""
    report, rate = book.report, book.report.response_rate
    verdict = report.verdict
    notes = (
        " ".join(filter(None, (f"{rate.sentence}.", rate.note))),
        f"{'Anonymous' if report.anonymous else 'Named respondents'}. {_open_text(report)}.",
        " ".join(verdict.reasons) or "Base and response rate meet the partnership’s thresholds." if verdict else "",
    )
    names, figures = page.next_row(24), page.next_row(44)
    lines = max(page.lines(note, _width(tile)) for note, tile in zip(notes, TILES, strict=True))
    below = page.next_row(lines * LINE_PX + 10)
    titles = ("Response rate", "Responses", "May these figures be reported?" if verdict else "Release class")
    for tile, title, note in zip(TILES, titles, notes, strict=True):
        _write_tile(page, (names, figures, below), tile, title, note)
    page.figure(figures, 0, rate.rate, rate.mark, "tile_at_most" if rate.at_most else "tile_percent")
    page.figure(figures, TILES[1][0], report.responses, "c", "tile_count")
    page.text(figures, TILES[2][0], capital(verdict.verdict) if verdict else release_text(report), "tile_text")
    book.define("response_rate", page, (figures, 0), (figures, 0))
    book.define("responses", page, (figures, TILES[1][0]), (figures, TILES[1][0]))
    page.skip()


def _width(tile: tuple[int, int]) -> float:
    return sum(COLUMNS[tile[0] : tile[1] + 1]) - 2


def _write_tile(page: Page, rows: tuple[int, int, int], tile: tuple[int, int], title: str, note: str) -> None:
    """The name above and the note below a figure, which is written by whoever knows what it is."""
    first, last = tile
    for column in range(first, last + 1):
        page.sheet.write_blank(rows[0], column, None, page.styles["tile_name"])
        page.sheet.write_blank(rows[1], column, None, page.styles["tile_text"])
    page.text(rows[0], first, title, "tile_name")
    if last > first:
        page.sheet.merge_range(rows[2], first, rows[2], last, "", page.styles["tile_note"])
    page.text(rows[2], first, note, "tile_note")


def _open_text(report: Report) -> str:
    return f"Open {date_text(report.opens_on)} to {date_text(report.closes_on, 'no closing date')}"


def _write_sentences(book: Book, page: Page) -> None:
    """What to be careful about, then what was found."""
    for title, sentences, style in (
        ("Read with care", book.report.warnings, "warning"),
        ("Headlines", book.report.summary, "headline"),
    ):
        if sentences:
            page.band(title, "heading", 28)
            for sentence in sentences:
                page.paragraph(sentence, style)
            page.skip()


def _write_facts(book: Book, page: Page) -> None:
    """What was done, by whom and when; the rest is on the sheet Method."""
    report = book.report
    page.skip()
    page.band("About this round", "heading", 28)
    for key, value in (
        ("Release class", release_text(report)),
        ("Partnership", report.partnership),
        ("Round", f"{report.title} ({report.slug})"),
        ("Instrument", f"{report.instrument.title}, {versions_text(report.instrument)}"),
        ("Disclosure policy", f"{report.policy.name}: {report.policy.description}"),
        ("Produced", produced_text(report)),
    ):
        _write_fact(page, key, value)


def _write_fact(page: Page, key: str, value: str) -> None:
    """A key and its value, which wraps in merged cells."""
    row = page.next_row(max(ROW_PX, page.lines(value, sum(page.columns[1:])) * LINE_PX + 5))
    page.text(row, 0, key, "key")
    page.sheet.merge_range(row, 1, row, len(page.columns) - 1, "", page.styles["value"])
    page.text(row, 1, value, "value")
