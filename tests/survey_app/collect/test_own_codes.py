"""Self-made codes link the rounds of a series without a name, and the code itself is kept nowhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from instruments.compiled import compile_instrument
from instruments.loading import load_instrument
from survey_app.collect.keys import KeyStore
from survey_app.collect.models import AnonymousResponse
from survey_app.collect.own_codes import hashed_code
from survey_app.collect.sealing import BATCH_SIZE, open_batches, open_full_batches
from survey_app.collect.services import submit
from survey_app.database import new_uuid, now
from survey_app.rounds.anonymity import anonymity_problem
from survey_app.rounds.models import Round
from survey_app.rounds.services import close_round
from tests.survey_app.collect.test_anonymity import everything_in

FORM = """
settings: {form_id: FORM_ID, form_title: With a code, version: "1", default_language: English (en)}
survey:
  - {type: text, name: wish, label: A wish}
  - {type: text, name: code, label: Your own code, parameters: own_code=SERIES}
"""
NewRound = Callable[..., Round]


def form(name: str, series: str = "hub") -> str:
    return FORM.replace("FORM_ID", name).replace("SERIES", series)


def run(session: Session, keys: KeyStore, round_: Round, codes: list[str | None]) -> dict[str, str | None]:
    """Everybody answers and the round closes; wish → what is kept of the code."""
    for number, code in enumerate(codes):
        submit(session, keys, round_, new_uuid(), {"wish": f"wish {number}", "code": code})
        session.commit()
    close_round(session, round_, today=now().date())
    open_batches(session, keys, round_.id)
    session.commit()
    found = session.scalars(select(AnonymousResponse.document).where(AnonymousResponse.round_id == round_.id))
    return {document["wish"]: document["code"] for document in found}


def test_the_same_code_is_the_same_in_every_round_of_a_series_and_stands_nowhere(
    session: Session, keys: KeyStore, round_of: NewRound
) -> None:
    codes = ["Zebra 07 st", "otter12", "crane9", "heron3", None]
    first = run(session, keys, round_of(form("first"), access="open", anonymous=True), codes)
    second = run(
        session, keys, round_of(form("second"), access="open", anonymous=True), ["x1", "x2", "zebra-07ST", "x3", "x4"]
    )
    assert second["wish 2"] == first["wish 0"] is not None
    assert len({*first.values(), *second.values()}) == 9
    assert first["wish 4"] is None
    kept = everything_in(session).lower()
    assert not any(code.encode() in kept for code in ("zebra", "otter12", "crane9"))


@pytest.mark.parametrize("series", ["another", "round"])
def test_another_series_and_a_round_by_itself_link_nothing(
    session: Session, keys: KeyStore, round_of: NewRound, series: str
) -> None:
    first = run(session, keys, round_of(form("first", series), access="open", anonymous=True), ["zebra"] * BATCH_SIZE)
    other = "hub" if series == "another" else series
    second = run(session, keys, round_of(form("second", other), access="open", anonymous=True), ["zebra"] * BATCH_SIZE)
    assert len(set(first.values())) == len(set(second.values())) == 1
    assert set(first.values()).isdisjoint(second.values())


def test_the_salt_lies_with_the_keys_and_for_its_owner_alone(
    session: Session, keys: KeyStore, round_of: NewRound
) -> None:
    round_ = round_of(form("first"), access="open", anonymous=True)
    submit(session, keys, round_, new_uuid(), {"code": "zebra"})
    session.commit()
    [salt] = keys.directory.glob("*.salt")
    assert salt.stat().st_mode & 0o777 == 0o600
    assert salt.read_bytes() not in everything_in(session)
    assert len(list(keys.held())) == 1  # a salt is no key of a batch
    assert keys.salt(round_.partnership_id, "series hub") == salt.read_bytes()


def test_a_round_with_codes_is_opened_at_its_close_alone(session: Session, keys: KeyStore, round_of: NewRound) -> None:
    """Whoever is in two rounds would otherwise be one of those who are in both of two batches."""
    round_ = round_of(form("first"), access="open", anonymous=True)
    for number in range(3 * BATCH_SIZE):
        submit(session, keys, round_, new_uuid(), {"wish": f"wish {number}", "code": f"code {number}"})
    session.commit()
    assert open_full_batches(session, keys) == 0
    close_round(session, round_, today=now().date())
    assert open_batches(session, keys, round_.id) == 3 * BATCH_SIZE
    session.commit()
    assert session.scalar(select(func.count()).where(AnonymousResponse.round_id == round_.id)) == 3 * BATCH_SIZE


def test_spaces_points_and_capitals_make_no_other_code() -> None:
    salt = bytes(32)
    assert hashed_code(salt, " Zé-07.st ") == hashed_code(salt, "zé07ST")
    assert hashed_code(salt, "zebra") != hashed_code(bytes([1]) * 32, "zebra")
    assert hashed_code(salt, " - ") is None


def test_no_answer_may_copy_a_code() -> None:
    source = form("copies") + '  - {type: calculate, name: twice, calculation: "concat(${code}, ${wish})"}\n'
    problem = anonymity_problem(compile_instrument(load_instrument(source, filename="copies.yaml")))
    assert "‘twice’ copies the self-made code ‘code’" in problem
