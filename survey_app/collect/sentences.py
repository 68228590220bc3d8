"""Sentences made in English where pages are unknown (the instrument's checks, uploads), in the language of the page.

Each stands here as it is in the Welsh catalogue, with names for what is filled in; a test makes every one of them.
"""

from __future__ import annotations

import re
from functools import cache

from survey_app.translating import ENGLISH, gettext, page_language


def sentence(text: str) -> str:
    """Mark a text for the catalogue."""
    return text


# Where one pattern fits what another is meant for, the longer one stands first.
SENTENCES = (
    sentence("enter text"),
    sentence("this is %(count)s characters long; shorten it to %(most)s or fewer"),
    sentence("enter an email address, such as name@example.org"),
    sentence("enter a phone number, such as 01632 960 001 or +44 808 157 0192"),
    sentence("enter a web address that begins with https://, such as https://www.example.org"),
    sentence("enter a whole number, such as 12"),
    sentence("enter a number, such as 12.5"),
    sentence("this number is too large; check it"),
    sentence("choose a number from %(start)s to %(end)s in steps of %(step)s"),
    sentence("choose a number from %(start)s to %(end)s"),
    sentence("enter a real date, such as 27 3 2026"),
    sentence("enter a time on the 24-hour clock, such as 14:30"),
    sentence("enter a real date with a time on the 24-hour clock, such as 27 3 2026 at 14:30"),
    sentence("select one of the answers in the list"),
    sentence("select answers from the list"),
    sentence("select ‘%(choice)s’ alone, or the other answers without it"),
    sentence("put all %(count)s answers in order, each of them once"),
    sentence("tick the box to confirm, or leave it blank"),
    sentence("add the file again; what was sent is not the name of a file"),
    sentence("record the place again, or enter it as latitude and longitude, such as 51.5 -0.12"),
    sentence("the latitude, %(number)s, must be from -90 to 90"),
    sentence("the longitude, %(number)s, must be from -180 to 180"),
    sentence("the accuracy, %(number)s metres, cannot be less than 0"),
    sentence("record an area of at least three points"),
    sentence("record a line of at least two points"),
    sentence("this has %(count)s points; record it with %(most)s or fewer"),
    sentence("the area is not closed; end where it begins"),
    sentence("this answer is not one that can be accepted"),
    sentence("‘%(repeat)s’ must be a list of entries"),
    sentence("‘%(repeat)s’ has an entry that is not one"),
    sentence("‘%(repeat)s’ has %(count)s entries; the most is %(most)s"),
    sentence("Add at least one %(entry)s under ‘%(repeat)s’"),
    sentence("There is no question ‘%(name)s’ in this form; remove its answer"),
    sentence(
        "This form has more than %(count)s entries in all, those within entries included; "
        "remove some, or send the others as another answer"
    ),
    sentence(
        "This form cannot be worked out with these answers: its conditions and calculations take too long. "
        "Nothing is lost; tell whoever made the form"
    ),
    sentence("is an empty file; choose another one"),
    sentence("must be a file of %(most)s MB or less; this one is %(size)s"),
    sentence("must be a JPEG, PNG, WebP or GIF picture"),
    sentence("must be an MP3, M4A, WAV or Ogg recording"),
    sentence("must be an MP4, MOV or WebM video"),
    sentence("must be a PDF, Word, Excel, PowerPoint, OpenDocument or text file, a picture or a recording"),
    sentence("is too large a picture; take a smaller one"),
    sentence("is not a picture that can be read; try another one"),
    sentence(
        "cannot be kept: the files of these answers may be %(most)s MB together. Remove another one first, or choose a "
        "smaller one"
    ),
    sentence("The file ‘%(name)s’ is not among the files of these answers; choose it again"),
    sentence(
        "Your answers are too long to be sealed: shorten them by about %(excess)s characters. "
        "Every anonymous answer is padded to the same size, so that its length says nothing about its author."
    ),
)


def in_page_language(text: str) -> str:
    """A sentence in the language of the page; one that is not known here, as it is."""
    if page_language() == ENGLISH:
        return text
    for known, pattern in _patterns():
        if (found := pattern.fullmatch(text)) is not None:
            return gettext(known, **found.groupdict())
    return text


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((known, _pattern(known)) for known in SENTENCES)


def _pattern(known: str) -> re.Pattern[str]:
    pieces = re.split(r"%\((\w+)\)s", known)
    texts = [re.escape(piece) if at % 2 == 0 else f"(?P<{piece}>.+?)" for at, piece in enumerate(pieces)]
    return re.compile("".join(texts), re.DOTALL)
