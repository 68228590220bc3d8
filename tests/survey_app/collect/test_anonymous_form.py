"""Somebody answers an anonymous round by a personal link, without a script."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.audit_log import AuditEvent
from survey_app.collect.models import AnonymousReceipt, Draft, SealedAnswer, Submission
from survey_app.rounds.models import Invitation, Round
from tests.survey_app.collect.forms_for_tests import SHORT
from tests.survey_app.collect.respondent import Respondent
from tests.survey_app.factories import make_invitation


@pytest.fixture
def person(by_token: Callable[[Round], Respondent], round_of: Callable[..., Round]) -> Respondent:
    return by_token(round_of(access="token", anonymous=True))


def counts(session: Session) -> dict[str, int]:
    session.rollback()
    elsewhere = 1  # the unrelated draft and submission
    return {
        "drafts": (session.scalar(select(func.count()).select_from(Draft)) or 0) - elsewhere,
        "submissions": (session.scalar(select(func.count()).select_from(Submission)) or 0) - elsewhere,
        "sealed": session.scalar(select(func.count()).select_from(SealedAnswer)) or 0,
        "receipts": session.scalar(select(func.count()).select_from(AnonymousReceipt)) or 0,
        "marks": session.scalar(select(func.count()).where(Invitation.answered)) or 0,
        "log": session.scalar(select(func.count()).select_from(AuditEvent)) or 0,
    }


NOTHING = dict.fromkeys(("drafts", "submissions", "sealed", "receipts", "marks", "log"), 0)


def test_the_start_page_makes_the_promise_and_says_where_it_ends(person: Respondent) -> None:
    assert "Your answers are anonymous" in person.text
    assert "This does not cover what you write yourself" in person.text
    assert "If fewer than 5 people answer in all, the answers are deleted unread." in person.text
    assert "This form cannot raise an alarm" in person.text
    assert "tel:01632960001" in person.page.xpath("//main//a/@href")


def test_nothing_is_stored_before_send_and_then_all_at_once(session: Session, person: Respondent) -> None:
    person.press("Start")
    assert person.heading == "The first page"
    person.press("Continue", {"line": "x", "more": "yes"})
    person.press("Continue", {"what_more": "y"})
    person.press("Continue", {"why_more": "z"})
    person.press("Continue", {"standard": "good"})
    person.press("Continue", {"standard_rationale": "because"})
    assert person.heading == "Conversations"
    person.press("Add conversation")
    person.press("Continue", {"heard": "yes", "worry": "no"})
    person.press("Continue")
    person.press("Continue", {"child": "no", "wish": "line one\nline two"})
    assert person.heading == "Check your answers"
    assert counts(session) == NOTHING
    person.press("Send")
    assert person.heading == "Answers received"
    assert counts(session) == NOTHING | {"sealed": 1, "receipts": 1, "marks": 1}


def test_errors_and_revealed_questions_work_as_everywhere(person: Respondent) -> None:
    person.press("Start")
    assert person.press("Continue", {"more": "yes"}).status_code == 422
    assert person.problems == ["Enter an answer to ‘One line’"]
    person.press("Continue", {"line": "x"})
    assert person.problems == ["Enter an answer to ‘What more?’"]


def test_back_takes_along_what_is_on_the_page(person: Respondent) -> None:
    person.press("Start")
    person.press("Continue", {"line": "x", "more": "no"})
    person.press("Continue")
    person.press("Back", {"wish": "half a wi"})
    assert person.heading == "Conversations"
    person.press("Continue")
    assert person.page.get_element_by_id("q.wish.a").text.strip() == "half a wi"


def test_change_leads_from_the_check_to_the_page(person: Respondent) -> None:
    person.press("Start")
    person.press("Continue", {"line": "x", "more": "no"})
    person.press("Continue")
    person.press("Continue", {"child": "no"})
    person.press("Change One line")
    assert person.heading == "The first page"


def test_an_entry_is_removed_after_a_question(person: Respondent) -> None:
    person.press("Start")
    person.press("Continue", {"line": "x", "more": "no"})
    for heard in ("yes", "yes"):
        person.press("Add")
        person.press("Continue", {"heard": heard, "worry": "no"})
    person.press("Remove Conversation 1")
    assert person.heading == "Remove conversation 1?"
    person.press("Remove conversation 1")
    assert len(json.loads(person.hidden("carried"))["document"]["talk"]) == 1


def test_send_reports_what_is_missing_with_buttons_that_lead_there(session: Session, person: Respondent) -> None:
    person.press("Start")
    carried = person.hidden("carried")
    response = person.post({"carried": carried, "at": "check", "go": "send"})
    assert response.status_code == 422
    assert person.problems == ["Enter an answer to ‘One line’", "Select an answer to ‘Is there more?’"]
    assert counts(session) == NOTHING
    person.press("Select an answer to ‘Is there more?’")
    assert person.heading == "The first page"


def finish(person: Respondent) -> dict[str, str]:
    """Reach the check; what its form posts."""
    person.press("Start")
    person.press("Continue", {"line": "x", "more": "no"})
    person.press("Continue")
    person.press("Continue", {"child": "no"})
    return {"carried": person.hidden("carried"), "at": "check", "go": "send"}


def test_sending_again_after_a_lost_reply_gets_the_same_receipt(session: Session, person: Respondent) -> None:
    form = finish(person)
    first, again = person.post(form).text, person.post(form).text
    assert first == again
    assert counts(session)["sealed"] == 1


def test_a_used_link_says_so_and_takes_no_second_answer(session: Session, person: Respondent) -> None:
    address = person.address
    finish(person)
    person.press("Send")
    person.open(address)
    assert person.heading == "You have already answered"
    other = {"uuid": "123e4567-e89b-42d3-a456-426614174000", "document": {"line": "y", "more": "no", "child": "no"}}
    form = {"carried": json.dumps(other), "at": "check", "go": "send"}
    assert person.client.post(f"{address}/answer", data=form).status_code == 409
    assert counts(session)["sealed"] == 1


def test_answers_too_long_to_be_sealed_are_told_on_the_page_before_sending(
    by_token: Callable[[Round], Respondent], round_of: Callable[..., Round]
) -> None:
    many = "".join(f"      - {{type: text, name: t{n}, label: T{n}, appearance: multiline}}\n" for n in range(5))
    person = by_token(round_of(SHORT + many, access="token", anonymous=True))
    person.press("Start")
    response = person.press("Continue", {"useful": "agree", **{f"t{n}": "x" * 9000 for n in range(5)}})
    assert response.status_code == 422
    assert "shorten them by about" in person.problems[0]


def test_a_page_that_comes_back_without_its_answers_is_refused_in_words(person: Respondent) -> None:
    for carried in ("", "null", "[]", '{"uuid": "x"}', "[" * 100_000, '{"uuid": 1, "document": {}}'):
        response = person.client.post(f"{person.address}/answer", data={"carried": carried})
        assert response.status_code == 400
        assert "Nothing was sent" in response.text


def test_an_unknown_link_says_what_to_do(client: FlaskClient) -> None:
    response = client.get("/a/no-such-token")
    assert response.status_code == 404
    assert "use the link in that one" in response.text


def test_an_open_anonymous_round_needs_no_link(
    session: Session, client: FlaskClient, round_of: Callable[..., Round]
) -> None:
    round_ = round_of(SHORT, access="open", anonymous=True)
    for _ in range(2):
        person = Respondent(client, f"/s/exampleshire/{round_.slug}")
        person.press("Start")
        person.press("Continue", {"useful": "agree"})
        person.press("Send")
        assert person.heading == "Answers received"
    assert counts(session)["sealed"] == 2


def test_an_open_round_that_is_not_anonymous_keeps_a_draft_for_this_browser(
    session: Session, client: FlaskClient, app: object, round_of: Callable[..., Round]
) -> None:
    round_ = round_of(SHORT, access="open")
    person = Respondent(client, f"/s/exampleshire/{round_.slug}")
    person.press("Start")
    person.press("Save and return later", {"comment": "half"})
    back = Respondent(client, f"/s/exampleshire/{round_.slug}")
    back.press("Continue")
    assert "half" in back.text
    stranger = Respondent(app.test_client(), f"/s/exampleshire/{round_.slug}")  # type: ignore[attr-defined]
    stranger.press("Start")
    assert "half" not in stranger.text
    back.press("Continue", {"useful": "agree"})
    back.press("Send")
    assert back.heading == "Answers received"
    assert counts(session)["submissions"] == 1


def test_a_personal_link_that_is_not_anonymous_opens_its_draft_on_any_device(
    session: Session, client: FlaskClient, app: object, round_of: Callable[..., Round]
) -> None:
    round_ = round_of(SHORT, access="token")
    _, token = make_invitation(session, round_)
    person = Respondent(client, f"/a/{token}")
    person.press("Start")
    person.press("Save and return later", {"comment": "half"})
    elsewhere = Respondent(app.test_client(), f"/a/{token}")  # type: ignore[attr-defined]
    elsewhere.press("Continue")
    assert "half" in elsewhere.text
    elsewhere.press("Continue", {"useful": "agree"})
    elsewhere.press("Send")
    person.open(f"/a/{token}")
    assert person.heading == "Answers received"
    person.press("Change these answers")
    assert person.heading == "Check your answers"


def test_a_link_of_a_named_round_opens_nothing(
    session: Session, client: FlaskClient, round_of: Callable[..., Round]
) -> None:
    round_ = round_of(SHORT)
    _, token = make_invitation(session, round_)
    assert client.get(f"/a/{token}").status_code == 404
    assert client.get(f"/s/exampleshire/{round_.slug}").status_code == 404
