"""Many at once keep every rule of changing one: seen as they are, a reason each, all of them or none."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.improvement.actions.planning import give_more_time
from survey_app.improvement.chain.refusals import ChainRefused
from survey_app.improvement.chain.replying import reply
from survey_app.improvement.lists.bulk import (
    MOST_AT_ONCE,
    BulkEdit,
    BulkRefused,
    edit_actions,
    edit_recommendations,
)
from survey_app.improvement.models import Action, ChainChange, Recommendation
from tests.survey_app.factories import make_agency, make_user
from tests.survey_app.improvement.actions.action_world import (
    DUE,
    TODAY,
    World,
    judged,
    make_action,
    make_recommendation,
    make_world,
)


def edit(field: str, value: str, *records: Recommendation | Action, **values: Any) -> BulkEdit:
    return BulkEdit(
        **{
            "field": field, "value": value, "why": "As the Executive decided.",
            "seen": {one.id: one.revision for one in records}, **values,
        }
    )  # fmt: skip


@pytest.fixture
def three(session: Session, world: World) -> list[Recommendation]:
    more = [make_recommendation(session, world.partnership, world.agency) for _ in range(2)]
    return [world.recommendation, *more]


def lines(session: Session, field: str) -> list[ChainChange]:
    return list(session.scalars(select(ChainChange).where(ChainChange.field == field)))


def test_all_are_changed_and_each_has_its_line_with_the_reason(
    session: Session, world: World, three: list[Recommendation]
) -> None:
    assert edit_recommendations(session, world.partnership.id, edit("priority", "high", *three), world.qa.id) == 3
    assert {one.priority for one in three} == {"high"}
    noted = lines(session, "priority")
    assert {one.record_id for one in noted} == {one.id for one in three}
    assert {(one.was, one.became, one.why, one.by_id) for one in noted} == {
        ("medium", "high", "As the Executive decided.", world.qa.id)
    }


@pytest.mark.parametrize("how", ["changed meanwhile", "closed", "gone"])
def test_one_that_cannot_be_changed_leaves_all_as_they_were(
    session: Session, world: World, three: list[Recommendation], how: str
) -> None:
    asked = edit("priority", "high", *three)
    if how == "changed meanwhile":
        reply(session, three[2], "accepted", "", world.lead.id)
    elif how == "closed":
        three[2].state, three[2].closed_on = "withdrawn", None
        session.flush()
    else:
        asked = edit("priority", "high", *three, seen={**asked.seen, "not-there": 1})
    with pytest.raises(BulkRefused) as refused:
        edit_recommendations(session, world.partnership.id, asked, world.qa.id)
    session.expire_all()
    assert {one.priority for one in three} == {"medium"}
    assert lines(session, "priority") == []
    assert "no longer there" in refused.value.message or refused.value.message.startswith(three[2].reference)


def test_another_owner_replies_anew(session: Session, world: World, three: list[Recommendation]) -> None:
    other = make_agency(session, world.partnership)
    for one in three:
        reply(session, one, "accepted", "", world.lead.id)
    edit_recommendations(session, world.partnership.id, edit("owner", str(other.id), *three), world.qa.id)
    assert {(one.owner_id, one.reply) for one in three} == {(other.id, "")}


@pytest.mark.parametrize(
    ("field", "value"),
    [("priority", "urgent"), ("owner", "x"), ("owner", "9" * 20), ("state", "closed"), ("", ""), ("closed_on", "x")],
)
def test_nothing_but_the_fields_on_offer_can_be_changed(
    session: Session, world: World, three: list[Recommendation], field: str, value: str
) -> None:
    with pytest.raises((BulkRefused, ChainRefused)):
        edit_recommendations(session, world.partnership.id, edit(field, value, *three), world.qa.id)
    assert {one.state for one in three} == {"open"}


def test_an_owner_from_elsewhere_is_refused(session: Session, world: World, three: list[Recommendation]) -> None:
    elsewhere = make_world(session).agency
    with pytest.raises(BulkRefused, match="works in the partnership"):
        edit_recommendations(session, world.partnership.id, edit("owner", str(elsewhere.id), *three), world.qa.id)


def test_records_of_another_partnership_are_not_there(session: Session, world: World) -> None:
    foreign = make_world(session)
    asked = edit("priority", "high", world.recommendation, foreign.recommendation)
    with pytest.raises(BulkRefused, match="no longer there"):
        edit_recommendations(session, world.partnership.id, asked, world.qa.id)
    action = make_action(session, foreign)
    due = edit("due_by", (DUE + timedelta(days=9)).isoformat(), action)
    with pytest.raises(BulkRefused, match="no longer there"):
        edit_actions(session, world.partnership.id, due, world.qa.id, TODAY)
    assert (foreign.recommendation.priority, action.due_by) == ("medium", DUE)


def test_a_reason_and_at_least_one_record_are_asked_for(
    session: Session, world: World, three: list[Recommendation]
) -> None:
    for asked, said in (
        (edit("priority", "high", *three, why=" "), "Say why"),
        (edit("priority", "high"), "at least one"),
        (edit("priority", "high", seen={str(one): 1 for one in range(MOST_AT_ONCE + 1)}), "at most"),
    ):
        with pytest.raises(BulkRefused, match=said):
            edit_recommendations(session, world.partnership.id, asked, world.qa.id)


def test_a_theme_that_tells_who_somebody_is_is_refused(
    session: Session, world: World, three: list[Recommendation]
) -> None:
    with pytest.raises(ChainRefused):
        edit_recommendations(session, world.partnership.id, edit("theme", "999 000 0018", *three), world.qa.id)
    assert {one.theme for one in three} == {"Front door"}


def test_more_time_for_many_keeps_the_first_due_day(session: Session, world: World) -> None:
    actions = [make_action(session, world) for _ in range(3)]
    later = DUE + timedelta(days=30)
    asked = edit("due_by", later.isoformat(), *actions)
    assert edit_actions(session, world.partnership.id, asked, world.qa.id, TODAY) == 3
    assert {(one.due_by, one.first_due_by) for one in actions} == {(later, DUE)}


def test_an_owner_cannot_give_themselves_more_time_among_many(session: Session, world: World) -> None:
    own = make_action(session, world, owner_id=world.lead.id)
    actions = [make_action(session, world), own]
    asked = edit("due_by", (DUE + timedelta(days=30)).isoformat(), *actions)
    with pytest.raises(BulkRefused, match=f"{own.reference}: You own this action"):
        edit_actions(session, world.partnership.id, asked, world.lead.id, TODAY)
    session.expire_all()
    assert {one.due_by for one in actions} == {DUE}


def test_an_action_whose_impact_waits_to_be_judged_keeps_its_owner(session: Session, world: World) -> None:
    first, second = make_action(session, world), make_action(session, world)
    other = make_user(session, world.partnership, roles=("action_owner",), agency=world.agency)
    second.state = "claimed"
    session.flush()
    with pytest.raises(BulkRefused, match=second.reference):
        edit_actions(session, world.partnership.id, edit("owner", str(other.id), first, second), world.qa.id, TODAY)
    session.expire_all()
    assert first.owner_id == world.owner.id


def test_a_recommendation_that_activity_alone_has_not_closed_cannot_be_closed_among_many(
    session: Session, world: World
) -> None:
    action = make_action(session, world)
    judged(session, world, action, "activity_only")
    for field, value in (("state", "closed"), ("closed_on", TODAY.isoformat())):
        asked = edit(field, value, world.recommendation)
        with pytest.raises(BulkRefused):
            edit_recommendations(session, world.partnership.id, asked, world.qa.id)
    session.refresh(world.recommendation)
    assert world.recommendation.state == "open"


def test_an_action_changed_meanwhile_is_refused(session: Session, world: World) -> None:
    action = make_action(session, world)
    asked = edit("due_by", (DUE + timedelta(days=30)).isoformat(), action)
    give_more_time(session, action, DUE + timedelta(days=3), world.qa.id, "A week of leave.", TODAY)
    with pytest.raises(BulkRefused, match="was changed after you opened it"):
        edit_actions(session, world.partnership.id, asked, world.qa.id, TODAY)
