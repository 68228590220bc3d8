"""Themes of conversations with front-line staff, told only where enough people spoke."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardNote:
    """One conversation: how many people, its themes, and the group they are of, such as a type of agency.

    People of different groups are different people; those of one group may be the same in several conversations.
    """

    people: int
    themes: Sequence[str]
    group: str


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
        How many conversations there were, with how many people (somebody spoken with twice counts twice); None where
        different people are surely fewer, or may be fewer, than the minimum.
    themes : tuple of HeardTheme
        Themes of surely at least the minimum of different people, the most frequent first.
    others : bool
        Whether there are themes that fewer people may stand behind; how many is not told.
    minimum : int
        The minimum group.
    """

    conversations: int | None
    people: int | None
    themes: tuple[HeardTheme, ...]
    others: bool
    minimum: int


def themes_heard(notes: Sequence[HeardNote], *, minimum: int) -> HeardThemes:
    """Count conversations by theme; a theme is told where surely ``minimum`` different people or more spoke of it.

    Parameters
    ----------
    notes : sequence of HeardNote
        The conversations of a period. Themes that differ in small and capital letters or spaces are one.
    minimum : int
        The minimum group, 1 or more.

    Raises
    ------
    ValueError
        Where the minimum is under 1.

    Notes
    -----
    No names are kept, so five conversations may be five with one person. Surely different are as many people as were
    in the largest conversation of each group, added up over the groups: one conversation with five, or one with three
    of one group and one with two of another, pass a minimum of five; five with one each of the same group do not.
    """
    if minimum < 1:
        raise ValueError(f"minimum is {minimum}, not 1 or more")
    said: dict[str, str] = {}
    held: dict[str, list[HeardNote]] = {}
    for note in notes:
        named = {_key(theme): theme for theme in reversed(note.themes)}
        for key, theme in named.items():
            said.setdefault(key, theme)
            held.setdefault(key, []).append(note)
    told = [
        HeardTheme(theme=said[key], conversations=len(those))
        for key, those in held.items()
        if _surely_different(those) >= minimum
    ]
    people = sum(note.people for note in notes)
    enough = _surely_different(notes) >= minimum
    return HeardThemes(
        conversations=len(notes) if enough else None, people=people if enough else None,
        themes=tuple(sorted(told, key=lambda one: (-one.conversations, one.theme))), others=len(told) < len(held),
        minimum=minimum,
    )  # fmt: skip


def _key(theme: str) -> str:
    return " ".join(theme.split()).casefold()


def _surely_different(notes: Sequence[HeardNote]) -> int:
    """The least number of people that these conversations can have been with."""
    largest: dict[str, int] = {}
    for note in notes:
        largest[note.group] = max(largest.get(note.group, 0), note.people)
    return sum(largest.values())
