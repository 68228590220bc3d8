"""What somebody has typed into an anonymous form by which they, or a child, could be known; shown before it is sent.

The rules are those that mark comments for whoever quotes them. They find what has the shape of a number, an address or
a date, and what stands where a name stands. They understand nothing, so the person decides: change it, or send it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from analysis.coding.identifiers import Kind, find_identifiers
from survey_app.collect.places import Document, Place
from survey_app.collect.summary import cards
from survey_app.collect.wording import Speaker

HARMLESS: frozenset[Kind] = frozenset({"date", "possible_name"})  # a day, or a capital letter: more often than not
INITIALS = re.compile(r"\b(?:[A-Z]\. ?){1,3}[A-Z]\b\.?")  # with their points; without, they are any abbreviation
SPEAKING = re.compile(r"\b([B-HJ-Z])\.? (?:said|says|told|tells|asked|disclosed|lives|lived|was|is)\b")
NOT_INITIALS = frozenset({"AM", "BC", "EG", "EU", "GB", "IE", "NB", "OK", "PM", "PS", "QA", "UK", "UN", "US", "USA"})


@dataclass(frozen=True, slots=True, kw_only=True)
class TellingWord:
    """A stretch of an answer, and what it looks like: a kind of identifier, or "initials"."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TellingAnswer:
    """An answer in which something was found, and the place where it is changed."""

    label: str
    place: Place
    anchor: str
    words: tuple[TellingWord, ...]


def telling_answers(speaker: Speaker, document: Document) -> tuple[TellingAnswer, ...]:
    """The answers in somebody's own words by which a person could be known, in the order of the form."""
    rows = [row for card in cards(speaker, document) for row in card.rows if row.is_text and row.place is not None]
    found = [(row, telling_words(row.answer)) for row in rows]
    return tuple(
        TellingAnswer(label=row.label, place=row.place, anchor=row.anchor, words=words)
        for row, words in found
        if words and row.place is not None
    )


def telling_words(text: str) -> tuple[TellingWord, ...]:
    """What in a text could tell who wrote it or whom it is about, each once."""
    found: list[tuple[int, int, str]] = []
    for start, end, kind in (*_initials(text), *_by_rules(text), *_single_letters(text)):
        if not any(start < other_end and other_start < end for other_start, other_end, _ in found):
            found.append((start, end, kind))
    return tuple(dict.fromkeys(TellingWord(text=text[start:end], kind=kind) for start, end, kind in sorted(found)))


def _by_rules(text: str) -> Iterator[tuple[int, int, str]]:
    for one in find_identifiers(text):
        if one.kind not in HARMLESS:
            yield one.start, one.end, one.kind


def _initials(text: str) -> Iterator[tuple[int, int, str]]:
    for match in INITIALS.finditer(text):
        if re.sub(r"[^A-Z]", "", match[0]) not in NOT_INITIALS:
            yield *match.span(), "initials"


def _single_letters(text: str) -> Iterator[tuple[int, int, str]]:
    for match in SPEAKING.finditer(text):
        yield *match.span(1), "initials"
