"""No text about an incident tells who a child is: references have one shape, and what may name a person is refused."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from analysis.coding.identifiers import find_identifiers
from survey_app.forums.replies.telling import CONSTRUCTED
from survey_app.programme.incidents.refusals import IncidentRefused
from survey_app.results.voices.wording import known_names

LONGEST = 2_000
#: Letters, a year and a number: too short for an NHS number or a day of birth, and with no room for a name or postcode.
REFERENCE = re.compile(r"[A-Z]{1,6}(?:[-/ ]20[0-9]{2})?[-/ ]?[0-9]{1,4}")
# Words of this work that rules take for a name.
OF_THE_WORK = (
    "National Panel", "Panel", "Safeguarding Partner", "Safeguarding Partners", "Safeguard Children", "Ofsted",
    "Executive", "QA group", "QA Group", "Working Together", "Chair", "Director", "Head of Service", "Secretary",
)  # fmt: skip


def checked_reference(text: str) -> str:
    """The reference in capitals; IncidentRefused where it is none."""
    reference = " ".join(text.split()).upper()
    if not REFERENCE.fullmatch(reference):
        raise IncidentRefused(
            "Write the reference as letters, a year and a number, such as SI-2026-7: up to six letters and up to four "
            "digits beside the year. No name, date of birth, NHS number or postcode."
        )
    return reference


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
