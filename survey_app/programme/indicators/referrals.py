"""What agencies said about hearing what became of their referrals, and what they were answered, when.

Barnsley's improvements asked for "better feedback about outcomes of referrals". Agencies say at Section 11 challenges
and elsewhere whether it is better; each of that is an entry here, and it stays open until it has an answer with a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from analysis.working_days import WorkingCalendar, add_working_days, count_working_days
from survey_app.case_audits.locking import lock_row
from survey_app.errors import UserError
from survey_app.forums.replies.telling import telling_in
from survey_app.improvement.chain.sent_twice import kept_before
from survey_app.improvement.models import Recommendation
from survey_app.partnership.models import Partnership
from survey_app.partnership.services import agencies_in_area
from survey_app.programme.indicators.models import HEARD_AT, ReferrerFeedback

ANSWER_DAYS = 20
LONGEST = 2_000
LONGEST_AGO = 10  # years


class FeedbackRefused(UserError):
    """An entry or an answer cannot be kept so."""

    status = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What an agency said, as it is entered."""

    agency_id: int
    said_on: date
    heard_at: str
    said: str
    recommendation_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackFigures:
    """How many entries there are, how many are answered, the median of working days until then, and what is late."""

    said: int
    answered: int
    median_days: float | None
    late: int


def log_feedback(session: Session, partnership_id: int, given: Said, *, by_id: int, today: date) -> ReferrerFeedback:
    """Enter what an agency said."""
    ours = {agency.id for agency in session.scalars(agencies_in_area(partnership_id))}
    if given.agency_id not in ours:
        raise FeedbackRefused("Choose an agency that works in this partnership’s area.")
    if given.heard_at not in HEARD_AT:
        raise FeedbackRefused("Choose where it was heard.")
    if given.said_on > today:
        raise FeedbackRefused("The day on which it was said is still to come. Check it.")
    if given.said_on.year < today.year - LONGEST_AGO:
        raise FeedbackRefused(f"It was said more than {LONGEST_AGO} years ago by this day. Check the year.")
    said = _plain(session, partnership_id, given.said, "what the agency said")
    recommendation = _recommendation(session, partnership_id, given.recommendation_id)
    session.get_one(Partnership, partnership_id, with_for_update={"key_share": True})  # numbers are given one by one
    last = select(func.max(ReferrerFeedback.number)).where(ReferrerFeedback.partnership_id == partnership_id)
    values: dict[str, Any] = {
        "partnership_id": partnership_id, "agency_id": given.agency_id, "said_on": given.said_on,
        "heard_at": given.heard_at, "said": said, "entered_by_id": by_id,
    }  # fmt: skip
    if same := kept_before(session, ReferrerFeedback, **values):
        raise FeedbackRefused(f"You have entered this already: it is {same.reference}.")
    made = ReferrerFeedback(
        **values, number=(session.scalar(last) or 0) + 1,
        recommendation_id=recommendation.id if recommendation else None,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def respond(
    session: Session, feedback: ReferrerFeedback, *, response: str, on: date, by_id: int, today: date,
    recommendation_id: str | None = None,
) -> None:  # fmt: skip
    """Note what the agency was answered, and when; once, since it is then with them."""
    lock_row(session, feedback)
    if feedback.responded_on is not None:
        raise FeedbackRefused(f"{feedback.reference} is answered already. What an agency was told is not rewritten.")
    if on > today:
        raise FeedbackRefused("The day of the answer is still to come. Enter it once it has been given.")
    if on < feedback.said_on:
        raise FeedbackRefused("The answer cannot have been given before it was said. Check the day.")
    words = _plain(session, feedback.partnership_id, response, "what the agency was answered")
    recommendation = _recommendation(session, feedback.partnership_id, recommendation_id)
    feedback.response, feedback.responded_on, feedback.responded_by_id = words, on, by_id
    if recommendation is not None:
        feedback.recommendation_id = recommendation.id
    session.flush()


def feedback_of(session: Session, partnership_id: int) -> list[ReferrerFeedback]:
    """All entries; those without an answer first, the newest first."""
    query = (
        select(ReferrerFeedback)
        .where(ReferrerFeedback.partnership_id == partnership_id)
        .options(selectinload(ReferrerFeedback.agency), selectinload(ReferrerFeedback.recommendation))
        .order_by(ReferrerFeedback.responded_on.is_not(None), ReferrerFeedback.number.desc())
    )
    return list(session.scalars(query))


def answer_by(feedback: ReferrerFeedback, calendar: WorkingCalendar) -> date | None:
    """The day by which an agency should have its answer; None where the bank holidays until then are not known."""
    try:
        return add_working_days(feedback.said_on, ANSWER_DAYS, calendar=calendar)
    except ValueError:
        return None


def is_late(feedback: ReferrerFeedback, today: date, calendar: WorkingCalendar) -> bool:
    due = answer_by(feedback, calendar)
    return feedback.responded_on is None and due is not None and today > due


def figures_of(found: list[ReferrerFeedback], today: date, calendar: WorkingCalendar) -> FeedbackFigures:
    """The figures of these entries.

    Days are working days from the day it was said to the day of the answer; the median leaves out those of a year whose
    bank holidays are not known.
    """
    answered = [one for one in found if one.responded_on is not None]
    days = [number for one in answered if (number := _days_until(one, calendar)) is not None]
    return FeedbackFigures(
        said=len(found), answered=len(answered), median_days=median(days) if days else None,
        late=sum(is_late(one, today, calendar) for one in found),
    )  # fmt: skip


def _days_until(one: ReferrerFeedback, calendar: WorkingCalendar) -> int | None:
    if one.responded_on is None or one.responded_on <= one.said_on:
        return 0
    try:
        return count_working_days(one.said_on, one.responded_on, calendar=calendar)
    except ValueError:
        return None


def _plain(session: Session, partnership_id: int, text: str, what: str) -> str:
    said = text.strip()
    if not said:
        raise FeedbackRefused(f"Write {what}.")
    if len(said) > LONGEST:
        raise FeedbackRefused(f"Use at most {LONGEST:,} characters for {what}.")
    found = telling_in(session, partnership_id, ((what, said),))
    if found:
        words = ", ".join(f"“{one.text}”" for one in found)
        raise FeedbackRefused(f"{words} could tell who somebody is. Write it without names, numbers and places.")
    return said


def _recommendation(session: Session, partnership_id: int, wanted: str | None) -> Recommendation | None:
    if not wanted:
        return None
    query = select(Recommendation).where(
        Recommendation.partnership_id == partnership_id, Recommendation.id == wanted
    )  # fmt: skip
    found = session.scalar(query)
    if found is None:
        raise FeedbackRefused("Choose a recommendation of this partnership, or none.")
    return found
