"""Slides of what people wrote: themes as a chart, themes in words, and cleared quotations."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.beside import Beside, ThemeQuote
from analysis.report import Report, ThemeRow
from exports.briefing import ranked_themes, theme_text, themes_sentence
from exports.plain_text import plain_text
from exports.slides.plans import ChartPlan, SlidePlan, TablePlan
from exports.wording import mark_text, themes_alt_text

MOST_BARS = 9
ROWS_A_SLIDE = 5
MOST_QUOTES = 4
LONGEST_QUOTE = 260


def theme_slides(report: Report, beside: Beside) -> Iterator[SlidePlan]:
    """At least one slide: where nothing is coded it says so."""
    rows = ranked_themes(report)
    said = themes_sentence(report, mark_text("c"))
    if not rows:
        words = said or "Nothing is coded to themes, or the figures of themes are hidden."
        yield SlidePlan(title="What people wrote", words=(words,))
        return
    yield _chart(report, rows, said)
    for number, first in enumerate(range(0, min(len(rows), 2 * ROWS_A_SLIDE), ROWS_A_SLIDE)):
        part = rows[first : first + ROWS_A_SLIDE]
        yield _table(part, number, several=len(rows) > ROWS_A_SLIDE, all_rows=len(rows))
    if beside.quotes:
        yield _quotes(beside, rows)


def _chart(report: Report, rows: list[ThemeRow], said: str | None) -> SlidePlan:
    shown = rows[:MOST_BARS]
    whole = all(None not in (row.strengths, row.concerns, row.neutral) for row in shown)
    names = (("Strengths", "strengths"), ("Concerns", "concerns"), ("Neutral", "neutral"))
    series = tuple((title, tuple(float(getattr(row, name) or 0) for row in shown)) for title, name in names)
    chart = ChartPlan(
        categories=tuple(row.label for row in shown),
        series=series if whole else (("Mentions", tuple(float(row.mentions or 0) for row in shown)),),
        description=themes_alt_text(report.themes) if report.themes is not None else "",
        percent=False,
    )
    words = [said] if said else []
    words.append(f"Mentioned most: “{plain_text(rows[0].label)}”, {theme_text(rows[0], mark_text('c'))}.")
    if len(rows) > len(shown):
        words.append(f"{len(rows) - len(shown)} more themes are in the full report.")
    notes = tuple(f"{row.label}: {theme_text(row, mark_text('c'))}" for row in rows)
    return SlidePlan(title="What people wrote", words=tuple(words), chart=chart, notes=notes)


def _table(rows: list[ThemeRow], number: int, *, several: bool, all_rows: int) -> SlidePlan:
    """Themes as the Hertfordshire deck had them: the theme, and what it covers."""
    title = "Summary of themes" + (f", part {number + 1}" if several else "")
    left = all_rows - 2 * ROWS_A_SLIDE
    notes = (f"{left} more themes are in the full report.",) if left > 0 and number else ()
    table = TablePlan(
        heads=("Theme", "What it covers", "How often"),
        shares=(26, 46, 28),
        rows=tuple((row.label, row.definition or "–", theme_text(row, mark_text("c"))) for row in rows),
        description=f"{title}: {'; '.join(plain_text(row.label) for row in rows)}.",
    )
    return SlidePlan(title=title, table=table, notes=notes, rank=1 if number == 0 else 6)


def _quotes(beside: Beside, rows: list[ThemeRow]) -> SlidePlan:
    """One quotation of each of the themes mentioned most, as the clearing desk approved it."""
    order = {row.name: place for place, row in enumerate(rows)}
    first: dict[str, ThemeQuote] = {}
    for quote in sorted(beside.quotes, key=lambda one: order.get(one.theme, len(order))):
        if len(quote.text) <= LONGEST_QUOTE:
            first.setdefault(quote.theme, quote)
    chosen = list(first.values())[:MOST_QUOTES]
    labels = {row.name: row.label for row in rows}
    words = [f"“{one.text}”" + (f" – {one.attribution}" if one.attribution else "") for one in chosen]
    notes = [f"{plain_text(labels.get(one.theme, one.theme))}: {one.treatment}." for one in chosen]
    return SlidePlan(
        title="In their own words",
        words=tuple(words) or ("The cleared quotations are longer than a slide; they are in the full report.",),
        notes=("Each quotation was cleared before it was shown.", *notes),
        rank=3,
    )
