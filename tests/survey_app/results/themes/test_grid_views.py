from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.collect.models import AnonymousResponse
from survey_app.results.models import Coding, CommentCoding
from survey_app.results.themes.keys import ACTIONS, THEME_KEYS, theme_keys
from survey_app.rounds.models import Round
from tests.survey_app.factories import make_agency, make_invitation, make_user, sign_in
from tests.survey_app.results.commented_rounds import anonymous_round, coders, named_round


def base(round_: Round) -> str:
    return f"/p/{round_.partnership.slug}/rounds/{round_.slug}/coding"


def data_of(page: str) -> dict[str, Any]:
    block = re.search(r"data-coder-data>(.+?)</script>", page)
    assert block is not None
    data: dict[str, Any] = json.loads(block[1])
    return data


def save(key: str, **changes: Any) -> dict[str, Any]:
    values = {"save_id": "one", "seen": 0, "earlier": [], "themes": {"time": "concern"}, "accepted": {}}
    return {"key": key, "done": True, "quote": False, **values, **changes}


def send(client: FlaskClient, round_: Round, *saves: Any) -> list[dict[str, Any]]:
    answer = client.post(f"{base(round_)}/save", json={"saves": list(saves)})
    assert answer.status_code == 200, answer.text
    outcomes: list[dict[str, Any]] = answer.json["outcomes"]
    return outcomes


@pytest.fixture
def round_(client: FlaskClient, session: Session) -> Round:
    made = named_round(session, "First", "Second", "Third")
    sign_in(client, coders(session, made)[0])
    return made


def test_no_theme_key_is_also_an_action() -> None:
    assert set(THEME_KEYS).isdisjoint(ACTIONS)
    assert len(set(THEME_KEYS)) == len(THEME_KEYS)
    assert list(theme_keys(["a"] + [f"t{n}" for n in range(40)]).values())[:10] == [*"123456789", "b"]


def test_the_page_holds_every_comment_with_its_keys_and_no_response_key(client: FlaskClient, session: Session) -> None:
    round_ = anonymous_round(session)
    sign_in(client, coders(session, round_)[0])
    page = client.get(f"{base(round_)}/grid").text
    data = data_of(page)
    assert len(data["comments"]) == 7
    assert [(theme["name"], theme["key"]) for theme in data["themes"]] == [
        ("training", "1"), ("time", "2"), ("space", "3"),
    ]  # fmt: skip
    for key in session.scalars(select(AnonymousResponse.key)):
        assert key not in page


def test_in_an_anonymous_round_a_group_stands_beside_a_comment_only_if_five_are_in_it(
    client: FlaskClient, session: Session
) -> None:
    round_ = anonymous_round(session)
    sign_in(client, coders(session, round_)[0])
    groups = {c["text"]: c["groups"] for c in data_of(client.get(f"{base(round_)}/grid").text)["comments"]}
    assert groups["Comment number 1 of all"] == [["Forum", "North forum"]]
    assert groups["Comment number 7 of all"] == []
    round_.breakdowns = []  # what the round is not broken down by stands beside no comment
    groups = {c["text"]: c["groups"] for c in data_of(client.get(f"{base(round_)}/grid").text)["comments"]}
    assert groups["Comment number 1 of all"] == []


def test_in_a_named_round_the_invitations_groups_are_shown(client: FlaskClient, session: Session) -> None:
    from survey_app.collect.models import Submission

    round_ = named_round(session, "First")
    agency = make_agency(session, round_.partnership)
    invitation, _ = make_invitation(session, round_, agency=agency)
    round_.breakdowns = ["agency"]
    session.scalars(select(Submission).where(Submission.round_id == round_.id)).one().invitation_id = invitation.id
    sign_in(client, coders(session, round_)[0])
    (comment,) = data_of(client.get(f"{base(round_)}/grid").text)["comments"]
    assert comment["groups"] == [["Agency", agency.name]]


def test_a_save_sent_again_is_saved_once_and_says_the_same(
    client: FlaskClient, session: Session, round_: Round
) -> None:
    key = data_of(client.get(f"{base(round_)}/grid").text)["comments"][0]["key"]
    first, again = send(client, round_, save(key)), send(client, round_, save(key))
    assert first == again == [{"key": key, "save_id": "one", "status": "saved", "revision": 1}]
    assert len(session.scalars(select(Coding).where(Coding.round_id == round_.id)).all()) == 1
    assert len(session.scalars(select(CommentCoding).where(CommentCoding.round_id == round_.id)).all()) == 1


def test_a_save_over_somebody_elses_coding_shows_theirs(client: FlaskClient, session: Session, round_: Round) -> None:
    key = data_of(client.get(f"{base(round_)}/grid").text)["comments"][0]["key"]
    other = coders(session, round_)[1]
    sign_in(client, other)
    send(client, round_, save(key, save_id="theirs", themes={"space": "neutral"}))
    sign_in(client, coders(session, round_)[0])
    (outcome,) = send(client, round_, save(key))
    assert outcome["status"] == "conflict"
    assert (outcome["theirs"]["themes"], outcome["theirs"]["coder"]) == ({"space": "neutral"}, other.name)
    (kept,) = send(client, round_, save(key, save_id="two", seen=outcome["theirs"]["revision"]))
    assert kept["status"] == "saved"


def test_one_refused_save_does_not_keep_the_others_back(client: FlaskClient, session: Session, round_: Round) -> None:
    keys = [comment["key"] for comment in data_of(client.get(f"{base(round_)}/grid").text)["comments"]]
    outcomes = send(
        client, round_, save("0" * 24), save(keys[0], themes={"elsewhere": "neutral"}), save(keys[1]),
    )  # fmt: skip
    assert [outcome["status"] for outcome in outcomes] == ["refused", "refused", "saved"]


def test_what_suggested_a_theme_is_kept_with_who_accepted_it(
    client: FlaskClient, session: Session, round_: Round
) -> None:
    key = data_of(client.get(f"{base(round_)}/grid").text)["comments"][0]["key"]
    themes = {"time": "concern", "space": "neutral"}
    send(client, round_, save(key, themes=themes, accepted={"time": {"source": "model", "confidence": 0.71}}))
    rows = session.scalars(select(Coding).where(Coding.round_id == round_.id)).all()
    assert {(row.theme, row.source, row.confidence) for row in rows} == {("time", "model", 0.71), ("space", "", None)}
    assert all(row.coder_id for row in rows)


def test_rubbish_is_refused_in_a_sentence(client: FlaskClient, round_: Round) -> None:
    answer = client.post(f"{base(round_)}/save", json={"saves": "x"})
    assert answer.status_code == 400
    assert answer.json["error"] == "What was sent cannot be read. Reload the page and try again."


def test_text_of_respondents_cannot_end_the_block_of_data(client: FlaskClient, session: Session) -> None:
    hostile = "</script><script>alert(1)</script><!--"
    round_ = named_round(session, hostile)
    sign_in(client, coders(session, round_)[0])
    page = client.get(f"{base(round_)}/grid").text
    assert "<script>alert" not in page
    assert data_of(page)["comments"][0]["text"] == hostile


def test_whoever_may_not_code_neither_opens_the_grid_nor_saves(client: FlaskClient, session: Session) -> None:
    round_ = named_round(session, "First")
    sign_in(client, make_user(session, round_.partnership, roles=("scrutineer",)))
    assert client.get(f"{base(round_)}/grid").status_code == 403
    assert client.post(f"{base(round_)}/save", json={"saves": [save("k")]}).status_code == 403


def test_a_forged_save_without_the_pages_token_is_refused(another_app: Any, session: Session) -> None:
    round_ = named_round(session, "First")
    client = another_app(WTF_CSRF_ENABLED=True).test_client()
    sign_in(client, coders(session, round_)[0])
    data = data_of(client.get(f"{base(round_)}/grid").text)
    body = {"saves": [save(data["comments"][0]["key"])]}
    assert client.post(f"{base(round_)}/save", json=body).status_code == 400
    allowed = client.post(f"{base(round_)}/save", json=body, headers={"X-CSRFToken": data["token"]})
    assert allowed.json["outcomes"][0]["status"] == "saved"


def test_suggestions_come_from_the_definitions_and_nothing_is_given_by_them(
    client: FlaskClient, session: Session, round_: Round
) -> None:
    sent = client.get(f"{base(round_)}/suggestions.json").json
    assert set(sent) == {"comments", "order", "about"}
    assert len(sent["order"]) == 3
    assert "none is given by itself" in sent["about"]
    assert session.scalars(select(Coding).where(Coding.round_id == round_.id)).all() == []
    assert client.get(f"{base(round_)}/suggestions").status_code == 200


def test_a_question_that_the_round_is_broken_down_by_counts_as_a_group_too(
    client: FlaskClient, session: Session
) -> None:
    round_ = anonymous_round(session, breakdowns=[], break_down_by=["forum"])
    sign_in(client, coders(session, round_)[0])
    groups = {c["text"]: c["groups"] for c in data_of(client.get(f"{base(round_)}/grid").text)["comments"]}
    assert groups["Comment number 1 of all"] == [["Forum", "North forum"]]
    assert groups["Comment number 7 of all"] == []
