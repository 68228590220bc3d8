"""Kill −9 at every step of sealing and of opening: no answer lost, none doubled, no key left, the mark with its answer.

After each death the state is looked at as it lies there, then the work is done again as a person or the worker would,
and looked at once more.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.collect.keys import KeyStore
from survey_app.collect.models import AnonymousReceipt, AnonymousResponse, SealedAnswer, SealingBatch
from survey_app.collect.sealing import BATCH_SIZE, open_batches, open_full_batches
from survey_app.collect.services import submit
from survey_app.database import db, new_uuid, now
from survey_app.partnership.models import Partnership
from survey_app.rounds.models import Invitation, Round
from survey_app.rounds.services import close_round
from tests.survey_app.collect.forms_for_tests import SHORT
from tests.survey_app.conftest import settings_for
from tests.survey_app.factories import make_invitation, make_round, publish

ROOT = Path(__file__).parents[3]
Obey = Callable[..., str]
NewRound = Callable[[], Round]


@pytest.fixture(autouse=True)
def _waits_for_no_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the test itself prepares need not survive a power cut; the dying process keeps its habits."""
    monkeypatch.setattr("os.fsync", lambda descriptor: None)


@pytest.fixture
def new_round(session: Session, partnership: Partnership) -> NewRound:
    """``new_round()`` opens another anonymous round of the same form."""
    version = publish(session, partnership, SHORT)
    return lambda: make_round(session, partnership, version, access="token", anonymous=True)


@pytest.fixture
def obey(app: Flask, tmp_path: Path) -> Iterator[Obey]:
    """``obey(work="open", step=3)`` has the work done by a process that dies at its third step."""
    settings = settings_for(app.config["SQLALCHEMY_DATABASE_URI"], tmp_path)
    command = [sys.executable, "-m", "tests.survey_app.collect.dying", json.dumps(settings)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None

        def order(**values: Any) -> str:
            db.session.commit()
            assert process.stdin is not None
            assert process.stdout is not None
            print(json.dumps(values), file=process.stdin, flush=True)
            return process.stdout.readline().strip()

        yield order
        process.stdin.close()
        assert process.wait() == 0


def until_finished(obey: Obey, prepare: Callable[[], dict[str, Any]], look: Callable[[dict[str, Any]], None]) -> int:
    """Do the work once for each step at which it can die, until it comes to its end; how many deaths there were."""
    step = 1
    while True:
        order = prepare()
        outcome = obey(step=step, **order)
        look(order)
        if outcome != "killed":
            assert outcome == "finished"
            return step - 1
        step += 1


def count(session: Session, model: Any, *where: Any) -> int:
    return session.scalar(select(func.count()).select_from(model).where(*where)) or 0


def sealed_of(session: Session, round_id: int) -> int:
    batches = select(SealingBatch.id).where(SealingBatch.round_id == round_id)
    return count(session, SealedAnswer, SealedAnswer.batch_id.in_(batches))


def comments_of(session: Session, round_id: int) -> list[str]:
    found = session.scalars(select(AnonymousResponse.document).where(AnonymousResponse.round_id == round_id))
    return sorted(document["comment"] for document in found)


def no_key_is_left(session: Session, keys: KeyStore) -> None:
    """The keys on disk are those of the batches that still hold something, and there is no other file."""
    live = select(SealingBatch.round_id, SealingBatch.id).where(SealingBatch.state.in_(("filling", "full")))
    assert sorted(keys.held()) == sorted((row[0], row[1]) for row in session.execute(live))
    assert len(list(keys.directory.iterdir())) == len(list(keys.held()))


@pytest.mark.parametrize("there_already", [0, pytest.param(3, marks=pytest.mark.long), 4])
def test_an_answer_and_its_mark_are_kept_together_or_not_at_all(
    there_already: int, session: Session, keys: KeyStore, new_round: NewRound, obey: Obey
) -> None:
    def prepare() -> dict[str, Any]:
        round_ = new_round()
        fill(session, keys, round_, there_already)
        document = {"useful": "agree", "comment": "mine"}
        invitation = make_invitation(session, round_)[0].id
        session.commit()
        return {
            "work": "seal", "round": round_.id, "invitation": invitation, "uuid": new_uuid(), "document": document
        }  # fmt: skip

    def look(order: dict[str, Any]) -> None:
        session.rollback()
        kept = sealed_of(session, order["round"])
        assert kept in (there_already, there_already + 1)
        assert kept == count(session, Invitation, Invitation.round_id == order["round"], Invitation.answered)
        assert kept == count(session, AnonymousReceipt, AnonymousReceipt.round_id == order["round"])
        round_ = session.get_one(Round, order["round"])  # the browser sends once more, as it does after a lost reply
        again = submit(
            session, keys, round_, order["uuid"], order["document"],
            invitation=session.get_one(Invitation, order["invitation"]),
        )  # fmt: skip
        assert again.repeated == (kept > there_already)
        session.commit()
        open_full_batches(session, keys)
        assert sealed_of(session, order["round"]) == there_already + 1
        no_key_is_left(session, keys)

    assert until_finished(obey, prepare, look) >= 10


@pytest.mark.long
def test_opening_full_batches_loses_and_doubles_nothing(
    session: Session, keys: KeyStore, new_round: NewRound, obey: Obey
) -> None:
    received = 2 * BATCH_SIZE

    def prepare() -> dict[str, Any]:
        round_ = new_round()
        fill(session, keys, round_, received)
        return {"work": "open", "round": round_.id}

    def look(order: dict[str, Any]) -> None:
        session.rollback()
        opened = comments_of(session, order["round"])
        assert len(opened) in (0, BATCH_SIZE)
        assert len(set(opened)) == len(opened)
        assert sealed_of(session, order["round"]) == received - len(opened)
        open_full_batches(session, keys)
        no_key_is_left(session, keys)
        close_as_the_page_does(session, keys, order["round"])
        assert comments_of(session, order["round"]) == sorted(f"answer {number}" for number in range(received))
        no_key_is_left(session, keys)

    assert until_finished(obey, prepare, look) >= 10


@pytest.mark.long
@pytest.mark.parametrize("received", [BATCH_SIZE + 2, BATCH_SIZE - 1])
def test_closing_loses_and_doubles_nothing(
    received: int, session: Session, keys: KeyStore, new_round: NewRound, obey: Obey
) -> None:
    def prepare() -> dict[str, Any]:
        round_ = new_round()
        fill(session, keys, round_, received)
        return {"work": "close", "round": round_.id}

    def look(order: dict[str, Any]) -> None:
        session.rollback()
        closed = session.get_one(Round, order["round"]).state == "closed"
        expected = sorted(f"answer {number}" for number in range(received)) if received >= BATCH_SIZE else []
        assert comments_of(session, order["round"]) == (expected if closed else [])
        assert sealed_of(session, order["round"]) == (0 if closed else received)
        if not closed:
            close_as_the_page_does(session, keys, order["round"])
        open_full_batches(session, keys)  # the worker's next run
        assert comments_of(session, order["round"]) == expected
        assert list(keys.held()) == []
        no_key_is_left(session, keys)

    assert until_finished(obey, prepare, look) >= 10


def fill(session: Session, keys: KeyStore, round_: Round, received: int) -> None:
    for number in range(received):
        document = {"useful": "agree", "comment": f"answer {number}"}
        submit(session, keys, round_, new_uuid(), document, invitation=make_invitation(session, round_)[0])
        session.commit()


def close_as_the_page_does(session: Session, keys: KeyStore, round_id: int) -> None:
    close_round(session, session.get_one(Round, round_id), today=now().date())
    open_batches(session, keys, round_id)
    session.commit()
    open_full_batches(session, keys)
