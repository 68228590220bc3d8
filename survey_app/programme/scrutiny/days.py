"""The scrutineer's day log: quarters of days worked, against the days agreed for a period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.case_audits.locking import lock_row
from survey_app.database import now
from survey_app.improvement.chain.words import check_words
from survey_app.partnership.models import Partnership
from survey_app.programme.scrutiny.models import ACTIVITIES, ScrutinyAllowance, ScrutinyDay
from survey_app.programme.scrutiny.people import ASSURE, REGISTER, may
from survey_app.programme.scrutiny.refusals import ScrutinyRefused
from survey_app.programme.scrutiny.terms import check_day

QUARTERS = 4  # of a day
MOST_DAYS = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class DayGiven:
    """What is logged: ``quarters`` of one day, on what."""

    worked_on: date
    quarters: int
    activity: str
    theme: str = ""
    topic: str = ""
    note: str = ""
    checked: bool = False


def log_day(session: Session, partnership_id: int, given: DayGiven, *, by_id: int, today: date) -> ScrutinyDay:
    """Log part of a day, or a whole one. One person has one day a day, however it is split."""
    if not may(session, partnership_id, by_id, REGISTER):
        raise ScrutinyRefused("Only the independent scrutineer keeps this log.")
    check_day(given.worked_on, today, "The day")
    if not 1 <= given.quarters <= QUARTERS:
        raise ScrutinyRefused("Log a quarter, a half, three quarters or a whole day.")
    if given.activity not in ACTIVITIES:
        raise ScrutinyRefused("Choose what the time was spent on.")
    theme, topic = " ".join(given.theme.split())[:120], " ".join(given.topic.split())[:200]
    texts = [("The theme", theme), ("The note", given.note)]
    check_words(session, partnership_id, texts, checked=given.checked)
    _lock(session, partnership_id)
    _refuse_second_day(session, partnership_id, given, by_id)
    made = ScrutinyDay(
        partnership_id=partnership_id, worked_on=given.worked_on, quarters=given.quarters, activity=given.activity,
        theme=theme, topic=topic, note=given.note.strip(), made_by_id=by_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def strike(session: Session, day: ScrutinyDay, why: str, *, by_id: int) -> None:
    """Strike a line of the log out: it stays, with the reason, and counts no more."""
    lock_row(session, day)
    if day.made_by_id != by_id:
        raise ScrutinyRefused("Only whoever logged a day strikes it out.")
    if day.struck_at is not None:
        raise ScrutinyRefused("This line is struck out already.")
    if not why.strip():
        raise ScrutinyRefused("Say why it is struck out.")
    check_words(session, day.partnership_id, [("The reason", why)], checked=True)
    day.struck_at, day.struck_why = now(), why.strip()
    session.flush()


def days_of(session: Session, partnership_id: int, start: date, end: date) -> list[ScrutinyDay]:
    """The lines of the log from one day to another, both included, the newest first; struck ones among them."""
    query = select(ScrutinyDay).where(
        ScrutinyDay.partnership_id == partnership_id, ScrutinyDay.worked_on.between(start, end)
    )
    return list(
        session.scalars(query.order_by(ScrutinyDay.worked_on.desc(), ScrutinyDay.made_at.desc(), ScrutinyDay.id))
    )


def find_day(session: Session, partnership_id: int, day_id: str) -> ScrutinyDay | None:
    """One line of the log."""
    return session.scalar(
        select(ScrutinyDay).where(ScrutinyDay.partnership_id == partnership_id, ScrutinyDay.id == day_id)
    )


def days_used(session: Session, partnership_id: int, start: date, end: date) -> float:
    """Days worked from one day to another, both included, in steps of a quarter; what is struck out counts no more."""
    query = select(func.coalesce(func.sum(ScrutinyDay.quarters), 0)).where(
        ScrutinyDay.partnership_id == partnership_id, ScrutinyDay.worked_on.between(start, end),
        ScrutinyDay.struck_at.is_(None),
    )  # fmt: skip
    return (session.scalar(query) or 0) / QUARTERS


def agree_allowance(
    session: Session, partnership_id: int, *, starts_on: date, ends_on: date, days: float, by_id: int
) -> ScrutinyAllowance:
    """Agree how many days a period has, for the Executive; an allowance for the same first day is replaced."""
    if not may(session, partnership_id, by_id, ASSURE):
        raise ScrutinyRefused("The days are agreed by the Executive or the QA group, not by the scrutineer.")
    if not 0 <= days <= MOST_DAYS or not float(days * QUARTERS).is_integer():
        raise ScrutinyRefused(f"Enter 0 to {MOST_DAYS} days, in steps of a quarter, such as 18 or 18.5.")
    quarters = int(days * QUARTERS)
    if not starts_on <= ends_on or (ends_on - starts_on).days > MOST_DAYS * 2:
        raise ScrutinyRefused("The period begins before it ends, and is at most two years long. Check its days.")
    _lock(session, partnership_id)
    for one in allowances_of(session, partnership_id):
        if one.starts_on == starts_on:
            one.ends_on, one.quarters, one.set_at, one.set_by_id = ends_on, quarters, now(), by_id
            _refuse_overlap(session, one)
            return one
    made = ScrutinyAllowance(
        partnership_id=partnership_id, starts_on=starts_on, ends_on=ends_on, quarters=quarters, set_by_id=by_id
    )
    session.add(made)
    _refuse_overlap(session, made)
    return made


def allowances_of(session: Session, partnership_id: int) -> list[ScrutinyAllowance]:
    """The periods with their days, the newest first."""
    query = select(ScrutinyAllowance).where(ScrutinyAllowance.partnership_id == partnership_id)
    return list(session.scalars(query.order_by(ScrutinyAllowance.starts_on.desc())))


def allowance_on(session: Session, partnership_id: int, day: date) -> ScrutinyAllowance | None:
    """The period that a day lies in, or else the last one before it."""
    known = allowances_of(session, partnership_id)
    return next((one for one in known if one.starts_on <= day), known[-1] if known else None)


def _refuse_second_day(session: Session, partnership_id: int, given: DayGiven, by_id: int) -> None:
    logged = select(func.coalesce(func.sum(ScrutinyDay.quarters), 0)).where(
        ScrutinyDay.partnership_id == partnership_id, ScrutinyDay.made_by_id == by_id,
        ScrutinyDay.worked_on == given.worked_on, ScrutinyDay.struck_at.is_(None),
    )  # fmt: skip
    before = session.scalar(logged) or 0
    if before + given.quarters > QUARTERS:
        raise ScrutinyRefused(
            f"{before / QUARTERS:g} of {given.worked_on:%-d %B %Y} is logged already. A day has one day, however long."
        )


def _refuse_overlap(session: Session, made: ScrutinyAllowance) -> None:
    session.flush()
    for one in allowances_of(session, made.partnership_id):
        if one is not made and one.starts_on <= made.ends_on and made.starts_on <= one.ends_on:
            raise ScrutinyRefused(
                f"Days are agreed from {one.starts_on:%-d %B %Y} to {one.ends_on:%-d %B %Y} already. A day belongs to "
                "one period."
            )


def _lock(session: Session, partnership_id: int) -> None:
    session.execute(select(Partnership.id).where(Partnership.id == partnership_id).with_for_update(key_share=True))
