"""The actions that came of a round: how they are getting on, each with its recommendation, and what nobody took up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.beside import ActionLine, Actions, Beside
from analysis.durations.actions import ActionFigures
from analysis.durations.kaplan_meier import SurvivalMedian
from exports.plain_text import plain_text
from exports.wording import date_text
from exports.workbook.book import Book
from exports.workbook.grade_words import colour_text
from exports.workbook.native_tables import Cell, Column, figure, write_cell, write_table
from exports.workbook.page import LINE_PX, Page
from exports.workbook.prose import prose

SHEET = "Actions"
COLUMNS = (13, 14, 13, 13, 13, 30, 44, 44, 44)
STATUS_COLUMN = 1
STATUS_LOOKS = {"Overdue": "look_worst", "Open": "look_poor", "Closed": "look_good"}
WHAT_COLUMN = 3  # where the words of a figure begin; they run on to the right


def write_actions(book: Book, beside: Beside) -> None:
    actions = beside.actions
    if actions is None:
        return
    page = book.add_page(
        SHEET,
        "Recommendations and actions: owner, due day, status and impact, with the figures of all",
        COLUMNS,
        orientation="landscape",
        fixed=True,
    )
    page.keep_head(frozen_columns=1)
    if actions.note:
        prose(page, actions.note, "warning")
    _write_figures(page, actions.figures)
    _write_without_action(page, actions)
    _write_lines(book, page, actions)


def _write_figures(page: Page, figures: ActionFigures) -> None:
    """The figures of all actions, each with its count and base, and the median time to closure."""
    start = page.row
    page.band(f"How the actions stood on {date_text(figures.as_of)}", "heading", 28)
    _write_head(page, ("Count", "Of", "Per cent", "What it says"))
    for count, base, share, what in _counts(figures):
        row = page.next_row(LINE_PX + 7)
        write_cell(page, row, 0, count, "list_count")
        write_cell(page, row, 1, base, "list_count")
        write_cell(page, row, 2, share, "list_percent")
        page.text(row, WHAT_COLUMN, what, "list_line")
    page.skip()
    _write_median(page, figures.median, figures.unit)
    page.keep_together(start)
    page.skip()


def _write_head(page: Page, titles: Sequence[str]) -> None:
    row = page.next_row(24)
    for column, title in enumerate(titles):
        page.text(row, column, title, "table_head_right" if column < WHAT_COLUMN else "list_head_line")
    for column in range(len(titles), len(COLUMNS)):
        page.text(row, column, "", "list_head_line")


def _counts(figures: ActionFigures) -> Iterator[tuple[Cell, Cell, Cell, str]]:
    """Count, base, share and what it is of."""
    opened = figures.n_actions
    yield opened, None, None, "actions"
    yield figures.n_open, opened, None, "open"
    yield figures.n_overdue, figures.n_open, None, "overdue: open, and past the due day"
    yield figures.n_closed, opened, None, "closed"
    shares = (
        (figures.closed_in_time, "closed by the due day, of those closed that have one"),
        (figures.done_in_time, "closed by the due day, of those closed or overdue that have one"),
        (figures.with_impact, "with evidence of impact, of those closed"),
        (figures.reopened, "opened again, of those that were ever closed"),
    )
    for share, what in shares:
        if share is not None:
            yield share.count, share.base, figure(share.estimate), f"{what}{_because(share.why_not)}"
    left_out = (
        (figures.n_without_due_date, "without a due day: neither overdue nor in time"),
        (figures.n_not_begun, "opened later, and left out"),
        (figures.n_missing, "without the day of opening, and left out"),
        (figures.n_impossible, "closed before they were opened, and left out"),
    )
    yield from ((count, None, None, what) for count, what in left_out if count)


def _because(why_not: str | None) -> str:
    return f". {why_not}" if why_not else ""


def _write_median(page: Page, median: SurvivalMedian, unit: str) -> None:
    """How long it takes until half are closed. Open actions count for as long as they have been open."""
    _write_head(page, ("Median days", "95% from", "95% to", "How long until half of the actions are closed"))
    row = page.next_row(LINE_PX + 7)
    for column, days in enumerate((median.estimate, median.low, median.high)):
        page.figure(row, column, days, "z", "list_number")
    what = f"In {unit}, of {median.n_used:,} actions: {median.n_events:,} closed, {median.n_censored:,} still open."
    page.text(row, WHAT_COLUMN, what, "list_line")
    for sentence in (median.why_not, median.why_no_limit):
        if sentence:
            prose(page, sentence)
    prose(page, f"{median.method}. Open actions count for as long as they have been open.", "muted")


def _write_lines(book: Book, page: Page, actions: Actions) -> None:
    page.band("Actions", "heading", 28)
    if not actions.lines:
        prose(page, "No action has been recorded.", "muted")
        page.skip()
        return
    columns = [
        Column(head="Reference", style="list_strong"),
        Column(head="Status", style="list_verdict"),
        Column(head="Due", style="list_date"),
        Column(head="Opened", style="list_date"),
        Column(head="Closed", style="list_date"),
        Column(head="Owner"),
        Column(head="Action"),
        Column(head="Recommendation"),
        Column(head="Impact: what changed for children"),
    ]
    rows = [_line(line) for line in actions.lines]
    table = write_table(
        book, page, "actions", columns, rows, description="A row for each action, with filters on every column."
    )
    for status, look in STATUS_LOOKS.items():
        colour_text(page, status, look, (table.first, STATUS_COLUMN), (table.last, STATUS_COLUMN))
    page.sheet.repeat_rows(table.head)


def _line(line: ActionLine) -> tuple[Cell, ...]:
    return (
        plain_text(line.reference),
        plain_text(line.status),
        line.due_on or "no due day",
        line.opened_on,
        line.closed_on,
        plain_text(line.owner),
        line.action,
        line.recommendation,
        line.impact,
    )


def _write_without_action(page: Page, actions: Actions) -> None:
    start = page.row
    page.band("Recommendations without an action", "heading", 28)
    if not actions.without_action:
        prose(page, "Every recommendation has an action.")
    for recommendation in actions.without_action:
        prose(page, recommendation, "warning")
    page.keep_together(start)
    page.skip()
