"""A theme in the words that a coder reads."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeText:
    """A theme of a codeframe, in the words that a coder reads.

    Attributes
    ----------
    name, label : str
        The name in files, and the name for people.
    definition, include, exclude, example : str
        What it is, what belongs in it, what belongs elsewhere, and a comment that has it; each may be empty.
    parent : str or None
        The name of the theme that this one is part of.
    """

    name: str
    label: str
    definition: str = ""
    include: str = ""
    exclude: str = ""
    example: str = ""
    parent: str | None = None
