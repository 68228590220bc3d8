"""Whatever a device sends, it is answered in JSON with a sentence, and never with an error of the software."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from survey_app.collect.models import Draft
from survey_app.walkabouts.models import VisitNotes
from tests.survey_app.walkabouts.notes.devices import Device, adding, setting

NAMES = ["site", "b1", "note", "count", "share", "day", "areas", "photo", "double", "talk", "role", "c1", "c14",
         "c14_told", "part", "said", "standard", "seen", "_id", "_removed", "first", "unknown", "",
         "constructor"]  # fmt: skip
texts = st.sampled_from(["fully", "aaaa", "n1", "yes", "\x00", "\ud800", "x" * 70, "-1", "é", "a/b"]) | st.text(
    max_size=12
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES) | texts, inner, max_size=3),
    max_leaves=8,
)
paths = st.one_of(
    st.sampled_from(NAMES).map(lambda name: [name]),
    st.sampled_from(NAMES).map(lambda name: ["talk", "aaaa", name]),
    st.sampled_from(NAMES).map(lambda name: ["talk", "aaaa", "part", "bbbb", name]),
    st.sampled_from([["talk"], ["talk", "aaaa"], ["talk", "aaaa", "part"], ["standard", "n1"], ["standard"]]),
    st.lists(st.sampled_from(NAMES) | texts, max_size=6),
    values,
)
changes = st.fixed_dictionaries(
    {"op": st.sampled_from(["set", "add", "remove", "order"]) | values, "path": paths},
    optional={"value": values, "was": values, "after": texts | values, "ids": st.lists(texts) | values,
              "resolves": st.lists(texts) | values, "id": texts | values},
)  # fmt: skip
bodies = st.fixed_dictionaries(
    {},
    optional={
        "device": st.just("device-one") | values, "seq": st.integers(1, 3) | values,
        "revision": st.integers(0, 9) | values,
        "changes": st.lists(changes | values, max_size=6) | values, "alert": values,
    },
)  # fmt: skip
many = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def pages_open(device: Device, session: Session, notes: VisitNotes) -> None:
    """The form's ordinary pages show whatever a device has put into the draft."""
    session.rollback()
    session.expire_all()
    draft = session.get(Draft, notes.draft_id)
    if draft is None:
        return
    base = f"/p/north/rounds/{draft.round.slug}/answer/{notes.draft_id}"
    talks = [f"/page/talk/{number + 1}" for number, _ in enumerate(draft.document.get("talk") or [])][:2]
    for page in ("", "/pages", "/page/first", "/page/talk", "/page/standard/1", "/check", *talks):
        assert device.client.get(base + page).status_code in (200, 302), page


@many
@given(st.lists(changes, max_size=5))
def test_any_changes_are_taken_or_refused_in_a_sentence_and_leave_pages_that_open(
    device: Device, session: Session, notes: VisitNotes, given_changes: list[dict[str, Any]]
) -> None:
    response = device.post(*given_changes)
    answer = response.get_json()
    assert response.status_code in (200, 422), response.text
    if response.status_code == 200:
        device.seq, device.revision = answer["seq"], answer["revision"]
        pages_open(device, session, notes)
    else:
        assert answer["error"].endswith(".")
        assert answer["change"] is None or given_changes[answer["change"]]


@many
@given(values | bodies)
def test_any_body_is_answered(device: Device, body: Any) -> None:
    for route in ("sync", "send"):
        response = device.client.post(f"{device.notes}/{route}", json=body)
        assert response.status_code in (200, 201, 409, 422), response.text
        assert isinstance(response.get_json(), dict)


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[" * 100_000, b'{"a":' * 50_000, b"\xff\xfe", b"NaN", b'{"seq": Infinity}', b"null", b"[]", b'"x"',
     b'{"device": "device-one", "seq": 1' + b"0" * 5000 + b"}", b"{}" + b" " * (5 * 1024 * 1024)],
    ids=["empty", "cut", "deep", "deep objects", "bytes", "nan", "infinity", "null", "list", "text", "digits", "huge"],
)  # fmt: skip
@pytest.mark.parametrize("route", ["sync", "send"])
def test_what_is_no_json_object_is_refused(device: Device, route: str, data: bytes) -> None:
    response = device.client.post(f"{device.notes}/{route}", data=data, content_type="application/json")
    assert response.status_code == 422
    assert response.get_json()["error"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (setting(["talk"], "gone"), "no question"),
        (setting(["role"], "x"), "no question"),
        (setting(["talk", "aaaa", "b1"], "x"), "no question"),
        (setting(["talk", "aaaa", "_id"], "x"), "no question"),
        (setting(["_removed"], "x"), "no question"),
        (setting(["b1", "aaaa", "c1"], "x"), "no question"),
        (setting(["talk", "a b", "role"], "x"), "repeat and the id"),
        (setting(["talk", "role"], "x"), "repeat and the id"),
        (setting(["count"], "seven"), "not one of its kind"),
        (setting(["count"], True), "not one of its kind"),
        (setting(["count"], 10**30), "not one of its kind"),
        (setting(["areas"], "north"), "not one of its kind"),
        (setting(["areas"], [["north"]]), "not one of its kind"),
        (setting(["note"], {"_id": "x"}), "not one of its kind"),
        (setting(["note"], "x" * 100_001), "more than 100,000 characters"),
        (adding(["talk"]), "no entries"),
        (adding(["b1", "aaaa"]), "no entries"),
        (adding(["part", "aaaa"]), "no entries"),
        (adding(["talk", "x" * 65]), "repeat and the id"),
        ({"op": "remove", "path": ["standard", "n1"], "was": {}}, "neither removed"),
        ({"op": "order", "path": ["standard"], "ids": ["n2", "n1"]}, "neither removed"),
        ({"op": "order", "path": ["talk"], "ids": [1]}, "list of ids"),
        ({"op": "order", "path": ["b1"], "ids": []}, "no entries"),
        ({"op": "remove", "path": ["talk", "aaaa"], "was": None}, "as it was seen"),
        ({"op": "delete", "path": ["talk", "aaaa"]}, "must be set, add, remove or order"),
        ({"op": "set", "path": []}, "list of names"),
    ],
)
def test_a_change_that_no_form_makes_is_refused_by_its_place(device: Device, change: dict[str, Any], said: str) -> None:
    response = device.post(setting(["b1"], "fully"), change)
    answer = response.get_json()
    assert (response.status_code, answer["change"]) == (422, 1)
    assert answer["error"].startswith("Change 2: ")
    assert said in answer["error"]
    assert device.look().get("b1") is None, "nothing of the message is applied"


def test_a_text_loses_only_what_no_database_takes(device: Device) -> None:
    answer = device.sync(setting(["note"], "one\r\ntwo\x00\ud83d three\t"))
    assert answer["document"]["note"] == "one\ntwo three\t"


@pytest.mark.parametrize("draft_id", ["x", "0" * 400, "123e4567-e89b-42d3-a456-426614174000", "%00", "..", "é"])
def test_another_address_opens_nothing(device: Device, draft_id: str) -> None:
    for route in ("sync", "send", "files"):
        assert device.client.post(f"{device.base}/{draft_id}/{route}", json={}).status_code == 404
