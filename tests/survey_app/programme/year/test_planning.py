"""A topic says why, how and when; nothing of another partnership gets in, and progress is read from its record."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey_app.errors import UserError
from survey_app.programme.scrutiny.days import agree_allowance
from survey_app.programme.scrutiny.standing import standing_of_days
from survey_app.programme.year.forecast import planned_days
from survey_app.programme.year.models import ProgrammeTopic
from survey_app.programme.year.planning import (
    Reason,
    add_topic,
    begin_programme,
    change_topic,
    drop_topic,
    link_record,
    take_up_again,
)
from survey_app.programme.year.refusals import ChangedMeanwhile, YearRefused
from survey_app.programme.year.standing import days_in_words, progress_of, topic_rows
from tests.survey_app.case_audits.audit_factories import make_audit
from tests.survey_app.factories import make_agency, make_partnership, make_user, sign_in
from tests.survey_app.programme.year.year_world import TODAY, YearWorld


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        pytest.param({"reasons": []}, "at least one reason", id="no-reason"),
        pytest.param({"reasons": [Reason(kind="data", says=" ")]}, "at least one reason", id="empty-reason"),
        pytest.param({"best_fit": " "}, "best fit", id="no-fit"),
        pytest.param({"method": "guess"}, "Choose the method", id="no-method"),
        pytest.param({"starts_on": date(2026, 3, 31)}, "runs from 1 April 2026", id="day-before-the-year"),
        pytest.param({"ends_on": date(2027, 4, 1)}, "runs from 1 April 2026", id="day-after-the-year"),
        pytest.param({"ends_on": date(2026, 4, 30)}, "ends before it starts", id="ends-first"),
        pytest.param({"days": 2.3}, "quarters of a day", id="odd-days"),
        pytest.param({"days": float("nan")}, "quarters of a day", id="no-number"),
        pytest.param({"title": "Child of NHS 999 000 0018"}, "never kept", id="identifier"),
    ],
)
def test_a_plan_that_says_too_little_is_refused(world: YearWorld, values: dict[str, object], sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        world.topic(**values)
    assert world.programme().topics == []


def test_the_first_and_the_last_day_of_the_year_belong_to_it(world: YearWorld) -> None:
    made = world.topic(starts_on=date(2026, 4, 1), ends_on=date(2027, 3, 31))
    assert made.reference == "T-01"


def test_a_leap_day_is_a_day_of_the_programme(world: YearWorld, session: Session) -> None:
    leap = date(2028, 2, 29)
    programme = begin_programme(session, world.id, 2027)
    made = add_topic(session, programme, world.plan(starts_on=leap, ends_on=leap, lead="scrutineer", days=1),
                     by_id=world.qa.id)  # fmt: skip
    assert made.starts_on == leap
    assert planned_days(session, world.id, leap, leap) == 1
    assert planned_days(session, world.id, date(2028, 3, 1), date(2028, 3, 31)) == 0


def test_nothing_of_another_partnership_is_part_of_a_plan(world: YearWorld, session: Session) -> None:
    elsewhere = make_partnership(session)
    stranger, agency = make_user(session, elsewhere, roles=("qa_group",)), make_agency(session, elsewhere)
    for values in ({"lead_id": stranger.id}, {"agency_id": agency.id}, {"priority_id": "0"}):
        with pytest.raises(YearRefused, match=r"your (partnership|area)"):
            world.topic(**values)
    audit = make_audit(session, elsewhere)
    topic = world.topic()
    with pytest.raises(YearRefused, match="record of your partnership"):
        link_record(session, topic, "case_audit", str(audit.id), seen=topic.revision)


def test_two_who_change_one_topic_at_once_are_told(world: YearWorld, session: Session) -> None:
    topic = world.topic()
    change_topic(session, topic, world.plan(days=1), by_id=world.qa.id, seen=1)
    with pytest.raises(ChangedMeanwhile):
        change_topic(session, topic, world.plan(days=2), by_id=world.qa.id, seen=1)
    assert topic.days == 1


def test_a_dropped_topic_says_why_and_asks_for_no_days(world: YearWorld, session: Session) -> None:
    topic = world.topic(lead="scrutineer", days=2.5)
    assert planned_days(session, world.id, date(2026, 4, 1), date(2027, 3, 31)) == 2.5
    with pytest.raises(YearRefused, match="why"):
        drop_topic(session, topic, " ", by_id=world.qa.id, seen=1, today=TODAY)
    drop_topic(session, topic, "The inspection covers it.", by_id=world.qa.id, seen=1, today=TODAY)
    assert planned_days(session, world.id, date(2026, 4, 1), date(2027, 3, 31)) == 0
    with pytest.raises(YearRefused, match="Take it up again"):
        change_topic(session, topic, world.plan(), by_id=world.qa.id, seen=topic.revision)
    take_up_again(session, topic, by_id=world.qa.id, seen=topic.revision)
    assert topic.dropped_on is None


def test_the_database_itself_refuses_a_drop_without_a_reason(world: YearWorld, session: Session) -> None:
    topic = world.topic()
    topic.dropped_on = TODAY
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_days_of_others_are_not_asked_of_the_scrutineer(world: YearWorld, session: Session) -> None:
    world.topic(lead="qa_group", days=5)
    world.topic(lead="scrutineer", days=2, starts_on=date(2026, 6, 1))
    assert planned_days(session, world.id, date(2026, 4, 1), date(2026, 5, 31)) == 0
    assert planned_days(session, world.id, date(2026, 6, 1), date(2026, 6, 1)) == 2
    assert planned_days(session, make_partnership(session).id, date(2026, 4, 1), date(2027, 3, 31)) == 0


def test_progress_is_read_from_the_record_and_a_record_delivers_one_topic(world: YearWorld, session: Session) -> None:
    audit = make_audit(session, world.partnership)
    topic, second = world.topic(), world.topic(title="Another topic")
    link_record(session, topic, "case_audit", str(audit.id), seen=1)
    with pytest.raises(YearRefused, match="T-01 already"):
        link_record(session, second, "case_audit", str(audit.id), seen=1)
    states = []
    for state in ("planning", "fieldwork", "cancelled"):
        audit.state, audit.cancelled_why = state, "Called off." if state == "cancelled" else ""
        session.flush()
        states.append(topic_rows(session, world.programme(), TODAY)[0].standing.state)
    assert states == ["planned", "under way", "planned"]
    rows = topic_rows(session, world.programme(), date(2026, 8, 1))
    assert progress_of(session, world.programme(), rows, date(2026, 8, 1)).n_late == 2


def test_a_record_that_does_not_fit_the_method_is_refused(world: YearWorld, session: Session) -> None:
    audit = make_audit(session, world.partnership)
    topic = world.topic(method="neighbour")
    with pytest.raises(YearRefused, match="does not fit the method"):
        link_record(session, topic, "case_audit", str(audit.id), seen=1)
    session.rollback()


def test_two_who_begin_a_year_get_one_programme_and_only_the_qa_group_drafts(
    app: Flask, world: YearWorld, session: Session
) -> None:
    assert begin_programme(session, world.id, 2026).id == begin_programme(session, world.id, 2026).id
    values = {
        "title": "Drift in plans", "method": "deep_dive", "best_fit": "it is rare.", "starts_on": "2026-05-01",
        "ends_on": "2026-05-31", "lead": "scrutineer", "days": "2.5", "data": "Plans run for 14 months.",
    }  # fmt: skip
    answers = []
    for user in (world.qa, world.scrutineer, world.lead, world.executive):
        client = app.test_client()
        sign_in(client, user)
        answers.append(client.post(world.address("2026/topics/new"), data=values).status_code)
    assert answers == [302, 403, 403, 403]
    assert [one.title for one in session.query(ProgrammeTopic).all()] == ["Drift in plans"]


def test_what_was_typed_stays_when_a_topic_is_refused(app: Flask, world: YearWorld) -> None:
    client = app.test_client()
    sign_in(client, world.qa)
    page = client.post(world.address("2026/topics/new"), data={"title": "Drift in plans", "days": "two"})
    assert page.status_code == 422
    assert "Drift in plans" in page.text
    assert "two" in page.text


def test_each_topic_that_needs_somebody_says_what_is_to_be_done(world: YearWorld, session: Session) -> None:
    audit = make_audit(session, world.partnership)
    topic = world.topic()

    def said(day: date) -> str:
        return topic_rows(session, world.programme(), day)[0].asks

    assert said(date(2026, 5, 1)) == ""
    assert said(TODAY) == "It was to begin on 1 May 2026. Link what it became, or move its days."
    link_record(session, topic, "case_audit", str(audit.id), seen=topic.revision)
    assert said(TODAY) == ""  # it is under way
    late = "Its last day, 31 July 2026, has passed. Finish the case audit, move its days, or drop it."
    assert said(date(2026, 8, 1)) == late
    audit.state, audit.cancelled_why = "cancelled", "Not needed."
    session.flush()
    assert said(TODAY) == "Its record was called off: link another, or drop the topic."
    drop_topic(session, topic, "Not needed.", by_id=world.qa.id, seen=topic.revision, today=TODAY)
    assert said(TODAY) == ""


def test_the_programme_stands_against_the_days_agreed_with_the_scrutineer(
    app: Flask, world: YearWorld, session: Session
) -> None:
    world.topic(lead="scrutineer", days=12, starts_on=date(2026, 7, 1))
    assert days_in_words(session, world.id, 2026, TODAY) == []
    agree_allowance(session, world.id, starts_on=date(2026, 4, 1), ends_on=date(2026, 9, 30), days=9,
                    by_id=world.executive.id)  # fmt: skip
    session.commit()
    words = days_in_words(session, world.id, 2026, TODAY)
    assert words == [
        "1 April 2026 to 30 September 2026: 0 of 9 agreed days are used, and the programme still asks for 12: 3 days "
        "are short."
    ]
    assert days_in_words(session, world.id, 2027, TODAY) == []
    client = app.test_client()
    sign_in(client, world.qa)
    assert "against those agreed" in client.get(world.address("2026")).text


def test_days_of_a_topic_that_was_to_begin_and_has_not_are_still_asked_for(world: YearWorld, session: Session) -> None:
    audit = make_audit(session, world.partnership)
    topic = world.topic(lead="scrutineer", days=2)
    world.topic(lead="qa_group", days=4)
    assert topic.starts_on < TODAY
    half = date(2026, 4, 1), date(2026, 9, 30)
    assert standing_of_days(session, world.id, *half, today=TODAY).planned == 2
    assert standing_of_days(session, world.id, date(2026, 10, 1), date(2027, 3, 31), today=TODAY).planned == 0
    link_record(session, topic, "case_audit", str(audit.id), seen=topic.revision)
    assert standing_of_days(session, world.id, *half, today=TODAY).planned == 0


def test_a_choice_that_is_not_there_is_told_with_its_field(app: Flask, world: YearWorld) -> None:
    client = app.test_client()
    sign_in(client, world.qa)
    page = client.post(world.address("2026/topics/new"), data={"title": "T", "method": "magic", "agency_id": "99999"})
    assert page.status_code == 422
    for label in ("Method", "Agency, where one is scrutinised"):
        assert f"{label}: what was chosen is not in the list. Choose again." in page.text
    assert "Not a valid choice" not in page.text


def test_themes_in_use_are_suggested(app: Flask, world: YearWorld, session: Session) -> None:
    make_audit(session, world.partnership, theme="Neglect of babies")
    session.commit()
    client = app.test_client()
    sign_in(client, world.qa)
    assert '<option value="Neglect of babies">' in client.get(world.address("2026/topics/new")).text


def test_a_topic_that_is_sent_twice_is_in_the_draft_once(world: YearWorld) -> None:
    topic = world.topic()
    with pytest.raises(YearRefused, match=f"This is in the draft already: it is {topic.reference}"):
        world.topic()
    assert world.topic(lead="executive").number == topic.number + 1
    drop_topic(world.session, topic, "Not this year.", by_id=world.qa.id, seen=topic.revision, today=TODAY)
    world.topic()
