"""All that was heard in a cycle, from every source, and sorting it under the themes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from survey_app.forums.hub import sources
from survey_app.forums.hub.heard import Heard
from survey_app.forums.models import HubCycle, HubTheme
from survey_app.forums.replies.refusals import RepliesRefused
from survey_app.forums.replies.themes import lock, lock_theme

TONES = {"strength": "Strength", "concern": "Concern", "": "Neither"}
ON_A_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One thing that was heard, and from which source. ``key`` is unique in a cycle."""

    key: str
    source: str
    source_title: str
    heard: Heard


@dataclass(frozen=True, slots=True, kw_only=True)
class Sieve:
    """What a coordinator wants to see; empty values leave everything in.

    ``under`` is "none" for what is not sorted, "any" for what is, or the id of a theme.
    """

    source: str = ""
    tone: str = ""
    under: str = ""

    def lets_through(self, piece: Piece) -> bool:
        """Whether a piece is among those wanted."""
        theme_id = piece.heard.theme_id
        fits = {"": True, "none": theme_id is None, "any": theme_id is not None}.get(self.under)
        return (
            (not self.source or piece.source == self.source)
            and (not self.tone or (piece.heard.tone or "neither") == self.tone)
            and (str(theme_id) == self.under if fits is None else fits)
        )


def pieces_of(session: Session, cycle: HubCycle) -> list[Piece]:
    """Everything that was heard in a cycle, source by source."""
    return [
        Piece(key=f"{source.name}:{heard.key}", source=source.name, source_title=source.title, heard=heard)
        for source in sources.SOURCES
        for heard in source.read(session, cycle)
    ]


def source_titles() -> dict[str, str]:
    """The sources by their names."""
    return {source.name: source.title for source in sources.SOURCES}


def sort_pieces(session: Session, cycle: HubCycle, keys: Iterable[str], theme: HubTheme | None) -> int:
    """Put pieces of this cycle under a theme of it, or under none; how many.

    Raises
    ------
    RepliesRefused
        The theme is of another cycle, or none of the pieces is of this one.
    """
    if theme is not None and theme.cycle_id != cycle.id:
        raise RepliesRefused("This theme belongs to another cycle. Choose one of this page.")
    lock(session, cycle)
    if theme is not None:
        lock_theme(session, theme)
    known, done = {piece.key for piece in pieces_of(session, cycle)}, 0
    chosen = [key for key in dict.fromkeys(keys) if key in known]
    if not chosen:
        raise RepliesRefused("Choose at least one of the things that were heard, then put them under a theme.")
    for source in sources.SOURCES:
        mine = _keys_in(source.name, chosen)
        if mine:
            source.sort(session, cycle, mine, theme)
            done += len(mine)
    session.flush()
    return done


def _keys_in(source: str, chosen: Sequence[str]) -> list[str]:
    start = f"{source}:"
    return [key.removeprefix(start) for key in chosen if key.startswith(start)]
