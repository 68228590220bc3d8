"""The words of a point: what may stand in one, and what in it could tell who somebody is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from survey_app.collect.telling_words import TellingWord, telling_words
from survey_app.forums.booking.refusals import HubRefused
from survey_app.forums.tables.models import TONES, TablePoint
from survey_app.forums.tables.plain import plain_text

LONGEST_TEXT = 1000
LONGEST_QUOTE = 1000
LONGEST_QUESTION = 300
LARGEST_ID = 2**31 - 1


class PointRefused(HubRefused):
    """A point cannot be kept as it is; the message says what to change."""

    title = "This point cannot be kept as it is"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is written of a point."""

    question: str
    text: str
    tone: str = ""
    quote: str = ""
    theme_id: int | None = None


def words_of(point: TablePoint) -> Words:
    """A point's words as they are now."""
    return Words(
        question=point.question, text=point.text, tone=point.tone, quote=point.quote, theme_id=point.theme_id
    )  # fmt: skip


def put_words(point: TablePoint, words: Words) -> None:
    """Make these the words of a point."""
    for name, value in asdict(words).items():
        setattr(point, name, value)


def checked(words: Words) -> Words:
    """The words without control characters and outer spaces.

    Raises
    ------
    PointRefused
        There is no text or no question, something is too long, or the sort is none that there is.
    """
    found = replace(
        words, question=plain_text(words.question), text=plain_text(words.text), quote=plain_text(words.quote)
    )  # fmt: skip
    if not found.text:
        raise PointRefused("Enter what was said.")
    if len(found.text) > LONGEST_TEXT:
        raise PointRefused(f"The point is longer than {LONGEST_TEXT:,} characters. Shorten it, or make two of it.")
    if len(found.quote) > LONGEST_QUOTE:
        raise PointRefused(f"The quote is longer than {LONGEST_QUOTE:,} characters. Shorten it.")
    if not found.question or len(found.question) > LONGEST_QUESTION:
        raise PointRefused("Choose the question that this answers.")
    if found.tone not in TONES:
        raise PointRefused("Choose strength, concern or neither.")
    return found


def from_document(document: Mapping[str, Any]) -> Words:
    """Words as they were kept, or as a device sends them; what is no text counts as none."""
    texts = {name: document.get(name) for name in ("question", "text", "tone", "quote")}
    theme_id = document.get("theme_id")
    is_number = isinstance(theme_id, int) and not isinstance(theme_id, bool) and 0 < theme_id <= LARGEST_ID
    return Words(
        theme_id=theme_id if is_number else None,
        **{name: value if isinstance(value, str) else "" for name, value in texts.items()},
    )


def merged(base: Words, theirs: Words, mine: Words) -> Words | None:
    """Both changes of the same words, where they are of different parts of them; None where they are not.

    Parameters
    ----------
    base : Words
        What both began with.
    theirs, mine : Words
        What the one has kept meanwhile, and what the other wants to keep.
    """
    found = {}
    for name in Words.__dataclass_fields__:
        was, kept, wanted = getattr(base, name), getattr(theirs, name), getattr(mine, name)
        if kept not in (was, wanted) and wanted != was:
            return None
        found[name] = kept if wanted == was else wanted
    return Words(**found)


def noticed(text: str) -> tuple[TellingWord, ...]:
    """What in a text could tell who wrote it or whom it is about."""
    return telling_words(text)
