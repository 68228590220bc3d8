"""The appendices of the full report: what is hidden and why, definitions, and the codebook."""

from __future__ import annotations

from itertools import groupby

from analysis.report import CodebookRow, Report
from exports.documents.paper import Paper
from exports.documents.share_tables import Row
from exports.documents.tables import STRONG, Cell, Column

LOG = (Column(head="Where", share=38), Column(head="What", share=26), Column(head="Why", share=36))
TERMS = (Column(head="Term", share=28, style=STRONG), Column(head="What it means", share=72))
CODEBOOK = (
    Column(head="Question", share=22),
    Column(head="Words", share=38),
    Column(head="Answers", share=40),
)
MOST_ENTRIES = 250


def write_release_log(paper: Paper, report: Report) -> None:
    """What was hidden, where and why. Never the figure itself."""
    paper.heading("Appendix A. Release log", new_page=True)
    if not report.suppressions:
        nothing = "Nothing is hidden in this release."
        paper.paragraph("Nothing is hidden in a working paper." if report.release_class == "working" else nothing)
        return
    shown = report.suppressions[:MOST_ENTRIES]
    rows: list[Row] = [[entry.place, entry.what, entry.why] for entry in shown]
    paper.table(LOG, rows, title="What is hidden, and why")
    left = len(report.suppressions) - len(shown)
    if left:
        paper.paragraph(f"{left:,} further entries are in the workbook.", "Walkabout Note")


def write_definitions(paper: Paper, report: Report) -> None:
    if report.definitions:
        paper.heading("Appendix B. Definitions")
        paper.table(TERMS, [[one.term, one.text] for one in report.definitions], title="Terms of this report")


def write_codebook(paper: Paper, report: Report) -> None:
    """A row for each question, with all its choices."""
    if not report.codebook:
        return
    paper.heading("Appendix C. Codebook")
    rows: list[Row] = []
    for _, lines in groupby(report.codebook, key=lambda row: (row.section, row.question)):
        rows.append(_question_row(list(lines)))
    paper.table(CODEBOOK, rows, title="Every question with its type, its choices and when it is asked")


def _question_row(lines: list[CodebookRow]) -> Row:
    first = lines[0]
    choices = [
        f"{row.choice_label}{f' ({row.meaning})' if row.meaning else ''}{f', {row.versions}' if row.versions else ''}"
        for row in lines
        if row.choice is not None
    ]
    asked = f"Asked if {first.relevant}" if first.relevant else ""
    versions = f"Asked {first.versions}" if first.versions else ""
    return [
        Cell(text=first.question, style=STRONG, detail=first.type),
        Cell(text=first.label, detail=". ".join(one for one in (asked, versions) if one)),
        "; ".join(choices) or "–",
    ]
