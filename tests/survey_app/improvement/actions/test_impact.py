"""Nobody judges what they did themselves, claims never change, and nothing is closed by activity."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.improvement.actions import closing, planning
from survey_app.improvement.actions.evidence import NewEvidence, add_evidence
from survey_app.improvement.actions.impact import claim_impact, judge_impact
from survey_app.improvement.actions.refusals import ActionRefused, NotYours
from survey_app.improvement.chain.whole import chain_of
from survey_app.improvement.changing import change
from survey_app.improvement.models import ClaimChanged, ClosedWithoutImpact, ImpactClaim
from tests.survey_app.factories import make_user
from tests.survey_app.improvement.actions.action_world import TODAY, World, claim, judged, make_action

LATER = TODAY + timedelta(days=60)


def test_a_claim_rests_on_evidence_or_says_why_there_is_none(session: Session, world: World) -> None:
    action = make_action(session, world)
    with pytest.raises(ActionRefused, match="Add evidence"):
        claim_impact(session, action, "Better", "We looked", world.owner.id)
    add_evidence(
        session, action, NewEvidence(shows="Audit", dated=TODAY, link="https://example.org/a"), world.owner.id, TODAY
    )
    made = claim_impact(session, action, "Better", "We looked", world.owner.id, "unused")
    assert (made.rests_on, made.no_evidence_why, action.state) == ([1], "", "claimed")


def test_the_claimer_does_not_judge(session: Session, world: World) -> None:
    made = claim(session, make_action(session, world), world.qa)
    with pytest.raises(NotYours, match="You made this claim"):
        judge_impact(session, made, "changed_practice", "I saw it", world.qa.id, TODAY)


def test_the_owner_does_not_judge_what_somebody_else_claimed_for_them(session: Session, world: World) -> None:
    action = make_action(session, world, owner_id=world.qa.id)
    made = claim(session, action, world.lead)
    with pytest.raises(NotYours, match="You own this action"):
        judge_impact(session, made, "changed_practice", "I saw it", world.qa.id, TODAY)


def test_whoever_gave_the_action_away_does_not_judge_it_either(session: Session, world: World) -> None:
    action = make_action(session, world, owner_id=world.qa.id)
    planning.name_owner(session, action, world.owner.id, "", world.qa.id)
    made = claim(session, action, world.owner)
    with pytest.raises(NotYours, match="or did"):
        judge_impact(session, made, "changed_practice", "I saw it", world.qa.id, TODAY)


@pytest.mark.parametrize("who", ["claimer", "owner"])
def test_the_database_itself_refuses_claimer_and_owner(session: Session, world: World, who: str) -> None:
    action = make_action(session, world)
    made = claim(session, action, world.lead)
    judge = {"claimer": world.lead, "owner": world.owner}[who]
    values = {"verdict": "changed_practice", "reason": "So it is", "judged_at": now(), "judged_by_id": judge.id}
    with pytest.raises(IntegrityError):
        session.execute(update(ImpactClaim).where(ImpactClaim.id == made.id).values(**values))
    session.rollback()


def test_of_two_who_judge_the_first_counts(session: Session, world: World) -> None:
    made = judged(session, world, make_action(session, world), "activity_only")
    with pytest.raises(ActionRefused, match="judged this meanwhile"):
        judge_impact(session, made, "better_for_children", "I think so", world.executive.id, TODAY)
    assert made.verdict == "activity_only"


def test_a_verdict_says_why(session: Session, world: World) -> None:
    with pytest.raises(ActionRefused, match="leads you to this"):
        judge_impact(
            session, claim(session, make_action(session, world), world.owner), "no_evidence", "", world.qa.id, TODAY
        )


@pytest.mark.parametrize("field", ["says", "how_known", "verdict", "reason", "rests_on"])
def test_a_judged_claim_never_changes(session: Session, world: World, field: str) -> None:
    made = judged(session, world, make_action(session, world), "activity_only")
    setattr(made, field, ["other"] if field == "rests_on" else "better_for_children")
    with pytest.raises(ClaimChanged):
        session.flush()
    session.rollback()


def test_a_waiting_claim_takes_a_verdict_and_nothing_else(session: Session, world: World) -> None:
    made = claim(session, make_action(session, world), world.owner)
    made.says = "Much better than I said"
    with pytest.raises(ClaimChanged):
        session.flush()
    session.rollback()


def test_no_evidence_opens_the_action_again(session: Session, world: World) -> None:
    action = make_action(session, world)
    judged(session, world, action, "no_evidence")
    assert (action.state, action.closed_on, world.recommendation.state) == ("open", None, "open")
    assert claim(session, action, world.owner).number == 2


def test_activity_closes_the_work_and_leaves_the_recommendation_open(session: Session, world: World) -> None:
    action = make_action(session, world)
    judged(session, world, action, "activity_only")
    assert (action.state, world.recommendation.state) == ("closed", "open")
    with pytest.raises(ActionRefused, match="Nobody has judged"):
        closing.close_recommendation(session, world.recommendation, world.qa.id, TODAY)


@pytest.mark.parametrize("route", ["change", "attribute"])
def test_no_other_code_closes_it_either(session: Session, world: World, route: str) -> None:
    judged(session, world, make_action(session, world), "activity_only")
    values = {"state": "closed", "closed_on": TODAY}
    if route == "attribute":
        world.recommendation.state, world.recommendation.closed_on, values = "closed", TODAY, {}
    with pytest.raises(ClosedWithoutImpact):
        change(session, world.recommendation, values, by_id=world.qa.id)
    session.rollback()


def test_no_code_closes_an_action_that_nobody_judged(session: Session, world: World) -> None:
    action = make_action(session, world)
    claim(session, action, world.owner)
    with pytest.raises(ClosedWithoutImpact):
        change(session, action, {"state": "closed", "closed_on": TODAY}, by_id=world.qa.id)
    session.rollback()


@pytest.mark.parametrize("verdict", ["changed_practice", "better_for_children"])
def test_an_impact_lets_the_recommendation_close(session: Session, world: World, verdict: str) -> None:
    judged(session, world, make_action(session, world), verdict)
    closing.close_recommendation(session, world.recommendation, world.qa.id, TODAY)
    assert (world.recommendation.state, world.recommendation.closed_on) == ("closed", TODAY)


def test_every_action_has_to_be_ended(session: Session, world: World) -> None:
    judged(session, world, make_action(session, world), "changed_practice")
    second = make_action(session, world)
    with pytest.raises(ActionRefused, match="1 of its actions is not ended"):
        closing.close_recommendation(session, world.recommendation, world.qa.id, TODAY)
    planning.drop_action(session, second, world.qa.id, "Not needed any more", TODAY)
    closing.close_recommendation(session, world.recommendation, world.qa.id, TODAY)


def test_a_recommendation_without_an_action_cannot_close(session: Session, world: World) -> None:
    with pytest.raises(ActionRefused, match="no action"):
        closing.close_recommendation(session, world.recommendation, world.qa.id, TODAY)


def test_opened_again_it_needs_an_impact_that_was_judged_since(session: Session, world: World) -> None:
    action = make_action(session, world)
    judged(session, world, action, "changed_practice")
    closing.close_recommendation(session, world.recommendation, world.qa.id, TODAY)
    with pytest.raises(ActionRefused, match="why"):
        closing.reopen_recommendation(session, world.recommendation, world.qa.id, " ")
    closing.reopen_recommendation(session, world.recommendation, world.qa.id, "It has slipped back")
    assert (world.recommendation.state, world.recommendation.reopened) == ("open", 1)
    with pytest.raises(ActionRefused, match="since it was opened again"):
        closing.close_recommendation(session, world.recommendation, world.qa.id, TODAY)
    planning.reopen_action(session, action, LATER, world.qa.id, "Do it again", TODAY)
    judged(session, world, action, "better_for_children")
    closing.close_recommendation(session, world.recommendation, world.qa.id, TODAY)


def came_of(session: Session, world: World) -> str:
    session.expire_all()
    steps = chain_of(session, world.recommendation, TODAY).steps
    return next(one.says for one in steps if one.name == "Came of it")


def test_only_the_last_verdict_on_an_action_counts(session: Session, world: World) -> None:
    action = make_action(session, world)
    judged(session, world, action, "changed_practice")
    planning.reopen_action(session, action, LATER, world.qa.id, "The reply stopped", TODAY)
    assert came_of(session, world) == "Not judged yet"
    judged(session, world, action, "activity_only")
    assert came_of(session, world) == "Activity only"
    with pytest.raises(ActionRefused, match="Nobody has judged"):
        closing.close_recommendation(session, world.recommendation, world.qa.id, TODAY)


def test_what_was_judged_before_the_recommendation_was_opened_again_came_to_nothing(
    session: Session, world: World
) -> None:
    judged(session, world, make_action(session, world), "changed_practice")
    closing.close_recommendation(session, world.recommendation, world.qa.id, TODAY)
    closing.reopen_recommendation(session, world.recommendation, world.qa.id, "It has slipped back")
    assert came_of(session, world) == "Not judged yet"


def test_no_code_closes_an_action_again_by_what_was_claimed_before_it_was_opened(
    session: Session, world: World
) -> None:
    action = make_action(session, world)
    judged(session, world, action, "changed_practice")
    planning.reopen_action(session, action, LATER, world.qa.id, "More to do", TODAY)
    with pytest.raises(ClosedWithoutImpact):
        change(session, action, {"state": "closed", "closed_on": TODAY}, by_id=world.qa.id)
    session.rollback()


def test_an_action_stays_ended_under_a_closed_recommendation(session: Session, world: World) -> None:
    action = make_action(session, world)
    judged(session, world, action, "changed_practice")
    closing.close_recommendation(session, world.recommendation, world.qa.id, TODAY)
    with pytest.raises(ActionRefused, match="Open R-001 again first"):
        planning.reopen_action(session, action, LATER, world.qa.id, "More to do", TODAY)


def test_somebody_else_who_may_judge_does(session: Session, world: World) -> None:
    second = make_user(session, world.partnership, roles=("qa_group",))
    made = claim(session, make_action(session, world, owner_id=world.qa.id), world.qa)
    judge_impact(session, made, "better_for_children", "Children say so", second.id, TODAY)
    assert made.judged_by_id == second.id
