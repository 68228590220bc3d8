"""The attacker's test at full length: all that an administrator holds but the live keys, over two hundred rounds.

Of half of the rounds the attacker is told the truth and may choose whichever strategy did best; with it they go into
the other half. Their hits must stay within what 99 of 100 guessers reach who pick one of the batch. One guesser in a
hundred does better, so a strategy that passes the bound is tried on further rounds before it is believed. No strategy
whatever may do what chance does once in a thousand million times. Against variants that leak, the same attacker wins.
"""

from __future__ import annotations

import json
import random
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from scipy.stats import binom
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from survey_app import create_app, database
from survey_app.audit_log import record
from survey_app.backup import write_backup
from survey_app.collect import sealing
from survey_app.collect.keys import KeyStore
from survey_app.collect.models import AnonymousResponse
from survey_app.collect.sealing import BATCH_SIZE, destroy_spent_keys, open_full_batches
from survey_app.collect.services import submit
from survey_app.database import db, new_uuid
from survey_app.designer.models import InstrumentVersion
from survey_app.jobs import huey_of
from survey_app.partnership.models import Partnership
from survey_app.rounds.invitation_list import InvitationRow
from survey_app.rounds.invitations import store_invitations
from survey_app.rounds.mailing import queue_invitations
from survey_app.rounds.models import Invitation, Round
from survey_app.rounds.services import close_round
from tests.services.databases import POSTGRESQL, SQLITE, Databases
from tests.survey_app.collect.attacker import Attacker, Score
from tests.survey_app.collect.dumps import Dump, Row, take_dump
from tests.survey_app.collect.forms_for_tests import SHORT
from tests.survey_app.conftest import prepare, settings_for
from tests.survey_app.factories import make_partnership, make_round, publish

PEOPLE = 30
ROUNDS = {SQLITE: 200, POSTGRESQL: 30}
ROUNDS_IN_ONE_DATABASE = 10
BOUND, FALSE_ALARM = 0.01, 1e-9


class Clock:
    """Time goes on between two answers: a minute, an hour, a night."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.moment = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
        monkeypatch.setattr(database, "datetime", SimpleNamespace(now=lambda zone: self.moment.astimezone(zone)))

    def go_on(self, chance: random.Random) -> None:
        self.moment += timedelta(seconds=chance.choice((7, 61, 3600, 40_000)))


class Office:
    """One installation with its database, in which rounds are run as the pages and the worker run them."""

    def __init__(self, app: Flask, session: Session, clock: Clock, chance: random.Random) -> None:
        self.app, self.session, self.clock, self.chance = app, session, clock, chance
        self.keys = KeyStore(app.config["WALKABOUT_KEY_DIR"])
        self.partnership: Partnership = make_partnership(session)
        self.version: InstrumentVersion = publish(session, self.partnership, SHORT)
        session.commit()

    def dump(self, before: Dump | None = None) -> Dump:
        self.session.rollback()
        return take_dump(db.engine, (self.app.config["WALKABOUT_INSTANCE"], self.keys.directory), before)

    def open_round(self) -> Round:
        """Thirty are invited, by e-mail; the attacker's list has them in any order."""
        opened = make_round(self.session, self.partnership, self.version, access="token", anonymous=True)
        names = [f"Person {self.chance.getrandbits(40)}" for _ in range(PEOPLE)]
        rows = [
            InvitationRow(line=line, name=name, email=f"{name.replace(' ', '.').lower()}@agency.example")
            for line, name in enumerate(names, start=2)
        ]
        store_invitations(self.session, opened, rows)
        self.remind(opened)
        return opened

    def remind(self, opened: Round) -> None:
        queue_invitations(self.session, opened)
        record(self.session, "invitations sent", actor_id=None, subject=f"round {opened.slug}")
        self.session.commit()

    def answer(self, opened: Round, invitation_id: str, comment: str) -> None:
        invitation = self.session.get_one(Invitation, invitation_id)
        useful = self.chance.choice(("agree", "disagree"))
        document = {"useful": useful, "comment": comment}
        submit(self.session, self.keys, opened, new_uuid(), document, invitation=invitation)
        self.session.commit()

    def close(self, opened: Round) -> None:
        close_round(self.session, opened, today=self.clock.moment.date())
        sealing.open_batches(self.session, self.keys, opened.id)
        record(self.session, "round closed", actor_id=None, subject=f"round {opened.slug}")
        self.session.commit()
        destroy_spent_keys(self.session, self.keys, opened.id)
        self.session.commit()

    def backup(self) -> dict[Any, Row]:
        """Where the answers stand in a backup."""
        with self.app.app_context():
            file = self.app.config["WALKABOUT_INSTANCE"] / "backup.zip"
            write_backup(db.session(), file)
        with zipfile.ZipFile(file) as archive:
            lines = archive.read("tables/anonymous_response.jsonl").splitlines()
        return {json.loads(line)["key"]: {"(line of the backup)": number} for number, line in enumerate(lines)}


def simulate(office: Office, *, with_backup: bool) -> Score:
    """One round from its first answer to its close, with a dump after every step; what came of the attack."""
    opened, chance, texts = office.open_round(), office.chance, {}
    attacker = Attacker(opened.id, office.dump())
    people = list(office.session.scalars(select(Invitation.id).where(Invitation.round_id == opened.id)))
    answering = chance.sample(people, chance.randint(22, PEOPLE))
    for number, person in enumerate(answering):
        office.clock.go_on(chance)
        texts[person] = "".join(chance.choices("abcdefghij ", k=chance.randint(1, 400))) + f"-{chance.getrandbits(60)}"
        office.answer(opened, person, texts[person])
        attacker.look(office.dump(attacker.last))
        if number == PEOPLE // 2:
            office.remind(opened)
        runs = number % BATCH_SIZE == BATCH_SIZE - 1 or chance.random() < 0.1  # in between there is nothing to open
        if runs and open_full_batches(office.session, office.keys):
            attacker.look(office.dump(attacker.last))
    office.close(opened)
    attacker.look(office.dump(attacker.last))
    attacker.look_once_more(office.backup() if with_backup else {})
    written = {row.document["comment"]: row.key for row in office.session.scalars(_answers(opened))}
    assert len(written) == len(answering)
    assert all(len(answers) >= BATCH_SIZE for _, answers in attacker.openings)
    return attacker.score({person: written[comment] for person, comment in texts.items()})


def _answers(opened: Round) -> Any:
    return select(AnonymousResponse).where(AnonymousResponse.round_id == opened.id)


@pytest.fixture
def scores(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str, int], Iterator[Score]]:
    """``scores("sqlite", 12)`` attacks so many rounds; each call begins where the one before ended."""
    clock, chance = Clock(monkeypatch), random.Random(20261122)
    monkeypatch.setattr("os.fsync", lambda descriptor: None)

    @contextmanager
    def office(kind: str, directory: Path) -> Iterator[Office]:
        with databases.prepared(kind, prepare) as url:
            # As in production, so that the queue of jobs is a file too.
            app = create_app(settings_for(url, directory) | {"TESTING": False})
            with app.app_context():
                if kind == SQLITE:
                    event.listen(db.engine, "connect", _do_not_wait_for_the_disk)
                yield Office(app, db.session(), clock, chance)
                db.session.rollback()
                _close_queue(app)
                db.engine.dispose()

    def attack(kind: str, rounds: int) -> Iterator[Score]:
        for first in range(0, rounds, ROUNDS_IN_ONE_DATABASE):
            with office(kind, tmp_path / f"{kind}-{chance.getrandbits(40)}") as there:
                for number in range(first, min(first + ROUNDS_IN_ONE_DATABASE, rounds)):
                    yield simulate(there, with_backup=number % 5 == 0)

    return attack


def _do_not_wait_for_the_disk(connection: Any, record: Any) -> None:
    """What is written is the same; that it survives a power cut is tested elsewhere."""
    connection.execute("PRAGMA synchronous = OFF")


def _close_queue(app: Flask) -> None:
    storage = huey_of(app).storage
    if hasattr(storage, "close"):
        storage.close()


def halves(scores: Iterator[Score]) -> tuple[Score, Score]:
    """What the attacker learns from, and what they are tried on."""
    found = Score(), Score()
    for number, score in enumerate(scores):
        found[number % 2].add(score)
    return found


def is_within_the_bound(score: Score, strategy: Any) -> bool:
    """Whether no more was hit than 99 of 100 guessers hit who pick one of the batch."""
    return bool(score.right[strategy] <= binom.isf(BOUND, score.pairs[strategy], 1 / BATCH_SIZE))


@pytest.mark.long
@pytest.mark.parametrize("kind", [SQLITE, POSTGRESQL])
def test_whoever_holds_everything_but_the_live_keys_does_no_better_than_one_in_the_batch(
    kind: str, scores: Callable[[str, int], Iterator[Score]]
) -> None:
    learnt, tried = halves(scores(kind, ROUNDS[kind]))
    strategy = learnt.best()
    if not is_within_the_bound(tried, strategy):
        _, tried = halves(scores(kind, ROUNDS[kind]))
    assert is_within_the_bound(tried, strategy), f"{strategy}: {tried.right[strategy]} of {tried.pairs[strategy]}"
    learnt.add(tried)
    too_good = {
        strategy: f"{learnt.right[strategy]} of {pairs}"
        for strategy, pairs in learnt.pairs.items()
        if learnt.by_chance(strategy, BATCH_SIZE) < FALSE_ALARM
    }
    assert too_good == {}


def leak_keys_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers come out as they went in, under keys that count on."""
    leak_order(monkeypatch)
    numbers = iter(range(10**6))
    monkeypatch.setattr(sealing, "random_key", lambda: f"{next(numbers):032x}")


def leak_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers are stored in the order of arrival, under random keys."""
    arrived: list[str] = []
    original = sealing.pack

    def note(payload: Any) -> bytes:
        arrived.append(payload["document"]["comment"])
        return original(payload)

    def in_order(self: Any, opened: list[Any]) -> None:
        opened.sort(key=lambda payload: arrived.index(payload["document"]["comment"]))

    monkeypatch.setattr(sealing, "pack", note)
    monkeypatch.setattr(sealing.secrets.SystemRandom, "shuffle", in_order)


def leak_lengths(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers are sealed as long as they are."""

    def pack(payload: Any) -> bytes:
        text = json.dumps(payload).encode()
        return len(text).to_bytes(4, "big") + text

    monkeypatch.setattr(sealing, "pack", pack)


@pytest.mark.parametrize(
    ("kind", "leak"),
    [
        (SQLITE, leak_keys_in_order),
        (SQLITE, leak_order),
        (SQLITE, leak_lengths),
        pytest.param(POSTGRESQL, leak_order, marks=pytest.mark.long),
        pytest.param(POSTGRESQL, leak_lengths, marks=pytest.mark.long),
    ],
)
def test_the_same_attacker_wins_against_a_variant_that_leaks(
    kind: str,
    leak: Callable[[pytest.MonkeyPatch], None],
    scores: Callable[[str, int], Iterator[Score]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    leak(monkeypatch)
    learnt, tried = halves(scores(kind, 4))
    strategy = learnt.best()
    assert tried.by_chance(strategy, BATCH_SIZE) < FALSE_ALARM, (
        f"{strategy}: {tried.right[strategy]} of {tried.pairs[strategy]}"
    )
