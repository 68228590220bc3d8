"""What an incident's page says is next, from awareness to the closed record, and to whom."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from survey_app.programme.incidents import index_views
from survey_app.programme.incidents.approving import approve, propose
from survey_app.programme.incidents.breaches import give_reason
from survey_app.programme.incidents.clocks import calendar_of, states_of
from survey_app.programme.incidents.entering import end_incident
from survey_app.programme.incidents.models import SeriousIncident
from survey_app.programme.incidents.next_step import NextStep, next_step
from survey_app.programme.incidents.refusals import IncidentRefused
from survey_app.programme.incidents.rules import rules_of
from tests.survey_app.factories import sign_in
from tests.survey_app.programme.incidents.incident_world import (
    AWARE,
    TODAY,
    World,
    decide,
    enter_days,
    make_incident,
    make_world,
)


@pytest.fixture
def world(session: Session) -> World:
    made = make_world(session)
    session.commit()
    return made


def step_of(session: Session, incident: SeriousIncident, today: date = TODAY) -> NextStep:
    states = states_of(incident, rules_of(session, incident.partnership_id), calendar_of(session), today)
    found = next_step(incident, states, chair="Quinn Example")
    assert found is not None
    return found


def test_each_step_is_named_until_the_record_can_be_closed(session: Session, world: World) -> None:
    """It says that the record can be closed exactly when it can be."""
    incident = make_incident(session, world)
    said: list[str] = []

    def note() -> None:
        step = step_of(session, incident)
        said.append(step.words)
        if step.button != "Close the record":
            with pytest.raises(IncidentRefused), session.begin_nested():
                end_incident(session, incident, why="Done.", by_id=world.qa.id, today=TODAY)

    note()
    waiting = propose(session, incident, "notification", "notify", "The criteria are met.", by_id=world.qa.id)
    note()
    approve(session, waiting, by_id=world.executive.id, today=TODAY)
    note()
    approve(session, waiting, by_id=world.chair.id, today=TODAY)
    note()
    enter_days(session, world, incident, notified_on=AWARE, notified_by="head of service")
    note()
    decide(session, world, incident, "rapid_review", "c")
    note()
    enter_days(session, world, incident, review_completed_on=TODAY)
    note()
    enter_days(session, world, incident, lcspr_started_on=TODAY)
    note()
    enter_days(session, world, incident, publish_on=TODAY)
    note()
    enter_days(session, world, incident, reported_on=TODAY)
    note()
    enter_days(session, world, incident, published_on=TODAY)
    for breach in [one for one in incident.breaches if one.stands]:
        note()
        give_reason(session, incident, breach.clock, "The report was sent late.", by_id=world.qa.id, today=TODAY)
    assert [words.split(",")[0].split(" by ")[0].split(":")[0] for words in said[:10]] == [
        "Decide whether the incident is notified. One person enters the decision",
        "A decision waits (notification)",
        "A decision waits (notification)",
        "Send the notification",
        "Complete the rapid review",
        "Enter the day on which the rapid review was complete; it is due",
        "Begin the local child safeguarding practice review",
        "Plan the day of publication",
        "Send the report to the Panel",
        "Publish the practice review",
    ]
    assert "Quinn Example, and a member of the Executive approve it" in said[1]
    assert "Quinn Example, approves it" in said[2], "the member of the Executive has approved"
    assert all(words == "Give the reason of the breach." for words in said[10:])
    assert step_of(session, incident).button == "Close the record"
    end_incident(session, incident, why="Done.", by_id=world.qa.id, today=TODAY)
    assert next_step(incident, (), chair="") is None


def test_what_is_not_notified_can_be_closed(session: Session, world: World) -> None:
    incident = make_incident(session, world)
    decide(session, world, incident, what="not_notify")
    assert step_of(session, incident).button == "Close the record"
    end_incident(session, incident, why="Not to be notified.", by_id=world.qa.id, today=TODAY)


def test_a_report_that_was_never_noted_is_asked_for_after_publication(session: Session, world: World) -> None:
    incident = make_incident(session, world)
    decide(session, world, incident)
    enter_days(session, world, incident, notified_on=AWARE, notified_by="head of service")
    decide(session, world, incident, "rapid_review", "c")
    enter_days(session, world, incident, review_completed_on=TODAY, lcspr_started_on=TODAY, published_on=TODAY)
    assert step_of(session, incident).words.startswith("Send the report to the Panel")


def test_an_approver_is_led_to_the_decision_and_others_are_told_whom_it_waits_for(
    app: Flask, session: Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_views, "today", lambda: TODAY)
    incident = make_incident(session, world)
    propose(session, incident, "notification", "notify", "The criteria are met.", by_id=world.qa.id)
    session.commit()
    home = f"/p/{world.partnership.slug}/incidents/"
    for user, leads in ((world.chair, True), (world.executive, True), (world.qa, False), (world.scrutineer, False)):
        client = sign_in(app.test_client(), user)
        page, listed = (client.get(path).get_data(as_text=True) for path in (f"{home}1", home))
        assert ('For you to approve: <a class="govuk-link" href="#decision-1">' in page) is leads
        assert ("For you to approve" in listed) is leads
        assert ("A decision waits (notification)" in page) is not leads
        assert 'id="decision-1"' in page
        assert "Close the record" not in page
