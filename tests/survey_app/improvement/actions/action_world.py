"""A recommendation to one agency, the people round it, and its actions. All constructed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.improvement.actions.impact import claim_impact, judge_impact
from survey_app.improvement.actions.planning import ActionPlan, add_action
from survey_app.improvement.models import Action, ImpactClaim, Recommendation
from survey_app.partnership.models import Agency, Partnership
from tests.survey_app.factories import make_agency, make_partnership, make_user

TODAY = date(2026, 6, 1)
DUE = TODAY + timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A partnership, its agency, and one person of each role that has to do with actions."""

    partnership: Partnership
    agency: Agency
    owner: User
    lead: User
    qa: User
    executive: User
    recommendation: Recommendation


def make_world(session: Session) -> World:
    partnership = make_partnership(session)
    agency = make_agency(session, partnership)
    return World(
        partnership=partnership,
        agency=agency,
        owner=make_user(session, partnership, roles=("action_owner",), agency=agency),
        lead=make_user(session, partnership, roles=("agency_lead",), agency=agency),
        qa=make_user(session, partnership, roles=("qa_group",)),
        executive=make_user(session, partnership, roles=("executive_member",)),
        recommendation=make_recommendation(session, partnership, agency),
    )


def make_recommendation(session: Session, partnership: Partnership, agency: Agency, **values: Any) -> Recommendation:
    number = select(func.count()).where(Recommendation.partnership_id == partnership.id)
    details = {
        "text": "Tell every referrer what was decided.", "why": "Referrers who hear nothing refer again.",
        "theme": "Front door", "source_kind": "case_audit", "source": "Constructed audit", "made_on": TODAY,
    }  # fmt: skip
    made = Recommendation(
        partnership_id=partnership.id, number=(session.scalar(number) or 0) + 1, owner_id=agency.id,
        **{**details, **values},
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def plan(world: World, **values: Any) -> ActionPlan:
    details: dict[str, Any] = {
        "what": "Send a reply to each referrer within one working day", "agency_id": world.agency.id,
        "owner_id": world.owner.id, "owner": "", "due_by": DUE,
        "success_measure": "Nine of ten referrers say that they were told, in the next audit.",
    }  # fmt: skip
    return ActionPlan(**{**details, **values})


def make_action(session: Session, world: World, **values: Any) -> Action:
    return add_action(session, world.recommendation, plan(world, **values), world.qa.id, TODAY)


def claim(session: Session, action: Action, by: User) -> ImpactClaim:
    return claim_impact(
        session, action, "Referrers are told the next day.", "The audit of May counted 18 of 20.", by.id,
        no_evidence_why="The audit’s report holds it.",
    )  # fmt: skip


def judged(session: Session, world: World, action: Action, verdict: str) -> ImpactClaim:
    """A claim of the owner that the QA group judged so."""
    made = claim(session, action, world.owner)
    judge_impact(session, made, verdict, "As the audit counted.", world.qa.id, TODAY)
    return made
