"""An attacker with every byte of the database after an import: no name, no address, no time of day, no order."""

from __future__ import annotations

import random
import re
import secrets
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from scipy.stats import binom
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from analysis.importing import Mapping, QuestionMapping, mapping_problems, open_export, suggest_mapping
from survey_app.collect.models import AnonymousResponse
from survey_app.designer.services import compiled_version
from survey_app.partnership.models import Partnership
from survey_app.rounds.importing import storing
from survey_app.rounds.importing.models import ImportedAnswer, ImportReceipt
from survey_app.rounds.models import Round
from survey_app.schema import metadata
from tests.survey_app.collect.test_anonymity import Places
from tests.survey_app.factories import make_round, publish
from tests.survey_app.rounds.importing.sending import HEAD, address, export, import_all, sent

MANY, FILES = 30, 8
TELLING = re.compile(r"respondent\d|forms\.example|Pat Example|2026-03-14|10:\d\d:|export\.csv")


@pytest.fixture
def untouched() -> bool:
    """The attacker reads where rows lie, and finds no gaps that other tests have left."""
    return True


def remarks(chance: random.Random) -> list[tuple[str, str]]:
    return [("Yes" if chance.random() < 0.6 else "No", f"remark-{chance.getrandbits(60)}") for _ in range(MANY)]


def everything_in(session: Session) -> str:
    """All rows of all tables but the accounts', and of SQLite every byte of its files."""
    rows = [
        str(tuple(row))
        for table in metadata.sorted_tables
        if table.name not in ("user_account", "audit_event", "partnership")
        for row in session.execute(select(table))
    ]
    return "\n".join(rows) + Places(session).bytes.decode("latin-1")


def test_no_name_address_or_time_of_day_is_anywhere_in_the_database(
    managing: FlaskClient, session: Session, anonymous_opening: Round, tmp_path: Path
) -> None:
    found = remarks(random.Random(1))
    import_all(managing, anonymous_opening, export(tmp_path / "a.csv", found))
    session.commit()
    dump = everything_in(session)
    assert found[7][1] in dump, "the attacker reads what is there"
    # When the import itself was made is no secret, and is the time of this test.
    dump = re.sub(r"(?!2026-03-14)\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d", "", dump)
    assert {match[0] for match in TELLING.finditer(dump)} == set()


def test_neither_key_order_nor_place_tells_the_row_of_an_answer(
    managing: FlaskClient, session: Session, partnership: Partnership, tmp_path: Path
) -> None:
    chance = random.Random(20261129)
    hits: dict[str, int] = dict.fromkeys(("key", "words", "place", "link"), 0)
    version = publish(session, partnership)
    for number in range(FILES):
        round_ = make_round(session, partnership, version, access="open", anonymous=True)
        found = remarks(chance)
        import_all(managing, round_, export(tmp_path / f"{number}.csv", found))
        places = Places(session)
        answers = session.scalars(select(AnonymousResponse).where(AnonymousResponse.round_id == round_.id)).all()
        for how, order in _orders(session, answers, places).items():
            hits[how] += sum(row[1] == answer.document["comment"] for row, answer in zip(found, order, strict=True))
        session.commit()
    bound = binom.isf(1e-9, MANY * FILES, 1 / MANY)
    assert {how: count for how, count in hits.items() if count > bound} == {}


def _orders(session: Session, answers: Any, places: Places) -> dict[str, list[AnonymousResponse]]:
    links = {key: at for at, key in enumerate(session.scalars(select(ImportedAnswer.answer_key)))}
    return {
        "key": sorted(answers, key=lambda one: one.key),
        "words": sorted(answers, key=lambda one: str(one.document)),
        "place": sorted(answers, key=lambda one: places.of(one.key)),
        "link": sorted(answers, key=lambda one: links[one.key]),
    }


def test_the_attack_finds_every_row_when_answers_are_stored_as_they_come(
    managing: FlaskClient,
    session: Session,
    anonymous_opening: Round,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The attacker must be able to win, or their failing above would prove nothing."""
    numbers = iter(range(10**6))
    monkeypatch.setattr(storing, "random_key", lambda: f"{next(numbers):032x}")
    monkeypatch.setattr(secrets.SystemRandom, "shuffle", lambda self, items: None)
    found = remarks(random.Random(2))
    import_all(managing, anonymous_opening, export(tmp_path / "a.csv", found))
    answers = session.scalars(select(AnonymousResponse)).all()
    order = _orders(session, answers, Places(session))["key"]
    assert [answer.document["comment"] for answer in order] == [comment for _, comment in found]


def test_receipts_are_no_hash_that_whoever_knows_a_row_could_make(
    managing: FlaskClient, session: Session, anonymous_opening: Round, tmp_path: Path
) -> None:
    import hashlib
    import json

    found = remarks(random.Random(3))
    import_all(managing, anonymous_opening, export(tmp_path / "a.csv", found))
    identity = json.dumps(["microsoft_forms", "1", "2026-03-14 10:01:07", "2026-03-14 10:01:41"])
    guess = hashlib.sha256(f"{anonymous_opening.id}:{identity}".encode()).hexdigest()
    digests = session.scalars(select(ImportReceipt.digest)).all()
    assert len(digests) == MANY
    assert guess not in digests
    tables = {table.name: set(table.columns.keys()) for table in metadata.sorted_tables}
    assert tables["import_receipt"] == {"digest", "batch_key"}
    assert tables["imported_answer"] == {"answer_key", "batch_key"}


@pytest.mark.parametrize("column", ["Email", "Name", "ID", "Start time"])
def test_nothing_personal_and_no_time_can_be_mapped_even_by_hand(
    session: Session, anonymous_opening: Round, tmp_path: Path, column: str
) -> None:
    export(tmp_path / "a.csv", remarks(random.Random(4)))
    table = open_export(tmp_path / "a.csv")
    compiled = compiled_version(anonymous_opening.version)
    mapping = suggest_mapping(table, compiled, anonymous=True).mapping
    by_hand: Mapping = mapping.model_copy(
        update={"questions": {**mapping.questions, "comment": QuestionMapping(column=column)}}
    )
    [problem] = mapping_problems(table, compiled, by_hand, anonymous=True)
    assert "anonymous" in problem
    assert mapping_problems(table, compiled, by_hand) == ()


def test_the_pages_of_an_anonymous_round_do_not_offer_personal_columns(
    managing: FlaskClient, anonymous_opening: Round, tmp_path: Path
) -> None:
    key = sent(managing, anonymous_opening, export(tmp_path / "a.csv", remarks(random.Random(5))))
    page = managing.get(address(anonymous_opening, key, "question", "comment")).text
    offered = re.findall(r"<option[^>]*>[A-Z]+: ([^<]+)</option>", page)
    assert "Anything else?" in offered
    assert not {"Email", "Name", "ID"} & set(offered)
    assert set(HEAD) >= set(offered)


def test_an_anonymous_round_stores_the_day_of_the_import_for_all(
    managing: FlaskClient, session: Session, anonymous_opening: Round, tmp_path: Path
) -> None:
    import_all(managing, anonymous_opening, export(tmp_path / "a.csv", remarks(random.Random(6))))
    days = set(session.scalars(select(AnonymousResponse.received_on)))
    assert len(days) == 1
    assert "2026-03-14" not in {day.isoformat() for day in days}


def test_postgresql_gives_all_rows_of_an_import_one_transaction(
    managing: FlaskClient, session: Session, anonymous_opening: Round, tmp_path: Path
) -> None:
    import_all(managing, anonymous_opening, export(tmp_path / "a.csv", remarks(random.Random(7))))
    if session.get_bind().dialect.name == "postgresql":
        found = session.execute(text("SELECT DISTINCT xmin::text FROM anonymous_response")).all()
        assert len(found) == 1
