"""The second page of the brief: what people wrote, what changed, what is being done, what is to be decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from analysis.beside import Beside, ThemeQuote
from analysis.report import Report
from exports.briefing import (
    FEW,
    KeyFigure,
    actions_due,
    actions_sentence,
    change_sentence,
    change_text,
    more_text,
    ranked_themes,
    theme_text,
    themes_sentence,
    told_changes,
)
from exports.chart_images import ChartImage, question_chart_image, themes_chart_image
from exports.documents.furniture import origin_of, source_text
from exports.documents.paper import Paper
from exports.documents.rooms import column_widths, fit, picture_room, table_room, text_room
from exports.documents.tables import Cell, Column
from exports.wording import date_text, share_text

RESERVE = 12.0
WHERE = "the full report"
MOST_ASKED = 5
MOST_THEMES = 5
CHART_WIDTH = 400.0
CAPTION = 26.0
THEMES = (
    Column(head="Theme", share=38, style="Walkabout Table Strong"),
    Column(head="How often, and as what", share=62),
)
CHANGES = (
    Column(head="Question", share=48, style="Walkabout Table Strong"),
    Column(head="Now", share=22),
    Column(head="Since last time", share=30),
)
ACTIONS = (
    Column(head="Action", share=50, style="Walkabout Table Strong"),
    Column(head="Owner", share=28),
    Column(head="Due", share=22),
)
Row = list[Cell | str]


@dataclass(slots=True)
class Listed:
    """One part of the page: its heading, sentences, and a table that may lose its last rows."""

    heading: str
    sentences: list[str]
    columns: Sequence[Column] = ()
    rows: list[Row] = field(default_factory=list)
    left_out: int = 0
    nouns: tuple[str, str] = ("row", "rows")
    least: int = 2  # rows that are kept
    quote: ThemeQuote | None = None
    charts: list[tuple[ChartImage, str]] = field(default_factory=list)

    def room(self, width: float) -> float:
        """The height of the part."""
        total = text_room(self.heading, "Heading 1", width)
        total += sum(text_room(one, "Normal", width) for one in self.sentences)
        total += table_room(self.columns, self.rows, width) if self.rows else 0.0
        total += text_room("A", "Walkabout Note", width) if self.left_out else 0.0
        total += text_room(f"{self.quote.text} {self.quote.attribution}", "Quote", width) if self.quote else 0.0
        return total + sum(picture_room(chart, CHART_WIDTH) + CAPTION for chart, _ in self.charts)

    def shorten(self) -> bool:
        """Lose what is missed least; False where nothing more can go."""
        if self.charts:
            self.charts.pop()
        elif len(self.rows) > self.least:
            self.rows.pop()
            self.left_out += 1
        elif self.quote is not None:
            self.quote = None
        else:
            return False
        return True


def write_second_page(
    paper: Paper, report: Report, beside: Beside, asked: Sequence[str], figures: Sequence[KeyFigure]
) -> None:
    """Write the page; what it has no room for is counted, and stands in the full report."""
    width = paper.text_width
    parts = [_themes(paper, report, beside), _changes(paper, beside), _actions(paper, beside)]
    items = [fit(one, "List Number", width, 2) for one in asked[:MOST_ASKED]]
    source = fit(source_text(origin_of(report)), "Walkabout Note", width, 2)
    fixed = text_room("A", "Heading 1", width) + sum(text_room(one, "List Number", width) for one in items)
    fixed += text_room(source, "Walkabout Note", width) + 2 * text_room("A", "Walkabout Note", width)
    room = paper.text_height - RESERVE - fixed
    _make_fit(parts, width, room)
    closer = _closer_look(paper, report, figures, room - sum(part.room(width) for part in parts))
    if closer is not None:
        parts = [closer, *parts]
    for place, part in enumerate(parts):
        _write(paper, part, new_page=place == 0)
    paper.heading("What we ask the Executive to decide")
    paper.numbered(items)
    paper.legend()
    paper.paragraph(source, "Walkabout Note")


def _make_fit(parts: Sequence[Listed], width: float, room: float) -> None:
    """Shorten the highest part again and again until all of them have room."""
    while sum(part.room(width) for part in parts) > room:
        ranked = sorted(parts, key=lambda part: -part.room(width))
        if not any(part.shorten() for part in ranked):
            return


def _write(paper: Paper, part: Listed, *, new_page: bool) -> None:
    paper.heading(part.heading, new_page=new_page)
    for sentence in part.sentences:
        paper.paragraph(sentence, keep_next=bool(part.rows))
    for chart, caption in part.charts:
        paper.picture(chart, width=CHART_WIDTH, caption=fit(caption, "Caption", CHART_WIDTH, 1))
    if part.rows:
        paper.table(part.columns, part.rows, title=part.heading, caption=False)
    if part.left_out:
        paper.paragraph(more_text(part.left_out, part.nouns, WHERE), "Walkabout Note")
    if part.quote is not None:
        paper.quote(part.quote.text, part.quote.attribution)


def _closer_look(paper: Paper, report: Report, figures: Sequence[KeyFigure], room: float) -> Listed | None:
    """The answers behind the lowest and the highest figure, as charts, where the page has room left for them."""
    part = Listed("A closer look", [])
    ranked = sorted(figures, key=lambda one: one.share.share or 0.0)
    for figure in dict.fromkeys((*ranked[:1], *ranked[-1:])):
        enough = (figure.share.base or 0) >= FEW  # of fewer answers the table of figures says all
        chart = question_chart_image(figure.block, report.policy) if enough else None
        if chart is None:
            continue
        part.charts.append((chart, figure.label))
        if part.room(paper.text_width) > room:
            part.charts.pop()
    return part if part.charts else None


def _themes(paper: Paper, report: Report, beside: Beside) -> Listed:
    width = paper.text_width
    room = column_widths(THEMES, width)
    rows = ranked_themes(report)
    said = themes_sentence(report, paper.signs[0])
    if not rows:
        words = (
            "Nothing is coded to themes yet." if report.themes is None else said or "The figures of themes are hidden."
        )
        return Listed("What people wrote", [fit(paper.signed(words), "Normal", width, 2)])
    kept = rows[:MOST_THEMES]
    first = {row.name: place for place, row in enumerate(kept)}
    quotes = sorted((one for one in beside.quotes if one.theme in first), key=lambda one: first[one.theme])
    short = next((one for one in quotes if len(one.text) + len(one.attribution) <= 190), None)
    found: list[Row] = [
        [
            fit(row.label, "Walkabout Table Strong", room[0], 2),
            fit(theme_text(row, paper.signs[0]), "Walkabout Table Text", room[1], 2),
        ]
        for row in kept
    ]
    chart = themes_chart_image(report.themes, report.policy) if report.themes and len(rows) <= MOST_THEMES else None
    return Listed(
        "What people wrote",
        [said] if said else [],
        THEMES,
        found,
        left_out=len(rows) - len(kept),
        nouns=("theme", "themes"),
        quote=short,
        charts=[(chart, "Mentions by theme")] if chart else [],
    )


def _changes(paper: Paper, beside: Beside) -> Listed:
    width = paper.text_width
    comparison = beside.comparison
    if comparison is None:
        why = beside.notes.get("comparison", "No earlier round that asked the same questions stands beside this one.")
        return Listed("What changed since last time", [fit(why, "Normal", width, 2)])
    room = column_widths(CHANGES, width)
    told = told_changes(comparison)
    moved = [one for one in told if one.favourable and one.favourable.verdict in ("higher", "lower")]
    rows: list[Row] = [
        [
            fit(one.label, "Walkabout Table Strong", room[0], 2),
            fit(share_text(one.favourable.second), "Walkabout Table Text", room[1], 1),
            fit(change_text(one.favourable), "Walkabout Table Text", room[2], 2),
        ]
        for one in moved
        if one.favourable is not None
    ]
    sentence = fit(change_sentence(comparison), "Normal", width, 3)
    return Listed(
        "What changed since last time",
        [sentence],
        CHANGES,
        rows[:5],
        left_out=max(0, len(rows) - 5),
        nouns=("change", "changes"),
        least=1,
    )


def _actions(paper: Paper, beside: Beside) -> Listed:
    width = paper.text_width
    actions = beside.actions
    if actions is None:
        why = beside.notes.get("actions", "No action is recorded beside this round yet.")
        return Listed("What is being done", [fit(why, "Normal", width, 2)])
    due = actions_due(actions)
    sentences = [fit(actions_sentence(actions), "Normal", width, 2)]
    if actions.note:
        sentences[0] = fit(f"{sentences[0]} {actions.note}", "Normal", width, 2)
    room = column_widths(ACTIONS, width)
    rows: list[Row] = [
        [
            fit(f"{one.reference} {one.action}", "Walkabout Table Strong", room[0], 2),
            fit(one.owner, "Walkabout Table Text", room[1], 2),
            fit(_due_text(one.due_on, one.status), "Walkabout Table Text", room[2], 2),
        ]
        for one in due
    ]
    return Listed(
        "What is being done",
        sentences,
        ACTIONS,
        rows[:6],
        left_out=max(0, len(rows) - 6),
        nouns=("open action", "open actions"),
    )


def _due_text(due: date | None, status: str) -> str:
    day = date_text(due, "No date set")
    return f"{day}, overdue" if status == "Overdue" else day
