"""Whatever anybody sends is answered with a page or a sentence, never with an error of the software."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from instruments.compiled import compile_instrument
from instruments.loading import load_instrument
from survey_app.collect.carried import read_carried
from survey_app.database import new_uuid
from survey_app.errors import UserError
from survey_app.partnership.models import Partnership
from survey_app.rounds.models import Round
from tests.survey_app.collect.forms_for_tests import EVERY_TYPE
from tests.survey_app.factories import make_invitation, make_user, sign_in

COMPILED = compile_instrument(load_instrument(EVERY_TYPE, filename="every-type.yaml"))
NAMES = [item.name for item in COMPILED.items] + list(COMPILED.repeats)
PARTS = ["", ".day", ".month", ".year", ".time", ".nothing"]
CHOICES = ["yes", "no", "good", "poor", "na", "teacher", "nobody", "12", "-1", "31", "2026", "14:30"]
SPECIAL = ["shown", "go", "at", "carried", "revision", "seen", "resolve", "conflict", "csrf_token"]
FINE = {200, 302, 400, 404, 405, 409, 410, 413, 422}

texts = st.sampled_from(CHOICES) | st.text(max_size=60) | st.sampled_from(["x" * 20_001, "\x00", "\ud800", "٣", "🙂"])
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=8), inner),
    max_leaves=12,
)
documents = st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=8), values, max_size=10)
PLACES = [
    *("section:first", "section:second", "section:", "list:talk", "entry:talk:0", "entry:talk:7", "entry:talk:-1"),
    *("entry:first:0", "entry:talk:99999999999", "remove:talk:0", "removed:talk:0", "removed:first:0", "removed:"),
    *("worry:child:0", "worry:worry:3", "worry:line:0", "check", "continue", "back", "send", "save"),
]
places = st.sampled_from(PLACES) | st.text(max_size=20)
controls = st.tuples(
    st.sampled_from(NAMES).flatmap(lambda name: st.sampled_from([f"q.{name}{part}" for part in PARTS]))
    | st.sampled_from(SPECIAL)
    | st.text(max_size=10),
    texts | places,
)
posts = st.lists(controls, max_size=25)
many = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def posted(pairs: list[tuple[str, str]], **more: str) -> MultiDict[str, str]:
    """Form data as a browser could send it: halves of surrogate pairs do not survive UTF-8."""
    encoded = [(k.encode("utf-8", "replace").decode(), v.encode("utf-8", "replace").decode()) for k, v in pairs]
    return MultiDict([*encoded, *more.items()])


@many
@given(documents, st.integers(0, 5))
def test_of_any_json_only_answers_to_this_form_are_taken_over(document: dict[str, Any], cut: int) -> None:
    text = json.dumps({"uuid": new_uuid(), "document": document})
    text = text[: len(text) - cut] if cut < 4 else text
    try:
        carried = read_carried(COMPILED, text)
    except UserError:
        return
    assert set(carried.document) <= set(NAMES)
    json.dumps(carried.document, allow_nan=False).encode()


@pytest.fixture
def anonymous_address(session: Session, round_of: Callable[..., Round]) -> str:
    _, token = make_invitation(session, round_of(access="token", anonymous=True))
    return f"/a/{token}/answer"


@many
@given(documents, posts, places, places)
def test_any_post_to_an_anonymous_form_is_answered(
    client: FlaskClient,
    anonymous_address: str,
    document: dict[str, Any],
    pairs: list[tuple[str, str]],
    at: str,
    go: str,
) -> None:
    carried = json.dumps({"uuid": new_uuid(), "document": document})
    response = client.post(anonymous_address, data=posted(pairs, carried=carried, at=at, go=go))
    assert response.status_code in FINE


@pytest.fixture
def draft_address(
    client: FlaskClient, session: Session, partnership: Partnership, round_of: Callable[..., Round]
) -> str:
    sign_in(client, make_user(session, partnership, roles=("auditor",)))
    response = client.post(f"/p/exampleshire/rounds/{round_of().slug}/answer")
    return str(response.location)


PAGES = ["begin", "page/first", "page/second", "page/talk", "page/talk/1", "page/talk/0", "page/talk/2", "page/talk/99",
         "page/talk/1/remove", "page/talk/0/remove", "page/first/1", "page/nothing", "worry/child/1", "worry/worry/1",
         "worry/worry/0", "worry/line/1", "check", "pages", "saved", "sent", "change", "page/last"]  # fmt: skip


@many
@given(st.lists(st.tuples(st.sampled_from(PAGES), st.booleans(), posts), min_size=1, max_size=6))
def test_any_posts_to_a_draft_are_answered_in_any_order(
    client: FlaskClient, draft_address: str, steps: list[tuple[str, bool, list[tuple[str, str]]]]
) -> None:
    for page, read, pairs in steps:
        address = f"{draft_address}/{page}"
        response = client.get(address) if read else client.post(address, data=posted(pairs))
        assert response.status_code in FINE, (page, read)


@many
@given(values | st.fixed_dictionaries({"uuid": st.just(new_uuid()), "version": st.just(1), "document": documents}))
def test_any_json_to_the_submission_contract_is_answered(client: FlaskClient, draft_address: str, body: Any) -> None:
    address = draft_address.partition("/answer")[0] + "/submissions"
    response = client.post(address, data=json.dumps(body), content_type="application/json")
    assert response.status_code in FINE | {201}


@many
@given(posts)
def test_any_post_to_the_help_form_is_answered(
    client: FlaskClient, partnership: Partnership, pairs: list[tuple[str, str]]
) -> None:
    assert client.post("/help/exampleshire", data=posted(pairs)).status_code in FINE | {429}
