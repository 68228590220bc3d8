"""Entering incidents and days: no identifiers, days in order, late entries that recount, breaches that stay."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy.orm import Session

from survey_app.programme.incidents.approving import propose
from survey_app.programme.incidents.breaches import follow_breaches, give_reason
from survey_app.programme.incidents.clocks import calendar_of, states_of
from survey_app.programme.incidents.entering import NewIncident, change_days, end_incident, enter_incident
from survey_app.programme.incidents.models import BreachDeleted, SeriousIncident
from survey_app.programme.incidents.refusals import IncidentChanged, IncidentRefused
from survey_app.programme.incidents.rules import add_rule, rules_of
from survey_app.programme.incidents.settings import OUTCOMES, keep_settings
from tests.survey_app.programme.incidents.incident_world import (
    AWARE,
    TODAY,
    World,
    decide,
    enter_days,
    make_incident,
    make_world,
    terms,
)


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


def due(session: Session, incident: SeriousIncident, key: str = "notification", today: date = TODAY) -> date | None:
    own = rules_of(session, incident.partnership_id)
    states = states_of(incident, own, calendar_of(session), today)
    return next(one.due_on for one in states if one.key == key)


CHILD_LIKE = (
    "Kayleigh Example", "KAYLEIGH 2019", "999 000 0018", "9990000018", "JE 03042021", "EX1 1AA", "SI-2026-7 KE", "",
    "7", "born 3 April", "SI-03-04-2021", "QQ123456C", "SMITH-2019-0305", "SMITH 0305", "EX1", "SI-7", "SI20267",
    "KE-2026-7", "SI-2019-0305", "SI-2019-1234", "SI-1999-7", "SI 2026 0305",
)  # fmt: skip


def test_a_reference_has_no_room_for_a_child(session: Session, world: World) -> None:
    for reference in CHILD_LIKE:
        with pytest.raises(IncidentRefused, match="Write the reference as"):
            make_incident(session, world, reference=reference)


def test_with_what_references_begin_is_the_partnerships_own(session: Session, world: World) -> None:
    for reference in ("SI-2026-1", "RR/2026/12", "lr 2026 123"):
        make_incident(session, world, reference=reference)
    kept = {"chair_id": world.chair.id, "outcomes": OUTCOMES, "reminders": (1,), "by_id": world.qa.id}
    for wrong in ((), ("S",), ("SMITH",), ("S1",), ("AA", "BB", "CC", "DD", "EE", "FF", "GG")):
        with pytest.raises(IncidentRefused, match="beginnings of references"):
            keep_settings(session, world.partnership.id, prefixes=wrong, **kept)
    keep_settings(session, world.partnership.id, prefixes=(" dev", "DEV"), **kept)
    with pytest.raises(IncidentRefused, match="such as DEV-2026-7"):
        make_incident(session, world, reference="SI-2026-2")
    assert make_incident(session, world, reference="dev-2026-2").reference == "DEV-2026-2"


def test_it_may_have_happened_long_ago(session: Session, world: World) -> None:
    incident = make_incident(session, world, happened_on=date(1984, 5, 1))
    assert due(session, incident) == date(2026, 12, 29)
    with pytest.raises(IncidentRefused, match="90 years away"):
        enter_days(session, world, incident, happened_on=date(1926, 5, 1), why="Mistyped.")


def test_references_are_written_one_way_and_each_is_entered_once(session: Session, world: World) -> None:
    assert make_incident(session, world, reference=" si-2026-7 ").reference == "SI-2026-7"
    with pytest.raises(IncidentRefused, match="entered already"):
        make_incident(session, world, reference="SI-2026-7")
    other = make_world(session)
    assert make_incident(session, other, reference="SI-2026-7").number == 1


TELLING = (
    "Kayleigh Example was at home.", "NHS 999 000 0018", "born 3 April 2021", "They live at EX1 1AA.",
    "Ring 01632 960001.", "a child called Kayleigh",
)  # fmt: skip


def test_no_text_tells_who_a_child_is(session: Session, world: World) -> None:
    incident = make_incident(session, world)
    ready = make_incident(session, world, reference="SI-2026-8")
    decide(session, world, ready, what="not_notify")
    give_reason(session, ready, "notification", "The office was closed.", by_id=world.qa.id, today=TODAY)
    by = {"by_id": world.qa.id}
    places: dict[str, Callable[[str], object]] = {
        "decision": lambda text: propose(session, incident, "notification", "notify", text, **by),
        "breach": lambda text: give_reason(session, incident, "notification", text, today=TODAY, **by),
        "why": lambda text: enter_days(session, world, incident, aware_on=date(2026, 12, 17), why=text),
        "notified by": lambda text: enter_days(session, world, incident, notified_on=AWARE, notified_by=text),
        "rule": lambda text: add_rule(session, world.partnership.id, terms(reason=text), **by),
        "basis": lambda text: add_rule(session, world.partnership.id, terms(basis=text), **by),
        "end": lambda text: end_incident(session, ready, why=text, today=TODAY, **by),
    }
    for place, enter in places.items():
        for text in TELLING:
            with pytest.raises(IncidentRefused, match="could tell who somebody is"):
                enter(text)
            assert text not in str([one.__dict__ for one in incident.changes]), place


def test_plain_words_of_the_work_are_not_refused(session: Session, world: World) -> None:
    incident = make_incident(session, world)
    text = "The Panel and the Executive were told on 29 December 2026; the head of service was on leave over Christmas."
    assert give_reason(session, incident, "notification", text, by_id=world.qa.id, today=TODAY).reason == text


def test_one_notification_tells_of_one_to_four_children(session: Session, world: World) -> None:
    for children in (0, 5, -1):
        given = NewIncident(reference="SI-2026-9", children=children, aware_on=AWARE)
        with pytest.raises(IncidentRefused, match="1 to 4 children"):
            enter_incident(session, world.partnership.id, given, by_id=world.qa.id, today=TODAY)


def test_days_to_come_out_of_order_or_in_unknown_years_are_refused(session: Session, world: World) -> None:
    with pytest.raises(IncidentRefused, match="still to come"):
        make_incident(session, world, aware_on=date(2026, 12, 31))
    with pytest.raises(IncidentRefused, match="is before this"):
        make_incident(session, world, happened_on=date(2026, 12, 19))
    with pytest.raises(IncidentRefused, match="years away"):
        make_incident(session, world, aware_on=date(1926, 12, 18))
    with pytest.raises(IncidentRefused, match="known from 2012 to 2028"):
        make_incident(session, world, aware_on=date(2029, 1, 2), today=date(2029, 1, 3))
    incident = make_incident(session, world)
    decide(session, world, incident)
    with pytest.raises(IncidentRefused, match="is before this"):
        enter_days(session, world, incident, notified_on=date(2026, 12, 17), notified_by="head of service")
    with pytest.raises(IncidentRefused, match="Enter both"):
        enter_days(session, world, incident, notified_on=date(2026, 12, 21))


def test_a_rule_entered_afterwards_moves_no_day_of_an_incident(session: Session, world: World) -> None:
    incident = make_incident(session, world, happened_on=date(2026, 12, 10))
    before = due(session, incident)
    add_rule(session, world.partnership.id, terms(), by_id=world.qa.id)  # holds from long before the incident
    add_rule(session, world.partnership.id, terms(trigger="aware", limit=99), by_id=world.qa.id)
    assert due(session, incident) == before == date(2026, 12, 29)
    enter_days(session, world, incident, happened_on=date(2026, 12, 11), why="The day was mistyped.")
    assert due(session, incident) == before
    later = make_incident(session, world, reference="SI-2026-8", happened_on=date(2026, 12, 10))
    assert due(session, later) == date(2027, 3, 27)


def test_a_rule_of_another_partnership_moves_nothing(session: Session, world: World) -> None:
    add_rule(session, make_world(session).partnership.id, terms(limit=1), by_id=world.qa.id)
    assert due(session, make_incident(session, world)) == date(2026, 12, 29)


WRONG_RULES: tuple[dict[str, object], ...] = (
    {"clock": "no_such"}, {"trigger": "sent"}, {"unit": "weeks"}, {"limit": 0}, {"limit": 999}, {"trigger_day": 2},
    {"off_day_trigger": "flies"}, {"off_day_trigger": "moves"}, {"unit": "months", "trigger_day": 1}, {"basis": " "},
    {"reason": ""},
)  # fmt: skip


def test_a_rule_that_no_clock_can_run_by_is_refused(session: Session, world: World) -> None:
    for wrong in WRONG_RULES:
        with pytest.raises(IncidentRefused):
            add_rule(session, world.partnership.id, terms(**wrong), by_id=world.qa.id)
    assert rules_of(session, world.partnership.id) == []


def test_a_due_day_that_passes_is_a_breach_that_nobody_deletes(session: Session, world: World) -> None:
    incident = make_incident(session, world, today=date(2026, 12, 29))
    assert incident.breaches == []
    follow_breaches(session, incident, today=date(2026, 12, 30))
    assert [(one.clock, one.due_day) for one in incident.breaches] == [("notification", date(2026, 12, 29))]
    follow_breaches(session, incident, today=date(2026, 12, 31))
    assert len(incident.breaches) == 1
    session.delete(incident.breaches[0])
    with pytest.raises(BreachDeleted):
        session.flush()


def test_a_day_entered_late_recounts_and_keeps_what_was(session: Session, world: World) -> None:
    incident = make_incident(session, world)
    assert [one.stands for one in incident.breaches] == [True]
    decide(session, world, incident)
    enter_days(session, world, incident, notified_on=date(2026, 12, 29), notified_by="head of service")
    assert [one.stands for one in incident.breaches] == [False]
    with pytest.raises(IncidentRefused, match="Say why"):
        enter_days(session, world, incident, notified_on=date(2026, 12, 30))
    enter_days(session, world, incident, notified_on=date(2026, 12, 30), why="The receipt says the 30th.")
    assert [one.stands for one in incident.breaches] == [True]
    lines = [(one.field, one.was, one.became, one.why) for one in incident.changes]
    assert ("notified_on", "2026-12-29", "2026-12-30", "The receipt says the 30th.") in lines
    assert [one.number for one in incident.changes] == list(range(1, len(lines) + 1))


def test_the_reason_of_a_breach_says_who_and_when_and_an_earlier_one_stays(session: Session, world: World) -> None:
    incident = make_incident(session, world)
    give_reason(session, incident, "notification", "The office was closed.", by_id=world.qa.id, today=TODAY)
    found = give_reason(
        session, incident, "notification", "Nobody was on duty.", by_id=world.second_qa.id, today=TODAY
    )  # fmt: skip
    assert (found.reason_by_id, found.reason_at is None) == (world.second_qa.id, False)
    assert any(one.was == "The office was closed." for one in incident.changes)
    with pytest.raises(IncidentRefused, match="No breach"):
        give_reason(session, incident, "rapid_review", "None", by_id=world.qa.id, today=TODAY)


def test_who_saw_an_older_state_overwrites_nothing(session: Session, world: World) -> None:
    incident = make_incident(session, world)
    seen = incident.revision
    enter_days(session, world, incident, happened_on=date(2026, 12, 15))
    with pytest.raises(IncidentChanged):
        change_days(
            session, incident, {"happened_on": date(2026, 12, 1)}, why="Mine", by_id=world.qa.id, today=TODAY, seen=seen
        )
    with pytest.raises(IncidentRefused, match="cannot be entered here"):
        enter_days(session, world, incident, rules_up_to=99)


def test_a_record_is_closed_only_once_all_is_done(session: Session, world: World) -> None:
    incident = make_incident(session, world)

    def refused(says: str) -> None:
        with pytest.raises(IncidentRefused, match=says):
            end_incident(session, incident, why="All is done.", by_id=world.qa.id, today=TODAY)

    refused("stays open until")
    decide(session, world, incident)
    enter_days(session, world, incident, notified_on=date(2026, 12, 30), notified_by="head of service")
    refused("Rapid review")
    decide(session, world, incident, "rapid_review", "b")
    enter_days(session, world, incident, review_completed_on=date(2026, 12, 30))
    refused("no reason yet")
    give_reason(session, incident, "notification", "The office was closed.", by_id=world.qa.id, today=TODAY)
    end_incident(session, incident, why="All is done.", by_id=world.qa.id, today=TODAY)
    with pytest.raises(IncidentRefused, match="is ended"):
        enter_days(session, world, incident, happened_on=date(2026, 12, 1))


def test_a_record_with_a_practice_review_waits_for_its_publication(session: Session, world: World) -> None:
    incident = make_incident(session, world, aware_on=date(2026, 1, 5))
    decide(session, world, incident)
    enter_days(session, world, incident, notified_on=date(2026, 1, 9), notified_by="head of service")
    decide(session, world, incident, "rapid_review", "c")
    enter_days(session, world, incident, review_completed_on=date(2026, 1, 20), lcspr_started_on=date(2026, 2, 27))
    assert due(session, incident, "practice_review") == date(2026, 8, 27)
    enter_days(session, world, incident, publish_on=date(2027, 1, 4))
    assert due(session, incident, "report_to_panel") == date(2026, 12, 21)
    assert [one.clock for one in incident.breaches if one.stands] == ["practice_review", "report_to_panel"]
    with pytest.raises(IncidentRefused):
        end_incident(session, incident, why="All is done.", by_id=world.qa.id, today=TODAY)
