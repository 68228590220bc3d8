"""Anonymous answers: when they are opened, with whom, and what is left behind."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.collect import sealing
from survey_app.collect.keys import KeyStore
from survey_app.collect.models import AnonymousReceipt, AnonymousResponse, SealedAnswer, SealingBatch
from survey_app.collect.problems import AlreadyAnswered
from survey_app.collect.sealing import BATCH_SIZE, AnswerTooLong, destroy_spent_keys, open_full_batches, pack, unpack
from survey_app.collect.services import submit
from survey_app.database import db, new_uuid
from survey_app.rounds.models import Invitation, Round
from survey_app.rounds.services import close_round
from tests.survey_app.collect.forms_for_tests import SHORT
from tests.survey_app.factories import make_invitation


@pytest.fixture
def survey(round_of: Callable[..., Round]) -> Round:
    return round_of(SHORT, access="token", anonymous=True)


@pytest.fixture
def answer(session: Session, keys: KeyStore, survey: Round) -> Callable[[int], None]:
    """``answer(3)`` receives three answers, numbered in their comments, each in its own transaction."""
    number = 0

    def receive(count: int) -> None:
        nonlocal number
        for _ in range(count):
            number += 1
            invitation, _ = make_invitation(session, survey)
            document = {"useful": "agree", "comment": f"answer {number}"}
            submit(session, keys, survey, new_uuid(), document, invitation=invitation)
            session.commit()

    return receive


def close(session: Session, keys: KeyStore, survey: Round) -> None:
    """Close the round as its page does."""
    close_round(session, survey, today=sealing.now().date())
    sealing.open_batches(session, keys, survey.id)
    session.commit()
    destroy_spent_keys(session, keys, survey.id)
    session.commit()


def comments(session: Session) -> list[str]:
    return [document["comment"] for document in session.scalars(select(AnonymousResponse.document))]


def count(session: Session, model: Any) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_an_answer_is_sealed_and_its_invitation_marked_together(
    session: Session, keys: KeyStore, survey: Round
) -> None:
    invitation, _ = make_invitation(session, survey)
    submit(session, keys, survey, new_uuid(), {"useful": "agree"}, invitation=invitation)
    session.rollback()
    assert count(session, SealedAnswer) == 0
    assert count(session, SealingBatch) == 0


def test_every_sealed_answer_has_the_same_size(session: Session, keys: KeyStore, survey: Round) -> None:
    for comment in (None, "short", "long " * 1500):
        submit(session, keys, survey, new_uuid(), {"useful": "agree", "comment": comment})
    sizes = {len(sealed) for sealed in session.scalars(select(SealedAnswer.sealed))}
    assert sizes == {sealing.SEALED_SIZE + 48}


@given(st.dictionaries(st.text(), st.text() | st.integers() | st.none()))
def test_what_is_packed_comes_out_again_at_a_fixed_size(payload: dict[str, Any]) -> None:
    packed = pack(payload)
    assert len(packed) == sealing.SEALED_SIZE
    assert unpack(packed) == json.loads(json.dumps(payload))


def test_an_answer_that_does_not_fit_is_refused_with_how_much_to_cut() -> None:
    with pytest.raises(AnswerTooLong, match=r"shorten them by about \d+ characters"):
        pack({"words": "ä" * sealing.SEALED_SIZE})


@pytest.mark.parametrize(("received", "opened"), [(4, 0), (5, 0), (9, 0), (10, 5), (14, 5), (15, 10)])
def test_a_full_batch_is_opened_only_when_the_next_is_full_too(
    session: Session, keys: KeyStore, answer: Callable[[int], None], received: int, opened: int
) -> None:
    answer(received)
    assert open_full_batches(session, keys) == opened
    assert count(session, AnonymousResponse) == opened
    assert count(session, SealedAnswer) == received - opened


@pytest.mark.parametrize("received", [5, 6, 9, 10, 13])
def test_at_close_the_last_few_are_opened_with_the_batch_before_them(
    session: Session, keys: KeyStore, survey: Round, answer: Callable[[int], None], received: int
) -> None:
    answer(received)
    open_full_batches(session, keys)
    close(session, keys, survey)
    assert sorted(comments(session)) == sorted(f"answer {number}" for number in range(1, received + 1))
    assert count(session, SealedAnswer) == 0
    assert list(keys.held()) == []


@pytest.mark.parametrize("received", [0, 1, 4])
def test_a_round_that_closes_with_fewer_than_five_answers_is_never_opened(
    session: Session, keys: KeyStore, survey: Round, answer: Callable[[int], None], received: int
) -> None:
    answer(received)
    close(session, keys, survey)
    assert count(session, AnonymousResponse) == 0
    assert count(session, SealedAnswer) == 0
    assert list(keys.held()) == []
    assert session.scalar(select(func.count()).where(Invitation.round_id == survey.id, Invitation.answered)) == received


def test_opened_answers_stand_in_another_order_than_they_came_in(
    session: Session, keys: KeyStore, survey: Round, answer: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    shuffled: list[int] = []
    original = sealing.secrets.SystemRandom.shuffle
    monkeypatch.setattr(
        sealing.secrets.SystemRandom, "shuffle",
        lambda self, items: (shuffled.append(len(items)), original(self, items))[1],
    )  # fmt: skip
    answer(10)
    open_full_batches(session, keys)
    close(session, keys, survey)
    assert shuffled == [5, 5]


def test_the_key_goes_with_the_batch(session: Session, keys: KeyStore, answer: Callable[[int], None]) -> None:
    answer(10)
    assert len(list(keys.held())) == 2
    open_full_batches(session, keys)
    assert len(list(keys.held())) == 1


def test_a_crash_between_commit_and_destruction_leaves_no_key_after_the_next_run(
    session: Session, keys: KeyStore, survey: Round, answer: Callable[[int], None]
) -> None:
    answer(10)
    sealing.open_batches(session, keys, survey.id)
    session.commit()  # and here the power fails
    assert len(list(keys.held())) == 2
    assert open_full_batches(session, keys) == 0
    assert len(list(keys.held())) == 1
    assert count(session, AnonymousResponse) == 5


def test_a_crash_before_the_commit_loses_and_doubles_nothing(
    session: Session, keys: KeyStore, survey: Round, answer: Callable[[int], None]
) -> None:
    answer(10)
    sealing.open_batches(session, keys, survey.id)
    session.rollback()
    assert count(session, SealedAnswer) == 10
    assert open_full_batches(session, keys) == 5
    assert len(comments(session)) == len(set(comments(session))) == 5


def test_the_key_of_a_batch_that_was_never_recorded_is_destroyed(
    session: Session, keys: KeyStore, survey: Round
) -> None:
    submit(session, keys, survey, new_uuid(), {"useful": "agree"})
    session.rollback()
    assert len(list(keys.held())) == 1
    open_full_batches(session, keys)
    assert list(keys.held()) == []


def test_answers_after_a_restored_backup_are_sealed_to_a_key_that_is_here(
    session: Session, keys: KeyStore, survey: Round, answer: Callable[[int], None]
) -> None:
    answer(3)
    [(round_id, lost)] = keys.held()
    keys.destroy(round_id, lost)
    answer(7)
    close(session, keys, survey)
    assert sorted(comments(session)) == sorted(f"answer {number}" for number in range(4, 11))
    assert count(session, SealedAnswer) == 3  # not thrown away: the key may be found again


def test_answers_without_their_key_do_not_count_as_cover_for_others(
    session: Session, keys: KeyStore, survey: Round, answer: Callable[[int], None]
) -> None:
    answer(4)
    [(round_id, lost)] = keys.held()
    keys.destroy(round_id, lost)
    answer(4)
    close(session, keys, survey)
    assert count(session, AnonymousResponse) == 0
    assert count(session, SealedAnswer) == 8


def test_one_round_without_its_keys_does_not_keep_the_others_waiting(
    session: Session, keys: KeyStore, survey: Round, answer: Callable[[int], None], round_of: Callable[..., Round]
) -> None:
    answer(10)
    for round_id, batch in list(keys.held()):
        (keys.directory / f"{round_id}-{batch}.key").write_bytes(b"broken")
    other = round_of(SHORT.replace("short", "other"), access="open", anonymous=True)
    for _ in range(10):
        submit(session, keys, other, new_uuid(), {"useful": "disagree"})
    session.commit()
    assert open_full_batches(session, keys) == 5
    assert session.scalar(select(func.count()).where(AnonymousResponse.round_id == other.id)) == 5


def test_people_who_answer_at_the_same_moment_fill_batches_of_five(
    app: Flask, session: Session, keys: KeyStore, survey: Round
) -> None:
    survey_id, invitations = survey.id, [make_invitation(session, survey)[0].id for _ in range(12)]
    session.commit()

    def one(invitation_id: str) -> None:
        with app.app_context():
            invitation = db.session.get_one(Invitation, invitation_id)
            round_ = db.session.get_one(Round, survey_id)
            submit(db.session(), keys, round_, new_uuid(), {"useful": "agree"}, invitation=invitation)
            db.session.commit()

    with ThreadPoolExecutor(6) as people:
        list(people.map(one, invitations))
    session.rollback()
    sizes = session.execute(
        select(SealingBatch.state, func.count())
        .join(SealedAnswer, SealedAnswer.batch_id == SealingBatch.id)
        .group_by(SealingBatch.id, SealingBatch.state)
    )
    assert sorted((state, size) for state, size in sizes) == [("filling", 2), *[("full", BATCH_SIZE)] * 2]


def test_one_link_sends_one_answer_however_often_it_is_pressed_at_once(
    app: Flask, session: Session, keys: KeyStore, survey: Round
) -> None:
    survey_id, invitation_id = survey.id, make_invitation(session, survey)[0].id
    session.commit()

    def one(_: int) -> str:
        with app.app_context():
            invitation = db.session.get_one(Invitation, invitation_id)
            round_ = db.session.get_one(Round, survey_id)
            try:
                submit(db.session(), keys, round_, new_uuid(), {"useful": "agree"}, invitation=invitation)
            except AlreadyAnswered:
                return "refused"
            db.session.commit()
            return "received"

    with ThreadPoolExecutor(4) as tabs:
        outcomes = list(tabs.map(one, range(4)))
    session.rollback()
    assert sorted(outcomes) == ["received", "refused", "refused", "refused"]
    assert count(session, SealedAnswer) == 1


def test_the_same_uuid_gets_the_first_receipt_again_and_counts_once(
    session: Session, keys: KeyStore, survey: Round
) -> None:
    invitation, _ = make_invitation(session, survey)
    uuid = new_uuid()
    first = submit(session, keys, survey, uuid, {"useful": "agree"}, invitation=invitation)
    again = submit(session, keys, survey, uuid, {"useful": "agree"}, invitation=invitation)
    assert (again.reference, again.repeated) == (first.reference, True)
    assert count(session, SealedAnswer) == 1


def test_the_receipts_reference_stands_nowhere_in_the_database(session: Session, keys: KeyStore, survey: Round) -> None:
    receipt = submit(session, keys, survey, new_uuid(), {"useful": "agree"})
    session.flush()
    kept = [str(value) for row in session.execute(select(AnonymousReceipt.__table__)) for value in row]
    assert not any(receipt.reference in value for value in kept)
