"""How many have which grade: by agency and by question, each with a chart; and what the panel settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.case_audits import AuditQuestion, GradeCounts
from exports import audit_wording as words
from exports.plain_text import plain_text
from exports.workbook.book import Book
from exports.workbook.case_audit.paper import AuditPaper
from exports.workbook.grade_words import grade_series
from exports.workbook.native_charts import bar_chart_height, place, stacked_bars
from exports.workbook.native_tables import Cell, Column, Written, figure, write_table
from exports.workbook.page import Page
from exports.workbook.prose import prose

CHART_PX = 900
AWAY = ("Not applicable", "Not asked", "Left blank", "Not involved", "No return")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A table of grades and its chart: its title, what its rows are, its name; ``away`` shows what is no grade."""

    title: str
    of: str
    table: str
    rows: Sequence[GradeCounts]
    away: bool = True


def write_by_agency(book: Book, paper: AuditPaper) -> None:
    """Each agency's own grades, over all questions on the main scale."""
    figures = paper.figures
    if not figures.pooled or not figures.grades.by_agency:
        return
    question = figures.pooled[0]
    page = _page(book, "By agency", "How each agency graded its own work, over all questions", question)
    profile = Profile(title="By agency", of="Agency", table="audit_agencies", rows=figures.grades.by_agency)
    _write_profile(book, page, profile, question)


def write_by_question(book: Book, paper: AuditPaper) -> None:
    """All agencies' grades and the panel's by question; a table for each scale."""
    figures = paper.figures
    if not figures.pooled:
        return
    page = _page(book, "By question", "Own and moderated grades, question by question", figures.pooled[0])
    for number, questions in enumerate(_by_scale(figures.questions), start=1):
        names = {one.name for one in questions}
        more = f", scale {number}" if number > 1 else ""
        own = tuple(row for row in figures.grades.by_question if row.name in names)
        panel = tuple(row for row in figures.grades.panel_by_question if row.name in names)
        for profile in (
            Profile(title=f"Agencies’ own grades{more}", of="Question", table="audit_own", rows=own),
            Profile(title=f"Moderated grades{more}", of="Question", table="audit_panel", rows=panel, away=False),
        ):
            if profile.rows:
                _write_profile(book, page, profile, questions[0])


def _by_scale(questions: Sequence[AuditQuestion]) -> list[list[AuditQuestion]]:
    groups: dict[object, list[AuditQuestion]] = {}
    for one in questions:
        groups.setdefault((one.scale, one.grade_labels), []).append(one)
    return sorted(groups.values(), key=len, reverse=True)


def _page(book: Book, name: str, description: str, question: AuditQuestion) -> Page:
    labels = question.grade_labels
    columns = (40, *(17 for _ in labels), 13, 12, 11, 11, 11, 24, *(12 for _ in AWAY))
    page = book.add_page(name, description, columns, orientation="landscape", fixed=True)
    page.keep_head(frozen_columns=1)
    prose(page, words.HOW_TO_READ_GRADES)
    prose(page, f"Good or better are {words.better_text(question)}. Grades as they stand now.", "muted")
    page.skip()
    return page


def _write_profile(book: Book, page: Page, profile: Profile, question: AuditQuestion) -> None:
    """A table and its chart."""
    start = page.row
    page.band(profile.title, "heading", 28)
    columns = [
        Column(head=profile.of, style="list_strong"),
        *(Column(head=label, style="list_count") for label in question.grade_labels),
        Column(head="Good or better", style="list_count"),
        Column(head="Graded", style="list_count"),
        Column(head="Share", style="list_percent"),
        Column(head="95% from", style="list_interval"),
        Column(head="95% to", style="list_interval"),
        Column(head="Middle grade"),
        *(Column(head=head, style="list_count") for head in (AWAY if profile.away else ())),
    ]
    cells = [_profile(row, question, away=profile.away) for row in profile.rows]
    description = f"Counts of grades, {profile.title.lower()}, with the share that is good or better of those graded."
    table = write_table(book, page, profile.table, columns, cells, description=description)
    for caution in dict.fromkeys(caution for row in profile.rows for caution in row.cautions):
        prose(page, caution, "muted")
    page.keep_together(start)
    page.skip()
    _write_chart(book, page, profile, table, question)


def _profile(row: GradeCounts, question: AuditQuestion, *, away: bool) -> tuple[Cell, ...]:
    absences = (row.n_not_applicable, row.n_not_asked, row.n_not_answered, row.n_not_involved, row.n_missing)
    return (
        plain_text(row.label),
        *row.counts,
        row.n_favourable,
        row.n_used,
        figure(row.share.estimate),
        figure(row.share.low),
        figure(row.share.high),
        words.median_text(row.median, question.grade_labels),
        *(absences if away else ()),
    )


def _write_chart(book: Book, page: Page, profile: Profile, table: Written, question: AuditQuestion) -> None:
    if not any(row.n_used for row in profile.rows):
        return
    start, title = page.row, f"Grades, {profile.title.lower()}"
    series = grade_series(len(question.grade_labels), 1)
    chart = stacked_bars(book, page, title, table.head, table.rows, series, percent=False)
    height = bar_chart_height(len(table.rows)) + 30
    chart.set_size({"width": CHART_PX, "height": height})
    said = "; ".join(f"{row.label} {_said(row, question)}" for row in profile.rows)
    place(page, page.row, 0, chart, f"Stacked bars. {title}: {said}.")
    page.clear(page.row, height)
    page.keep_together(start)
    page.skip()


def _said(row: GradeCounts, question: AuditQuestion) -> str:
    pairs = zip(question.grade_labels, row.counts, strict=True)
    return ", ".join(f"{count} {label}" for label, count in pairs if count) or "none"
