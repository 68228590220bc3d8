"""Texts that have to fit into a sentence."""

from __future__ import annotations

LONGEST = 80


def shortened(text: str, longest: int = LONGEST) -> str:
    """The text or, of a long one, its beginning; an answer that it shows (``${name}``) stays whole or goes."""
    if len(text) <= longest:
        return text
    kept = text[: longest - 1]
    opened = text.rfind("${", 0, longest)  # its brace may be the first sign that goes
    if opened > kept.rfind("}"):
        kept = kept[:opened]
    return kept.rstrip() + "…"


def in_one_line(text: str, longest: int = LONGEST) -> str:
    """The same, without line breaks and double spaces."""
    return shortened(" ".join(text.split()), longest)
