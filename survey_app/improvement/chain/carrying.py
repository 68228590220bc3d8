"""What an origin has agreed of an action already, carried into the chain, so that nobody types it a second time.

The owner in words becomes an account only where it is certain which; a day that has passed is shown and not changed;
and the day that was agreed first stays beside whatever day holds now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from survey_app.improvement.actions.people import account_named
from survey_app.improvement.actions.planning import ActionPlan
from survey_app.improvement.chain.origins import AgreedAction, Proposal, proposal_of
from survey_app.improvement.models import Recommendation


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """An action as its origin agreed it, ready for the form."""

    what: str
    source: str
    agreed: AgreedAction
    owner_id: int | None  # the account, where it is certain which
    role: str  # the words, where it is not

    def words(self, today: date) -> str:
        """What was agreed of the day, and what to do where that has passed or was never named."""
        if self.agreed.due_on is None:
            return f"{self.agreed.reference} names no day. Enter one."
        day = f"{self.agreed.due_on:%-d %B %Y}"
        if self.agreed.due_on < today:
            return (
                f"Agreed for {day}. That day has passed: enter the day that holds now. The one agreed stays beside it."
            )
        return f"Agreed for {day}. If you enter another day, the one agreed stays beside it."


def carried(session: Session, partnership_id: int, proposal: Proposal) -> Carried | None:
    """The action that a proposal brings with it; None where it brings none."""
    if proposal.action is None:
        return None
    account = account_named(session, partnership_id, proposal.owner_id, proposal.action.owner)
    return Carried(
        what=proposal.text, source=proposal.source, agreed=proposal.action,
        owner_id=account.id if account else None, role="" if account else proposal.action.owner[:200],
    )  # fmt: skip


def still_to_plan(session: Session, recommendation: Recommendation) -> Carried | None:
    """The action that was agreed where a recommendation comes from, as long as none is planned here."""
    if recommendation.actions:
        return None
    found = proposal_of(
        session, recommendation.partnership_id, recommendation.origin_type, recommendation.origin_id
    )  # fmt: skip
    return carried(session, recommendation.partnership_id, found) if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The action as a person has read it, and perhaps changed it, while taking up."""

    owner_id: int | None
    owner: str
    due_by: date
    success_measure: str

    def plan(self, proposal: Proposal, agency_id: int) -> ActionPlan:
        """The plan of the action: what is done stands in the proposal."""
        agreed = proposal.action
        return ActionPlan(
            what=proposal.text, agency_id=agency_id, owner_id=self.owner_id, owner=self.owner, due_by=self.due_by,
            success_measure=self.success_measure, first_due_by=agreed.due_on if agreed else None,
        )  # fmt: skip
