"""Dates: of birth where the text says so, and full dates as something to look at."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.coding.identifiers.spans import Kind

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
NUMBERED_MONTH = r"(?:0?[1-9]|1[0-2])"
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
DAY_IN_WORDS = rf"{DAY}(?:st|nd|rd|th)?"
YEAR = r"(?:19|20)\d\d"
FULL_DATE = re.compile(
    rf"(?<![\d/.-])(?:{DAY}([/. -]){NUMBERED_MONTH}\1(?:{YEAR}|\d\d)|{YEAR}([/.-]){NUMBERED_MONTH}\2{DAY})(?![\d/-])|"
    rf"\b{DAY_IN_WORDS}(?: of)?[ ,-]{{1,2}}{MONTH}\b[ ,.-]{{0,3}}(?:{YEAR}|'?\d\d\b)(?!\d)|"
    rf"\b{MONTH}\.? {DAY_IN_WORDS}\b,? {YEAR}(?!\d)",
    re.IGNORECASE,
)
PART_OF_DATE = (
    rf"(?:{DAY_IN_WORDS}(?: of)? {MONTH}|{MONTH}\.?,? (?:{DAY_IN_WORDS}|{YEAR}|'\d\d)|"
    rf"{DAY}[/.-]{NUMBERED_MONTH}|{YEAR})"
)
BIRTH = r"(?:born|birthday|birth ?date|d\.?o\.?b|date of birth|b\.)"
# A date may stand some words after the word for birth, and in brackets before it, but not in another sentence.
AFTER_BIRTH = re.compile(rf"(?<!\w){BIRTH}(?!\w)[^.!?\n\d]{{0,30}}$", re.IGNORECASE)
BEFORE_BIRTH = re.compile(
    rf"^[ ,(-]{{0,3}}(?:is |was )?(?:(?:his|her|their|my|the|child's) )?{BIRTH}(?!\w)", re.IGNORECASE
)
BORN_PARTLY = re.compile(
    rf"(?<!\w){BIRTH}(?!\w)[.:]?(?: (?:is|was|on|in|the|around|about|early|late|back))*[ :-]{{1,3}}"
    rf"({PART_OF_DATE})(?![\w/])",
    re.IGNORECASE,
)
NEAR = 45  # characters that are looked at on either side


def find_dates(text: str) -> Iterator[tuple[int, int, Kind]]:
    """Every full date, and what is less than that where the text calls it somebody's birth."""
    for match in FULL_DATE.finditer(text):
        before = AFTER_BIRTH.search(text[max(0, match.start() - NEAR) : match.start()])
        after = BEFORE_BIRTH.match(text[match.end() : match.end() + NEAR])
        yield *match.span(), "date_of_birth" if before or after else "date"
    for match in BORN_PARTLY.finditer(text):
        yield *match.span(1), "date_of_birth"
