"""How the figures were made: definitions, policy, versions, and what was held back."""

from __future__ import annotations

from analysis.report import PolicyStatement, Report
from exports.wording import date_text, produced_text, release_text, versions_text
from exports.workbook.book import Book
from exports.workbook.page import Page
from exports.workbook.release_log import SHEET as RELEASE_LOG

COLUMNS = (30, 62, 44)


def write_method(book: Book) -> None:
    page = book.add_page("Method", "Definitions, disclosure policy and versions", COLUMNS, fixed=True)
    report = book.report
    _write_facts(page, "Where the figures come from", _origin(report))
    _write_facts(page, "Instrument", _instrument(report))
    _write_facts(page, "Disclosure policy", _policy(report))
    _write_facts(page, "Definitions", [(definition.term, definition.text) for definition in report.definitions])
    _write_log(book, page)


def _origin(report: Report) -> list[tuple[str, str]]:
    return [
        ("Release class", release_text(report)),
        ("Produced", produced_text(report)),
        ("Round", f"{report.title} ({report.slug})"),
        ("Opened", date_text(report.opens_on)),
        ("Closes or closed", date_text(report.closes_on)),
        ("Respondents", "Anonymous" if report.anonymous else "Named users"),
        ("Response", report.response_rate.sentence),
        *_verdict(report),
        ("Population", report.response_rate.note or "No note was recorded."),
    ]


def _verdict(report: Report) -> list[tuple[str, str]]:
    """Whether the figures may be reported, by the partnership's thresholds."""
    if report.verdict is None:
        return []
    return [("May it be reported?", " ".join((f"{report.verdict.sentence}.", *report.verdict.reasons)))]


def _instrument(report: Report) -> list[tuple[str, str]]:
    instrument = report.instrument
    return [
        ("Title", instrument.title),
        ("Form", f"{instrument.form_id}, {versions_text(instrument)}"),
        ("Content hash (SHA-256)", instrument.content_hash),
        ("Purpose", instrument.purpose or "Not stated."),
        ("Source", instrument.source or "Not stated."),
        *(("Between the versions", note) for note in instrument.notes),
    ]


def _policy(report: Report) -> list[tuple[str, str]]:
    policy = report.policy
    hidden = f"Counts of people from 1 to {policy.threshold}, and what would give them away" if policy.threshold else ""
    rounding = f"All other counts of people, to the nearest {policy.rounding}" if policy.rounding > 1 else "Nothing"
    return [
        ("Policy", policy.name),
        ("What it does", policy.description),
        ("Hidden", hidden or "Nothing"),
        ("Rounded", rounding),
        ("Marks", f"{policy.symbol} is a figure that is hidden, {policy.symbol_z} one that does not exist"),
        ("Decided by", policy.decided_by or "not recorded"),
        ("Decided on", date_text(policy.decided_on)),
        ("Reason", policy.reason or "not recorded"),
        *_blanks(policy),
    ]


def _blanks(policy: PolicyStatement) -> list[tuple[str, str]]:
    """How many left a question blank: protected as any other count, or shown because somebody decided so."""
    if policy.protect_blanks:
        return [("Blank answers", "How many left a question blank is protected as any other count")]
    shown = [("Blank answers", "How many left a question blank is shown even where it is few")]
    if policy.blanks is None:
        return shown
    blanks = policy.blanks
    return [*shown, ("Decided by", f"{blanks.decided_by}, {date_text(blanks.decided_on)}"), ("Reason", blanks.reason)]


def _write_facts(page: Page, title: str, facts: list[tuple[str, str]]) -> None:
    if not facts:
        return
    start = page.row
    page.band(title, "heading", 28)
    width = page.columns[1] + page.columns[2]
    for key, value in facts:
        row = page.next_row(max(page.lines(value, width), page.lines(key, page.columns[0] - 4)) * 17 + 5)
        page.text(row, 0, key, "key")
        page.sheet.merge_range(row, 1, row, 2, "", page.styles["value"])
        page.text(row, 1, value, "value")
    page.keep_together(start)
    page.skip()


def _write_log(book: Book, page: Page) -> None:
    """Where the release log is; it has a sheet of its own."""
    page.band("Release log: what is hidden, and why", "heading", 28)
    if book.report.suppressions:
        book.link(page, page.next_row(), RELEASE_LOG, "What is hidden, where and why")
    else:
        page.paragraph("Nothing was hidden.")
