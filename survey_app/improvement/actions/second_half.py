"""The second half of the chain for the page of a recommendation, and what the signed-in person may do there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_login import current_user

from survey_app.accounts.permissions import can
from survey_app.database import db
from survey_app.improvement.actions.closing import why_not_closed
from survey_app.improvement.actions.next_step import NextStep, next_step
from survey_app.improvement.actions.pages import led_agencies, may_see
from survey_app.improvement.actions.people import owners_ever
from survey_app.improvement.actions.reading import Standing, standings
from survey_app.improvement.models import Action, Recommendation
from survey_app.improvement.models.closing_rule import Hindrance
from survey_app.improvement.pages import blueprint
from survey_app.local_time import today


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondHalf:
    """The actions with their ladders, what stands against closing, and what the signed-in person may do."""

    standings: Sequence[Standing]
    hindrances: Sequence[Hindrance]
    may_plan: bool
    may_close: bool
    may_reopen: bool
    may_set_retest: bool
    may_judge_retest: bool
    next_step: NextStep | None

    def may_open(self, action: Action) -> bool:
        return may_see(action)

    def may_do(self, step: NextStep) -> bool:
        """Whether the signed-in person does what comes next, and is given the button for it."""
        if step.action is not None:
            return may_see(step.action)
        may = {
            "manage": can("improvement.manage"), "plan": self.may_plan, "reply": self.may_plan,
            "judge": self.may_judge_retest,
        }  # fmt: skip
        return may[step.needs]


def second_half_of(recommendation: Recommendation) -> SecondHalf:
    """What hangs on a recommendation from its actions on."""
    decides = can("improvement.judge") or can("improvement.manage")
    under_way = any(not one.result and not one.cancelled_why for one in recommendation.retests)
    followed = recommendation.state not in ("withdrawn", "not_accepted")
    hindrances = why_not_closed(db.session(), recommendation) if recommendation.is_open else []
    return SecondHalf(
        standings=standings(db.session(), recommendation.partnership_id, recommendation.actions, today()),
        may_judge_retest=can("improvement.judge") and not _did_something(recommendation), hindrances=hindrances,
        next_step=next_step(recommendation, hindrances, today()),
        may_plan=can("improvement.manage") or recommendation.owner_id in led_agencies(),
        may_close=decides and recommendation.is_open, may_reopen=decides,
        may_set_retest=can("improvement.manage") and followed and not under_way,
    )  # fmt: skip


def _did_something(recommendation: Recommendation) -> bool:
    """Whether the signed-in person owned an action of it: then somebody else judges its re-test."""
    return any(current_user.id in owners_ever(db.session(), action) for action in recommendation.actions)


@blueprint.app_context_processor
def words() -> dict[str, object]:
    """What the page of a recommendation needs for its second half."""
    return {"second_half_of": second_half_of}
