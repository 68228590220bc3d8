"""The Executive endorses what was frozen, nobody endorses their own draft, and what changes later is seen."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey_app.accounts.models import Membership
from survey_app.programme.year.models import ProgrammeVersion
from survey_app.programme.year.planning import change_topic, drop_topic
from survey_app.programme.year.refusals import YearRefused
from survey_app.programme.year.standing import topic_rows, what_is_due
from survey_app.programme.year.versions import (
    altered,
    changes_of,
    changes_since_endorsed,
    endorse,
    endorsed_version,
    may_put,
    put_forward,
    send_back,
)
from tests.survey_app.factories import make_partnership, make_user, sign_in
from tests.survey_app.programme.year.year_world import AT, TODAY, YEAR, YearWorld


def test_whoever_drafted_any_topic_endorses_nothing(world: YearWorld, session: Session) -> None:
    """A member of the Executive who wrote a topic is a drafter, whoever put the version forward."""
    topic = world.topic()
    change_topic(session, topic, world.plan(days=1), by_id=world.executive.id, seen=1)
    version = world.put()
    for drafter in (world.qa, world.executive):
        with pytest.raises(YearRefused, match="You wrote part"):
            endorse(session, version, by_id=drafter.id, at=AT)
    other = make_user(session, world.partnership, roles=("executive_member",))
    endorse(session, version, by_id=other.id, at=AT)
    assert version.state == "endorsed"


def test_whoever_drafted_a_topic_that_was_dropped_since_still_does_not_endorse(
    world: YearWorld, session: Session
) -> None:
    world.topic()
    second = world.topic(title="A second one")
    drop_topic(session, second, "It is covered.", by_id=world.executive.id, seen=1, today=TODAY)
    with pytest.raises(YearRefused, match="You wrote part"):
        endorse(session, world.put(), by_id=world.executive.id, at=AT)


def test_the_database_itself_refuses_an_endorsement_by_whoever_put_it_forward(
    world: YearWorld, session: Session
) -> None:
    world.topic()
    version = world.put()
    version.state, version.decided_by_id, version.decided_at = "endorsed", world.qa.id, AT
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_a_later_change_leaves_the_endorsed_version_as_it_is_and_needs_endorsement(
    world: YearWorld, session: Session
) -> None:
    topic, other = world.topic(), world.topic(title="Step-down")
    first = world.endorsed()
    frozen = [dict(row) for row in first.document]
    assert not changes_since_endorsed(world.programme()).anything
    change_topic(
        session, topic, world.plan(ends_on=date(2026, 8, 31), days=1), by_id=world.qa.id, seen=topic.revision
    )  # fmt: skip
    drop_topic(session, other, "It is covered.", by_id=world.qa.id, seen=other.revision, today=TODAY)
    world.topic(title="Missing children")
    changes = changes_since_endorsed(world.programme())
    assert [title for _, title in changes.added] == ["Missing children"]
    assert [title for _, title in changes.removed] == ["Step-down"]
    assert [(one.reference, one.became[1]) for one in changes.moved] == [("T-01", date(2026, 8, 31))]
    assert [one.fields for one in changes.changed] == [("days",)]
    assert "put it to the Executive again" in what_is_due(world.programme(), 2026, TODAY)[0]
    assert [row.is_endorsed for row in topic_rows(session, world.programme(), TODAY)] == [False, False, False]
    second = world.put()
    assert (second.number, second.state) == (2, "proposed")
    assert changes_of(world.programme(), second) == (first, changes)
    session.expire_all()
    assert endorsed_version(world.programme()).document == frozen  # type: ignore[union-attr]
    assert altered(world.programme()) == []


def test_an_endorsed_version_that_is_changed_in_the_database_is_told_on_the_page(
    app: Flask, world: YearWorld, session: Session
) -> None:
    world.topic()
    version = world.endorsed()
    document = [{**version.document[0], "ends_on": "2027-03-31"}]
    session.execute(update(ProgrammeVersion).where(ProgrammeVersion.id == version.id).values(document=document))
    session.expire_all()
    assert altered(world.programme()) == [1]
    client = app.test_client()
    sign_in(client, world.scrutineer)
    assert "no longer says what was put forward" in client.get(world.address("2026")).text
    assert "no longer says what was put forward" in client.get(world.address("2026/versions/1")).text


def test_a_version_that_was_altered_while_it_waited_is_not_endorsed(world: YearWorld, session: Session) -> None:
    world.topic()
    version = world.put()
    version.document = [{**version.document[0], "days": 40}]
    session.flush()
    with pytest.raises(YearRefused, match="was altered"):
        endorse(session, version, by_id=world.executive.id, at=AT)


def test_a_version_overtaken_or_decided_is_decided_no_more(world: YearWorld, session: Session) -> None:
    world.topic()
    first = world.put()
    with pytest.raises(YearRefused, match="Nothing changed"):
        world.put()
    world.topic(title="Another")
    second = world.put()
    assert first.state == "overtaken"
    with pytest.raises(YearRefused, match="no longer waits"):
        endorse(session, first, by_id=world.executive.id, at=AT)
    with pytest.raises(YearRefused, match="what is to change"):
        send_back(session, second, " ", by_id=world.executive.id, at=AT)
    send_back(session, second, "Add the hospital.", by_id=world.executive.id, at=AT)
    with pytest.raises(YearRefused, match="no longer waits"):
        endorse(session, second, by_id=world.executive.id, at=AT)
    assert put_forward(session, world.programme(), by_id=world.qa.id, at=AT).number == 3


def test_a_programme_is_due_in_april_and_late_from_may(world: YearWorld) -> None:
    due = date(2026, 4, 30)
    assert what_is_due(None, 2026, due)[1] is False
    assert what_is_due(None, 2026, due + timedelta(days=1))[1] is True
    world.topic()
    version = world.put()
    said, late = what_is_due(world.programme(), 2026, due + timedelta(days=1))
    assert (late, "waits for the Executive" in said) == (True, True)
    endorse(world.session, version, by_id=world.executive.id, at=AT)
    assert what_is_due(world.programme(), 2026, date(2026, 12, 1))[1] is False


def test_only_the_executive_endorses_and_another_partnership_sees_nothing(
    app: Flask, world: YearWorld, session: Session
) -> None:
    world.topic()
    world.put()
    elsewhere = make_partnership(session)
    stranger = make_user(session, elsewhere, roles=("executive_member",))
    answers = {}
    for name, user in (("qa", world.qa), ("scrutineer", world.scrutineer), ("stranger", stranger)):
        client = app.test_client()
        sign_in(client, user)
        answers[name] = client.post(world.address("2026/versions/1"), data={"act": "endorse"}).status_code
    assert answers == {"qa": 403, "scrutineer": 403, "stranger": 404}
    client = app.test_client()
    sign_in(client, stranger)
    assert client.get(f"/p/{elsewhere.slug}/programme/2026/versions/1").status_code == 404
    assert client.get(f"/p/{elsewhere.slug}/programme/2026/topics/1").status_code == 404
    client = app.test_client()
    sign_in(client, world.executive)
    for nothing in ({}, {"act": ""}, {"act": "endorsed"}, {"act": "sendback"}):
        assert client.post(world.address("2026/versions/1"), data=nothing).status_code == 422
    assert client.post(world.address("2026/versions/1"), data={"act": "endorse"}).status_code == 302
    session.expire_all()
    assert session.scalars(select(ProgrammeVersion.state)).one() == "endorsed"


def test_a_drafter_of_the_executive_is_told_so_on_the_page(app: Flask, world: YearWorld, session: Session) -> None:
    topic = world.topic()
    session.add(Membership(user_id=world.executive.id, partnership_id=world.id, role_key="qa_group"))
    session.flush()
    change_topic(session, topic, world.plan(days=1), by_id=world.executive.id, seen=1)
    world.put()
    client = app.test_client()
    sign_in(client, world.executive)
    assert "You wrote part of this programme" in client.get(world.address("2026/versions/1")).text
    refused = client.post(world.address("2026/versions/1"), data={"act": "endorse"})
    assert (refused.status_code, "You wrote part" in refused.text) == (422, True)


def test_a_version_that_waits_unchanged_is_not_put_a_second_time(
    app: Flask, world: YearWorld, session: Session
) -> None:
    topic = world.topic()
    assert may_put(world.programme())
    world.put()
    session.commit()
    client = app.test_client()
    sign_in(client, world.qa)
    assert not may_put(world.programme())
    assert "Put it to the Executive</button>" not in re.sub(r"\s+<", "<", client.get(world.address(str(YEAR))).text)
    change_topic(session, topic, world.plan(days=2), by_id=world.qa.id, seen=topic.revision)
    session.commit()
    assert may_put(world.programme())
    assert "Put it to the Executive</button>" in re.sub(r"\s+<", "<", client.get(world.address(str(YEAR))).text)


def test_what_was_sent_back_is_said_with_the_executives_words(world: YearWorld, session: Session) -> None:
    world.topic()
    send_back(session, world.put(), "Say why not neglect.", by_id=world.executive.id, at=AT)
    words, late = what_is_due(world.programme(), YEAR, TODAY)
    assert words.startswith("The Executive sent version 1 back: “Say why not neglect.” Change the draft")
    assert late
    world.endorsed()
    assert "sent" not in what_is_due(world.programme(), YEAR, TODAY)[0]
