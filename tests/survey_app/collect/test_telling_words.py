"""An identifier typed into an anonymous form is noticed before the answers are sent, and the person decides."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.audit_log import AuditEvent
from survey_app.collect.keys import KeyStore
from survey_app.collect.models import AnonymousReceipt, AnonymousResponse, Draft, SealedAnswer
from survey_app.collect.telling_words import telling_words
from survey_app.rounds.models import Invitation, Round
from tests.survey_app.collect.forms_for_tests import SHORT
from tests.survey_app.collect.respondent import Respondent

TELLING = "Mr X of EX1 1AA told me; ring 07700 900123"


@pytest.mark.parametrize(
    ("text", "kind", "word"),
    [
        ("NHS number 999 000 0018", "nhs_number", "999 000 0018"),
        ("ring 07700 900123", "phone", "07700 900123"),
        ("write to ann@agency.example", "email", "ann@agency.example"),
        ("she moved to EX1 1AA", "postcode", "EX1 1AA"),
        ("born 3/4/2015", "date_of_birth", "3/4/2015"),
        ("Mr X was late", "name", "X"),
        ("the social worker, J.S., was late", "initials", "J.S."),
        ("K said she was frightened", "initials", "K"),
    ],
)
def test_what_could_tell_who_somebody_is_is_found(text: str, kind: str, word: str) -> None:
    assert [(one.kind, one.text) for one in telling_words(text)] == [(kind, word)]


@pytest.mark.parametrize(
    "text",
    [
        "", "The speaker was very good. More time for questions, please!", "I said so. It was on 3 April 2026.",
        "MASH, CAMHS and QA in the U.K. at 9 A.M.", "We need 15 more places, at the least.",
    ],
)  # fmt: skip
def test_what_tells_nobody_apart_is_left_alone(text: str) -> None:
    assert telling_words(text) == ()


@pytest.fixture
def person(by_token: Callable[[Round], Respondent], round_of: Callable[..., Round]) -> Respondent:
    return by_token(round_of(SHORT, access="token", anonymous=True))


def write(person: Respondent, comment: str) -> None:
    """Answer up to "Send", and press it."""
    person.press("Start")
    person.press("Continue", {"useful": "agree", "comment": comment})
    person.press("Send")


def kept(session: Session, keys: KeyStore) -> list[int]:
    session.rollback()
    counts = [
        session.scalar(select(func.count()).select_from(model)) or 0 for model in (SealedAnswer, AnonymousReceipt)
    ]
    marks = session.scalar(select(func.count()).where(Invitation.answered)) or 0
    return [*counts, marks, len(list(keys.held()))]


def test_the_words_are_shown_before_anything_is_sent_or_stored(
    session: Session, keys: KeyStore, person: Respondent
) -> None:
    before = [session.scalar(select(func.count()).select_from(model)) for model in (Draft, AuditEvent)]
    write(person, TELLING)
    assert person.heading == "Could somebody be recognised?"
    assert "Nothing has been sent yet." in person.text
    assert "“X” looks like a name" in person.text
    assert "“EX1 1AA” looks like a postcode" in person.text
    assert "“07700 900123” looks like a telephone number" in person.text
    assert kept(session, keys) == [0, 0, 0, 0]
    assert before == [session.scalar(select(func.count()).select_from(model)) for model in (Draft, AuditEvent)]


def test_the_answers_are_changed_where_they_were_given(session: Session, keys: KeyStore, person: Respondent) -> None:
    write(person, TELLING)
    person.press("Change Anything else?")
    assert person.page.get_element_by_id("q.comment.a").text.strip() == TELLING
    person.press("Continue", {"comment": "Somebody told me"})
    person.press("Send")
    assert person.heading == "Answers received"
    assert kept(session, keys) == [1, 1, 1, 1]


def test_the_first_button_leads_to_the_first_of_them(person: Respondent) -> None:
    write(person, TELLING)
    person.press("Change my answers")
    assert person.heading == "The page"


def test_they_are_sent_as_they_are_by_whoever_wants_that(session: Session, keys: KeyStore, person: Respondent) -> None:
    write(person, TELLING)
    form = {"carried": person.hidden("carried"), "at": "check", "go": "send as it is"}
    person.press("Send them as they are")
    assert person.heading == "Answers received"
    reference = person.text
    assert kept(session, keys) == [1, 1, 1, 1]
    person.address = person.address.removesuffix("/answer") + "/answer"
    person.post(form)  # the reply was lost, and the browser sends again
    assert person.text == reference
    assert kept(session, keys) == [1, 1, 1, 1]


def test_an_answer_without_such_words_is_sent_at_once(person: Respondent) -> None:
    write(person, "The speaker was very good.")
    assert person.heading == "Answers received"


def test_what_breaks_the_rules_of_the_form_is_said_after_it_too(person: Respondent) -> None:
    person.press("Start")
    uuid = json.loads(person.hidden("carried"))["uuid"]
    carried = json.dumps({"uuid": uuid, "document": {"comment": TELLING}})
    address = person.address.removesuffix("/answer") + "/answer"
    person.client.post(address, data={"carried": carried, "at": "check", "go": "send"})
    person.address = address
    response = person.post({"carried": carried, "at": "check", "go": "send as it is"})
    assert response.status_code == 422
    assert person.problems == ["Select an answer to ‘It was useful’"]


def test_a_round_that_is_not_anonymous_does_not_ask(
    session: Session, by_token: Callable[[Round], Respondent], round_of: Callable[..., Round]
) -> None:
    person = by_token(round_of(SHORT, access="token"))
    write(person, TELLING)
    assert person.heading == "Answers received"
    assert session.scalar(select(func.count()).select_from(AnonymousResponse)) == 0
