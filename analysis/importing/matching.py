"""When two texts are the same but for case, spaces and punctuation, and how close two texts are otherwise."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher

_NUMBERING = re.compile(r"^\s*(?:q(?:uestion)?\s*)?\d{1,3}(?:\.\d{1,3})*\s*[.:)\-–]\s+", re.IGNORECASE)
_REQUIRED = re.compile(r"\s*(?:\*|\((?:required|optional)\))\s*$", re.IGNORECASE)


def tidy(text: str) -> str:
    """One line, with single spaces: programs put line breaks and spaces that do not break into headings."""
    return " ".join(text.split())


def folded(text: str) -> str:
    """The letters and digits of a text in lower case; "" where it has none.

    Examples
    --------
    >>> folded("Don’t  know!") == folded("dont know")
    True
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum() or unicodedata.category(sign).startswith("M"))


def without_numbering(text: str) -> str:
    """A heading without the number before it and the mark of a required question after it."""
    return _REQUIRED.sub("", _NUMBERING.sub("", text))


def closeness(one: str, other: str) -> float:
    """How alike two texts are, from 0 to 1: the larger of the share of signs and the share of words in common.

    Notes
    -----
    Signs: twice the number of matching signs ÷ the number of signs of both (Ratcliff and Obershelp). Words: the words
    in common ÷ the words of both together (Jaccard). Whoever shows a suggestion shows this number beside it.
    """
    first, second = folded(one), folded(other)
    if not first or not second:
        return 0.0
    signs = SequenceMatcher(None, first, second, autojunk=False).ratio()
    words, others = _words(one), _words(other)
    return max(signs, len(words & others) / len(words | others) if words | others else 0.0)


def _words(text: str) -> set[str]:
    return {word for word in map(folded, text.split()) if word}
