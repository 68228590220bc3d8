"""Actions are planned with a measure of success; what changes later needs a reason and stays in the history."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.improvement.actions import planning
from survey_app.improvement.actions.planning import add_action
from survey_app.improvement.actions.progress import note_progress
from survey_app.improvement.actions.refusals import ActionRefused, NotYours
from survey_app.improvement.changing import ChangedMeanwhile
from survey_app.improvement.models import Action, ChainChange
from tests.survey_app.factories import make_agency, make_partnership, make_user
from tests.survey_app.improvement.actions.action_world import DUE, TODAY, World, claim, make_action, plan


def history(session: Session, action: Action, field: str) -> list[tuple[str, str, str]]:
    lines = select(ChainChange).where(ChainChange.record_id == action.id, ChainChange.field == field)
    return [(one.was, one.became, one.why) for one in session.scalars(lines.order_by(ChainChange.at, ChainChange.id))]


def test_actions_are_numbered_one_after_another(session: Session, world: World) -> None:
    assert [make_action(session, world).reference for _ in range(3)] == ["A-001", "A-002", "A-003"]


def test_an_action_without_a_measure_of_success_is_refused(session: Session, world: World) -> None:
    with pytest.raises(ActionRefused, match="how it will be known"):
        make_action(session, world, success_measure="  ")


def test_somebody_has_to_own_it(session: Session, world: World) -> None:
    with pytest.raises(ActionRefused, match="Choose who does this"):
        make_action(session, world, owner_id=None, owner=" ")
    assert make_action(session, world, owner_id=None, owner="Head of the front door").owner == "Head of the front door"


def test_nobody_of_another_partnership_owns_it(session: Session, world: World) -> None:
    elsewhere = make_partnership(session)
    stranger = make_user(session, elsewhere, roles=("action_owner",))
    with pytest.raises(ActionRefused, match="of this partnership"):
        make_action(session, world, owner_id=stranger.id)


def test_an_agency_of_another_area_is_refused(session: Session, world: World) -> None:
    with pytest.raises(ActionRefused, match="this partnership’s area"):
        make_action(session, world, agency_id=make_agency(session, make_partnership(session)).id)


@pytest.mark.parametrize("days", [-1, 6 * 366], ids=["yesterday", "in six years"])
def test_a_day_that_nobody_can_mean_is_refused(session: Session, world: World, days: int) -> None:
    with pytest.raises(ActionRefused):
        make_action(session, world, due_by=TODAY + timedelta(days=days))


def test_an_ended_recommendation_takes_no_action(session: Session, world: World) -> None:
    world.recommendation.state = "withdrawn"
    with pytest.raises(ActionRefused, match="not open"):
        add_action(session, world.recommendation, plan(world), world.qa.id, TODAY)


def test_a_text_that_holds_a_telephone_number_is_refused(session: Session, world: World) -> None:
    with pytest.raises(ActionRefused, match="belongs to one person"):
        make_action(session, world, what="Ring the mother on 07700 900123")


def test_another_measure_needs_a_reason_and_is_history(session: Session, world: World) -> None:
    action = make_action(session, world)
    before = action.success_measure
    with pytest.raises(ActionRefused, match="reason"):
        planning.change_measure(session, action, "Eight of ten", world.qa.id, " ")
    planning.change_measure(session, action, "Eight of ten", world.qa.id, "The audit asks fewer")
    assert history(session, action, "success_measure") == [(before, "Eight of ten", "The audit asks fewer")]


def test_the_measure_does_not_change_under_a_claim(session: Session, world: World) -> None:
    action = make_action(session, world)
    claim(session, action, world.owner)
    with pytest.raises(ActionRefused, match="waits to be judged"):
        planning.change_measure(session, action, "Whatever was reached", world.owner.id, "It fits better")


def test_the_owner_does_not_change_under_a_claim(session: Session, world: World) -> None:
    action = make_action(session, world)
    claim(session, action, world.owner)
    with pytest.raises(ActionRefused, match="waits to be judged"):
        planning.name_owner(session, action, world.lead.id, "", world.qa.id)


def test_more_time_moves_the_day_and_keeps_the_first(session: Session, world: World) -> None:
    action = make_action(session, world)
    later = DUE + timedelta(days=14)
    planning.give_more_time(session, action, later, world.lead.id, "The system is late", TODAY)
    assert (action.due_by, action.first_due_by) == (later, DUE)
    assert history(session, action, "due_by") == [(DUE.isoformat(), later.isoformat(), "The system is late")]


def test_the_owner_does_not_give_themselves_more_time(session: Session, world: World) -> None:
    action = make_action(session, world, owner_id=world.lead.id)
    with pytest.raises(NotYours, match="Ask your agency"):
        planning.give_more_time(session, action, DUE + timedelta(days=14), world.lead.id, "I need it", TODAY)


def test_who_gave_it_away_for_that_neither_gives_time_nor_drops_it(session: Session, world: World) -> None:
    action = make_action(session, world, owner_id=world.lead.id)
    planning.name_owner(session, action, world.owner.id, "", world.lead.id)
    with pytest.raises(NotYours, match="or did"):
        planning.give_more_time(session, action, DUE + timedelta(days=14), world.lead.id, "I need it", TODAY)
    with pytest.raises(NotYours, match="or did"):
        planning.drop_action(session, action, world.lead.id, "No longer needed", TODAY)


def test_the_reason_for_another_owner_belongs_to_nobody(session: Session, world: World) -> None:
    action = make_action(session, world)
    with pytest.raises(ActionRefused, match="belongs to one person"):
        planning.name_owner(session, action, world.lead.id, "", world.qa.id, "Ring the mother on 07700 900123")


def test_more_time_needs_a_reason(session: Session, world: World) -> None:
    with pytest.raises(ActionRefused, match="reason"):
        planning.give_more_time(session, make_action(session, world), DUE + timedelta(days=1), world.qa.id, "", TODAY)


def test_the_owner_does_not_drop_it_alone(session: Session, world: World) -> None:
    with pytest.raises(NotYours):
        planning.drop_action(session, make_action(session, world), world.owner.id, "No longer needed", TODAY)


def test_a_dropped_action_never_closes_its_recommendation(session: Session, world: World) -> None:
    action = make_action(session, world)
    planning.drop_action(session, action, world.qa.id, "Done by the region", TODAY)
    assert (action.state, action.state_why, action.closed_on) == ("dropped", "Done by the region", TODAY)
    assert world.recommendation.state == "open"


def test_dropping_needs_a_reason(session: Session, world: World) -> None:
    with pytest.raises(ActionRefused, match="reason"):
        planning.drop_action(session, make_action(session, world), world.qa.id, "   ", TODAY)


def test_a_claim_that_waits_cannot_be_dropped_away(session: Session, world: World) -> None:
    action = make_action(session, world)
    claim(session, action, world.owner)
    with pytest.raises(ActionRefused, match="waits to be judged"):
        planning.drop_action(session, action, world.qa.id, "Too late", TODAY)


def test_an_ended_action_is_opened_again_with_a_new_day_and_counted(session: Session, world: World) -> None:
    action = make_action(session, world)
    planning.drop_action(session, action, world.qa.id, "Not needed", TODAY)
    planning.reopen_action(session, action, DUE, world.qa.id, "Needed after all", TODAY)
    assert (action.state, action.reopened, action.closed_on) == ("open", 1, None)
    with pytest.raises(ActionRefused, match="open already"):
        planning.reopen_action(session, action, DUE, world.qa.id, "Again", TODAY)


def test_somebody_who_saw_an_older_page_changes_nothing(session: Session, world: World) -> None:
    action = make_action(session, world)
    seen = action.revision
    planning.reword(session, action, "Send a letter", world.qa.id, "Clearer")
    with pytest.raises(ChangedMeanwhile):
        planning.reword(session, action, "Send an e-mail", world.lead.id, "Faster", seen=seen)


@pytest.mark.parametrize("progress", ["at_risk", "stuck"])
def test_trouble_says_what_is_in_the_way(session: Session, world: World, progress: str) -> None:
    with pytest.raises(ActionRefused, match="in the way"):
        note_progress(session, make_action(session, world), progress, "", world.owner.id, TODAY)


def test_done_is_about_the_work_and_closes_nothing(session: Session, world: World) -> None:
    action = make_action(session, world)
    note_progress(session, action, "done", "", world.owner.id, TODAY)
    assert (action.state, action.done_on, action.progress) == ("open", TODAY, "done")
    note_progress(session, action, "on_track", "One team is missing", world.owner.id, TODAY)
    assert action.done_on is None
    assert [one.progress for one in action.notes] == ["done", "on_track"]


def test_people_of_the_agency_are_offered_first(session: Session, world: World) -> None:
    offered = planning.owners_offered(session, world.partnership.id, world.agency.id)
    assert {one for one, _ in offered[:2]} == {world.owner.id, world.lead.id}
    assert world.executive.id not in {one for one, _ in offered}
