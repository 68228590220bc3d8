"""The brief for the Executive: two pages of A4, whatever the round.

The first says what was found and how far it can be trusted, the second what people wrote, what changed, what is being
done and what is to be decided. Room is measured before anything is written: lists are cut to fit, and say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from analysis.beside import NOTHING, Beside, check_beside
from analysis.report import RateTable, Report
from exports.briefing import KeyFigure, change_text, decisions_asked, headline, key_figures, verdict_texts
from exports.chart_images import response_rate_chart_image
from exports.documents.brief_second import write_second_page
from exports.documents.furniture import furnish, origin_of
from exports.documents.paper import Paper, signs_of
from exports.documents.rooms import column_widths, fit, picture_room, table_room, text_room
from exports.documents.tables import FIGURE, NUMBER, STRONG, Cell, Column
from exports.documents.template import ENGLISH, open_document
from exports.wording import date_text, interval_text, rate_text

KIND = "Brief for the Executive"
CHART_WIDTH = 400.0  # in points: its words are then of 9 points
RESERVE = 10.0  # left free at the foot of a page
FIGURES = (
    Column(head="Figure", share=19, style=FIGURE),
    Column(head="Of what", share=51),
    Column(head="Since last time", share=30),
)
RATES = (Column(head="Group", share=60, style=STRONG), Column(head="Answered", share=40, style=NUMBER))
FIGURES_ALONE = (*FIGURES[:1], Column(head="Of what", share=81))


def write_brief(
    report: Report,
    out: Path | BinaryIO,
    *,
    beside: Beside = NOTHING,
    template: Path | None = None,
    language: str = ENGLISH,
    lead: str = "",
    ask: Sequence[str] = (),
) -> None:
    """Write the two-page brief of a round.

    Parameters
    ----------
    report : Report
        The figures.
    out : Path or binary file
        Where the document goes.
    beside : Beside
        The comparison, cleared quotations and actions that it may use.
    template : Path, optional
        A council's .docx or .dotx. Two pages are promised for our own look and A4.
    language : str
        The language of the document, ``en-GB`` or ``cy-GB``.
    lead : str
        The headline in the QA group's own words; without it, one made of the figures.
    ask : sequence of str
        What the Executive is asked to decide; without it, what follows from the figures and the actions.

    Raises
    ------
    TemplateRefused
        Where the template cannot be used.
    ValueError
        Where something may not stand beside this report.
    """
    check_beside(report, beside)
    paper = Paper(open_document(template, language=language), signs_of(report.policy))
    furnish(paper, origin_of(report), KIND)
    figures = key_figures(report, beside.comparison)
    _write_first_page(paper, report, beside, lead, figures)
    write_second_page(paper, report, beside, [*ask] or decisions_asked(report, beside), figures)
    paper.save(out)


def _write_first_page(paper: Paper, report: Report, beside: Beside, lead: str, figures: Sequence[KeyFigure]) -> None:
    width = paper.text_width
    used = _write_opening(paper, report, lead or headline(report), width)
    columns = FIGURES if beside.comparison is not None else FIGURES_ALONE
    rows = [_figure_row(paper, figure, columns, width) for figure in figures]
    used += text_room("A", "Heading 1", width)
    paper.heading("What the figures say")
    if rows:
        used += table_room(columns, rows, width)
        paper.table(columns, rows, title="The figures of this brief", caption=False)
        note = fit(_figures_note(paper, report, figures), "Walkabout Note", width, 2)
        used += text_room(note, "Walkabout Note", width)
        paper.paragraph(note, "Walkabout Note")
    else:
        words = paper.signed(_without_figures(report))
        used += text_room(words, "Normal", width)
        paper.paragraph(words)
    _write_response(paper, report, paper.text_height - RESERVE - used)


def _write_opening(paper: Paper, report: Report, lead: str, width: float) -> float:
    """What it is, what was found and how far that goes; returns the height of it."""
    day = origin_of(report).produced_on
    lines = [
        (f"{KIND} · {date_text(day)}", "Walkabout Kicker", 1),
        (report.title, "Title", 2),
        (paper.signed(lead), "Walkabout Lead", 4),
    ]
    used = 0.0
    for text, style, most in lines:
        words = fit(text, style, width, most)
        paper.paragraph(words, style)
        used += text_room(words, style, width)
    verdict = verdict_texts(report)
    if verdict is not None:
        title, reasons = verdict
        words = fit(f"{title} {paper.signed(reasons)}", "Walkabout Callout", width - 12, 3)
        paper.mixed([(title, "Strong"), (words.removeprefix(title), None)], "Walkabout Callout")
        used += text_room(words, "Walkabout Callout", width)
    return used


def _figure_row(paper: Paper, figure: KeyFigure, columns: Sequence[Column], width: float) -> list[Cell | str]:
    """The figure, what it is of with its count and base, and how it changed."""
    room = column_widths(columns, width)
    detail = f"{figure.answer}: {figure.base_text}"
    cells: list[Cell | str] = [
        Cell(text=figure.big),
        Cell(
            text=fit(figure.label, "Walkabout Table Strong", room[1], 2),
            style="Walkabout Table Strong",
            detail=fit(paper.signed(detail), "Walkabout Table Detail", room[1], 2),
        ),
    ]
    if len(columns) > 2:
        change = paper.signed(change_text(figure.change))
        cells.append(Cell(text=fit(change, "Walkabout Table Text", room[2], 3)))
    return cells


def _figures_note(paper: Paper, report: Report, figures: Sequence[KeyFigure]) -> str:
    """How the figures were chosen, and how wide the widest interval is."""
    shares = [figure.share for figure in figures if figure.share.interval is not None]
    chosen = "Each percentage is of those who gave an answer that counts."
    if not shares:
        return chosen
    widest = max(shares, key=lambda one: (one.interval.high - one.interval.low) if one.interval else 0.0)
    interval = widest.interval
    assert interval is not None
    return (
        f"{chosen} By chance alone they may vary; the widest 95% interval here, {interval_text(interval)}, does not "
        "cover those who did not answer."
    )


def _without_figures(report: Report) -> str:
    if report.responses is None:
        return "So few have answered that no figures are shown."
    if report.responses == 0:
        return "Nobody has answered yet."
    return "No question of this round has a percentage that is shown. What people wrote is on the next page."


def _write_response(paper: Paper, report: Report, left: float) -> None:
    """Who answered, with a chart or a table of the rates where there is room."""
    width = paper.text_width
    rate = report.response_rate
    sentence = fit(paper.signed(_response_sentence(report)), "Normal", width, 3)
    left -= text_room("A", "Heading 1", width) + text_room(sentence, "Normal", width)
    paper.heading("Who answered")
    paper.paragraph(sentence)
    if rate.mark == "c":
        paper.sign("c")
    left -= text_room("A", "Caption", width)
    for table in report.breakdowns:
        title = fit(f"Response rates by {table.label.lower()}", "Caption", width - 60, 1)
        chart = response_rate_chart_image(table, report.policy)
        if chart is not None and picture_room(chart, CHART_WIDTH) <= left:
            paper.picture(chart, width=CHART_WIDTH, caption=title)
            return
        rows = _rate_rows(paper, table)
        if chart is not None and table_room(RATES, rows, width) <= left:
            paper.table(RATES, rows, title=title)
            return


def _response_sentence(report: Report) -> str:
    rate = report.response_rate
    words = f"The response rate is {rate.sentence}." if rate.rate is not None else f"Response: {rate.sentence}."
    note = f" {rate.note.rstrip('.')}." if rate.note else ""
    who = "Respondents were anonymous." if report.anonymous else "Respondents were named users."
    closes = f" Open from {date_text(report.opens_on)} to {date_text(report.closes_on, 'no closing date')}."
    return f"{words}{note}{closes} {who}"


def _rate_rows(paper: Paper, table: RateTable) -> list[list[Cell | str]]:
    room = column_widths(RATES, paper.text_width)
    return [
        [
            fit(row.label, "Walkabout Table Strong", room[0], 1),
            paper.signed(rate_text(row.rate, row.mark, row.answered, row.invited)),
        ]
        for row in table.rows
    ]
