"""The words of a form that are the same for whoever reads them: worked out once in a process, not once a page.

A text is *still* when no answer shows in it and no file stands beside it, whose address may hold a respondent's link.
What is kept here is the form's own; nothing of anybody's answers ever is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from instruments.compiled import Item
from instruments.model import Choice
from survey_app.collect.markdown import outputs_of
from survey_app.collect.saying import Option, Said

_TEXTS = ("label", "hint", "guidance_hint")
_FILES = ("image", "audio", "video")


@dataclass(slots=True)
class StillWords:
    """What a question says, in one language on pages of one language; None where that is not known yet."""

    is_still: bool
    said: Said | None = None
    caption: str | None = None
    options: dict[int, Option] = field(default_factory=dict)
    """By the choice's own identity: a list may have a name twice."""


@dataclass(frozen=True, slots=True)
class _Same:
    """A question as a key; holding it keeps its id from being given to another."""

    key: int
    item: Item = field(compare=False)


def still_words(item: Item, language: str, page_language: str) -> StillWords:
    """What is known by now of a question's words."""
    return _still_words(_Same(id(item), item), language, page_language)


@lru_cache(maxsize=4096)
def _still_words(same: _Same, language: str, page_language: str) -> StillWords:
    question = same.item.question
    return StillWords(is_still=_is_still(question, _TEXTS, language))


def is_still_choice(choice: Choice, language: str, rubric: str) -> bool:
    """Whether a choice reads the same for everybody."""
    return _is_still(choice, ("label",), language) and not outputs_of(rubric)


def _is_still(row: Any, columns: tuple[str, ...], language: str) -> bool:
    if any(getattr(row, kind) for kind in _FILES):
        return False
    return not any(outputs_of(row.text(column, language)) for column in columns)
