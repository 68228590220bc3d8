"""Conversations with front-line staff: noted without names, read by whoever scrutinises, told by theme alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.scrutiny import HeardNote, HeardThemes, themes_heard
from survey_app.improvement.chain.numbering import lock_numbers
from survey_app.improvement.chain.sent_twice import kept_before
from survey_app.improvement.chain.words import check_words
from survey_app.partnership.models import AGENCY_TYPES
from survey_app.programme.scrutiny.models import ConversationNote
from survey_app.programme.scrutiny.people import REGISTER, may
from survey_app.programme.scrutiny.refusals import ScrutinyRefused
from survey_app.programme.scrutiny.terms import check_day, terms_of

MOST_PEOPLE, MOST_THEMES, LONGEST_THEME = 500, 8, 80


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteGiven:
    """One conversation: with how many people, of which type of agency, and what was said."""

    spoken_on: date
    agency_type: str
    people: int
    themes: Sequence[str]
    text: str
    setting: str = ""
    checked: bool = False


def note_conversation(
    session: Session, partnership_id: int, given: NoteGiven, *, by_id: int, today: date
) -> ConversationNote:
    """Keep a note. What could tell who somebody is, is refused until it is in other words or looked at."""
    if not may(session, partnership_id, by_id, REGISTER):
        raise ScrutinyRefused("Only the independent scrutineer keeps these notes.")
    check_day(given.spoken_on, today, "The day")
    if given.agency_type not in AGENCY_TYPES:
        raise ScrutinyRefused("Choose the type of agency.")
    if not 1 <= given.people <= MOST_PEOPLE:
        raise ScrutinyRefused(f"Enter with how many people you spoke, from 1 to {MOST_PEOPLE}.")
    named = list(dict.fromkeys(" ".join(one.split()) for one in given.themes if one.strip()))
    if not named or len(named) > MOST_THEMES or any(len(one) > LONGEST_THEME for one in named):
        raise ScrutinyRefused(f"Name 1 to {MOST_THEMES} themes, each in at most {LONGEST_THEME} characters.")
    if not given.text.strip():
        raise ScrutinyRefused("Write what was said.")
    setting = " ".join(given.setting.split())[:120]
    texts = [("What was said", given.text), ("The setting", setting), *(("A theme", one) for one in named)]
    check_words(session, partnership_id, texts, checked=given.checked)
    lock_numbers(session, partnership_id)
    values: dict[str, Any] = {
        "partnership_id": partnership_id, "spoken_on": given.spoken_on, "agency_type": given.agency_type,
        "setting": setting, "people": given.people, "text": given.text.strip(), "made_by_id": by_id,
    }  # fmt: skip
    if kept_before(session, ConversationNote, lambda one: one.themes == named, **values):
        raise ScrutinyRefused("This conversation is noted already. It counts once.")
    made = ConversationNote(**values, themes=named)
    session.add(made)
    session.flush()
    return made


def notes_of(
    session: Session, partnership_id: int, *, start: date | None = None, end: date | None = None
) -> list[ConversationNote]:
    """The notes of a partnership, the newest first; those of a period. For whoever scrutinises alone."""
    query = select(ConversationNote).where(ConversationNote.partnership_id == partnership_id)
    if start is not None:
        query = query.where(ConversationNote.spoken_on >= start)
    if end is not None:
        query = query.where(ConversationNote.spoken_on <= end)
    return list(session.scalars(query.order_by(ConversationNote.spoken_on.desc(), ConversationNote.id)))


def heard(session: Session, partnership_id: int, start: date, end: date) -> HeardThemes:
    """The themes of a period that at least the minimum group of the partnership's terms stands behind.

    Nobody belongs to two types of agency here, so notes of different types are of different people.
    """
    held = notes_of(session, partnership_id, start=start, end=end)
    notes = [HeardNote(people=one.people, themes=one.themes, group=one.agency_type) for one in held]
    return themes_heard(notes, minimum=terms_of(session, partnership_id).minimum_group)
