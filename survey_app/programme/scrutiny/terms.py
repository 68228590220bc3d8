"""What is agreed for scrutiny in a partnership: working days for answers, areas of the report, the minimum group.

Until a partnership enters its own, the product's suggestion counts, and every page says that it is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.working_days import add_working_days
from survey_app.improvement.chain.numbering import next_number
from survey_app.programme.incidents.holidays import calendar_of
from survey_app.programme.scrutiny.models import ScrutinyTerms
from survey_app.programme.scrutiny.refusals import ScrutinyRefused

LONGEST_DAYS, MOST_AREAS, LONGEST_AREA = 120, 12, 120
LONGEST_AGO = 10  # years


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The terms that hold; ``is_own`` where the partnership has agreed them itself."""

    answer_days: int
    respond_days: int
    minimum_group: int
    areas: tuple[str, ...]
    is_own: bool = False


# A suggestion, not a source: no guidance sets these, and each partnership agrees its own with its scrutineer.
SUGGESTED = Terms(
    answer_days=20, respond_days=10, minimum_group=5,
    areas=(
        "The front door", "Practice reviews", "Quality assurance and performance",
        "The Executive and independent scrutiny",
    ),
)  # fmt: skip


def terms_of(session: Session, partnership_id: int) -> Terms:
    """The terms that hold in a partnership now."""
    newest = select(ScrutinyTerms).where(ScrutinyTerms.partnership_id == partnership_id)
    own = session.scalars(newest.order_by(ScrutinyTerms.number.desc()).limit(1)).first()
    if own is None:
        return SUGGESTED
    return Terms(
        answer_days=own.answer_days, respond_days=own.respond_days, minimum_group=own.minimum_group,
        areas=tuple(own.areas), is_own=True,
    )  # fmt: skip


def agree_terms(
    session: Session, partnership_id: int, *, answer_days: int, respond_days: int, minimum_group: int,
    areas: Sequence[str], by_id: int,
) -> Terms:  # fmt: skip
    """Agree terms. Clocks that run already keep the days with which they began."""
    for what, days in (("An answer", answer_days), ("A response to a challenge", respond_days)):
        if not 1 <= days <= LONGEST_DAYS:
            raise ScrutinyRefused(f"{what} has 1 to {LONGEST_DAYS} working days.")
    if not 3 <= minimum_group <= 50:
        raise ScrutinyRefused("The minimum group is 3 to 50 people: in a smaller one, somebody could be told.")
    named = list(dict.fromkeys(" ".join(one.split()) for one in areas if one.strip()))
    if not named or len(named) > MOST_AREAS or any(len(one) > LONGEST_AREA for one in named):
        raise ScrutinyRefused(f"Name 1 to {MOST_AREAS} areas, each in at most {LONGEST_AREA} characters.")
    number = next_number(session, ScrutinyTerms, partnership_id)
    agreed = Terms(
        answer_days=answer_days, respond_days=respond_days, minimum_group=minimum_group, areas=tuple(named), is_own=True
    )
    if terms_of(session, partnership_id) == agreed:  # agreed before, or sent twice: the history has it once
        return agreed
    session.add(
        ScrutinyTerms(
            partnership_id=partnership_id, number=number, answer_days=answer_days, respond_days=respond_days,
            minimum_group=minimum_group, areas=named, set_by_id=by_id,
        )
    )  # fmt: skip
    session.flush()
    return terms_of(session, partnership_id)


def last_day(session: Session, day: date, working_days: int) -> date:
    """The last day of a clock of so many working days; the day on which it begins is day 0.

    Raises
    ------
    ScrutinyRefused
        Where it runs into a year of which the bank holidays are not known yet.
    """
    calendar = calendar_of(session)
    try:
        return add_working_days(day, working_days, calendar=calendar)
    except ValueError:
        year = max(day.year, calendar.last_year + 1)
        raise ScrutinyRefused(
            f"The last day cannot be counted, because the bank holidays of {year} are not known yet: load the new list "
            "under Serious incidents → Bank holidays."
        ) from None


def check_day(day: date | None, today: date, what: str) -> date:
    """A day that has been, within ten years; refused otherwise."""
    if day is None:
        raise ScrutinyRefused(f"{what}: enter the day.")
    if day > today:
        raise ScrutinyRefused(f"{what}: this day is still to come. Check it.")
    if day.year < today.year - LONGEST_AGO:
        raise ScrutinyRefused(f"{what}: this was more than {LONGEST_AGO} years ago. Check the year.")
    return day
