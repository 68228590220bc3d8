"""The partnership's answers to its scrutineer, and what the scrutineer makes of them. Nobody does both."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from analysis.scrutiny import AskedEntry, ResponseFigures, response_figures
from survey_app.case_audits.locking import lock_row
from survey_app.database import now
from survey_app.improvement.chain.words import check_words
from survey_app.programme.scrutiny.models import ENTRY_VERDICTS, ScrutinyAnswer, ScrutinyEntry
from survey_app.programme.scrutiny.people import ANSWER, REGISTER, may
from survey_app.programme.scrutiny.refusals import ScrutinyRefused
from survey_app.programme.scrutiny.register import entries_of, standing_of
from survey_app.programme.scrutiny.terms import last_day, terms_of


def answer(
    session: Session, entry: ScrutinyEntry, text: str, *, by_id: int, today: date, seen: int, checked: bool = False
) -> ScrutinyAnswer:
    """Answer an entry for the partnership; ``seen`` is the wording that was read.

    Raises
    ------
    ScrutinyRefused, ChainRefused
        Where whoever answers keeps the register or may not answer, the entry is withdrawn or satisfied, says something
        else by now, has an answer that the scrutineer has still to read, or words could tell who somebody is.
    """
    if may(session, entry.partnership_id, by_id, REGISTER) or not may(session, entry.partnership_id, by_id, ANSWER):
        raise ScrutinyRefused("The partnership answers, and never whoever keeps the register.")
    lock_row(session, entry)
    session.expire(entry, ["wordings", "answers"])
    if entry.wordings[-1].number != seen:
        raise ScrutinyRefused(f"{entry.reference} has been worded anew since you opened it. Read what it says now.")
    refuse_answered(entry, today)
    if not text.strip():
        raise ScrutinyRefused("Write the answer.")
    check_words(session, entry.partnership_id, [("The answer", text)], checked=checked)
    made = ScrutinyAnswer(
        entry_id=entry.id, number=len(entry.answers) + 1, text=text.strip(), answered_on=today,
        answer_by=entry.answer_by, answered_by_id=by_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    session.expire(entry, ["answers"])
    return made


def judge(
    session: Session, entry: ScrutinyEntry, verdict: str, because: str, *, by_id: int, today: date, seen: int,
    checked: bool = False,
) -> ScrutinyAnswer:  # fmt: skip
    """Say whether the last answer satisfies; one that does not is owed anew. ``seen`` is the answer that was read."""
    if not may(session, entry.partnership_id, by_id, REGISTER):
        raise ScrutinyRefused("Only the independent scrutineer says whether an answer satisfies.")
    lock_row(session, entry)
    session.expire(entry, ["answers"])
    if standing_of(entry, today) != "answered" or entry.answers[-1].number != seen:
        raise ScrutinyRefused(f"No answer to {entry.reference} waits to be judged, or there is a newer one.")
    last = entry.answers[-1]
    if last.answered_by_id == by_id:
        raise ScrutinyRefused("Whoever answered does not judge the answer.")
    if verdict not in ENTRY_VERDICTS or not verdict:
        raise ScrutinyRefused("Say whether the answer satisfies you.")
    if verdict == "not_yet" and not because.strip():
        raise ScrutinyRefused("Say what is missing, so that the partnership can answer it.")
    check_words(session, entry.partnership_id, [("The reason", because)], checked=checked)
    last.verdict, last.because, last.judged_at, last.judged_by_id = verdict, because.strip(), now(), by_id
    if verdict == "not_yet":
        entry.answer_by = last_day(session, today, terms_of(session, entry.partnership_id).answer_days)
    session.flush()
    return last


def refuse_answered(entry: ScrutinyEntry, today: date) -> None:
    """Refuse an answer where none can be given now."""
    standing = standing_of(entry, today)
    if standing == "withdrawn":
        raise ScrutinyRefused(f"{entry.reference} is withdrawn and needs no answer.")
    if standing == "satisfied":
        raise ScrutinyRefused(f"The scrutineer is satisfied with the answer to {entry.reference}.")
    if standing == "answered":
        raise ScrutinyRefused(f"The answer to {entry.reference} waits to be read by the scrutineer.")


def answer_figures(
    session: Session, partnership_id: int, as_of: date, *, start: date | None = None, end: date | None = None
) -> ResponseFigures:
    """How the partnership answers as of a day: lag, in time, late; with a period, to the entries raised in it.

    Withdrawn entries, and those that ask for no answer, are left out; an answer after the day is not given yet.
    """
    asked = [
        AskedEntry(
            reference=entry.reference, raised_on=entry.raised_on, answer_by=first_last_day,
            answered_on=entry.answers[0].answered_on if entry.answers else None,
        )
        for entry in reversed(entries_of(session, partnership_id, start=start, end=end))
        if entry.withdrawn_at is None and (first_last_day := _first_last_day(entry)) is not None
    ]  # fmt: skip
    return response_figures(asked, as_of=as_of)


def _first_last_day(entry: ScrutinyEntry) -> date | None:
    """The last day for the first answer; later ones have clocks of their own."""
    return entry.answers[0].answer_by if entry.answers else entry.answer_by
