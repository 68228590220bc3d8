"""What people wrote: themes with their figures, and the quotations that were cleared."""

from __future__ import annotations

from analysis.beside import Beside, ThemeQuote
from analysis.report import Report, ThemeRow
from exports.briefing import theme_text, themes_sentence
from exports.chart_images import themes_chart_image
from exports.documents.paper import Paper
from exports.documents.share_tables import Row
from exports.documents.tables import NUMBER, STRONG, Column
from exports.wording import mark_text

THEMES = (
    Column(head="Theme", share=30, style=STRONG),
    *(Column(head=head, share=14, style=NUMBER) for head in ("Mentions", "People", "Strengths", "Concerns", "Neutral")),
)
FIGURES = ("mentions", "respondents", "strengths", "concerns", "neutral")
CHART_WIDTH = 420.0
MOST_BARS = 14


def write_voices(paper: Paper, report: Report, beside: Beside) -> None:
    """The themes, most mentioned first, each with what it covers and its quotations."""
    table = report.themes
    paper.heading("What people wrote")
    if table is None:
        paper.paragraph("Nothing is coded to themes yet. How many comments were written stands with each question.")
        return
    said = themes_sentence(report, mark_text("c")) or f"How many comments there were is hidden: {mark_text('c')}."
    paper.paragraph(paper.signed(said))
    if table.note:
        paper.paragraph(table.note, "Walkabout Note")
    if not table.rows:
        paper.paragraph("No theme has been recorded.")
        return
    if len(table.rows) <= MOST_BARS:
        chart = themes_chart_image(table, report.policy)
        if chart is not None:
            paper.picture(chart, width=CHART_WIDTH, caption="Mentions by theme")
    ordered = sorted(table.rows, key=lambda row: -1 if row.mentions is None else row.mentions, reverse=True)
    paper.table(THEMES, [_row(paper, row) for row in ordered], title="Themes in figures")
    for row in ordered:
        _write_theme(paper, row, [quote for quote in beside.quotes if quote.theme == row.name])


def _row(paper: Paper, row: ThemeRow) -> Row:
    figures = [getattr(row, name) for name in FIGURES]
    return [row.label, *(paper.sign(row.mark or "c") if one is None else f"{one:,}" for one in figures)]


def _write_theme(paper: Paper, row: ThemeRow, quotes: list[ThemeQuote]) -> None:
    """What a theme covers, and what was said of it in people's own words."""
    if not quotes and not row.definition:
        return
    paper.heading(row.label, 2)
    if row.definition:
        paper.paragraph(row.definition)
    if row.mentions is not None:
        paper.paragraph(f"{theme_text(row, paper.signs[0])}.", "Walkabout Note")
    for quote in quotes:
        treated = "" if quote.treatment == "as written" else f" ({quote.treatment})"
        paper.quote(quote.text, f"{quote.attribution or 'Respondent'}{treated}")
