"""Two act on one action at once: one verdict counts, a level is reached once, nothing is closed over the other."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.database import db
from survey_app.errors import UserError
from survey_app.improvement.actions.closing import close_recommendation
from survey_app.improvement.actions.escalation import escalate_late
from survey_app.improvement.actions.giving import tell_new_owners
from survey_app.improvement.actions.impact import judge_impact
from survey_app.improvement.actions.planning import add_action, reopen_action
from survey_app.improvement.models import Action, Escalation
from survey_app.mail import OutboxMessage
from tests.survey_app.improvement.actions.action_world import DUE, TODAY, World, claim, judged, make_action, plan

Act = Callable[[Session, Action], object]


def at_once(app: Flask, session: Session, action: Action, *acts: Act) -> list[str]:
    """Do all of it at one moment, each in a transaction that has begun by reading; what came of each."""
    action_id, ready = action.id, Barrier(len(acts))
    session.commit()

    def one(act: Act) -> str:
        with app.app_context():
            own = db.session.get_one(Action, action_id)
            assert own.recommendation.state
            if db.engine.dialect.name == "sqlite":
                db.session.rollback()  # there a transaction that means to write waits before it reads
            ready.wait(60)
            try:
                act(db.session(), own)
            except UserError:
                db.session.rollback()
                return "refused"
            db.session.commit()
            return "done"

    with ThreadPoolExecutor(len(acts)) as threads:
        outcomes = list(threads.map(one, acts))
    session.rollback()
    session.expire_all()
    return sorted(outcomes)


def test_of_two_who_judge_at_once_one_counts(app: Flask, session: Session, world: World) -> None:
    action = make_action(session, world)
    claim(session, action, world.owner)
    judges = {"no_evidence": world.qa.id, "better_for_children": world.executive.id}

    def judging(verdict: str) -> Act:
        return lambda own, one: judge_impact(own, one.claims[-1], verdict, "As I read it", judges[verdict], TODAY)

    assert at_once(app, session, action, *map(judging, judges)) == ["done", "refused"]
    made = action.claims[0]
    assert made.judged_by_id == judges[made.verdict]
    assert action.state == ("open" if made.verdict == "no_evidence" else "closed")


def test_two_workers_reach_a_level_once(app: Flask, session: Session, world: World) -> None:
    action = make_action(session, world)
    late = DUE + timedelta(days=1)
    act: Act = lambda own, one: escalate_late(own, late)  # noqa: E731
    at_once(app, session, action, act, act)
    assert [one.level for one in session.scalars(select(Escalation)).all()] == [1]
    assert len(session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "action_due")).all()) == 1


def test_two_workers_tell_a_new_owner_once(app: Flask, session: Session, world: World) -> None:
    action, partnership_id = make_action(session, world), world.partnership.id
    act: Act = lambda own, one: tell_new_owners(own, partnership_id)  # noqa: E731
    assert at_once(app, session, action, act, act) == ["done", "done"]
    assert len(session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "action_given")).all()) == 1


def test_a_recommendation_is_not_closed_over_an_action_that_is_opened_again(
    app: Flask, session: Session, world: World
) -> None:
    action = make_action(session, world)
    judged(session, world, action, "changed_practice")
    qa, lead = world.qa.id, world.lead.id
    close: Act = lambda own, one: close_recommendation(own, one.recommendation, qa, TODAY)  # noqa: E731
    reopen: Act = lambda own, one: reopen_action(own, one, DUE, lead, "More to do", TODAY)  # noqa: E731
    assert at_once(app, session, action, close, reopen) == ["done", "refused"]
    assert (world.recommendation.state == "closed") == (action.state == "closed")


def test_two_who_plan_at_once_get_two_numbers(app: Flask, session: Session, world: World) -> None:
    action = make_action(session, world)
    made, by = plan(world), world.qa.id
    act: Act = lambda own, one: add_action(own, one.recommendation, made, by, TODAY)  # noqa: E731
    assert at_once(app, session, action, act, act) == ["done", "done"]
    assert sorted(one.number for one in world.recommendation.actions) == [1, 2, 3]
