"""The feedback card for the staff of a site: what was heard in general terms. Nobody may be known from it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from analysis.coding.identifiers import find_identifiers
from survey_app.walkabouts.models import Visit
from survey_app.walkabouts.models.outcomes import FeedbackCard
from survey_app.walkabouts.outcomes.refusals import StepRefused

LONGEST = 1500
NEXT_STEPS = (
    "We write up what we heard and read. Your agency checks the facts, and then hears from the partnership what is "
    "strong and what should change. Ask your manager for the result."
)
_PEOPLE = (
    "of you|of them|of us|of staff|staff|people|persons?|colleagues?|workers?|nurses?|officers?|teachers?|members?|"
    "managers?|doctors?|volunteers?|practitioners?|conversations?|interviews?"
)
_COUNTED = re.compile(
    rf"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a couple)\s+(?:\w+\s+)?(?:{_PEOPLE})\b",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d|%|per cent|percent", re.IGNORECASE)
_SURE = frozenset(
    {"name", "email", "phone", "nhs_number", "ni_number", "date_of_birth", "case_number", "street", "online", "vehicle"}
)


def find_card(session: Session, visit: Visit) -> FeedbackCard | None:
    """The card of a visit."""
    return session.get(FeedbackCard, visit.id)


def card_faults(heard: str, grades: Collection[str]) -> Iterator[str]:
    """What may not stand on a card, in sentences.

    Parameters
    ----------
    grades : collection of str
        What the grades are called: “Fully met” and so on.
    """
    plain = " ".join(heard.split())
    for label in grades:
        if re.search(rf"\b{re.escape(label)}\b", plain, re.IGNORECASE):
            yield f"Take “{label}” out: a card gives no grade. Grades are agreed later."
    if re.search(r"\bgrades?\b|\bgraded\b", plain, re.IGNORECASE):
        yield "Take the word “grade” out: the card says what you heard, not how it is judged."
    if _DIGIT.search(plain):
        yield "Take the numbers out: of so few people a number could tell who said what."
    counted = _COUNTED.search(plain)
    if counted:
        yield f"Take “{counted[0]}” out: of so few people a number could tell who said what."
    named = [one.text for one in find_identifiers(heard) if one.kind in _SURE]
    if named:
        yield f"Take “{named[0]}” out: nobody may be known from the card."


def save_card(
    session: Session, visit: Visit, *, heard: str, next_steps: str, contact: str, grades: Collection[str], by: int,
    at: datetime,
) -> FeedbackCard:  # fmt: skip
    """Keep the card of a visit."""
    faults = [*card_faults(heard, grades), *card_faults(next_steps, grades)]
    if faults:
        raise StepRefused(faults[0])
    card = find_card(session, visit)
    if card is None:
        card = FeedbackCard(visit_id=visit.id, partnership_id=visit.partnership_id)
        session.add(card)
    card.heard, card.next_steps, card.contact = heard.strip(), next_steps.strip() or NEXT_STEPS, contact.strip()
    card.saved_by_id, card.saved_at = by, at
    session.flush()
    return card
