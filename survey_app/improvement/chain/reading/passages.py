"""What a document gives: its paragraphs in order, each beneath its heading, with nothing left out."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from survey_app.improvement.chain.refusals import ChainRefused

MOST_PASSAGES = 2_000
LONGEST_PASSAGE = 20_000
LONGEST_HEADING = 300
MARK = re.compile(
    r"^\s*(?:[-–—•▪*o·‣]\s+|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)]\s+|\d{1,3}(?:\.\d{1,3}){1,3}\.?\s+)", re.IGNORECASE
)  # of an item of a list
LETTERS = re.compile(r"[^\W_]+")
PASTE = "Open it, copy its text, and paste that here."


class UnreadableDocument(ChainRefused):
    """A document that cannot be read; the message says what to do."""

    title = "This document cannot be read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph as a document has it."""

    text: str
    is_heading: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One paragraph beneath the heading that it stands under."""

    heading: str
    text: str


def passages_of(paragraphs: Iterable[Paragraph]) -> list[Passage]:
    """Paragraphs beneath their headings, in order.

    A heading that another one follows at once, and one at the very end, is a passage of its own: it may be all that the
    document says there.

    Raises
    ------
    UnreadableDocument
        Where nothing is in it, or more than a review can have.
    """
    found: list[Passage] = []
    heading, has_text = "", True
    for one in paragraphs:
        text = one.text.strip()
        if not text:
            continue
        if one.is_heading and len(text) <= LONGEST_HEADING:
            if not has_text:
                found.append(Passage(heading="", text=heading))
            heading, has_text = text, False
        else:
            found += [Passage(heading=heading, text=part) for part in _parts(text)]
            has_text = True
        if len(found) > MOST_PASSAGES:
            raise UnreadableDocument(
                f"The document has more than {MOST_PASSAGES:,} paragraphs. Import the part with findings and "
                "recommendations: copy it, and paste it here."
            )
    if not has_text:
        found.append(Passage(heading="", text=heading))
    if not found:
        raise UnreadableDocument(f"No text is in this document. Is it a scan? {PASTE}")
    return found


def fingerprint_of(passages: Iterable[Passage]) -> str:
    """SHA-256 of all letters and figures of a document in their order: the same text in another file is the same.

    Spaces, hyphens, punctuation and the marks and numbers that begin an item of a list are left out: in a Word file
    these are no part of the text, while a PDF of it has them, and breaks its words at the ends of lines.
    """
    pieces = (piece for one in _headings_once(passages) for piece in (one.heading, one.text))
    letters = "".join("".join(LETTERS.findall(MARK.sub("", piece))) for piece in pieces)
    return hashlib.sha256(unicodedata.normalize("NFKC", letters).casefold().encode("utf-8")).hexdigest()


def _headings_once(passages: Iterable[Passage]) -> Iterable[Passage]:
    before = ""
    for one in passages:
        yield Passage(heading="" if one.heading == before else one.heading, text=one.text)
        before = one.heading


def _parts(text: str) -> list[str]:
    """A paragraph longer than any, in pieces that end between words where they can."""
    parts = []
    while len(text) > LONGEST_PASSAGE:
        end = text.rfind(" ", LONGEST_PASSAGE // 2, LONGEST_PASSAGE)
        end = LONGEST_PASSAGE if end < 0 else end
        parts.append(text[:end].strip())
        text = text[end:].strip()
    return [*parts, text]
