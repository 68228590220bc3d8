"""The attacker's test: everything an administrator holds but the live keys, and still no better than one in the batch.

The attacker has the database after every submission and after every opening, with the physical places of its rows, and
so knows who answered in which order and which answers came out together. For each opening they pair the people of its
batches with its answers, sorting both by anything that can be sorted by. Their best pairing must not beat chance.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from scipy.stats import binom
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from survey_app.collect import sealing
from survey_app.collect.keys import KeyStore
from survey_app.collect.models import AnonymousResponse, SealedAnswer, SealingBatch
from survey_app.collect.sealing import BATCH_SIZE, destroy_spent_keys, open_full_batches
from survey_app.collect.services import submit
from survey_app.database import db, new_uuid
from survey_app.designer.models import InstrumentVersion
from survey_app.partnership.models import Partnership
from survey_app.retention import apply_retention
from survey_app.rounds.models import Invitation, Round
from survey_app.rounds.services import close_round
from tests.survey_app.collect.forms_for_tests import SHORT
from tests.survey_app.factories import make_invitation, make_round, publish

ROUNDS, PEOPLE = 12, 12
FALSE_ALARM = 1e-9  # how often chance alone would fail one comparison


@pytest.fixture
def untouched() -> bool:
    """The attacker reads where rows lie, and finds no gaps that other tests have left."""
    return True


@dataclass
class Opening:
    """What came out together: the people who may have written it, and its answers as they lie in the database."""

    people: list[dict[str, Any]]
    answers: list[dict[str, Any]]


@dataclass
class Attacker:
    """Collects dumps; ``truth`` is for the judge, not for the attacker."""

    session: Session
    order_of_answering: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    openings: list[Opening] = field(default_factory=list)
    truth: dict[str, str] = field(default_factory=dict)

    def look(self, round_id: int) -> None:
        """Take a dump: note who is newly marked, and what has newly come out."""
        places = Places(self.session)
        marked = self.session.scalars(select(Invitation.id).where(Invitation.round_id == round_id, Invitation.answered))
        self.order_of_answering += [one for one in sorted(marked) if one not in self.order_of_answering]
        rows = self.session.scalars(select(AnonymousResponse).where(AnonymousResponse.round_id == round_id)).all()
        fresh = [row for row in rows if row.key not in self.seen]
        if not fresh:
            return
        before = sum(len(opening.answers) for opening in self.openings)
        people = self.order_of_answering[before : before + len(fresh)]
        self.seen |= {row.key for row in fresh}
        self.openings.append(
            Opening(
                people=[{"answered": at, "id": one, "place": places.of(one)} for at, one in enumerate(people)],
                answers=[
                    {"key": row.key, "size": len(str(row.document)), "words": str(row.document),
                     "day": row.received_on, "place": places.of(row.key), "comment": row.document["comment"]}
                    for row in fresh
                ],
            )
        )  # fmt: skip

    def hits(self, by_person: str, by_answer: str) -> tuple[int, int]:
        """Right pairs and all pairs, when people and answers are sorted by these."""
        right = total = 0
        for opening in self.openings:
            people = sorted(opening.people, key=lambda one: one[by_person])
            answers = sorted(opening.answers, key=lambda one: one[by_answer])
            for person, answer in zip(people, answers, strict=True):
                right += self.truth[person["id"]] == answer["comment"]
                total += 1
        return right, total


class Places:
    """Where rows physically lie: transaction and position on PostgreSQL, offsets in the files of SQLite."""

    def __init__(self, session: Session) -> None:
        self.bytes, self.places = b"", {}
        if session.get_bind().dialect.name == "sqlite":
            path = Path(str(db.engine.url.database))
            self.bytes = b"".join(file.read_bytes() for file in (path, Path(f"{path}-wal")) if file.exists())
            return
        for table, key in (("anonymous_response", "key"), ("invitation", "id")):
            rows = session.execute(text(f"SELECT {key}, xmin::text::bigint, ctid::text FROM {table}"))
            for name, transaction, position in rows:
                page, line = position.strip("()").split(",")
                self.places[name] = (transaction, int(page), int(line))

    def of(self, name: str) -> Any:
        return self.places.get(name) or self.bytes.find(name.encode())


def simulate(session: Session, keys: KeyStore, round_: Round, chance: random.Random) -> Attacker:
    """One round from the first answer to its close, with a dump after every step."""
    attacker = Attacker(session)
    people = [make_invitation(session, round_)[0] for _ in range(PEOPLE)]
    chance.shuffle(people)
    for person in people:
        comment = "".join(chance.choices("abcdefghij ", k=chance.randint(1, 60))) + f"-{chance.getrandbits(60)}"
        attacker.truth[person.id] = comment
        submit(session, keys, round_, new_uuid(), {"useful": "agree", "comment": comment}, invitation=person)
        session.commit()
        attacker.look(round_.id)
        open_full_batches(session, keys)
        attacker.look(round_.id)
    close_round(session, round_, today=sealing.now().date())
    sealing.open_batches(session, keys, round_.id)
    session.commit()
    destroy_spent_keys(session, keys)
    session.commit()
    attacker.look(round_.id)
    return attacker


@pytest.fixture
def version(session: Session, partnership: Partnership) -> InstrumentVersion:
    return publish(session, partnership, SHORT)


def attackers(
    session: Session, keys: KeyStore, partnership: Partnership, version: InstrumentVersion
) -> Iterator[Attacker]:
    chance = random.Random(20261122)
    for _ in range(ROUNDS):
        round_ = make_round(session, partnership, version, access="token", anonymous=True)
        yield simulate(session, keys, round_, chance)


def test_no_order_size_time_or_place_pairs_people_with_answers_better_than_one_in_the_batch(
    session: Session, keys: KeyStore, partnership: Partnership, version: InstrumentVersion
) -> None:
    found = list(attackers(session, keys, partnership, version))
    assert all(len(attacker.seen) == PEOPLE for attacker in found)
    assert all(len(opening.answers) >= BATCH_SIZE for attacker in found for opening in attacker.openings)
    too_good = []
    for by_person in ("answered", "id", "place"):
        for by_answer in ("key", "size", "words", "day", "place"):
            counts = [attacker.hits(by_person, by_answer) for attacker in found]
            right, total = sum(one[0] for one in counts), sum(one[1] for one in counts)
            if right > binom.isf(FALSE_ALARM, total, 1 / BATCH_SIZE):
                too_good.append(f"{by_person} by {by_answer}: {right} of {total}")
    assert too_good == []


def test_nothing_readable_of_an_answer_is_in_the_database_before_its_batch_is_opened(
    session: Session, keys: KeyStore, round_of: Callable[..., Round]
) -> None:
    round_ = round_of(SHORT, access="open", anonymous=True)
    submit(session, keys, round_, new_uuid(), {"useful": "agree", "comment": "a very telling remark"})
    session.commit()
    assert b"telling remark" not in everything_in(session)


def test_answers_that_are_given_up_leave_nothing_readable(
    session: Session, keys: KeyStore, round_of: Callable[..., Round]
) -> None:
    round_ = round_of(SHORT, access="open", anonymous=True)
    for _ in range(BATCH_SIZE - 1):
        submit(session, keys, round_, new_uuid(), {"useful": "agree", "comment": "a very telling remark"})
    close_round(session, round_, today=sealing.now().date())
    sealing.open_batches(session, keys, round_.id)
    session.commit()
    destroy_spent_keys(session, keys)
    assert b"telling remark" not in everything_in(session)
    assert list(keys.held()) == []


def everything_in(session: Session) -> bytes:
    """All bytes of an SQLite database, or all rows of the tables of sealing on PostgreSQL."""
    if session.get_bind().dialect.name == "sqlite":
        return Places(session).bytes
    tables = (SealedAnswer, SealingBatch, AnonymousResponse)
    return b"\n".join(
        bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode()
        for table in tables
        for row in session.execute(select(table.__table__))
        for value in row
    )


@pytest.mark.parametrize(
    ("model", "columns"),
    [
        (SealedAnswer, {"key", "batch_id", "sealed"}),
        (
            AnonymousResponse,
            {"key", "round_id", "version_id", "document", "received_on"}
            | {"retain_until", "legal_hold", "retention_state", "due_on"},
        ),
    ],
)
def test_an_anonymous_answer_has_no_column_that_could_name_its_author(model: Any, columns: set[str]) -> None:
    assert {column.name for column in model.__table__.columns} == columns


def test_what_retention_notes_of_an_answer_is_the_same_for_its_whole_round(
    session: Session, keys: KeyStore, partnership: Partnership, version: InstrumentVersion
) -> None:
    """Also where batches came out on different days, and retention looked after the rule was changed."""
    attacker = next(attackers(session, keys, partnership, version))
    rows = session.scalars(select(AnonymousResponse)).all()
    for day, row in enumerate(rows):
        row.received_on -= timedelta(days=day)
    session.commit()
    later = sealing.now().date() + timedelta(days=365 * 40)
    for today in (later, later + timedelta(days=7)):
        apply_retention(session, today=today)
        session.commit()
        noted = session.execute(
            select(AnonymousResponse.retain_until, AnonymousResponse.retention_state, AnonymousResponse.due_on)
        )
        assert len({tuple(row) for row in noted}) == 1
    assert len(attacker.seen) == len(rows) == PEOPLE


def test_the_attack_finds_everybody_when_answers_come_out_as_they_went_in(
    session: Session,
    keys: KeyStore,
    partnership: Partnership,
    version: InstrumentVersion,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The attacker must be able to win, or their failing above would prove nothing: here keys follow the arrival."""
    numbers = iter(range(10**6))
    monkeypatch.setattr(sealing, "random_key", lambda: f"{next(numbers):032x}")
    monkeypatch.setattr(sealing.secrets.SystemRandom, "shuffle", lambda self, items: items.sort(key=_arrival))
    arrival: list[str] = []

    def _arrival(payload: dict[str, Any]) -> int:
        return arrival.index(payload["document"]["comment"])

    original = sealing.seal_answer

    def note(session: Session, keys: KeyStore, round_: Round, payload: dict[str, Any]) -> None:
        arrival.append(payload["document"]["comment"])
        original(session, keys, round_, payload)

    monkeypatch.setattr(sealing, "seal_answer", note)
    round_ = make_round(session, partnership, version, access="token", anonymous=True)
    attacker = simulate(session, keys, round_, random.Random(1))
    assert attacker.hits("answered", "key") == (PEOPLE, PEOPLE)
