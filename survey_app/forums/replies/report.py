"""The report to the Strategic Group as it would be sent now: compiled from the cycle, in the coordinator's words.

Its content is a plain document, so that what is shown, frozen, printed and written to Word is one and the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.forums.models import HubCycle, HubTheme
from survey_app.forums.replies.figures import who_came
from survey_app.forums.replies.models import HubReport
from survey_app.forums.replies.refusals import RepliesRefused
from survey_app.forums.replies.sorting import Piece, pieces_of
from survey_app.forums.replies.themes import lock, themes_of

MOST_POINTS = 8  # of each tone under a theme
MOST_QUOTES = 4
LONGEST = 8000
OPENING = (
    "This report says what practitioners, children and families told the Learning Hub on this theme, and what they ask "
    "of you. Please reply to each theme: accepted, accepted in part, or not, and why."
)
CLOSING = (
    "Your replies go back to everybody who took part as “you said, we did”. “We could not, because” is as welcome an "
    "answer as “we did”."
)

Content = dict[str, Any]


def report_of(session: Session, cycle: HubCycle) -> HubReport | None:
    """The coordinator's words for the report, where some are saved."""
    return session.scalar(select(HubReport).where(HubReport.cycle_id == cycle.id))


def save_words(session: Session, cycle: HubCycle, words: Mapping[str, Any], *, by: int, seen: int) -> HubReport:
    """Keep the words of the report.

    Parameters
    ----------
    words : mapping
        ``opening``, ``closing``, and ``heard`` and ``asked`` by the id of a theme. What was heard is the summary of the
        theme itself.
    seen : int
        The revision that the writer saw, 0 where there was none.

    Raises
    ------
    RepliesRefused
        Somebody else has changed them since.
    """
    lock(session, cycle)
    report = report_of(session, cycle)
    if (report.revision if report is not None else 0) != seen:
        raise RepliesRefused(
            "Somebody else has changed the words of this report since you opened it. Your words are still in the form: "
            "open the report in another tab, compare, and save again."
        )
    if report is None:
        report = HubReport(cycle_id=cycle.id, revision=0)
        session.add(report)
    for theme in themes_of(session, cycle.id):
        theme.summary = words.get("heard", {}).get(str(theme.id), theme.summary)
    report.words = {name: words[name] for name in ("opening", "closing", "asked") if name in words}
    report.revision += 1
    report.changed_at, report.changed_by_id = now(), by
    session.flush()
    return report


def compile_report(session: Session, cycle: HubCycle, at: datetime) -> Content:
    """All that the report says, as it stands now."""
    report = report_of(session, cycle)
    words: Mapping[str, Any] = report.words if report is not None else {}
    pieces = pieces_of(session, cycle)
    return {
        "theme": cycle.theme,
        "partnership": cycle.partnership.name,
        "boards": cycle.partnership.boards,
        "opening": words.get("opening", OPENING),
        "closing": words.get("closing", CLOSING),
        "starts_on": cycle.starts_on.isoformat(),
        "ends_on": cycle.ends_on.isoformat(),
        "figures": [{"label": one.label, "value": one.value} for one in who_came(session, cycle, at)],
        "sources": sorted({piece.source_title for piece in pieces}),
        "themes": [_theme(theme, words, pieces) for theme in themes_of(session, cycle.id)],
    }


def _theme(theme: HubTheme, words: Mapping[str, Any], pieces: Sequence[Piece]) -> Content:
    under = [piece for piece in pieces if piece.heard.theme_id == theme.id]
    said = [piece for piece in under if piece.heard.text != piece.heard.quote]
    quotes = [piece.heard for piece in under if piece.heard.quote]
    return {
        "id": theme.id,
        "title": theme.title,
        "heard": theme.summary,
        "asked": words.get("asked", {}).get(str(theme.id), ""),
        "sources": _sources(under),
        "strengths": _points(said, "strength"),
        "concerns": _points(said, "concern"),
        "others": _points(said, ""),
        "quotes": [{"text": one.quote, "where": one.where} for one in quotes[:MOST_QUOTES]],
    }


def _points(pieces: Sequence[Piece], tone: str) -> Content:
    """The points of a tone, each wording once, and how many more there are."""
    texts = list(dict.fromkeys(piece.heard.text.strip() for piece in pieces if piece.heard.tone == tone))
    return {"points": texts[:MOST_POINTS], "more": max(0, len(texts) - MOST_POINTS)}


def _sources(pieces: Sequence[Piece]) -> list[str]:
    """Where the theme came up: "Table discussions (12)". Pieces are counted, not people."""
    counts: dict[str, int] = {}
    for piece in pieces:
        counts[piece.source_title] = counts.get(piece.source_title, 0) + 1
    return [f"{title} ({count})" for title, count in sorted(counts.items())]


def texts_of(content: Content) -> list[tuple[str, str]]:
    """Every text of a report in which somebody could be named, each with the place where it stands."""
    found = [("Opening", content["opening"]), ("Closing", content["closing"])]
    for theme in content["themes"]:
        place = theme["title"]
        found += [(place, theme["title"]), (place, theme["heard"]), (place, theme["asked"])]
        for kind in ("strengths", "concerns", "others"):
            found += [(place, point) for point in theme[kind]["points"]]
        found += [(place, quote["text"]) for quote in theme["quotes"]]
    return [(place, text) for place, text in found if text]


def fingerprint_of(content: Content) -> str:
    """What shows whether two contents are the same, letter by letter."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
