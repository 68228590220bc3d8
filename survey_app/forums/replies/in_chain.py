"""A reply that was taken into the improvement chain: what its actions there say of how it goes.

Nothing is taken from the chain but days, counts and states: its words were approved by nobody for the public page, and
its actions belong to people whom the page never names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.forums.models import HubTheme
from survey_app.forums.replies.models import ThemeReply
from survey_app.improvement.models import Action, Recommendation
from survey_app.improvement.models.actions import IMPACT

ORIGIN = "hub_reply"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainStanding:
    """How the actions of a reply go.

    ``due_on`` is the missed day where one is late, and otherwise the last day on which one of those that are open is
    due. ``helped`` says that somebody judged, since the recommendation was last opened, that one of them changed
    practice or helped children, and that no re-test of that is awaited.
    """

    recommendation: Recommendation
    actions: tuple[Action, ...]  # without those that were dropped
    due_on: date | None
    done_on: date | None
    days_overdue: int
    helped: bool

    @property
    def is_given_up(self) -> bool:
        """Whether nothing is being done any more, and nothing was."""
        return self.done_on is None and (not self.recommendation.is_open or not self.actions)

    @property
    def progress(self) -> str:
        """How many of several actions are done; empty of a single one."""
        ended = sum(one.state == "closed" for one in self.actions)
        return f"{ended} of {len(self.actions)} actions are done" if len(self.actions) > 1 else ""


def origin_of(written: Sequence[ThemeReply]) -> str:
    """By what the chain knows the reply to a theme, however often it is worded anew: theme and first wording."""
    first = min(written, key=lambda one: one.number)
    return f"{first.theme_id}:{first.written_at.astimezone(UTC):%Y%m%d%H%M%S%f}"


def recommendation_of(session: Session, partnership_id: int, written: Sequence[ThemeReply]) -> Recommendation | None:
    """The recommendation that was made of a theme's reply, if it was taken into the chain."""
    if not written:
        return None
    return session.scalar(
        select(Recommendation).where(
            Recommendation.partnership_id == partnership_id, Recommendation.origin_type == ORIGIN,
            Recommendation.origin_id == origin_of(written),
        )
    )  # fmt: skip


def theme_behind(session: Session, recommendation: Recommendation) -> HubTheme | None:
    """The theme whose reply a recommendation was made of; None where it came some other way, or the theme is gone."""
    number = (recommendation.origin_id or "").partition(":")[0]
    if recommendation.origin_type != ORIGIN or not number.isdecimal():
        return None
    theme = session.get(HubTheme, int(number))
    return theme if theme is not None and theme.cycle.partnership_id == recommendation.partnership_id else None


def chain_standing(
    session: Session, partnership_id: int, written: Sequence[ThemeReply], today: date
) -> ChainStanding | None:
    """How the actions of a theme's reply go in the chain; None where it is not there."""
    found = recommendation_of(session, partnership_id, written)
    return standing_in_chain(found, today) if found is not None else None


def standing_in_chain(recommendation: Recommendation, today: date) -> ChainStanding:
    """How the actions of a recommendation go on a day."""
    actions = tuple(one for one in recommendation.actions if one.state != "dropped")
    open_ = [one for one in actions if one.is_open]
    late = [one.due_by for one in open_ if one.due_by < today]
    due = min(late) if late else max((one.due_by for one in open_), default=None)
    ended = [one.done_on or one.closed_on for one in actions if one.state == "closed"]
    done_on = max((day for day in ended if day is not None), default=None) if actions and not open_ else None
    return ChainStanding(
        recommendation=recommendation, actions=actions, due_on=due, done_on=done_on,
        days_overdue=(today - min(late)).days if late else 0,
        helped=recommendation.state != "retest" and any(_helped(one, recommendation.reopened) for one in actions),
    )  # fmt: skip


def _helped(action: Action, reopened: int) -> bool:
    """Whether what came of a closed action was judged an impact; an earlier verdict counts no more once reopened."""
    last = max(action.claims, key=lambda one: one.number, default=None)
    return (
        action.state == "closed" and last is not None and last.verdict in IMPACT and last.at_reopening == reopened
    )  # fmt: skip
