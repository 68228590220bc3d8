"""Who came and who answered, as far as small numbers and the releases allow: sentences, never a hidden figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.forums.models import Booking, Forum, HubCycle
from survey_app.forums.replies.surveys import newest_release, rounds_of
from survey_app.partnership.models import DisclosureDecision
from survey_app.results.themes.groups import SMALLEST_GROUP


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of who came or answered: what is counted, and the figure in words."""

    label: str
    value: str


def smallest_shown(session: Session, partnership_id: int) -> int:
    """The smallest count of people that this partnership shows, by its newest decision, and never under five."""
    threshold = session.scalar(
        select(DisclosureDecision.threshold)
        .where(DisclosureDecision.partnership_id == partnership_id, DisclosureDecision.policy != "none")
        .order_by(DisclosureDecision.id.desc())
        .limit(1)
    )
    return max(SMALLEST_GROUP, (threshold or 0) + 1)


def who_came(session: Session, cycle: HubCycle, at: datetime) -> list[Figure]:
    """Forums, who came to them, and how many answered each round."""
    return [*attendance(session, cycle, at), *response_rates(session, cycle)]


def attendance(session: Session, cycle: HubCycle, at: datetime) -> list[Figure]:
    """Forums that were held and how many came, by forum where each number may be shown.

    A forum to which fewer came than may be shown hides the numbers of all of them, so that none is found by
    subtracting. How many had booked is not told beside it: the difference would be those who stayed away.
    """
    held = [one for one in cycle.forums if one.cancelled_at is None and one.ends_at <= at]
    if not held:
        return []
    smallest, came = smallest_shown(session, cycle.partnership_id), _came(session, held)
    found = [Figure(label="Forums held", value=str(len(held)))]
    total = sum(came.values())
    found.append(Figure(label="People who came", value=_shown(total, smallest)))
    if total and len(held) > 1:
        counts = [came.get(one.id, 0) for one in held]
        if all(count >= smallest for count in counts):
            each = "; ".join(f"{one.title} {came[one.id]:,}" for one in held)
            found.append(Figure(label="By forum", value=each))
        else:
            found.append(Figure(label="By forum", value=f"Not shown: at one or more, fewer than {smallest} came"))
    return found


def _came(session: Session, forums: Sequence[Forum]) -> dict[int, int]:
    rows = session.execute(
        select(Booking.forum_id, func.count())
        .where(Booking.forum_id.in_([one.id for one in forums]), Booking.checked_in_at.is_not(None))
        .group_by(Booking.forum_id)
    )
    return {row[0]: row[1] for row in rows}


def _shown(count: int, smallest: int) -> str:
    return f"{count:,}" if count >= smallest else f"Fewer than {smallest}"


def response_rates(session: Session, cycle: HubCycle) -> list[Figure]:
    """How many answered each round of the cycle, in the words of its newest release."""
    found = []
    for round_ in rounds_of(cycle):
        report = newest_release(session, round_)
        if report is not None:
            found.append(Figure(label=f"Answered: {round_.title}", value=report.response_rate.sentence))
    return found
