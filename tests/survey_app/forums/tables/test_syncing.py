"""What devices send arrives once, refused changes leave the others be, and nobody else's forum is reached."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.database import random_key
from survey_app.forums.models import Forum
from survey_app.forums.tables.models import DiscussionTable, TablePoint
from tests.survey_app.factories import sign_in
from tests.survey_app.forums.hub_factories import make_forum, make_hub_cycle
from tests.survey_app.forums.tables.table_factories import make_point, make_table


def point(**given: Any) -> dict[str, Any]:
    return {
        "kind": "point", "change": random_key(), "id": random_key(), "seen": 0, "removed": False,
        "table": {"id": None, "name": "Table 7", "size": None}, "question": "What works?", "text": "Weekly meetings",
        "tone": "strength", "quote": "", "theme_id": None, **given,
    }  # fmt: skip


def sync(page: FlaskClient, forum: Forum, *changes: dict[str, Any]) -> Any:
    answer = page.post(f"/p/north/learning-hub/forums/{forum.id}/tables/sync", json={"changes": list(changes)})
    assert answer.status_code == 200, answer.text
    return answer.json


def outcomes(answer: Any) -> list[str]:
    return [one["outcome"] for one in answer["results"]]


def test_a_table_opened_without_a_network_comes_with_its_points(page: FlaskClient, forum: Forum) -> None:
    opened = {"kind": "table", "change": random_key(), "table": {"id": None, "name": "7", "size": 9}}
    answer = sync(page, forum, opened, point(), point(text="Mentors"))
    assert outcomes(answer) == ["saved", "saved", "saved"]
    assert [(one["name"], one["size"]) for one in answer["state"]["tables"]] == [("Table 7", 9)]
    assert [one["text"] for one in answer["state"]["points"]] == ["Weekly meetings", "Mentors"]


def test_two_devices_that_open_the_same_table_mean_the_same(
    page: FlaskClient, forum: Forum, table: DiscussionTable
) -> None:
    named = {"id": None, "name": "table  4", "size": None}
    answer = sync(page, forum, point(table=named), point(table={"id": table.id, "name": "old name", "size": None}))
    assert {one["table"] for one in answer["state"]["points"]} == {table.id}


def test_a_message_that_comes_twice_counts_once(page: FlaskClient, forum: Forum) -> None:
    changes = [point(), point(text="Mentors")]
    sync(page, forum, *changes)
    again = sync(page, forum, *changes)
    assert outcomes(again) == ["same", "same"]
    assert len(again["state"]["points"]) == 2


def test_two_facilitators_at_one_table_see_both_versions(
    page: FlaskClient, session: Session, forum: Forum, second: User
) -> None:
    first = point(text="Meetings")
    revision = sync(page, forum, first)["results"][0]["revision"]
    known = {**first, "seen": revision}
    assert outcomes(sync(page, forum, {**known, "change": random_key(), "text": "Meetings work"})) == ["saved"]
    sign_in(page, second)
    answer = sync(page, forum, {**known, "change": random_key(), "text": "Meetings are long"})
    assert outcomes(answer) == ["both"]
    found = {one["text"]: one["beside"] for one in answer["state"]["points"]}
    assert found == {"Meetings work": "", "Meetings are long": first["id"]}
    copy = answer["results"][0]["id"]
    choice = {**point(), "kind": "decide", "id": copy, "choice": "both", "change": random_key()}
    assert [one["beside"] for one in sync(page, forum, choice)["state"]["points"]] == ["", ""]
    assert outcomes(sync(page, forum, choice)) == ["saved"], "deciding twice is harmless"


def test_a_change_that_is_refused_leaves_the_others_be(page: FlaskClient, forum: Forum) -> None:
    answer = sync(page, forum, point(text=" "), point(tone="praise"), point(text="Kept"))
    assert outcomes(answer) == ["refused", "refused", "saved"]
    assert answer["results"][0]["message"] == "Enter what was said."
    assert [one["text"] for one in answer["state"]["points"]] == ["Kept"]


@pytest.mark.parametrize(
    "strange",
    [
        {"id": 7}, {"id": "x"}, {"seen": "3"}, {"seen": 10**30}, {"table": None}, {"table": {"id": 10**30}},
        {"table": {"name": 5}}, {"table": {"name": "x" * 61}}, {"table": {"name": "A", "size": -1}},
        {"question": ["What?"]}, {"text": {"a": 1}}, {"text": "half \ud800 a sign\x00"}, {"theme_id": 10**30},
        {"theme_id": True}, {"kind": "order", "ids": None}, {"kind": "order", "ids": [1, "a"], "question": 5},
        {"kind": "decide", "id": []}, {"kind": "decide", "choice": []}, {"kind": 5}, {"removed": "yes"},
    ],
)  # fmt: skip
def test_whatever_a_device_sends_is_answered(page: FlaskClient, forum: Forum, strange: dict[str, Any]) -> None:
    answer = sync(page, forum, point(**strange), point(text="Kept"))
    assert outcomes(answer)[1] == "saved"
    assert outcomes(answer)[0] in ("saved", "refused")


@pytest.mark.parametrize(
    "body", [[], {}, {"changes": 5}, {"changes": [5]}, {"changes": [{}]}, {"changes": [{"change": "x"}]}]
)
def test_what_is_no_list_of_changes_is_refused_with_a_sentence(page: FlaskClient, forum: Forum, body: Any) -> None:
    answer = page.post(f"/p/north/learning-hub/forums/{forum.id}/tables/sync", json=body)
    assert answer.status_code == 422
    assert answer.json["error"]


def test_points_of_another_partnership_are_out_of_reach(page: FlaskClient, session: Session, forum: Forum) -> None:
    elsewhere = make_forum(session, make_hub_cycle(session))
    theirs = make_point(session, make_table(session, elsewhere, "Table 1"), text="Theirs")
    id_ = theirs.id
    address = f"/p/north/learning-hub/forums/{elsewhere.id}/tables/sync"
    assert page.post(address, json={"changes": [point()]}).status_code == 404
    assert outcomes(sync(page, forum, point(id=id_, seen=1, text="Mine"))) == ["refused"]
    decide = {**point(), "kind": "decide", "id": id_, "choice": "other"}
    sync(page, forum, decide)
    session.expire_all()
    assert session.get(TablePoint, id_).text == "Theirs"  # type: ignore[union-attr]
    assert page.get(f"/p/north/learning-hub/points/{id_}").status_code == 404


def test_the_state_is_not_sent_again_while_nothing_has_changed(page: FlaskClient, forum: Forum) -> None:
    address = f"/p/north/learning-hub/forums/{forum.id}/tables/state"
    first = page.get(address)
    assert page.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    sync(page, forum, point())
    assert page.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_points_from_phones_are_not_on_the_devices_of_tables(page: FlaskClient, session: Session, forum: Forum) -> None:
    session.add(TablePoint(id=random_key(), forum_id=forum.id, question="What works?", text="From a phone"))
    session.flush()
    assert "From a phone" not in page.get(f"/p/north/learning-hub/forums/{forum.id}/tables/state").text


def test_whoever_may_not_run_forums_sends_nothing(
    page: FlaskClient, session: Session, forum: Forum, reader: User
) -> None:
    sign_in(page, reader)
    address = f"/p/north/learning-hub/forums/{forum.id}/tables/sync"
    assert page.post(address, json={"changes": [point()]}).status_code == 403
    assert session.scalars(select(TablePoint)).all() == []
