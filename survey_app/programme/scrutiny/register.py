"""The scrutineer's register: entries made, worded anew, withdrawn with a reason; and which of them wait for an answer.

Nothing is deleted or overwritten: each wording stays, with who wrote it when.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from survey_app.case_audits.locking import lock_row
from survey_app.database import now
from survey_app.improvement.chain.numbering import next_number
from survey_app.improvement.chain.sent_twice import kept_before
from survey_app.improvement.chain.words import check_words
from survey_app.partnership.models import Footprint
from survey_app.programme.scrutiny.models import ENTRY_KINDS, ScrutinyEntry, ScrutinyWording
from survey_app.programme.scrutiny.people import REGISTER, may
from survey_app.programme.scrutiny.refusals import ScrutinyRefused
from survey_app.programme.scrutiny.terms import LONGEST_AREA, check_day, last_day, terms_of

STANDINGS = {
    "noted": "Noted",
    "waiting": "Waits for an answer",
    "late": "Answer is late",
    "answered": "Answered: not read yet",
    "satisfied": "Satisfied",
    "withdrawn": "Withdrawn",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryText:
    """What the scrutineer writes. ``checked``: marked words were looked at and identify nobody."""

    kind: str
    text: str
    raised_on: date
    suggestion: str = ""
    theme: str = ""
    area: str = ""
    agency_id: int | None = None
    wants_answer: bool = True
    checked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """An entry whose answer is owed: since when, until when, and how many calendar days it is late."""

    entry: ScrutinyEntry
    answer_by: date
    days_late: int

    @property
    def is_late(self) -> bool:
        return self.days_late > 0


def add_entry(session: Session, partnership_id: int, given: EntryText, *, by_id: int, today: date) -> ScrutinyEntry:
    """Enter something in the register under its next number, with the clock of its answer.

    Raises
    ------
    ScrutinyRefused, ChainRefused
        Where whoever enters it keeps no register, a field is missing or not of its list, the day has not been, the
        agency works elsewhere, words could tell who somebody is, or it is in the register already.
    """
    _refuse_others(session, partnership_id, by_id)
    if given.kind not in ENTRY_KINDS:
        raise ScrutinyRefused("Choose whether it is an issue, an observation or a question.")
    check_day(given.raised_on, today, "When it was raised")
    if given.agency_id is not None and session.get(Footprint, (partnership_id, given.agency_id)) is None:
        raise ScrutinyRefused("Choose an agency that works in the partnership’s area, or the partnership as a whole.")
    theme, area = _short(given.theme), _short(given.area)
    _check(session, partnership_id, given.text, given.suggestion, theme, checked=given.checked)
    days = terms_of(session, partnership_id).answer_days
    number = next_number(session, ScrutinyEntry, partnership_id)
    _refuse_second(session, partnership_id, given, theme, area, by_id)
    entry = ScrutinyEntry(
        partnership_id=partnership_id, number=number, kind=given.kind, theme=theme, area=area,
        raised_on=given.raised_on, agency_id=given.agency_id, made_by_id=by_id,
        answer_by=last_day(session, given.raised_on, days) if given.wants_answer else None,
    )  # fmt: skip
    session.add(entry)
    session.flush()
    _word(session, entry, given.text, given.suggestion, "", by_id)
    return entry


def reword(
    session: Session, entry: ScrutinyEntry, *, text: str, suggestion: str, why: str, by_id: int, seen: int,
    checked: bool = False,
) -> ScrutinyWording:  # fmt: skip
    """Say an entry in other words, and why; what it said stays beneath. ``seen`` is the wording that was read."""
    _lock_standing(session, entry, by_id)
    if entry.wordings[-1].number != seen:
        raise ScrutinyRefused(f"{entry.reference} has been worded anew since you opened it. Look at what it says now.")
    if not why.strip():
        raise ScrutinyRefused("Say why it is worded anew.")
    _check(session, entry.partnership_id, text, suggestion, entry.theme, checked=checked, why=why)
    if (text.strip(), suggestion.strip()) == (entry.text, entry.suggestion):
        raise ScrutinyRefused("It says the same as before.")
    return _word(session, entry, text, suggestion, why, by_id)


def withdraw(session: Session, entry: ScrutinyEntry, why: str, *, by_id: int) -> None:
    """Withdraw an entry. It stays in the register with all that was said, and why it no longer stands."""
    _lock_standing(session, entry, by_id)
    if not why.strip():
        raise ScrutinyRefused("Say why it is withdrawn. It stays in the register with this reason.")
    check_words(session, entry.partnership_id, [("The reason", why)], checked=True)
    entry.withdrawn_at, entry.withdrawn_why = now(), why.strip()
    session.flush()


def entries_of(
    session: Session, partnership_id: int, *, start: date | None = None, end: date | None = None
) -> list[ScrutinyEntry]:
    """The entries of a partnership with what was said of them, the newest first; those raised in a period."""
    query = (
        select(ScrutinyEntry)
        .where(ScrutinyEntry.partnership_id == partnership_id)
        .options(
            selectinload(ScrutinyEntry.wordings), selectinload(ScrutinyEntry.answers),
            selectinload(ScrutinyEntry.agency), selectinload(ScrutinyEntry.links),
        )
        .order_by(ScrutinyEntry.number.desc())
    )  # fmt: skip
    if start is not None:
        query = query.where(ScrutinyEntry.raised_on >= start)
    if end is not None:
        query = query.where(ScrutinyEntry.raised_on <= end)
    return list(session.scalars(query))


def find_entry(session: Session, partnership_id: int, number: int) -> ScrutinyEntry | None:
    """The entry of this number."""
    return session.scalar(
        select(ScrutinyEntry).where(ScrutinyEntry.partnership_id == partnership_id, ScrutinyEntry.number == number)
    )


def standing_of(entry: ScrutinyEntry, today: date) -> str:
    """Where an entry stands, of STANDINGS. An answer that did not satisfy is owed again, with a clock of its own."""
    if entry.withdrawn_at is not None:
        return "withdrawn"
    last = entry.answers[-1].verdict if entry.answers else "not_yet"
    if last != "not_yet":
        return "satisfied" if last else "answered"
    if entry.answer_by is None:
        return "noted"
    return "late" if today > entry.answer_by else "waiting"


def unanswered(session: Session, partnership_id: int, today: date) -> list[Unanswered]:
    """The entries whose answer is owed, late ones among them; whose last day comes first stands first."""
    owed = [
        Unanswered(entry=entry, answer_by=entry.answer_by, days_late=max(0, (today - entry.answer_by).days))
        for entry in entries_of(session, partnership_id)
        if entry.answer_by is not None and standing_of(entry, today) in ("waiting", "late")
    ]
    return sorted(owed, key=lambda one: (one.answer_by, one.entry.number))


def _refuse_second(session: Session, partnership_id: int, given: EntryText, theme: str, area: str, by_id: int) -> None:
    said = (given.text.strip(), given.suggestion.strip())
    same = kept_before(
        session, ScrutinyEntry, lambda one: (one.text, one.suggestion) == said, partnership_id=partnership_id,
        made_by_id=by_id, kind=given.kind, theme=theme, area=area, raised_on=given.raised_on, agency_id=given.agency_id,
        withdrawn_at=None,
    )  # fmt: skip
    if same is not None:
        raise ScrutinyRefused(f"That is in the register already: it is {same.reference}.")


def _short(text: str) -> str:
    said = " ".join(text.split())
    if len(said) > LONGEST_AREA:
        raise ScrutinyRefused(f"Use at most {LONGEST_AREA} characters for the theme and the area.")
    return said


def _check(
    session: Session, partnership_id: int, text: str, suggestion: str, theme: str, *, checked: bool, why: str = ""
) -> None:
    if not text.strip():
        raise ScrutinyRefused("Write what you raise, noticed or ask.")
    texts: Sequence[tuple[str, str]] = (
        ("The entry", text), ("What you suggest", suggestion), ("The theme", theme), ("The reason", why),
    )  # fmt: skip
    check_words(session, partnership_id, texts, checked=checked)


def _word(session: Session, entry: ScrutinyEntry, text: str, suggestion: str, why: str, by_id: int) -> ScrutinyWording:
    session.expire(entry, ["wordings"])
    wording = ScrutinyWording(
        entry_id=entry.id, number=len(entry.wordings) + 1, text=text.strip(), suggestion=suggestion.strip(),
        why=why.strip(), written_by_id=by_id,
    )  # fmt: skip
    session.add(wording)
    session.flush()
    session.expire(entry, ["wordings"])
    return wording


def _refuse_others(session: Session, partnership_id: int, by_id: int) -> None:
    if not may(session, partnership_id, by_id, REGISTER):
        raise ScrutinyRefused("Only the independent scrutineer writes in this register.")


def _lock_standing(session: Session, entry: ScrutinyEntry, by_id: int) -> None:
    """Lock an entry that stands, for whoever keeps the register."""
    _refuse_others(session, entry.partnership_id, by_id)
    lock_row(session, entry)
    session.expire(entry, ["wordings", "answers"])
    if entry.withdrawn_at is not None:
        raise ScrutinyRefused(f"{entry.reference} is withdrawn. Make a new entry.")
