"""What suggestions are made of: the texts of a theme, and a suggestion with where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Source = Literal["definitions", "model"]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A theme that a comment may have: for a coder to take or leave, never a decision.

    Attributes
    ----------
    theme : str
        The theme's name.
    source : "definitions" or "model"
        Whether it comes from the words of the codeframe or from comments coded before.
    confidence : float
        Between 0 and 1. From the model, the calibrated probability that a coder would give this theme. From the
        definitions, how alike the comment and the theme's words are, which orders suggestions and is no probability.
    words : tuple of str
        The comment's words that spoke for it, the most telling first.
    """

    theme: str
    source: Source
    confidence: float
    words: tuple[str, ...] = ()
