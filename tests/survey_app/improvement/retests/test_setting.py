"""Re-tests are set once at a time, called off with a reason, judged by somebody who did not do it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.improvement.actions import closing, planning
from survey_app.improvement.actions.reading import retests_waiting
from survey_app.improvement.actions.refusals import ActionRefused, NotYours
from survey_app.improvement.models import ReTest
from survey_app.improvement.retests.setting import cancel_retest, judge_retest
from tests.survey_app.factories import make_agency, make_partnership
from tests.survey_app.improvement.actions.action_world import TODAY, World, judged, make_action
from tests.survey_app.improvement.retests.retest_world import set_on


def in_now(session: Session, retest: ReTest) -> ReTest:
    retest.found, retest.found_at = {"grade": "fully", "grade_label": "Fully"}, now()
    session.flush()
    return retest


def test_one_is_under_way_at_a_time(session: Session, world: World) -> None:
    first = set_on(session, world.recommendation, world.qa.id)
    with pytest.raises(ActionRefused, match="under way already"):
        set_on(session, world.recommendation, world.qa.id)
    cancel_retest(session, first, "The standard is gone", world.qa.id)
    assert set_on(session, world.recommendation, world.qa.id).number == 2


@pytest.mark.parametrize(
    "values",
    [{"way": "phone"}, {"subject": ""}, {"asks": " "}, {"not_before": TODAY + timedelta(days=3000)}],
    ids=["way", "subject", "asks", "far ahead"],
)
def test_what_is_missing_is_said(session: Session, world: World, values: dict[str, Any]) -> None:
    with pytest.raises(ActionRefused):
        set_on(session, world.recommendation, world.qa.id, **values)


def test_an_agency_of_another_area_is_refused(session: Session, world: World) -> None:
    with pytest.raises(ActionRefused, match="this partnership’s area"):
        set_on(session, world.recommendation, world.qa.id, agency_id=make_agency(session, make_partnership(session)).id)


def test_audits_and_surveys_are_of_all_agencies(session: Session, world: World) -> None:
    with pytest.raises(ActionRefused, match="all agencies together"):
        set_on(
            session, world.recommendation, world.qa.id, way="case_audit", subject="b5", form_id="case-audit",
            agency_id=world.agency.id,
        )  # fmt: skip


def test_what_was_graded_before_is_not_told_to_whoever_looks(session: Session, world: World) -> None:
    grades = ("Fully", "Mostly", "Partly", "Not met")
    with pytest.raises(ActionRefused, match="tells what was graded before"):
        set_on(session, world.recommendation, world.qa.id, asks="Last time it was graded partly.", grades=grades)
    assert set_on(
        session, world.recommendation, world.qa.id, asks="Ask staff who told them, and partly how.", grades=grades
    )


@pytest.mark.parametrize("told", ["40% knew", "40 per cent knew", "8 of 20 knew", "12 out of 20 said so", "7.5 % knew"])
def test_no_figure_of_before_is_told_to_whoever_looks(session: Session, world: World, told: str) -> None:
    with pytest.raises(ActionRefused, match="is a figure"):
        set_on(session, world.recommendation, world.qa.id, asks=f"Last time {told}.")
    assert set_on(session, world.recommendation, world.qa.id, asks="Ask 3 of the staff, in 2 teams of theirs.")


def test_calling_off_needs_a_reason_and_ends_with_the_result(session: Session, world: World) -> None:
    retest = set_on(session, world.recommendation, world.qa.id)
    with pytest.raises(ActionRefused, match="why"):
        cancel_retest(session, retest, "", world.qa.id)
    with pytest.raises(ActionRefused, match="can no longer be called off"):
        cancel_retest(session, in_now(session, retest), "We do not like it", world.qa.id)


def test_a_recommendation_waits_for_its_re_test_and_is_closed_by_it(session: Session, world: World) -> None:
    retest = set_on(session, world.recommendation, world.qa.id)
    judged(session, world, make_action(session, world), "changed_practice")
    assert world.recommendation.state == "retest"
    with pytest.raises(ActionRefused, match="still to come"):
        closing.close_recommendation(session, world.recommendation, world.qa.id, TODAY)
    in_now(session, retest)
    with pytest.raises(ActionRefused, match="nobody has judged"):
        closing.close_recommendation(session, world.recommendation, world.qa.id, TODAY)
    judge_retest(session, retest, "confirmed", "Fully now", world.executive.id)
    closing.close_recommendation(session, world.recommendation, world.qa.id, TODAY)


def test_one_that_does_not_confirm_opens_it_again_and_voids_what_was_judged(session: Session, world: World) -> None:
    retest = set_on(session, world.recommendation, world.qa.id)
    judged(session, world, make_action(session, world), "changed_practice")
    judge_retest(session, in_now(session, retest), "not_confirmed", "As before", world.executive.id)
    assert (world.recommendation.state, world.recommendation.reopened) == ("open", 1)
    with pytest.raises(ActionRefused) as refused:
        closing.close_recommendation(session, world.recommendation, world.qa.id, TODAY)
    assert "since it was opened again" in refused.value.message
    assert "Set another" in refused.value.message
    assert set_on(session, world.recommendation, world.qa.id).number == 2


def test_a_closed_recommendation_is_opened_again_by_a_later_look(session: Session, world: World) -> None:
    judged(session, world, make_action(session, world), "better_for_children")
    closing.close_recommendation(session, world.recommendation, world.qa.id, TODAY)
    retest = set_on(session, world.recommendation, world.qa.id)
    assert world.recommendation.state == "closed"
    judge_retest(session, in_now(session, retest), "not_confirmed", "It slipped back", world.executive.id)
    assert (world.recommendation.state, world.recommendation.reopened) == ("open", 1)
    assert world.recommendation.closed_on is None


def test_a_confirmation_from_before_it_was_opened_again_closes_nothing(session: Session, world: World) -> None:
    retest = set_on(session, world.recommendation, world.qa.id)
    action = make_action(session, world)
    judged(session, world, action, "changed_practice")
    judge_retest(session, in_now(session, retest), "confirmed", "Fully now", world.executive.id)
    closing.close_recommendation(session, world.recommendation, world.qa.id, TODAY)
    closing.reopen_recommendation(session, world.recommendation, world.qa.id, "It slipped back")
    planning.reopen_action(session, action, TODAY + timedelta(days=60), world.qa.id, "Do it again", TODAY)
    judged(session, world, action, "changed_practice")
    with pytest.raises(ActionRefused, match="before it was opened again"):
        closing.close_recommendation(session, world.recommendation, world.qa.id, TODAY)


def test_unclear_asks_for_another(session: Session, world: World) -> None:
    retest = set_on(session, world.recommendation, world.qa.id)
    judged(session, world, make_action(session, world), "changed_practice")
    judge_retest(session, in_now(session, retest), "unclear", "Too few", world.executive.id)
    assert (world.recommendation.state, world.recommendation.reopened) == ("retest", 0)
    with pytest.raises(ActionRefused, match="Set another"):
        closing.close_recommendation(session, world.recommendation, world.qa.id, TODAY)


def test_a_result_that_could_not_be_told_is_only_unclear(session: Session, world: World) -> None:
    retest = in_now(session, set_on(session, world.recommendation, world.qa.id))
    retest.found = {"of": "An audit", "why_not": "Not told: too few."}
    for result in ("confirmed", "not_confirmed"):
        with pytest.raises(ActionRefused, match="could not be told"):
            judge_retest(session, retest, result, "I think so", world.executive.id)
    judge_retest(session, retest, "unclear", "Too few", world.executive.id)
    assert retest.result == "unclear"


@pytest.mark.parametrize("state", ["withdrawn", "not_accepted"])
def test_the_re_test_of_what_was_not_followed_rests(session: Session, world: World, state: str) -> None:
    retest = in_now(session, set_on(session, world.recommendation, world.qa.id))
    assert retests_waiting(session, world.partnership.id) == [retest]
    world.recommendation.state = state
    assert retests_waiting(session, world.partnership.id) == []
    with pytest.raises(ActionRefused, match="without having been followed"):
        judge_retest(session, retest, "confirmed", "Fully now", world.executive.id)


def test_nobody_judges_the_re_test_of_their_own_action(session: Session, world: World) -> None:
    make_action(session, world, owner_id=world.qa.id)
    retest = in_now(session, set_on(session, world.recommendation, world.lead.id))
    with pytest.raises(NotYours):
        judge_retest(session, retest, "confirmed", "I know it", world.qa.id)


def test_a_result_is_judged_once_and_only_when_it_is_in(session: Session, world: World) -> None:
    retest = set_on(session, world.recommendation, world.qa.id)
    with pytest.raises(ActionRefused, match="no result"):
        judge_retest(session, retest, "confirmed", "I expect it", world.executive.id)
    judge_retest(session, in_now(session, retest), "confirmed", "Fully now", world.executive.id)
    with pytest.raises(ActionRefused, match="judged this meanwhile"):
        judge_retest(session, retest, "not_confirmed", "Not really", world.qa.id)
