"""A suggestion, with where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Source = Literal["definitions", "model"]


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
