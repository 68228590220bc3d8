"""Sentences that stand beside figures: what the base is, what is absent, what a chart shows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from analysis.report import (
    InstrumentReference,
    Interval,
    Mark,
    QuestionBlock,
    RateTable,
    Report,
    ResponseRate,
    SectionBlock,
    Share,
    ThemeTable,
)
from exports.formats import CONFIDENTIAL, NOT_APPLICABLE, count_text, percent_text

WORKING_TEXT = "WORKING PAPER – not for publication"
CLOSED_KINDS = ("single", "multiple", "scale", "grade", "rank")
COUNTED_KINDS = ("text", "date", "acknowledge", "file", "place")
"""Kinds of which only the number of answers is reported, never an answer."""
_GIVEN_WITH = {"date": "a date", "acknowledge": "a tick", "file": "a file", "place": "a place"}
MARK_MEANINGS: dict[Mark, str] = {
    "c": "[c] confidential: hidden because it is small, or because a small figure could be worked out from it.",
    "z": "[z] not applicable: there is no base for this figure, or it is not defined here.",
}
_UNITS = {
    "people": ("person", "people"),
    "organisations": ("organisation", "organisations"),
    "cases": ("case", "cases"),
}


def release_text(report: Report) -> str:
    """The release class in words."""
    if report.release_class == "working":
        return WORKING_TEXT
    return f"Release {report.release_number}" if report.release_number else "Release"


def mark_text(mark: Mark | None) -> str:
    """What stands in a cell without a figure."""
    return CONFIDENTIAL if mark == "c" else NOT_APPLICABLE


def plural(noun: str) -> str:
    """The plural of an entry's name as an instrument gives it: conversation, case, agency."""
    if noun.endswith("y") and noun[-2:-1] not in ("a", "e", "i", "o", "u", ""):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "ch", "sh")) else f"{noun}s"


def capital(text: str) -> str:
    """The text with a capital first letter; the rest stays as it is."""
    return text[:1].upper() + text[1:]


def unit_nouns(section: SectionBlock) -> tuple[str, str]:
    """Singular and plural of what one row of a section counts."""
    if section.is_repeat and section.entry_name:
        return section.entry_name, plural(section.entry_name)
    return _UNITS[section.unit]


def counted(count: int | None, nouns: tuple[str, str]) -> str:
    """A count with its noun: ``1 person``, ``39 people``, ``[c] people``."""
    return f"{count_text(count)} {nouns[0] if count == 1 else nouns[1]}"


def base_sentence(block: QuestionBlock, nouns: tuple[str, str]) -> str:
    """Whom the percentages are of."""
    if block.base is None:
        return f"The base is hidden: {CONFIDENTIAL}."
    gave = {"number": "a number", "rank": "a ranking"}.get(block.kind, "an answer that counts")
    several = " More than one answer could be chosen." if block.kind == "multiple" else ""
    return f"Base: {counted(block.base, nouns)} with {gave}, of {count_text(block.asked)} asked.{several}"


def answers_given(block: QuestionBlock) -> int | None:
    """How many answers a question has of which nothing else is reported."""
    return block.comments if block.kind == "text" else block.base


def counted_title(blocks: Iterable[QuestionBlock]) -> str:
    """What these questions were answered with, of which only the number of answers is reported."""
    kinds = {block.kind for block in blocks}
    if kinds <= {"text", "date"}:
        return "Answered in words or with a date"
    things = [thing for kind, thing in _GIVEN_WITH.items() if kind in kinds]
    words = ["in words"] if "text" in kinds else []
    parts = [*words, *(f"with {thing}" for thing in things)]
    return "Answered " + (" or ".join(filter(None, [", ".join(parts[:-1]), parts[-1]])))


def version_notes(block: QuestionBlock) -> list[str]:
    """In which versions a question was asked, where not in all, and what differs between those that ask it."""
    return [*([f"Asked {block.versions}."] if block.versions else []), *block.remarks]


def section_sentences(section: SectionBlock) -> list[str]:
    """What a repeat stands in, and in which versions it was asked."""
    within = [f"They belong to the entries of “{section.within}”."] if section.within else []
    return [*within, *([f"Asked {section.versions}."] if section.versions else [])]


def versions_text(instrument: InstrumentReference) -> str:
    """The version that was answered, or all of them: "version 2", "versions 1, 2 and 3"."""
    if len(instrument.versions) < 2:
        return f"version {instrument.version}"
    *first, last = map(str, instrument.versions)
    return f"versions {', '.join(first)} and {last}"


def place_name(place: int) -> str:
    """A place in a ranking: 1st, 2nd, 3rd, 11th."""
    ending = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"


def date_text(day: date | None, otherwise: str = "not recorded") -> str:
    """A date in words: ``2 March 2026``."""
    return f"{day.day} {day:%B %Y}" if day else otherwise


def produced_text(report: Report) -> str:
    """When a report was made, in words: ``2 March 2026 at 09:30 UTC``."""
    moment = datetime.fromisoformat(report.produced_at)
    zone = " UTC" if moment.utcoffset() == timedelta(0) else f" {moment:%Z}" if moment.tzinfo else ""
    return f"{date_text(moment.date())} at {moment:%H:%M}{zone}"


def share_text(share: Share) -> str:
    """A share as it may be said: ``92% (36 of 39)``, or its mark."""
    if share.share is None:
        return mark_text(share.mark)
    return f"{percent_text(share.share)} ({count_text(share.count)} of {count_text(share.base)})"


def interval_text(interval: Interval) -> str:
    """An interval in words, to one decimal as in the tables: ``79.7% to 97.3%``."""
    return f"{interval.low:.1%} to {interval.high:.1%}"


def interval_methods(shares: Iterable[Share]) -> str | None:
    """What the intervals of some shares assume, each method named once; None where there is no interval."""
    intervals = [interval for share in shares for interval in (share.interval, share.population_interval) if interval]
    methods = dict.fromkeys(interval.method for interval in intervals)
    return f"Intervals: {'; '.join(methods)}." if methods else None


def chart_alt_text(block: QuestionBlock) -> str:
    """What a question's chart shows, in a sentence or two. The same for pages and for the workbook."""
    shown = [f"{row.label} {share_text(row.share)}" for row in block.rows if row.share.share is not None]
    hidden = [row.label for row in block.rows if row.share.share is None]
    what = "first choices for " if block.kind == "rank" else ""
    text = f"Bar chart of {what}“{block.label}”: {'; '.join(shown) or 'no figure is shown'}."
    if hidden:
        text += f" Not shown: {'; '.join(hidden)}."
    if block.favourable is not None:
        text += f" Favourable ({block.favourable_label or 'as defined'}): {share_text(block.favourable)}."
    return text


def rate_text(rate: float | None, mark: Mark | None, answered: int | None, invited: int | None) -> str:
    """A response rate with its count and base."""
    if rate is None:
        return mark_text(mark)
    return f"{percent_text(rate)} ({count_text(answered)} of {count_text(invited)})"


def rate_alt_text(table: RateTable) -> str:
    """What a chart of response rates shows."""
    shown = [
        f"{row.label} {rate_text(row.rate, row.mark, row.answered, row.invited)}"
        for row in table.rows
        if row.rate is not None
    ]
    return f"Bar chart of response rates by {table.label.lower()}: {'; '.join(shown) or 'no figure is shown'}."


def themes_alt_text(table: ThemeTable) -> str:
    """What a chart of themes shows."""
    shown = [f"{row.label} {row.mentions:,}" for row in table.rows if row.mentions is not None]
    return f"Bar chart of mentions by theme: {'; '.join(shown) or 'no figure is shown'}."


def response_label(rate: ResponseRate) -> str:
    """The name of the rate, with “at most” where the population is not fully known."""
    return "Response rate (at most)" if rate.at_most else "Response rate"
