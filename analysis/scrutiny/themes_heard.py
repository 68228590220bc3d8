"""Themes of conversations with front-line staff, told only where enough people spoke."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardNote:
    """One conversation: how many people, and its themes."""

    people: int
    themes: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardTheme:
    """A theme that enough people stand behind."""

    theme: str
    conversations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardThemes:
    """What was heard.

    Attributes
    ----------
    conversations, people : int or None
        How many conversations there were, with how many people; None where these people are fewer than the minimum.
    themes : tuple of HeardTheme
        Themes of conversations with at least the minimum of people, the most frequent first.
    others : bool
        Whether there are themes that fewer people stand behind; how many is not told.
    minimum : int
        The minimum group.
    """

    conversations: int | None
    people: int | None
    themes: tuple[HeardTheme, ...]
    others: bool
    minimum: int


def themes_heard(notes: Sequence[HeardNote], *, minimum: int) -> HeardThemes:
    """Count conversations by theme; a theme is told where those who spoke of it were at least ``minimum`` people.

    Parameters
    ----------
    notes : sequence of HeardNote
        The conversations of a period. A person in two conversations counts twice.
    minimum : int
        The minimum group, 1 or more.

    Raises
    ------
    ValueError
        Where the minimum is under 1.
    """
    if minimum < 1:
        raise ValueError(f"minimum is {minimum}, not 1 or more")
    spoke: dict[str, int] = {}
    held: dict[str, int] = {}
    for note in notes:
        for theme in dict.fromkeys(note.themes):
            spoke[theme] = spoke.get(theme, 0) + note.people
            held[theme] = held.get(theme, 0) + 1
    told = [HeardTheme(theme=one, conversations=held[one]) for one in spoke if spoke[one] >= minimum]
    people = sum(note.people for note in notes)
    enough = people >= minimum
    return HeardThemes(
        conversations=len(notes) if enough else None, people=people if enough else None,
        themes=tuple(sorted(told, key=lambda one: (-one.conversations, one.theme))), others=len(told) < len(spoke),
        minimum=minimum,
    )  # fmt: skip
