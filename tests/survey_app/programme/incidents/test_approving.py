"""Two people approve a decision, neither entered it, one is the chair: by every route, and in the database itself."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.accounts.services import grant_roles
from survey_app.database import db, now
from survey_app.programme.incidents.approving import approve, propose, send_back
from survey_app.programme.incidents.clocks import decided
from survey_app.programme.incidents.models import IncidentDecision
from survey_app.programme.incidents.refusals import IncidentRefused
from survey_app.programme.incidents.settings import OUTCOMES, keep_settings
from tests.survey_app.programme.incidents.incident_world import (
    TODAY,
    World,
    decide,
    enter_days,
    make_incident,
    make_world,
    name_chair,
)


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


def proposed(session: Session, world: World, what: str = "notify") -> IncidentDecision:
    return propose(session, make_incident(session, world), "notification", what, "Agreed", by_id=world.qa.id)


def refused(session: Session, decision: IncidentDecision, user: User, says: str) -> None:
    with pytest.raises(IncidentRefused, match=says):
        approve(session, decision, by_id=user.id, today=TODAY)


def test_the_chair_and_one_of_the_executive_approve_in_either_order(session: Session, world: World) -> None:
    one = proposed(session, world)
    assert not approve(session, one, by_id=world.chair.id, today=TODAY)
    assert not one.is_approved
    assert approve(session, one, by_id=world.executive.id, today=TODAY)
    assert decided(one.incident, "notification") is one
    other = make_incident(session, world, reference="SI-2026-8")
    assert decide(session, world, other).is_approved


def test_nobody_approves_what_they_entered_nor_twice_whatever_their_roles(session: Session, world: World) -> None:
    grant_roles(session, world.qa, partnership_id=world.partnership.id, role_keys=("qa_group", "executive_member"))
    one = proposed(session, world)
    refused(session, one, world.qa, "You entered this")
    approve(session, one, by_id=world.executive.id, today=TODAY)
    refused(session, one, world.executive, "approved this already")
    grant_roles(session, world.chair, partnership_id=world.partnership.id, role_keys=("qa_group", "executive_member"))
    approve(session, one, by_id=world.chair.id, today=TODAY)
    refused(session, one, world.second_executive, "does not wait")


def test_two_of_the_executive_are_not_enough(session: Session, world: World) -> None:
    one = proposed(session, world)
    approve(session, one, by_id=world.executive.id, today=TODAY)
    refused(session, one, world.second_executive, "the second approval is theirs")
    assert not one.is_approved


def test_the_chair_of_before_counts_as_chair_and_a_new_one_is_no_second_partner(session: Session, world: World) -> None:
    one = proposed(session, world)
    approve(session, one, by_id=world.chair.id, today=TODAY)
    name_chair(session, world, world.second_qa)
    refused(session, one, world.second_qa, "another partner")
    refused(session, one, world.chair, "already")
    assert approve(session, one, by_id=world.executive.id, today=TODAY)


def test_a_chair_who_is_named_between_the_two_approvals_is_no_party(session: Session, world: World) -> None:
    one = proposed(session, world)
    approve(session, one, by_id=world.executive.id, today=TODAY)
    name_chair(session, world, world.second_qa)
    refused(session, one, world.second_qa, "whoever was the chair")
    assert approve(session, one, by_id=world.chair.id, today=TODAY)
    assert one.chair_id == world.chair.id


def test_a_member_who_becomes_the_chair_after_the_chair_has_approved_is_still_the_second(
    session: Session, world: World
) -> None:
    one = proposed(session, world)
    approve(session, one, by_id=world.chair.id, today=TODAY)
    name_chair(session, world, world.executive)
    assert approve(session, one, by_id=world.executive.id, today=TODAY)
    assert one.chair_id == world.chair.id


def test_nothing_is_notified_and_decided_against(session: Session, world: World) -> None:
    incident = make_incident(session, world)
    decide(session, world, incident)
    against = propose(session, incident, "notification", "not_notify", "Not met.", by_id=world.qa.id)
    approve(session, against, by_id=world.executive.id, today=TODAY)
    enter_days(session, world, incident, notified_on=date(2026, 12, 29), notified_by="head of service")
    refused(session, against, world.chair, "has been sent already")
    kept = decided(incident, "notification")
    assert kept is not None
    assert kept.what == "notify"


def test_others_of_the_qa_group_strangers_and_those_who_left_do_not_approve(session: Session, world: World) -> None:
    one = proposed(session, world)
    refused(session, one, world.second_qa, "The chair of the QA group approves")
    refused(session, one, world.scrutineer, "does not approve")
    refused(session, one, make_world(session).executive, "does not approve")
    world.executive.active = False
    refused(session, one, world.executive, "does not approve")


def test_nobody_names_themselves_as_the_chair_and_the_chair_enters_nothing(session: Session, world: World) -> None:
    with pytest.raises(IncidentRefused, match="cannot name yourself"):
        name_chair(session, world, world.second_qa, by=world.second_qa)
    with pytest.raises(IncidentRefused, match="whose role may approve"):
        name_chair(session, world, world.councillor)
    with pytest.raises(IncidentRefused, match="You are the chair"):
        propose(session, make_incident(session, world), "notification", "notify", "Agreed", by_id=world.chair.id)


def test_without_a_chair_nothing_is_decided(session: Session) -> None:
    bare = make_world(session, chair=False)
    with pytest.raises(IncidentRefused, match="Name the chair"):
        propose(session, make_incident(session, bare), "notification", "notify", "Agreed", by_id=bare.qa.id)


@pytest.mark.parametrize("route", ["entered and first", "entered and second", "first and second", "no chair"])
def test_the_database_refuses_what_the_program_might_let_through(session: Session, world: World, route: str) -> None:
    one = proposed(session, world)
    pairs = {
        "entered and first": (world.qa, None), "entered and second": (world.chair, world.qa),
        "first and second": (world.chair, world.chair), "no chair": (world.executive, world.second_executive),
    }  # fmt: skip
    first, second = pairs[route]
    one.first_by_id, one.first_at, one.chair_id = first.id, now(), world.chair.id
    if second is not None:
        one.second_by_id, one.second_at = second.id, now()
    with pytest.raises(IntegrityError):
        session.flush()


def test_two_who_approve_at_the_same_moment_are_two_and_one_who_does_is_one(app: Flask, session: Session) -> None:
    world = make_world(session)
    one = proposed(session, world)
    decision_id, executive_id, chair_id = one.id, world.executive.id, world.chair.id
    dialect = session.get_bind().dialect.name
    session.commit()
    results: list[str] = []

    def press(user_id: int) -> None:
        with app.app_context():
            try:
                found = db.session.get(IncidentDecision, decision_id)
                assert found is not None
                approve(db.session(), found, by_id=user_id, today=TODAY)
                db.session.commit()
                results.append("approved")
            except Exception as error:
                db.session.rollback()
                results.append(type(error).__name__)

    if dialect == "sqlite":  # there, requests that write come one after another
        for user_id in (executive_id, executive_id):
            press(user_id)
    else:
        threads = [threading.Thread(target=press, args=(executive_id,)) for _ in range(4)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
    assert results.count("approved") == 1
    press(chair_id)
    session.expire_all()
    kept = session.scalars(select(IncidentDecision).where(IncidentDecision.id == decision_id)).one()
    assert {kept.first_by_id, kept.second_by_id} == {executive_id, chair_id}


def test_one_decision_waits_at_a_time_and_a_newer_one_replaces_the_older(session: Session, world: World) -> None:
    one = proposed(session, world, "not_notify")
    with pytest.raises(IncidentRefused, match="waits to be approved already"):
        propose(session, one.incident, "notification", "notify", "Agreed", by_id=world.qa.id)
    send_back(session, one, "More is known now.", by_id=world.executive.id)
    refused(session, one, world.chair, "does not wait")
    first = decide(session, world, one.incident, what="not_notify")
    second = decide(session, world, one.incident)
    assert decided(one.incident, "notification") is second
    assert first.ended_why == f"Replaced by decision {second.number}."


def test_nothing_is_entered_as_sent_or_complete_before_two_have_approved(session: Session, world: World) -> None:
    incident = make_incident(session, world)
    sent = {"notified_on": date(2026, 12, 29), "notified_by": "head of service"}
    with pytest.raises(IncidentRefused, match="once two people have approved"):
        enter_days(session, world, incident, **sent)
    with pytest.raises(IncidentRefused, match="follows the notification"):
        propose(session, incident, "rapid_review", "b", "Agreed", by_id=world.qa.id)
    decide(session, world, incident)
    enter_days(session, world, incident, **sent)
    with pytest.raises(IncidentRefused, match="approved its outcome"):
        enter_days(session, world, incident, review_completed_on=date(2026, 12, 30))
    decide(session, world, incident, "rapid_review", "b")
    enter_days(session, world, incident, review_completed_on=date(2026, 12, 30))
    with pytest.raises(IncidentRefused, match="leads to one"):
        enter_days(session, world, incident, lcspr_started_on=date(2026, 12, 30))


def test_words_of_the_outcomes_are_the_partnerships_own(session: Session, world: World) -> None:
    outcomes = OUTCOMES | {"a": "Complex, or of national significance"}
    keep_settings(
        session, world.partnership.id, chair_id=world.chair.id, outcomes=outcomes, reminders=(1,), by_id=world.qa.id
    )
    with pytest.raises(IncidentRefused, match="up to six reminders"):
        keep_settings(
            session, world.partnership.id, chair_id=world.chair.id, outcomes=outcomes, reminders=(99,),
            by_id=world.qa.id,
        )  # fmt: skip
    with pytest.raises(IncidentRefused, match="could tell who somebody is"):
        keep_settings(
            session, world.partnership.id, chair_id=world.chair.id, outcomes=outcomes | {"b": "NHS 999 000 0018"},
            reminders=(1,), by_id=world.qa.id,
        )  # fmt: skip
