"""Words of the page of a cycle: days, and how many people."""

from __future__ import annotations

from datetime import date

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def day_words(day: date) -> str:
    """A day in a sentence: "3 March 2027"."""
    return f"{day:%-d %B %Y}"


def people(count: int) -> str:
    """How many people: "1 person", "1,200 people"."""
    return "1 person" if count == 1 else f"{count:,} people"


def counted(count: int, one: str, many: str = "") -> str:
    """A number with its noun: "one forum", "12 forums"."""
    said = NUMBERS[count] if count < len(NUMBERS) else f"{count:,}"
    return f"{said} {one if count == 1 else many or one + 's'}"


def sentence(text: str) -> str:
    """The text with a capital letter at its beginning."""
    return text[:1].upper() + text[1:]
