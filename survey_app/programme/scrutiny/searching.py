"""Searching the register: entries by their words, suggestions, themes and answers; the cleared feedback beside them."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from survey_app.programme.scrutiny.models import ScrutinyAnswer, ScrutinyEntry, ScrutinyWording
from survey_app.programme.scrutiny.register import entries_of

LONGEST = 100


def search_register(session: Session, partnership_id: int, words: str) -> list[ScrutinyEntry]:
    """Entries in which each of the words stands somewhere, in any wording, answer, theme or area; the newest first."""
    found: set[str] | None = None
    for word in words[:LONGEST].split():
        ids = _with(session, partnership_id, word)
        found = ids if found is None else found & ids
    return [one for one in entries_of(session, partnership_id) if found is None or one.id in found]


def _with(session: Session, partnership_id: int, word: str) -> set[str]:
    query = (
        select(ScrutinyEntry.id)
        .outerjoin(ScrutinyWording, ScrutinyWording.entry_id == ScrutinyEntry.id)
        .outerjoin(ScrutinyAnswer, ScrutinyAnswer.entry_id == ScrutinyEntry.id)
        .where(
            ScrutinyEntry.partnership_id == partnership_id,
            or_(
                *(
                    column.icontains(word, autoescape=True)
                    for column in (
                        ScrutinyWording.text, ScrutinyWording.suggestion, ScrutinyAnswer.text, ScrutinyAnswer.because,
                        ScrutinyEntry.theme, ScrutinyEntry.area,
                    )
                )
            ),
        )
        .order_by(ScrutinyEntry.id)
    )  # fmt: skip
    return set(session.scalars(query))
