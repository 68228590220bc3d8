"""The sheet for practitioners: you said, and what happens next. One page, in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from analysis.beside import NOTHING, Beside, ThemeQuote, check_beside
from analysis.report import Report, ThemeRow
from exports.briefing import actions_due, key_figures, ranked_themes
from exports.documents.furniture import furnish, origin_of
from exports.documents.paper import Paper, signs_of
from exports.documents.rooms import fit, text_room
from exports.documents.template import ENGLISH, open_document
from exports.plain_text import plain_text
from exports.wording import counted, date_text

Item = tuple[str, str]  # words that stand out, and the others
KIND = "Feedback to those who took part"
RESERVE = 12.0
MOST_FIGURES = 3
MOST_THEMES = 5
MOST_ACTIONS = 4
LONGEST_QUOTE = 200
NOT_YET = "The partnership’s leaders have this feedback. We will tell you here what they decide."


def write_forum_feedback(
    report: Report,
    out: Path | BinaryIO,
    *,
    beside: Beside = NOTHING,
    replies: Mapping[str, str] | None = None,
    contact: str = "",
    template: Path | None = None,
    language: str = ENGLISH,
) -> None:
    """Write the sheet.

    Parameters
    ----------
    report : Report
        The figures.
    out : Path or binary file
        Where the document goes.
    beside : Beside
        Cleared quotations and actions that it may use.
    replies : mapping of str to str, optional
        What the leaders answer to a theme, by the theme's name.
    contact : str
        Whom to ask, such as an address.
    template : Path, optional
        A council's .docx or .dotx. One page is promised for our own look and A4.
    language : str
        The language of the document, ``en-GB`` or ``cy-GB``.

    Raises
    ------
    TemplateRefused
        Where the template cannot be used.
    ValueError
        Where something may not stand beside this report, or a reply is to a theme that the report does not have.
    """
    check_beside(report, beside)
    replies = replies or {}
    _check_replies(report, replies)
    paper = Paper(open_document(template, language=language), signs_of(report.policy))
    furnish(paper, origin_of(report), KIND)
    used = _write_opening(paper, report)
    said = [*_figures(report), *_themes(report)]
    following = _following(report, beside, replies)
    closing = _closing(paper, report, contact)
    quote = _quote(report, beside)
    room = paper.text_height - RESERVE - used
    said, following, quote = _make_fit(paper, said, following, quote, closing, room)
    paper.heading("You said")
    _write_items(paper, said)
    if quote is not None:
        paper.quote(quote.text, quote.attribution)
    paper.heading("What happens next")
    _write_items(paper, following)
    paper.heading("How far this goes")
    for text, style in closing:
        paper.paragraph(text, style)
    paper.save(out)


def _check_replies(report: Report, replies: Mapping[str, str]) -> None:
    known = {row.name for row in report.themes.rows} if report.themes is not None else set()
    stray = next((name for name in replies if name not in known), None)
    if stray is not None:
        raise ValueError(f"there is a reply to the theme “{stray}”, which the report does not have")


def _write_opening(paper: Paper, report: Report) -> float:
    """Thanks, and how many answered; returns the height of it."""
    rate = report.response_rate
    thanks = "Thank you for taking part."
    if rate.rate is not None and rate.answered is not None:
        asked = (
            f"{rate.population:,}{' or more' if rate.at_most else ''}" if rate.population is not None else "those asked"
        )
        thanks = f"Thank you for taking part. {rate.answered:,} of {asked} answered."
    elif report.responses is not None:
        thanks = f"Thank you for taking part. {counted(report.responses, ('person', 'people'))} answered."
    width, used = paper.text_width, 0.0
    for text, style, most in (
        (f"{KIND} · {date_text(origin_of(report).produced_on)}", "Walkabout Kicker", 1),
        ("You said, and what happens next", "Title", 1),
        (report.title, "Subtitle", 2),
        (thanks, "Walkabout Lead", 2),
    ):
        words = fit(text, style, width, most)
        paper.paragraph(words, style)
        used += text_room(words, style, width)
    return used


def _figures(report: Report) -> list[Item]:
    """Headline figures as counts, which are plainer than percentages."""
    return [
        (figure.base_text, f" answered “{figure.answer}” to “{plain_text(figure.label)}”.")
        for figure in key_figures(report, most=MOST_FIGURES)[:MOST_FIGURES]
    ]


def _themes(report: Report) -> list[Item]:
    return [_theme(row) for row in ranked_themes(report)[:MOST_THEMES]]


def _theme(row: ThemeRow) -> Item:
    """A theme with what it covers, and how many spoke of it where that is shown."""
    meaning = f" {plain_text(row.definition)}" if row.definition else ""
    people = f" {counted(row.respondents, ('person', 'people'))} wrote about it." if row.respondents else ""
    return f"{plain_text(row.label)}.", f"{meaning}{people}"


def _following(report: Report, beside: Beside, replies: Mapping[str, str]) -> list[Item]:
    """Replies to themes, then what is to be done by whom and when."""
    labels = {row.name: row.label for row in ranked_themes(report)}
    found = [(f"{plain_text(labels.get(name, name))}.", f" {plain_text(reply)}") for name, reply in replies.items()]
    for line in actions_due(beside.actions)[:MOST_ACTIONS] if beside.actions is not None else ():
        when = f", by {date_text(line.due_on)}" if line.due_on else ""
        found.append(("", f"{plain_text(line.action).rstrip('.')} ({plain_text(line.owner)}{when})."))
    return found or [("", NOT_YET)]


def _quote(report: Report, beside: Beside) -> ThemeQuote | None:
    """A short quotation of the theme mentioned most that has one."""
    order = {row.name: place for place, row in enumerate(ranked_themes(report))}
    short = [one for one in beside.quotes if len(one.text) <= LONGEST_QUOTE and one.theme in order]
    return min(short, key=lambda one: order[one.theme], default=None)


def _closing(paper: Paper, report: Report, contact: str) -> list[tuple[str, str]]:
    width = paper.text_width
    said = {
        "reportable": "Enough of you answered for these figures to be used.",
        "with care": "Not many of those asked answered, so others may think differently.",
        "not reportable": "So few of those asked answered that this is not a finding about everybody.",
    }
    words = said[report.verdict.verdict] if report.verdict is not None else "These are the views of those who answered."
    anonymous = " Answers were anonymous." if report.anonymous else ""
    small = " Small numbers are left out, so that nobody can be recognised." if report.policy.threshold else ""
    found = [(fit(f"{words}{anonymous}{small}", "Normal", width, 3), "Normal")]
    if contact:
        found.append((fit(f"Questions? {contact}", "Normal", width, 2), "Normal"))
    return found


def _cut(item: Item, width: float) -> Item:
    """An item cut to three lines; its first words are shorter than that."""
    first = fit(item[0], "List Bullet", width, 2)
    whole = fit(first + item[1], "List Bullet", width, 3)
    return (first, whole[len(first) :]) if whole.startswith(first) else ("", whole)


def _write_items(paper: Paper, items: Sequence[Item]) -> None:
    for first, rest in items:
        paper.mixed([(first, "Strong"), (rest, None)] if first else [(rest, None)], "List Bullet")


def _make_fit(
    paper: Paper,
    said: Sequence[Item],
    following: Sequence[Item],
    quote: ThemeQuote | None,
    closing: Sequence[tuple[str, str]],
    room: float,
) -> tuple[list[Item], list[Item], ThemeQuote | None]:
    """Cut long items, then leave out the quotation and the last items, until the page holds the rest."""
    width = paper.text_width
    kept = [_cut(one, width) for one in said] or [("", "No figure can be shown: too few have answered.")]
    coming = [_cut(one, width) for one in following]
    fixed = 3 * text_room("A", "Heading 1", width) + sum(text_room(text, style, width) for text, style in closing)

    def height() -> float:
        quoted = text_room(f"{quote.text} {quote.attribution}", "Quote", width) if quote is not None else 0.0
        return fixed + quoted + sum(text_room("".join(one), "List Bullet", width) for one in (*kept, *coming))

    while height() > room:
        if quote is not None:
            quote = None
        elif len(kept) > 2 and len(kept) >= len(coming):
            kept.pop()
        elif len(coming) > 1:
            coming.pop()
        else:
            break
    return kept, coming, quote
