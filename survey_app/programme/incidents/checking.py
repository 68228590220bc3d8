"""No text about an incident tells who a child is: references have one shape, and what may name a person is refused."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy.orm import Session

from analysis.coding.identifiers import find_identifiers
from survey_app.forums.replies.telling import CONSTRUCTED
from survey_app.programme.incidents.refusals import IncidentRefused
from survey_app.results.voices.wording import known_names

LONGEST = 2_000
#: A prefix of the partnership's own list, a year and a number: no room for a name, an NHS number, a postcode, or, with
#: at most three digits, for the day and month of a birth.
REFERENCE = re.compile(r"([A-Z]{2,3})[-/ ]20[0-9]{2}[-/ ][0-9]{1,3}")
PREFIX = re.compile(r"[A-Z]{2,3}")
MOST_PREFIXES = 6
# Words of this work that rules take for a name.
OF_THE_WORK = (
    "National Panel", "Panel", "Safeguarding Partner", "Safeguarding Partners", "Safeguard Children", "Ofsted",
    "Executive", "QA group", "QA Group", "Working Together", "Chair", "Director", "Head of Service", "Secretary",
)  # fmt: skip


def checked_reference(text: str, prefixes: Sequence[str]) -> str:
    """The reference in capitals; IncidentRefused where it is none, or begins otherwise than the partnership's do."""
    reference = " ".join(text.split()).upper()
    found = REFERENCE.fullmatch(reference)
    if found is None or found[1] not in prefixes:
        raise IncidentRefused(
            f"Write the reference as letters, a year and a number, such as {prefixes[0]}-2026-7: it begins with "
            f"{' or '.join(prefixes)}, and has one to three digits after the year. No name, date of birth, NHS number "
            "or postcode."
        )
    return reference


def checked_prefixes(wanted: Sequence[str]) -> list[str]:
    """With what references begin, in capitals; IncidentRefused where one is no prefix."""
    found = list(dict.fromkeys(one.strip().upper() for one in wanted if one.strip()))
    if not 1 <= len(found) <= MOST_PREFIXES or not all(PREFIX.fullmatch(one) for one in found):
        raise IncidentRefused(
            f"Enter one to {MOST_PREFIXES} beginnings of references, each of two or three letters, such as SI, RR, LR."
        )
    return found


def checked_text(session: Session, partnership_id: int, text: str, what: str, *, longest: int = LONGEST) -> str:
    """The text without blank ends; IncidentRefused where it is too long or could tell who somebody is.

    Agencies and places of the partnership, and words of this work, may stand in it, and so may days.
    """
    said = text.strip()
    if len(said) > longest:
        raise IncidentRefused(f"{what}: use at most {longest:,} characters.")
    known = known_names(session, partnership_id)
    plain = CONSTRUCTED.sub(" ", said)
    for name in sorted((*known.places, *OF_THE_WORK), key=len, reverse=True):
        plain = re.sub(rf"\b{re.escape(name)}\b", " ", plain)
    found = [one.text for one in find_identifiers(plain, people=known.people) if one.kind != "date"]
    if found:
        shown = ", ".join(dict.fromkeys(f"“{one}”" for one in found))
        raise IncidentRefused(
            f"{what}: {shown} could tell who somebody is. Write it without names, dates of birth, numbers and places. "
            "Name a person by their role."
        )
    return said


def asked_text(session: Session, partnership_id: int, text: str, what: str, *, longest: int = LONGEST) -> str:
    """The same of a text that has to be there."""
    said = checked_text(session, partnership_id, text, what, longest=longest)
    if not said:
        raise IncidentRefused(f"{what}: this has to be answered.")
    return said
