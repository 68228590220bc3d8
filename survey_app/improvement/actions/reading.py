"""Lists of actions for pages: one's own, one's agency's, and claims that wait to be judged."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, selectinload

from survey_app.improvement.actions.ladder import Ladder, days_of, ladder_of
from survey_app.improvement.models import Action, Recommendation, ReTest
from survey_app.improvement.models.retests import FOLLOWED

SOON = 14  # days


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An action with its ladder on a day, and how near its due day is."""

    action: Action
    ladder: Ladder

    @property
    def days_left(self) -> int:
        return -self.ladder.days_late

    @property
    def is_soon(self) -> bool:
        return not self.ladder.stopped and 0 <= self.days_left <= SOON


def standings(session: Session, partnership_id: int, actions: Sequence[Action], today: date) -> list[Standing]:
    """Actions with their ladders, in the order given."""
    days = days_of(session, partnership_id)
    return [Standing(action=one, ladder=ladder_of(one, days, today)) for one in actions]


def actions_of_owner(session: Session, partnership_id: int, user_id: int, today: date) -> list[Standing]:
    """What somebody owns, open ones first, the soonest due first."""
    return _standings(session, partnership_id, Action.owner_id == user_id, today)


def actions_of_agencies(
    session: Session, partnership_id: int, agency_ids: Collection[int], today: date
) -> list[Standing]:
    """What agencies do, or what is done about recommendations to them."""
    theirs = or_(
        Action.agency_id.in_(agency_ids),
        Action.recommendation_id.in_(select(Recommendation.id).where(Recommendation.owner_id.in_(agency_ids))),
    )
    return _standings(session, partnership_id, theirs, today)


def recommendations_to(session: Session, partnership_id: int, agency_ids: Collection[int]) -> list[Recommendation]:
    """The recommendations to agencies that are not ended: those without a reply first, then by number."""
    query = (
        select(Recommendation)
        .where(
            Recommendation.partnership_id == partnership_id, Recommendation.owner_id.in_(agency_ids),
            Recommendation.state.in_(("open", "retest")),
        )
        .options(selectinload(Recommendation.actions))
        .order_by(Recommendation.reply != "", Recommendation.number)
    )  # fmt: skip
    return list(session.scalars(query))


def claims_waiting(session: Session, partnership_id: int) -> list[Action]:
    """The actions whose claim waits to be judged, the longest waiting first."""
    query = select(Action).where(Action.partnership_id == partnership_id, Action.state == "claimed")
    found = list(session.scalars(query.options(selectinload(Action.claims)).order_by(Action.number)))
    return sorted(found, key=lambda one: (one.claims[-1].claimed_at, one.number))


def retests_waiting(session: Session, partnership_id: int) -> list[ReTest]:
    """The re-tests whose result nobody has judged, the oldest result first."""
    query = (
        select(ReTest)
        .join(Recommendation)
        .where(
            Recommendation.partnership_id == partnership_id, ReTest.found_at.is_not(None), ReTest.result == "",
            ReTest.cancelled_why == "", Recommendation.state.in_(FOLLOWED),
        )
        .order_by(ReTest.found_at, Recommendation.number)
    )  # fmt: skip
    return list(session.scalars(query))


def _standings(session: Session, partnership_id: int, which: ColumnElement[bool], today: date) -> list[Standing]:
    query = (
        select(Action)
        .where(Action.partnership_id == partnership_id, which)
        .options(selectinload(Action.escalations), selectinload(Action.recommendation))
        .order_by(Action.state.not_in(("open", "claimed")), Action.due_by, Action.number)
    )
    return standings(session, partnership_id, list(session.scalars(query)), today)
