"""The submission contract as programs see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.database import new_uuid
from survey_app.partnership.models import Partnership
from survey_app.rounds.models import Round
from tests.survey_app.collect.forms_for_tests import SHORT
from tests.survey_app.factories import make_user, sign_in


@pytest.fixture
def post(
    client: FlaskClient, session: Session, partnership: Partnership, round_of: Callable[..., Round]
) -> Callable[..., Any]:
    """``post(body)`` sends JSON as an auditor."""
    slug = round_of(SHORT).slug
    sign_in(client, make_user(session, partnership, roles=("auditor",)))
    return lambda body: client.post(f"/p/exampleshire/rounds/{slug}/submissions", json=body)


def body(**changes: Any) -> dict[str, Any]:
    return {"uuid": new_uuid(), "version": 1, "document": {"useful": "agree"}} | changes


def test_a_submission_is_created_and_its_repetition_is_ok(post: Callable[..., Any]) -> None:
    sent = body()
    first, again = post(sent), post(sent)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == again.json
    assert first.json["uuid"] == sent["uuid"]
    assert first.json["revision"] == 1


def test_other_content_is_a_conflict_with_both_named(post: Callable[..., Any]) -> None:
    sent = body()
    post(sent)
    response = post(sent | {"document": {"useful": "disagree"}})
    assert response.status_code == 409
    assert response.json["received"]["revision"] == 1
    assert response.json["received"]["content"] != response.json["offered"]["content"]
    assert post(sent | {"document": {"useful": "disagree"}, "replaces": 1}).json["revision"] == 2


def test_answers_against_the_rules_come_back_with_their_places(post: Callable[..., Any]) -> None:
    response = post(body(document={"useful": "perhaps"}))
    assert response.status_code == 422
    assert [(p["section"], p["name"], p["entry"]) for p in response.json["problems"]] == [("page", "useful", [])]


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        (None, "one JSON object"),
        ([], "one JSON object"),
        ({"uuid": 1}, "“uuid” must be a UUID"),
        (body(uuid="not one"), "“uuid” must be a UUID"),
        (body(version=2), "must be 1"),
        (body(version=True), "must be 1"),
        (body(document=[]), "“document” must be an object"),
        (body(replaces="1"), "“replaces” must be the number"),
        (body(surprise=1), "and no others"),
    ],
)
def test_a_wrong_envelope_is_refused_in_a_sentence(post: Callable[..., Any], sent: Any, message: str) -> None:
    response = post(sent)
    assert response.status_code == 422
    assert message in response.json["error"]


def test_a_uuid_in_another_writing_is_the_same(post: Callable[..., Any]) -> None:
    sent = body()
    post(sent)
    assert post(sent | {"uuid": sent["uuid"].upper()}).status_code == 200
