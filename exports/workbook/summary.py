"""The page to read first: who answered, what they said, what to be careful about."""

from __future__ import annotations

from analysis.report import QuestionBlock, SectionBlock
from exports.wording import date_text, interval_methods, release_text, share_text, unit_nouns, versions_text
from exports.workbook.book import Book
from exports.workbook.native_charts import CHART_WIDTH, bar_chart_height, place, share_bars
from exports.workbook.page import ROW_PX, Page
from exports.workbook.shares import SHARE_HEADS, write_share

MOST_BARS = 25
COLUMNS = (46, 30, 9, 9, 9, 9, 9, 10, 10)


def write_summary(book: Book) -> None:
    page = book.add_page(
        "Summary", "The round on one page: response, headline figures and warnings", COLUMNS, fixed=True
    )
    _write_facts(book, page)
    _write_sentences(book, page)
    _write_favourable(book, page)


def _write_facts(book: Book, page: Page) -> None:
    """The title block: what was done, when, and how many answered."""
    report, rate = book.report, book.report.response_rate
    row = page.next_row(40)
    page.figure(row, 0, rate.rate, rate.mark, "big_at_most" if rate.at_most else "big")
    book.define("response_rate", page, (row, 0), (row, 0))
    page.paragraph(f"Response rate: {rate.sentence}", "headline")
    if rate.note:
        page.paragraph(rate.note, "muted")
    page.skip()
    facts = [
        ("Release class", release_text(report)),
        ("Partnership", report.partnership),
        ("Round", f"{report.title} ({report.slug})"),
        ("Open", _open_text(book)),
        ("Instrument", f"{report.instrument.title}, {versions_text(report.instrument)}"),
        ("Disclosure policy", f"{report.policy.name}: {report.policy.description}"),
        ("Produced", report.produced_at),
    ]
    for key, value in facts:
        _write_fact(page, key, value)
    row = page.next_row()
    page.text(row, 0, "Responses", "key")
    page.figure(row, 1, report.responses, "c", "value")
    book.define("responses", page, (row, 1), (row, 1))
    page.skip()


def _write_fact(page: Page, key: str, value: str) -> None:
    """A key and its value; the value runs on to the right over empty cells, or wraps in them when long."""
    width = sum(page.columns[1:])
    lines = page.lines(value, width)
    row = page.next_row(max(ROW_PX, lines * 17 + 5))
    page.text(row, 0, key, "key")
    page.sheet.merge_range(row, 1, row, len(page.columns) - 1, "", page.styles["value"])
    page.text(row, 1, value, "value")


def _open_text(book: Book) -> str:
    report = book.report
    begins, ends = date_text(report.opens_on), date_text(report.closes_on, "no closing date")
    return f"{begins} to {ends}" + (", anonymous" if report.anonymous else ", named respondents")


def _write_sentences(book: Book, page: Page) -> None:
    """What was found, then what to be careful about."""
    if book.report.summary:
        page.band("Headlines", "heading", 28)
        for sentence in book.report.summary:
            page.paragraph(sentence, "headline")
        page.skip()
    if book.report.warnings:
        page.band("Read with care", "heading", 28)
        for sentence in book.report.warnings:
            page.paragraph(sentence, "warning")
        page.skip()


def _favourable(book: Book) -> list[tuple[SectionBlock, QuestionBlock]]:
    return [(section, block) for section in book.report.sections for block in section.questions if block.favourable]


def _write_favourable(book: Book, page: Page) -> None:
    """Each scale and grade in one line, with a chart of the shares that are shown."""
    found = _favourable(book)
    if not found:
        return
    start = page.row
    page.band("Favourable answers", "heading", 28)
    first = page.table_head(("Question", "Counts as favourable, and of whom", *SHARE_HEADS), left=2)
    shown: list[int] = []
    sentences: list[str] = []
    for section, block in found:
        share = block.favourable
        if share is None:
            continue
        of_whom = f"{block.favourable_label or 'As defined'} ({unit_nouns(section)[1]})"
        row = page.label_row(block.label, beside=(of_whom, COLUMNS[1]))
        page.label(row, 1, of_whom)
        write_share(page, row, share, first_column=2)
        if share.share is not None:
            shown.append(row)
            sentences.append(f"{block.label} {share_text(share)}")
    book.define("favourable_answers", page, (first, 0), (page.row - 1, len(COLUMNS) - 1))
    methods = interval_methods(block.favourable for _, block in found if block.favourable)
    if methods:
        page.paragraph(methods, "muted")
    page.keep_together(start)
    _write_chart(book, page, shown, sentences, hidden=len(found) - len(shown))


def _write_chart(book: Book, page: Page, shown: list[int], sentences: list[str], hidden: int) -> None:
    page.skip()
    start = page.row
    if not shown:
        page.paragraph("No chart: none of these figures can be shown.", "muted")
        return
    if len(shown) > MOST_BARS:
        page.paragraph(
            "No chart: these are too many for one picture. The sheet At a glance has them by scale.", "muted"
        )
        return
    if hidden:
        page.paragraph("The chart leaves out the questions whose figure is not shown.", "muted")
    chart = share_bars(book, page, "Per cent favourable", shown, 4)
    height = bar_chart_height(len(shown))
    chart.set_size({"width": CHART_WIDTH + 330, "height": height})
    place(page, page.row, 0, chart, f"Bar chart of favourable answers: {'; '.join(sentences)}.")
    page.clear(page.row, height)
    page.keep_together(start)
