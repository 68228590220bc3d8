"""The external review of impact that is commissioned each year: by whom, what for, how it goes, what it achieved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from analysis.programme.years import FIRST_YEAR, LAST_YEAR, first_day, last_day, year_name, year_of
from survey_app.improvement.chain.words import check_words
from survey_app.improvement.models import OutsideReview
from survey_app.partnership.models import Partnership
from survey_app.partnership.services import agencies_of
from survey_app.programme.year.models import VERDICTS, CommissionNote, CommissionObjective, ReviewCommission
from survey_app.programme.year.planning import lock_partnership
from survey_app.programme.year.refusals import YearRefused

MOST_OBJECTIVES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class CommissionPlan:
    """A commission as it is entered. ``independent_because`` says why the reviewer is from outside."""

    year: int
    reviewer: str
    independent_because: str
    starts_on: date
    report_by: date
    objectives: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class YearOfReview:
    """One year and how its external review stands: ``state`` is none of the commission's columns, but read from it."""

    year: int
    commission: ReviewCommission | None
    state: str
    is_late: bool


def commission(
    session: Session, partnership_id: int, plan: CommissionPlan, *, by_id: int, checked: bool = False
) -> ReviewCommission:
    """Commission the review of a year.

    Raises
    ------
    YearRefused
        Where there is one of that year, it has no objective, or the reviewer is the partnership or one of its agencies.
    """
    lock_partnership(session, partnership_id)
    objectives = [" ".join(text.split()) for text in plan.objectives if text.strip()]
    _refuse(session, partnership_id, plan, objectives)
    check_words(
        session, partnership_id,
        [("Why it is independent", plan.independent_because), *(("Objective", text) for text in objectives)],
        checked=checked,
    )  # fmt: skip
    made = ReviewCommission(
        partnership_id=partnership_id, year=plan.year, reviewer=plan.reviewer.strip(), starts_on=plan.starts_on,
        independent_because=plan.independent_because.strip(), report_by=plan.report_by, made_by_id=by_id,
    )  # fmt: skip
    made.objectives = [CommissionObjective(position=place, text=text) for place, text in enumerate(objectives, start=1)]
    session.add(made)
    session.flush()
    return made


def _refuse(session: Session, partnership_id: int, plan: CommissionPlan, objectives: Sequence[str]) -> None:
    if not FIRST_YEAR <= plan.year <= LAST_YEAR:
        raise YearRefused(f"Choose a year from {FIRST_YEAR} to {LAST_YEAR}.")
    if find_commission(session, partnership_id, plan.year) is not None:
        raise YearRefused(f"The review of {year_name(plan.year)} is commissioned already.")
    reviewer = " ".join(plan.reviewer.split())
    if not reviewer or len(reviewer) > 200:
        raise YearRefused("Say which body reviews, in at most 200 characters.")
    own = {agency.name.casefold() for agency in agencies_of(session, partnership_id)}
    partnership = session.get_one(Partnership, partnership_id)
    if reviewer.casefold() in own | {partnership.name.casefold()}:
        raise YearRefused(f"“{reviewer}” belongs to the partnership. An external review is made by somebody else.")
    if not plan.independent_because.strip():
        raise YearRefused("Say why the reviewer is independent of the partnership.")
    if not objectives or len(objectives) > MOST_OBJECTIVES or any(len(text) > 500 for text in objectives):
        raise YearRefused(f"Write 1 to {MOST_OBJECTIVES} objectives, each on a line of its own.")
    if plan.report_by < plan.starts_on:
        raise YearRefused("The report is due before the review starts. Change one of the two days.")
    if plan.report_by > last_day(plan.year + 1):
        raise YearRefused(f"The review of {year_name(plan.year)} reports by {last_day(plan.year + 1):%-d %B %Y} at the "
                          "latest.")  # fmt: skip
    if not first_day(plan.year) <= plan.starts_on <= last_day(plan.year):
        raise YearRefused(f"The review of {year_name(plan.year)} starts in that year, from 1 April to 31 March.")


def find_commission(session: Session, partnership_id: int, year: int) -> ReviewCommission | None:
    """The commission of a year."""
    return session.scalar(
        select(ReviewCommission).where(ReviewCommission.partnership_id == partnership_id, ReviewCommission.year == year)
    )


def note_progress(
    session: Session, found: ReviewCommission, text: str, *, by_id: int, checked: bool = False
) -> None:  # fmt: skip
    """Note how a review goes."""
    if not text.strip():
        raise YearRefused("Say how the review goes.")
    check_words(session, found.partnership_id, [("Progress", text)], checked=checked)
    session.add(CommissionNote(commission_id=found.id, text=text.strip(), made_by_id=by_id))
    session.flush()
    session.expire(found, ["notes"])


def link_report(session: Session, found: ReviewCommission, review_id: str) -> None:
    """Say which imported review is its report; None of another partnership, and none dated before it began."""
    review = session.scalar(
        select(OutsideReview).where(OutsideReview.partnership_id == found.partnership_id, OutsideReview.id == review_id)
    )
    if review is None:
        raise YearRefused("Choose one of the reviews that were imported.")
    if review.dated < found.starts_on:
        raise YearRefused(
            f"{review.reference} is dated {review.dated:%-d %B %Y}, before this review started. Choose its own report."
        )
    found.outside_review_id = review.id
    session.flush()
    session.expire(found, ["outside_review"])


def judge_objective(
    session: Session, objective: CommissionObjective, verdict: str, reason: str, *, by_id: int, today: date,
    checked: bool = False,
) -> None:  # fmt: skip
    """Judge for the Executive whether an objective was met.

    Raises
    ------
    YearRefused
        Where the report is not linked yet, whoever judges commissioned the review, or no reason is given.
    """
    found = objective.commission
    if found.outside_review_id is None:
        raise YearRefused("Link the review’s report first: objectives are judged by what it says.")
    if by_id == found.made_by_id:
        raise YearRefused("You commissioned this review. Somebody else of the Executive judges what it achieved.")
    if verdict not in VERDICTS or not reason.strip():
        raise YearRefused("Choose whether the objective was met, and say why.")
    check_words(session, found.partnership_id, [("Why", reason)], checked=checked)
    objective.verdict, objective.reason = verdict, reason.strip()
    objective.judged_on, objective.judged_by_id = today, by_id
    session.flush()


def state_of(found: ReviewCommission | None, year: int, today: date) -> tuple[str, bool]:
    """How the review of a year stands, and whether it is late: a year without one is late once it is over."""
    if found is None:
        return ("Not commissioned", True) if today > last_day(year) else ("Due: not commissioned yet", False)
    if found.outside_review_id is None:
        if today < found.starts_on:
            return "Commissioned", False
        return "Under way", today > found.report_by
    if any(not one.verdict for one in found.objectives):
        return "Reported: objectives wait to be judged", False
    return "Judged", False


def years_of_review(session: Session, partnership_id: int, today: date) -> list[YearOfReview]:
    """Every year from the first commission, or from this one, to this one; the newest first, gaps included."""
    rows = session.scalars(
        select(ReviewCommission)
        .where(ReviewCommission.partnership_id == partnership_id)
        .options(selectinload(ReviewCommission.objectives))
        .order_by(ReviewCommission.year)
    ).all()
    of_year = {one.year: one for one in rows}
    now = year_of(today)
    years = range(max(now, *of_year) if of_year else now, (min(now, *of_year) if of_year else now) - 1, -1)
    found = []
    for year in years:
        state, late = state_of(of_year.get(year), year, today)
        found.append(YearOfReview(year=year, commission=of_year.get(year), state=state, is_late=late))
    return found
