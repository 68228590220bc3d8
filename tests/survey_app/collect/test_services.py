"""The submission contract: nothing is lost, nothing counts twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.collect.keys import KeyStore
from survey_app.collect.models import Submission, SubmissionRevision
from survey_app.collect.problems import AnswersRefused, NotOpen, NotYours, SubmissionConflict
from survey_app.collect.services import submit
from survey_app.database import db, new_uuid, now
from survey_app.partnership.models import Partnership
from survey_app.rounds.models import Round
from tests.survey_app.collect.forms_for_tests import SHORT
from tests.survey_app.factories import make_invitation, make_user

YES, NO = {"useful": "agree"}, {"useful": "disagree"}


@pytest.fixture
def audit(round_of: Callable[..., Round]) -> Round:
    return round_of(SHORT, access="named")


@pytest.fixture
def author_id(session: Session, partnership: Partnership) -> int:
    return make_user(session, partnership, roles=("auditor",)).id


@pytest.fixture
def send(session: Session, keys: KeyStore, audit: Round, author_id: int) -> Callable[..., Any]:
    def make(uuid: str, document: dict[str, Any], **values: Any) -> Any:
        return submit(session, keys, audit, uuid, document, **{"author_id": author_id, **values})

    return make


def revisions(session: Session, uuid: str) -> list[dict[str, Any]]:
    statement = select(SubmissionRevision).where(SubmissionRevision.submission_id == uuid)
    return [revision.document for revision in session.scalars(statement.order_by(SubmissionRevision.number))]


def test_a_first_submission_gets_a_reference_that_can_be_read_out(send: Callable[..., Any]) -> None:
    receipt = send(new_uuid(), YES)
    assert receipt.revision == 1
    assert re.fullmatch("WA-[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}", receipt.reference)


def test_the_same_uuid_with_the_same_content_gets_the_first_receipt_again(
    session: Session, send: Callable[..., Any]
) -> None:
    uuid = new_uuid()
    first, again = send(uuid, YES), send(uuid, {"comment": "", **YES})
    assert (again.reference, again.revision, again.repeated) == (first.reference, 1, True)
    assert revisions(session, uuid) == [{"useful": "agree", "comment": None}]


def test_the_same_uuid_with_other_content_is_a_conflict_that_names_both(
    session: Session, send: Callable[..., Any]
) -> None:
    uuid = new_uuid()
    receipt = send(uuid, YES)
    with pytest.raises(SubmissionConflict) as conflict:
        send(uuid, NO)
    assert receipt.reference in conflict.value.message
    assert conflict.value.received_hash[:12] in conflict.value.message
    assert conflict.value.offered_hash[:12] in conflict.value.message
    assert len(revisions(session, uuid)) == 1


def test_content_that_states_the_revision_it_replaces_becomes_the_next_one(
    session: Session, send: Callable[..., Any]
) -> None:
    uuid = new_uuid()
    send(uuid, YES)
    assert send(uuid, NO, replaces=1).revision == 2
    assert [document["useful"] for document in revisions(session, uuid)] == ["agree", "disagree"]
    with pytest.raises(SubmissionConflict):
        send(uuid, {**YES, "comment": "late"}, replaces=1)


def test_a_delayed_copy_of_an_older_revision_changes_nothing(session: Session, send: Callable[..., Any]) -> None:
    uuid = new_uuid()
    send(uuid, YES)
    send(uuid, NO, replaces=1)
    assert (send(uuid, YES).revision, send(uuid, NO, replaces=1).revision) == (1, 2)
    assert len(revisions(session, uuid)) == 2


def test_going_back_to_earlier_content_on_purpose_is_a_new_revision(session: Session, send: Callable[..., Any]) -> None:
    uuid = new_uuid()
    send(uuid, YES)
    send(uuid, NO, replaces=1)
    assert send(uuid, YES, replaces=2).revision == 3


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from("abc"), st.none() | st.integers(0, 5)), max_size=12))
def test_no_history_of_sending_loses_or_doubles_a_revision(
    session: Session, send: Callable[..., Any], history: list[tuple[str, int | None]]
) -> None:
    uuid, kept = new_uuid(), []
    for comment, replaces in history:
        before = list(kept)
        try:
            receipt = send(uuid, {**YES, "comment": comment}, replaces=replaces)
        except SubmissionConflict:
            assert replaces != len(before)
            assert comment not in before
            continue
        if not receipt.repeated:
            kept.append(comment)
            assert not before or replaces == len(before)
        assert kept[receipt.revision - 1] == comment
    assert [document["comment"] for document in revisions(session, uuid)] == kept


def test_another_persons_uuid_is_refused_without_telling_anything_of_theirs(
    session: Session, send: Callable[..., Any], partnership: Partnership
) -> None:
    uuid = new_uuid()
    send(uuid, {**YES, "comment": "mine"})
    other = make_user(session, partnership, roles=("auditor",))
    with pytest.raises(NotYours) as refused:
        send(uuid, {**YES, "comment": "mine"}, author_id=other.id)
    assert "mine" not in refused.value.message
    assert "WA-" not in refused.value.message


def test_answers_against_the_rules_are_refused_with_every_problem(send: Callable[..., Any]) -> None:
    with pytest.raises(AnswersRefused) as refused:
        send(new_uuid(), {"useful": "perhaps", "surprise": 1})
    assert {problem.name for problem in refused.value.problems} == {"useful", "surprise"}


@pytest.mark.parametrize(
    ("state", "opens", "closes", "open_now"),
    [
        ("draft", None, None, False),
        ("closed", None, None, False),
        ("open", 1, None, False),
        ("open", None, -1, False),
        ("open", 0, 0, True),
        ("open", -3, 3, True),
    ],
)
def test_a_round_takes_answers_only_while_it_is_open(
    audit: Round, send: Callable[..., Any], state: str, opens: int | None, closes: int | None, open_now: bool
) -> None:
    today = now().date()
    audit.state = state
    audit.opens_on = None if opens is None else today + timedelta(days=opens)
    audit.closes_on = None if closes is None else today + timedelta(days=closes)
    if open_now:
        assert send(new_uuid(), YES).revision == 1
    else:
        with pytest.raises(NotOpen, match=audit.title):
            send(new_uuid(), YES)


def test_an_answer_by_a_personal_link_marks_its_invitation(
    session: Session, keys: KeyStore, round_of: Callable[..., Round]
) -> None:
    round_ = round_of(SHORT.replace("short", "other"), access="token")
    invitation, _ = make_invitation(session, round_)
    submit(session, keys, round_, new_uuid(), YES, invitation=invitation)
    assert invitation.answered


@pytest.mark.parametrize("documents", [[YES] * 6, [YES, NO] * 3])
def test_the_same_uuid_sent_by_several_at_once_is_one_row(
    app: Flask, session: Session, keys: KeyStore, audit: Round, author_id: int, documents: list[dict[str, Any]]
) -> None:
    uuid, round_id = new_uuid(), audit.id
    session.commit()

    def one(document: dict[str, Any]) -> str:
        with app.app_context():
            round_ = db.session.get_one(Round, round_id)
            try:
                receipt = submit(db.session(), keys, round_, uuid, document, author_id=author_id)
            except SubmissionConflict:
                return "conflict"
            db.session.commit()
            return "repeated" if receipt.repeated else "received"

    with ThreadPoolExecutor(6) as tabs:
        outcomes = list(tabs.map(one, documents))
    session.rollback()
    assert outcomes.count("received") == 1
    assert outcomes.count("conflict") == (0 if documents[1] == YES else 3)
    assert session.scalar(select(func.count()).where(Submission.id == uuid)) == 1
    assert len(revisions(session, uuid)) == 1
