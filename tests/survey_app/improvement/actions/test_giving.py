"""Whoever is given an action is told once, in one mail for all of them, and not of what they took or lost again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from survey_app.accounts.models import Membership, User
from survey_app.database import now
from survey_app.improvement.actions import giving, planning
from survey_app.improvement.actions.escalation import remind_before_due
from survey_app.improvement.actions.giving import LISTED, MADE_UP_FOR, tell_new_owners
from survey_app.improvement.actions.nightly import follow_givings
from survey_app.improvement.lists.bulk import BulkEdit, edit_actions
from survey_app.improvement.models import Action
from survey_app.jobs import PERIODIC
from survey_app.mail import OutboxMessage, compose
from tests.survey_app.factories import make_user
from tests.survey_app.improvement.actions.action_world import DUE, TODAY, World, claim, make_action, make_world


def given(session: Session) -> list[OutboxMessage]:
    query = select(OutboxMessage).where(OutboxMessage.kind == "action_given")
    return list(session.scalars(query.order_by(OutboxMessage.to_address)))


def tell(session: Session, world: World) -> list[str]:
    """Run the evening's work, and say to whom messages have gone in all."""
    tell_new_owners(session, world.partnership.id)
    return [one.to_address for one in given(session)]


def give(session: Session, world: World, action: Action, to: User | None, by: User | None = None) -> None:
    planning.name_owner(
        session, action, to.id if to else None, "Head of Early Help", (by or world.qa).id, "It is theirs to do."
    )


@pytest.fixture
def other(session: Session, world: World) -> User:
    return make_user(session, world.partnership, roles=("action_owner",), agency=world.agency)


def test_the_owner_of_a_new_action_reads_what_by_when_and_how_it_is_known_and_nothing_else(
    session: Session, world: World
) -> None:
    action = make_action(session, world)
    assert tell(session, world) == [world.owner.email]
    [message] = given(session)
    assert message.subject == f"Given to you: {action.reference}"
    assert compose(session, message) == message.body
    assert message.body == (
        f"Dear {world.owner.name},\n\n"
        f"{world.partnership.name} has given you an action:\n\n"
        f"{action.reference}, due by 1 July 2026\n"
        "Send a reply to each referrer within one working day\n"
        "It will be known that it helped by this: Nine of ten referrers say that they were told, in the next audit.\n\n"
        "Note how it goes, add evidence, or say what came of it:\n"
        f"http://localhost/p/{world.partnership.slug}/improvement/actions/{action.number}\n"
    )


def test_however_often_the_worker_runs_it_is_told_once(session: Session, world: World) -> None:
    make_action(session, world)
    assert len(tell(session, world)) == len(tell(session, world)) == 1
    remind_before_due(session, DUE - timedelta(days=7))
    assert len(tell(session, world)) == 1


def test_what_is_given_the_next_day_comes_without_what_was_told_before(session: Session, world: World) -> None:
    before = make_action(session, world)
    tell(session, world)
    after = make_action(session, world)
    assert len(tell(session, world)) == 2
    subjects = {one.subject for one in given(session)}
    assert subjects == {f"Given to you: {one.reference}" for one in (before, after)}


def test_the_worker_does_it_by_itself() -> None:
    assert follow_givings in [work for _, _, work in PERIODIC]


def test_another_owner_is_told_and_the_first_one_again_when_it_comes_back(
    session: Session, world: World, other: User
) -> None:
    action = make_action(session, world)
    told = [world.owner.email]
    assert tell(session, world) == told
    for owner in (other, world.owner):
        give(session, world, action, owner)
        told.append(owner.email)
        assert tell(session, world) == sorted(told)


def test_who_took_it_themselves_is_not_told(session: Session, world: World, other: User) -> None:
    make_action(session, world, owner_id=world.qa.id)
    action = make_action(session, world)
    give(session, world, action, other, by=other)
    assert tell(session, world) == []


def test_other_words_another_day_or_another_role_is_no_giving(session: Session, world: World) -> None:
    action = make_action(session, world)
    tell(session, world)
    planning.reword(session, action, "Send a letter to each referrer", world.qa.id, "It is clearer.")
    planning.give_more_time(session, action, DUE + timedelta(days=9), world.qa.id, "Agreed", TODAY)
    give(session, world, action, world.owner)
    assert len(tell(session, world)) == 1


def test_a_role_without_an_account_is_told_nothing_and_neither_is_its_lead(session: Session, world: World) -> None:
    make_action(session, world, owner_id=None, owner="Head of Early Help")
    assert tell(session, world) == []


def to_a_role(session: Session, world: World, action: Action) -> None:
    give(session, world, action, None)


def drop(session: Session, world: World, action: Action) -> None:
    planning.drop_action(session, action, world.qa.id, "Not needed", TODAY)


def claimed(session: Session, world: World, action: Action) -> None:
    claim(session, action, world.owner)


def withdrawn(session: Session, world: World, action: Action) -> None:
    world.recommendation.state = "withdrawn"
    session.flush()


def gone(session: Session, world: World, action: Action) -> None:
    session.execute(delete(Membership).where(Membership.user_id == world.owner.id))
    session.expire_all()


Ending = Callable[[Session, World, Action], None]
ENDINGS = pytest.mark.parametrize("end", [to_a_role, drop, claimed, withdrawn, gone], ids=lambda one: one.__name__)


@ENDINGS
def test_what_is_taken_away_before_the_evening_is_not_told(session: Session, world: World, end: Ending) -> None:
    action = make_action(session, world)
    end(session, world, action)
    assert tell(session, world) == []


@ENDINGS
def test_what_is_taken_away_while_the_mail_waits_calls_it_off(session: Session, world: World, end: Ending) -> None:
    action = make_action(session, world)
    tell(session, world)
    end(session, world, action)
    [message] = given(session)
    assert compose(session, message) is None


def test_of_two_that_wait_the_one_that_is_left_goes_out(session: Session, world: World, other: User) -> None:
    left, taken = make_action(session, world), make_action(session, world)
    tell(session, world)
    give(session, world, taken, other)
    [message] = given(session)
    body = str(compose(session, message))
    assert message.subject == f"Given to you: {left.reference}"
    assert left.reference in body
    assert taken.reference not in body


def test_what_came_back_while_the_mail_waited_is_told_by_the_later_one_alone(
    session: Session, world: World, other: User
) -> None:
    action = make_action(session, world)
    tell(session, world)
    give(session, world, action, other)
    give(session, world, action, world.owner)
    assert tell(session, world) == [world.owner.email] * 2
    assert sorted(compose(session, one) is None for one in given(session)) == [False, True]


def test_many_that_are_given_at_once_come_in_one_mail_the_soonest_first(
    session: Session, world: World, other: User
) -> None:
    actions = [make_action(session, world, due_by=DUE - timedelta(days=day)) for day in range(LISTED + 2)]
    seen = {one.id: one.revision for one in actions}
    change = BulkEdit(field="owner", value=str(other.id), why="As agreed.", seen=seen)
    edit_actions(session, world.partnership.id, change, world.qa.id, TODAY)
    assert tell(session, world) == [other.email]
    [message] = given(session)
    assert message.subject == "Given to you: 12 actions"
    at = [message.body.index(f"{one.reference}, due by") for one in reversed(actions[2:])]
    assert at == sorted(at)
    assert message.body.count("It will be known that it helped by this") == LISTED
    assert all(one.reference not in message.body for one in actions[:2])
    assert "\n\nand 2 more\n\n" in message.body
    assert f"/p/{world.partnership.slug}/my-actions/\n" in message.body
    assert len(tell(session, world)) == 1


def test_ten_are_listed_whole(session: Session, world: World) -> None:
    for _ in range(LISTED):
        make_action(session, world)
    tell(session, world)
    [message] = given(session)
    assert message.body.count(", due by ") == LISTED
    assert " more\n" not in message.body


def test_what_was_given_long_before_a_worker_came_back_is_not_made_up_for(
    session: Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_action(session, world)
    later = now() + MADE_UP_FOR + timedelta(hours=1)
    monkeypatch.setattr(giving, "now", lambda: later)
    assert tell(session, world) == []


def test_one_person_or_partnership_in_trouble_holds_up_no_other(
    session: Session, world: World, other: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = make_world(session)
    make_action(session, world)
    make_action(session, world, owner_id=other.id)
    make_action(session, elsewhere)
    session.commit()
    body, broken = giving._body, world.owner.id

    def trouble(session: Session, givings: list[giving.Giving]) -> str:
        if givings[0].owner.id == broken:
            raise RuntimeError("constructed")
        return body(session, givings)

    monkeypatch.setattr(giving, "_body", trouble)
    follow_givings(session)
    session.rollback()
    assert [one.to_address for one in given(session)] == sorted([other.email, elsewhere.owner.email])
    monkeypatch.setattr(giving, "_body", body)
    follow_givings(session)
    assert len(given(session)) == 3


def test_an_address_that_changed_meanwhile_is_the_new_one(session: Session, world: World) -> None:
    make_action(session, world)
    session.execute(update(User).where(User.id == world.owner.id).values(email="new@agency.example"))
    session.expire_all()
    assert tell(session, world) == ["new@agency.example"]
