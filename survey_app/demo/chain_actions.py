"""Constructed actions of the demo: one late, one whose impact waits to be judged, one that was activity only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.improvement.actions.escalation import escalate_late
from survey_app.improvement.actions.evidence import NewEvidence, add_evidence
from survey_app.improvement.actions.impact import claim_impact, judge_impact
from survey_app.improvement.actions.planning import ActionPlan, add_action
from survey_app.improvement.actions.progress import note_progress
from survey_app.improvement.models import Action, Recommendation
from survey_app.improvement.retests.setting import ReTestPlan, set_retest
from survey_app.partnership.models import Partnership

OWNED_BY = "action-owner"
LATE = "Show every agency that works with a family the date and owner of each step of its plan (constructed)."
CLAIMED = "Ring schools on the day on which a plan's step changes hands (constructed)."
ENDED = "Explain the plan's steps at the team meetings of all agencies (constructed)."


def load_chain_actions(session: Session, partnership: Partnership, people: Mapping[str, User], *, today: date) -> None:
    """Actions of a recommendation of the outside review, and a re-test that waits for the next walkabout."""
    recommendation = session.scalar(
        select(Recommendation)
        .where(Recommendation.partnership_id == partnership.id, Recommendation.reply == "partly")
        .order_by(Recommendation.number)
        .limit(1)
    )
    if recommendation is None:
        return
    qa, owner = people["qa"].id, people[OWNED_BY].id
    began = today - timedelta(days=60)

    def plan(what: str, measure: str, due: int) -> Action:
        made = ActionPlan(
            what=what, agency_id=recommendation.owner_id, owner_id=owner, owner="", success_measure=measure,
            due_by=today + timedelta(days=due),
        )  # fmt: skip
        return add_action(session, recommendation, made, qa, began)

    late = plan(LATE, "In the next audit, three of four plans name a date and an owner for each step.", -6)
    note_progress(session, late, "at_risk", "Two of three teams use the new sheet (constructed).", owner, today)
    claimed = plan(CLAIMED, "Nine of ten schools say that they were told in time.", 20)
    _claim(session, claimed, "Schools are told on the same day.", "Of 20 asked, 18 were told in time.", owner, today)
    ended = plan(ENDED, "Practitioners of every agency can name the next step of a plan.", -20)
    _claim(session, ended, "All five teams were told.", "The list of those who came.", owner, today)
    judge_impact(
        session, ended.claims[0], "activity_only", "That people came shows nothing of what they know (constructed).",
        people["second-qa"].id, today,
    )  # fmt: skip
    escalate_late(session, today, partnership.id)
    looked = ReTestPlan(
        way="walkabout", asks="Do staff know the date and owner of the next step of a plan? (constructed)",
        subject="st6", form_id="section-11-walkabout", agency_id=recommendation.owner_id,
        not_before=today + timedelta(days=120),
    )  # fmt: skip
    set_retest(session, recommendation, looked, qa, today)


def _claim(session: Session, action: Action, says: str, known: str, owner: int, today: date) -> None:
    shown = NewEvidence(
        shows=f"{known} (constructed)", dated=today, link="https://example.org/constructed-evidence"
    )  # fmt: skip
    add_evidence(session, action, shown, owner, today)
    claim_impact(session, action, f"{says} (constructed)", f"{known} (constructed)", owner)
