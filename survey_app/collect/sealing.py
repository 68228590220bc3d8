"""Anonymous answers: sealed as they arrive, opened shuffled and only with at least four others.

Who answered is known (the mark on the invitation); what was answered is readable only after its batch was opened, in
an order and under keys that have nothing to do with the order of arrival. docs/decisions/anonymous-answers.md says why
each step is as it is.

All changes to the batches of a round happen under a lock on the round, so that counts are right and an unrecorded key
file is known to be an orphan.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from nacl.public import PublicKey, SealedBox
from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from instruments.compiled import CompiledInstrument
from survey_app.collect.keys import KeyStore, KeyUnavailable
from survey_app.collect.models import AnonymousResponse, SealedAnswer, SealingBatch
from survey_app.collect.own_codes import asks_own_code, with_hashed_codes
from survey_app.database import now, random_key
from survey_app.designer.models import InstrumentVersion
from survey_app.designer.services import compiled_version
from survey_app.rounds.models import Round

log = logging.getLogger(__name__)

BATCH_SIZE = 5
SEALED_SIZE = 32 * 1024  # every answer is padded to this, so that its length says nothing
_LENGTH_BYTES = 4
LONGEST_ANSWER = SEALED_SIZE - _LENGTH_BYTES


class AnswerTooLong(ValueError):
    """The answers do not fit into the fixed size; ``excess`` is how many bytes too many."""

    def __init__(self, excess: int) -> None:
        self.excess = excess
        super().__init__(
            f"Your answers are too long to be sealed: shorten them by about {excess} characters. "
            "Every anonymous answer is padded to the same size, so that its length says nothing about its author."
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """Which batches are opened together, and which are given up unread."""

    open: tuple[SealingBatch, ...] = ()
    discard: tuple[SealingBatch, ...] = ()


def lock_round(session: Session, round_id: int) -> Round:
    """The round, fresh and locked until the transaction ends (SQLite: the writer's lock is the lock)."""
    statement = select(Round).where(Round.id == round_id).with_for_update(key_share=True)
    return session.execute(statement.execution_options(populate_existing=True)).scalar_one()


def pack(payload: Any) -> bytes:
    """JSON in UTF-8, padded to SEALED_SIZE."""
    text = json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    if len(text) > LONGEST_ANSWER:
        raise AnswerTooLong(len(text) - LONGEST_ANSWER)
    return len(text).to_bytes(_LENGTH_BYTES, "big") + text.ljust(LONGEST_ANSWER, b"\0")


def unpack(padded: bytes) -> Any:
    """The reverse of :func:`pack`."""
    length = int.from_bytes(padded[:_LENGTH_BYTES], "big")
    return json.loads(padded[_LENGTH_BYTES : _LENGTH_BYTES + length])


def seal_answer(session: Session, keys: KeyStore, round_: Round, payload: dict[str, Any]) -> None:
    """Seal an answer to the filling batch, its self-made codes hashed. The caller holds the lock on the round."""
    compiled = _form(session, payload["version_id"])
    padded = pack({**payload, "document": with_hashed_codes(keys, round_, compiled, payload["document"])})
    batch = _filling_batch(session, keys, round_)
    sealed = SealedBox(PublicKey(batch.public_key)).encrypt(padded)
    session.add(SealedAnswer(batch_id=batch.id, sealed=sealed))
    session.flush()
    if _size(session, batch) >= BATCH_SIZE:
        batch.state = "full"
        session.flush()


def plan_opening(
    batches: Sequence[SealingBatch], sizes: dict[str, int], *, closed: bool, unreadable: Collection[str] = ()
) -> Plan:
    """Decide what may be opened.

    While the round is open, a full batch waits until a later one is full too, so that a small remainder always finds a
    whole batch to join. At close everything is opened together, unless fewer than five answers came in all.
    Batches whose key is not here (``unreadable``) stay as they are, and count for nothing: they hide nobody.
    """
    waiting = sorted((b for b in batches if b.state in ("filling", "full")), key=lambda b: b.number)
    readable = [batch for batch in waiting if batch.id not in unreadable]
    if not closed:
        full = [batch for batch in readable if batch.state == "full"]
        return Plan(open=tuple(full[:-1]))
    if sum(sizes.get(batch.id, 0) for batch in readable) >= BATCH_SIZE:
        return Plan(open=tuple(readable))
    return Plan(discard=tuple(readable)) if len(readable) == len(waiting) else Plan()


def open_batches(session: Session, keys: KeyStore, round_id: int) -> int:
    """Open what may be opened of a round; how many answers. Commit, then call :func:`destroy_spent_keys`.

    One transaction: the answers are decrypted, shuffled together, inserted under random keys, and the sealed rows go.
    """
    round_ = lock_round(session, round_id)
    if round_.state != "closed" and asks_own_code(_form(session, round_.version_id)):
        return 0  # whom a code finds in two rounds would be one among two small batches: see the decision
    batches = session.scalars(select(SealingBatch).where(SealingBatch.round_id == round_id)).all()
    plan = plan_opening(
        batches, _sizes(session, round_id), closed=round_.state == "closed", unreadable=_unreadable(keys, batches)
    )
    opened = [unpack(plain) for batch in plan.open for plain in _decrypt(session, keys, batch)]
    secrets.SystemRandom().shuffle(opened)
    if opened:
        today = now().date()  # of opening: the day of answering would narrow down who of the batch it was
        session.execute(
            insert(AnonymousResponse),
            [
                {"key": random_key(), "round_id": round_id, "received_on": today, "legal_hold": False,
                 "retention_state": "kept", **payload}
                for payload in opened
            ],
        )  # fmt: skip
    for state, group in (("opened", plan.open), ("discarded", plan.discard)):
        _empty(session, group, state)
    return len(opened)


def destroy_spent_keys(session: Session, keys: KeyStore, round_id: int | None = None) -> int:
    """Destroy every key that opens nothing any more: of batches opened, given up, or never recorded; how many.

    Reads what is committed and takes the lock on each round first, so that the key of a batch just being made is seen
    either with its row or not at all. Safe at any time, and the cure after a crash between commit and destruction.
    """
    held = [(owner, batch_id) for owner, batch_id in keys.held() if round_id in (None, owner)]
    destroyed = 0
    for owner in {owner for owner, _ in held}:
        session.execute(select(Round.id).where(Round.id == owner).with_for_update(key_share=True))
        live = set(session.scalars(_live_batches(owner)))
        for batch_id in (batch_id for holder, batch_id in held if holder == owner and batch_id not in live):
            destroyed += keys.destroy(owner, batch_id)
    return destroyed


def open_full_batches(session: Session, keys: KeyStore) -> int:
    """The worker's job: open what may be opened in every round, each in its own transaction; how many answers.

    This is a whole job and not a step of one, so it commits itself: keys may be destroyed only after the commit.
    """
    destroy_spent_keys(session, keys)
    session.commit()
    opened = 0
    for round_id in session.scalars(_rounds_with_sealed_answers()).all():
        try:
            opened += open_batches(session, keys, round_id)
        except KeyUnavailable as error:  # the other rounds must not wait for this one
            session.rollback()
            log.error("%s", error)
            continue
        session.commit()
        destroy_spent_keys(session, keys, round_id)
        session.commit()
    return opened


def sealed_count(session: Session, round_id: int) -> int:
    """How many answers of a round are still sealed."""
    return sum(_sizes(session, round_id).values())


def _form(session: Session, version_id: int) -> CompiledInstrument:
    return compiled_version(session.get_one(InstrumentVersion, version_id))


def _filling_batch(session: Session, keys: KeyStore, round_: Round) -> SealingBatch:
    """The batch that is being filled; a new one, with its own key, when there is none.

    A batch whose key is not here, as after the restoring of a backup, takes no more answers: nobody could open them.
    """
    filling = select(SealingBatch).where(SealingBatch.round_id == round_.id, SealingBatch.state == "filling")
    for batch in session.scalars(filling.order_by(SealingBatch.number)):
        if keys.holds(round_.id, batch.id):
            return batch
    last = session.scalar(select(func.max(SealingBatch.number)).where(SealingBatch.round_id == round_.id)) or 0
    batch_id, public_key = keys.create(round_.id)
    batch = SealingBatch(id=batch_id, round_id=round_.id, number=last + 1, public_key=public_key, state="filling")
    session.add(batch)
    session.flush()
    return batch


def _unreadable(keys: KeyStore, batches: Sequence[SealingBatch]) -> set[str]:
    """The waiting batches whose key is not here."""
    waiting = [batch for batch in batches if batch.state in ("filling", "full")]
    missing = {batch.id for batch in waiting if not keys.holds(batch.round_id, batch.id)}
    for batch in waiting:
        if batch.id in missing:
            log.error("round %s: the key of batch %s is not in %s", batch.round_id, batch.id, keys.directory)
    return missing


def _decrypt(session: Session, keys: KeyStore, batch: SealingBatch) -> Iterable[bytes]:
    box = SealedBox(keys.load(batch.round_id, batch.id))
    for sealed in session.scalars(select(SealedAnswer.sealed).where(SealedAnswer.batch_id == batch.id)):
        yield box.decrypt(sealed)


def _empty(session: Session, batches: Sequence[SealingBatch], state: str) -> None:
    """Drop the sealed rows of batches and set their state."""
    for batch in batches:
        session.execute(delete(SealedAnswer).where(SealedAnswer.batch_id == batch.id))
        batch.state = state
    session.flush()


def _size(session: Session, batch: SealingBatch) -> int:
    return session.scalar(select(func.count()).where(SealedAnswer.batch_id == batch.id)) or 0


def _sizes(session: Session, round_id: int) -> dict[str, int]:
    statement = (
        select(SealedAnswer.batch_id, func.count())
        .join(SealingBatch, SealingBatch.id == SealedAnswer.batch_id)
        .where(SealingBatch.round_id == round_id)
        .group_by(SealedAnswer.batch_id)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def _live_batches(round_id: int) -> Any:
    return select(SealingBatch.id).where(SealingBatch.round_id == round_id, SealingBatch.state.in_(("filling", "full")))


def _rounds_with_sealed_answers() -> Any:
    return select(SealingBatch.round_id).where(SealingBatch.state.in_(("filling", "full"))).distinct()
