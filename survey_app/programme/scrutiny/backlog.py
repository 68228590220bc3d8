"""The areas of scrutiny that wait for the year's programme, with why and where each came from."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.case_audits.locking import lock_row
from survey_app.improvement.chain.words import check_words
from survey_app.partnership.models import Partnership
from survey_app.programme.scrutiny.models import ScrutinyTheme
from survey_app.programme.scrutiny.people import REGISTER, may
from survey_app.programme.scrutiny.refusals import ScrutinyRefused

LONGEST_NAME, LONGEST_SOURCE = 120, 300


def add_theme(
    session: Session, partnership_id: int, *, name: str, why: str, source: str, by_id: int, today: date,
    is_next: bool = False, checked: bool = False,
) -> ScrutinyTheme:  # fmt: skip
    """Add an area of scrutiny; one that waits already is not added twice."""
    if not may(session, partnership_id, by_id, REGISTER):
        raise ScrutinyRefused("Only the independent scrutineer adds areas of scrutiny.")
    called, came_from = " ".join(name.split()), " ".join(source.split())
    if not called or not why.strip():
        raise ScrutinyRefused("Name the area, and say why it should be looked at.")
    if len(called) > LONGEST_NAME or len(came_from) > LONGEST_SOURCE:
        raise ScrutinyRefused(f"Use at most {LONGEST_NAME} characters for the name, {LONGEST_SOURCE} for the source.")
    texts = [("The area", called), ("The reason", why), ("The source", came_from)]
    check_words(session, partnership_id, texts, checked=checked)
    session.execute(select(Partnership.id).where(Partnership.id == partnership_id).with_for_update(key_share=True))
    same = select(ScrutinyTheme).where(
        ScrutinyTheme.partnership_id == partnership_id, func.lower(ScrutinyTheme.name) == called.lower()
    )
    if found := session.scalar(same):
        state = "waits already" if found.ended_on is None else "was looked at or dropped before"
        raise ScrutinyRefused(f"“{found.name}” {state}. Give the new one a name of its own.")
    made = ScrutinyTheme(
        partnership_id=partnership_id, name=called, why=why.strip(), source=came_from, is_next=is_next,
        added_on=today, made_by_id=by_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def end_theme(session: Session, theme: ScrutinyTheme, why: str, *, by_id: int, today: date) -> None:
    """Take an area off the backlog: it was looked at, or is not wanted any more; it stays with the reason."""
    if not may(session, theme.partnership_id, by_id, REGISTER):
        raise ScrutinyRefused("Only the independent scrutineer takes areas off the backlog.")
    lock_row(session, theme)
    if theme.ended_on is not None:
        raise ScrutinyRefused(f"“{theme.name}” is off the backlog already.")
    if not why.strip():
        raise ScrutinyRefused("Say what became of it.")
    check_words(session, theme.partnership_id, [("The reason", why)], checked=True)
    theme.ended_on, theme.ended_why = today, why.strip()
    session.flush()


def themes(session: Session, partnership_id: int) -> list[ScrutinyTheme]:
    """The areas that wait for the programme: those that come next first, then in the order in which they were added."""
    query = select(ScrutinyTheme).where(
        ScrutinyTheme.partnership_id == partnership_id, ScrutinyTheme.ended_on.is_(None)
    )
    return list(
        session.scalars(query.order_by(ScrutinyTheme.is_next.desc(), ScrutinyTheme.added_on, ScrutinyTheme.name))
    )


def ended_themes(session: Session, partnership_id: int) -> list[ScrutinyTheme]:
    """The areas that are off the backlog, the last ended first."""
    query = select(ScrutinyTheme).where(
        ScrutinyTheme.partnership_id == partnership_id, ScrutinyTheme.ended_on.is_not(None)
    )
    return list(session.scalars(query.order_by(ScrutinyTheme.ended_on.desc(), ScrutinyTheme.name)))


def find_theme(session: Session, partnership_id: int, theme_id: str) -> ScrutinyTheme | None:
    """One area by its id."""
    return session.scalar(
        select(ScrutinyTheme).where(ScrutinyTheme.partnership_id == partnership_id, ScrutinyTheme.id == theme_id)
    )
