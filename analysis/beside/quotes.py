"""Cleared quotations under the themes of a report that shows how many people these come from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from analysis.beside.records import ThemeQuote
from analysis.report import Report

AT_MOST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearedQuote:
    """A wording that a second person has cleared, and the themes of the comment it comes from."""

    themes: tuple[str, ...]
    text: str
    treatment: str  # "as written", "redacted", "paraphrased"
    attribution: str = ""


def quotes_for(report: Report, cleared: Iterable[ClearedQuote], *, at_most: int = AT_MOST) -> tuple[ThemeQuote, ...]:
    """The quotations that may stand beside this report.

    Parameters
    ----------
    report : Report
        Its themes say which quotations may be shown: those of a theme whose respondents it shows.
    cleared : iterable of ClearedQuote
        All that is cleared, in the order of preference.
    at_most : int, default 3
        How many stand under one theme.

    Returns
    -------
    tuple of ThemeQuote
        Theme by theme in the report's order. A quotation stands once: under the first of its themes that has room.
    """
    shown = [row.name for row in report.themes.rows if row.respondents] if report.themes is not None else []
    under: dict[str, list[ThemeQuote]] = {theme: [] for theme in shown}
    for quote in cleared:
        theme = next((name for name in shown if name in quote.themes and len(under[name]) < at_most), None)
        if theme is not None and quote.text.strip():
            one = ThemeQuote(theme=theme, text=quote.text, treatment=quote.treatment, attribution=quote.attribution)
            under[theme].append(one)
    return tuple(quote for quotes in under.values() for quote in quotes)
