"""Copies and who read them, reminders once each, breaches by the program, and the figures."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.dip_samples import ClockTerms
from analysis.working_days import OFFICE_HOURS
from survey_app.accounts.services import grant_roles
from survey_app.mail import OutboxMessage
from survey_app.programme.incidents import reminding
from survey_app.programme.incidents.approving import approve, propose, send_back
from survey_app.programme.incidents.copies import acknowledge, note_reading
from survey_app.programme.incidents.dip_terms import offered_terms
from survey_app.programme.incidents.entering import end_incident
from survey_app.programme.incidents.figures import clock_figures, released
from survey_app.programme.incidents.models import IncidentBreach, IncidentCopy, SeriousIncident
from survey_app.programme.incidents.refusals import IncidentRefused
from survey_app.programme.incidents.reminding import follow_incidents, follow_one
from survey_app.programme.incidents.rules import add_rule
from survey_app.retention import GRACE_DAYS, add_default_rules, apply_retention
from tests.survey_app.programme.incidents.incident_world import (
    TODAY,
    World,
    decide,
    enter_days,
    make_incident,
    make_world,
    terms,
)

AT = datetime(2026, 12, 30, 9, 0, tzinfo=UTC)
LONG_AGO = date(2026, 12, 1)  # so long before AT that the notification is late then


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


def mail(session: Session, kind: str) -> list[OutboxMessage]:
    query = select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.to_address)
    return list(session.scalars(query))


@pytest.mark.parametrize("what", ["notify", "not_notify"])
def test_every_member_of_the_executive_gets_a_copy_whatever_is_decided_once(
    session: Session, world: World, what: str
) -> None:
    incident = make_incident(session, world)
    waiting = propose(session, incident, "notification", what, "Not yet known.", by_id=world.qa.id)
    approve(session, waiting, by_id=world.executive.id, today=TODAY)
    assert incident.copies == []
    send_back(session, waiting, "More is known.", by_id=world.chair.id)
    decide(session, world, incident, what=what)
    follow_one(session, incident, today=incident.copies[0].sent_at.date())
    sent = mail(session, "incident_copy")
    assert {one.to_address for one in sent} == {world.executive.email, world.second_executive.email}
    assert len(sent) == len(incident.copies) == 2
    for one in sent:
        assert f"/incidents/{incident.number}" in one.body
        assert incident.reference not in one.subject + one.body  # a number and a link, and nothing of a case
        assert "Not yet known" not in one.subject + one.body


def test_a_decision_that_replaces_another_is_copied_and_read_anew(session: Session, world: World) -> None:
    incident = make_incident(session, world)
    decide(session, world, incident, what="not_notify")
    note_reading(session, incident, world.executive.id, at=AT)
    decide(session, world, incident)
    assert len(mail(session, "incident_copy")) == len(incident.copies) == 4
    unread = {(one.user_id, one.decision.what) for one in incident.copies if one.read_at is None}
    assert (world.executive.id, "notify") in unread
    assert (world.executive.id, "not_notify") not in unread


def test_whoever_joins_the_executive_later_gets_the_copies_of_what_is_open(session: Session, world: World) -> None:
    incident = make_incident(session, world)
    decide(session, world, incident)
    grant_roles(session, world.second_qa, partnership_id=world.partnership.id, role_keys=("executive_member",))
    follow_one(session, incident, today=TODAY)
    assert world.second_qa.id in {one.user_id for one in incident.copies}


def test_a_copy_is_acknowledged_only_once_it_was_opened_and_by_its_member(session: Session, world: World) -> None:
    incident = make_incident(session, world)
    decide(session, world, incident)
    with pytest.raises(IncidentRefused, match="something new"):
        acknowledge(session, incident, world.executive.id, at=AT)
    assert note_reading(session, incident, world.scrutineer.id, at=AT) == []
    with pytest.raises(IncidentRefused, match="no copy of yours"):
        acknowledge(session, incident, world.scrutineer.id, at=AT)
    note_reading(session, incident, world.executive.id, at=AT)
    note_reading(session, incident, world.executive.id, at=AT + timedelta(days=1))
    assert acknowledge(session, incident, world.executive.id, at=AT) == 1
    kept = {one.user_id: (one.read_at, one.acknowledged_at) for one in incident.copies}
    assert kept == {world.executive.id: (AT, AT), world.second_executive.id: (None, None)}


def test_members_who_have_not_opened_it_are_reminded_and_no_others(session: Session, world: World) -> None:
    incident = make_incident(session, world)
    decide(session, world, incident)
    enter_days(session, world, incident, notified_on=date(2026, 12, 29), notified_by="head of service")
    note_reading(session, incident, world.executive.id, at=AT)
    sent_on = incident.copies[0].sent_at.date()
    before = len(mail(session, "incident_copy"))
    for days in (2, 3, 3, 6, 7, 8):
        follow_one(session, incident, today=sent_on + timedelta(days=days))
    reminders = [one for one in mail(session, "incident_copy") if "have not opened" in one.body]
    assert [one.to_address for one in reminders] == [world.second_executive.email] * 2
    assert len(mail(session, "incident_copy")) == before + 2


def test_those_who_manage_are_reminded_before_a_due_day_and_when_it_has_passed_once_each(
    session: Session, world: World
) -> None:
    incident = make_incident(session, world, today=date(2026, 12, 18))
    counts = []
    for day in (18, 19, 20, 21, 22, 23, 24, 26, 27, 28, 29, 30, 31):  # 3 working days before the 29th is the 22nd
        counts.append(follow_one(session, incident, today=date(2026, 12, day)))
        counts[-1] += follow_one(session, incident, today=date(2026, 12, day))  # a worker that runs twice
    managing = 3
    assert counts == [0, 0, 0, 0, managing, 0, managing, 0, 0, 0, managing, managing, 0]
    assert [one.clock for one in incident.breaches] == ["notification"]
    subjects = {one.subject for one in mail(session, "incident_reminder")}
    assert subjects == {"Due soon: serious incident I-001", "Late: serious incident I-001"}
    assert all(incident.reference not in one.body for one in mail(session, "incident_reminder"))


def test_a_clock_in_months_that_ends_after_the_known_bank_holidays_is_followed_and_reminded_in_calendar_days(
    session: Session, world: World
) -> None:
    days = date(2028, 9, 1)
    incident = make_incident(session, world, aware_on=date(2028, 7, 3), today=days)
    decide(session, world, incident, today=days)
    enter_days(session, world, incident, today=days, notified_on=date(2028, 7, 4), notified_by="head of service")
    decide(session, world, incident, "rapid_review", "c", today=days)
    done = {"review_completed_on": date(2028, 7, 20), "lcspr_started_on": date(2028, 9, 1)}
    enter_days(session, world, incident, today=days, **done)  # due on 1 March 2029, a year that is not known
    managing = 3
    wanted = {date(2028, 12, 1): 0, date(2029, 2, 25): 0, date(2029, 2, 26): managing, date(2029, 3, 1): managing}
    for day, count in wanted.items():
        before = len(mail(session, "incident_reminder"))
        follow_one(session, incident, today=day)
        assert len(mail(session, "incident_reminder")) - before == count, day


def test_one_incident_in_trouble_stops_no_other(
    session: Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, other = (
        make_incident(session, one, aware_on=LONG_AGO, today=LONG_AGO) for one in (world, make_world(session))
    )
    session.commit()
    whole, bad = reminding.follow_breaches, first.id

    def breaks(session: Session, incident: SeriousIncident, *, today: date) -> list[IncidentBreach]:
        if incident.id == bad:
            raise ValueError("constructed")
        return whole(session, incident, today=today)

    monkeypatch.setattr(reminding, "follow_breaches", breaks)
    monkeypatch.setattr(reminding, "now", lambda: AT)
    follow_incidents(session)
    session.expire_all()
    assert [len(incident.breaches) for incident in (first, other)] == [0, 1]


def kept_in(session: Session, world: World, number: int, sent: date | None) -> SeriousIncident:
    incident = make_incident(session, world, reference=f"SI-2026-{number}", today=date(2027, 1, 4))
    if sent is not None:
        decide(session, world, incident, today=date(2027, 1, 4))
        enter_days(session, world, incident, today=date(2027, 1, 4), notified_on=sent, notified_by="head of service")
    return incident


def test_the_figures_are_those_of_a_count_by_hand(session: Session, world: World) -> None:
    kept_in(session, world, 1, date(2026, 12, 29))
    kept_in(session, world, 2, date(2026, 12, 30))
    kept_in(session, world, 3, None)
    add_rule(session, world.partnership.id, terms(trigger="aware", limit=30), by_id=world.qa.id)
    kept_in(session, world, 4, date(2027, 1, 2))
    kept_in(session, make_world(session), 9, None)  # of another partnership
    found = [
        one for one in clock_figures(session, world.partnership.id, date(2027, 1, 4)) if one.rule.key == "notification"
    ]
    national, local = found
    assert (national.result.n_in_time, national.result.n_judged) == (1, 3)
    assert [(one.key, one.days_late) for one in national.result.breaches] == [("I-002", 1), ("I-003", 6)]
    assert national.result.median is not None
    assert national.result.median.estimate == 6.0  # 5 and 6 working days, and one open since 8
    assert (local.result.n_in_time, local.result.n_judged, local.rule.number) == (1, 1, 1)
    assert released(found)[0].judged == "[c]"
    assert "I-00" not in str(released(found))


def test_a_new_dip_sample_is_offered_the_rule_of_the_front_door(session: Session, world: World) -> None:
    offered, day = ClockTerms(hours=OFFICE_HOURS), date(2026, 12, 30)
    assert offered_terms(session, world.partnership.id, offered, day) == offered
    rule = terms(clock="referrer_told", trigger="decided", limit=1, unit="working days")
    add_rule(session, world.partnership.id, rule, by_id=world.qa.id)
    assert offered_terms(session, world.partnership.id, offered, day).told_from == "decided"
    assert offered_terms(session, make_world(session).partnership.id, offered, day).told_from == "received"
    assert offered_terms(session, world.partnership.id, offered, date(2025, 1, 1)).told_from == "received"


def test_the_worker_follows_every_open_incident(
    session: Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminding, "now", lambda: AT)
    first, other = (
        make_incident(session, one, aware_on=LONG_AGO, today=LONG_AGO) for one in (world, make_world(session))
    )
    assert first.breaches == []
    follow_incidents(session)
    session.expire_all()
    assert [[one.clock for one in incident.breaches] for incident in (first, other)] == [["notification"]] * 2


def test_an_incident_that_is_not_closed_is_not_destroyed_and_a_closed_one_goes_with_all_of_it(
    session: Session, world: World
) -> None:
    add_default_rules(session, world.partnership)
    long_ago = date(2014, 6, 2)
    kept, gone = (
        make_incident(session, world, reference=f"SI-2014-{number}", aware_on=long_ago, today=date(2014, 6, 3))
        for number in (1, 2)
    )
    decide(session, world, gone, what="not_notify", today=date(2014, 6, 3))
    end_incident(session, gone, why="Not to be notified.", by_id=world.qa.id, today=date(2014, 6, 3))
    kept_id, gone_id = kept.id, gone.id
    for day in (date(2026, 1, 5), date(2026, 1, 5) + timedelta(days=GRACE_DAYS)):
        session.expire_all()
        apply_retention(session, today=day)
    session.expire_all()
    assert session.get(SeriousIncident, kept_id) is not None
    assert session.get(SeriousIncident, gone_id) is None
    assert session.scalars(select(IncidentCopy).where(IncidentCopy.incident_id == gone_id)).all() == []
