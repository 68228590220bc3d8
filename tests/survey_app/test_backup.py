"""A backup carries every row to either kind of database, and never a key."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from survey_app import create_app
from survey_app.backup import RestoreRefused, read_backup, write_backup
from survey_app.collect.keys import KeyStore
from survey_app.collect.models import SealedAnswer, SealingBatch
from survey_app.database import db
from survey_app.partnership.models import Agency
from survey_app.schema import metadata
from tests.services.databases import KINDS, Databases
from tests.survey_app.conftest import settings_for
from tests.survey_app.factories import make_agency, make_invitation, make_partnership, make_round, make_user


def migrated(database_url: str, directory: Path) -> Flask:
    """An application on a database made by the migrations, as a restore wants it."""
    from survey_app.commands.data import migrate_database

    app = create_app(settings_for(database_url, directory), pages=False)
    migrate_database(app)
    return app


def fill(app: Flask) -> None:
    """Rows with all types of columns: text of all kinds, bytes, dates, times, JSON, nothing."""
    keys = KeyStore(app.config["WALKABOUT_KEY_DIR"])
    partnership = make_partnership(db.session, name="Ünïted “Partnership” \n\t😀")
    make_user(db.session, partnership, roles=("administrator", "auditor"), agency=make_agency(db.session, partnership))
    round_ = make_round(db.session, partnership, access="token", anonymous=True)
    make_invitation(db.session, round_, strata={"forum": "Nörth"})
    batch_id, public_key = keys.create(round_.id)
    db.session.add(SealingBatch(id=batch_id, round_id=round_.id, number=1, public_key=public_key))
    db.session.flush()
    db.session.add(SealedAnswer(batch_id=batch_id, sealed=bytes(range(256))))
    db.session.commit()


def all_rows() -> dict[str, list[Any]]:
    """Every row of every table, as Python values."""
    rows = {}
    for table in metadata.sorted_tables:
        ordered = select(table).order_by(*table.primary_key.columns)
        rows[table.name] = [tuple(row) for row in db.session.execute(ordered)]
    db.session.rollback()
    return rows


@pytest.mark.parametrize("from_kind", KINDS)
@pytest.mark.parametrize("to_kind", KINDS)
def test_every_row_reaches_either_kind_of_database(
    databases: Databases, tmp_path: Path, from_kind: str, to_kind: str
) -> None:
    file = tmp_path / "backup.zip"
    with databases.empty(from_kind) as source_url, databases.empty(to_kind) as target_url:
        source, target = migrated(source_url, tmp_path / "a"), migrated(target_url, tmp_path / "b")
        with source.app_context():
            fill(source)
            expected = all_rows()
            write_backup(db.session(), file)
            db.engine.dispose()
        with target.app_context():
            read_backup(db.session(), file)
            db.session.commit()
            assert all_rows() == expected
            agency = make_agency(db.session)
            assert agency.id == (db.session.scalar(select(func.max(Agency.id)))), "numbering goes on"
            db.session.rollback()
            db.engine.dispose()


@pytest.fixture
def source(databases: Databases, database_kind: str, tmp_path: Path):  # type: ignore[no-untyped-def]
    with databases.empty(database_kind) as url:
        app = migrated(url, tmp_path / "source")
        with app.app_context():
            fill(app)
            yield app
            db.session.rollback()
            db.engine.dispose()


def test_no_byte_of_a_batch_key_is_in_a_backup(source: Flask, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    write_backup(db.session(), file)
    [(round_id, batch_id)] = list(KeyStore(source.config["WALKABOUT_KEY_DIR"]).held())
    key = bytes(KeyStore(source.config["WALKABOUT_KEY_DIR"]).load(round_id, batch_id))
    import base64

    with zipfile.ZipFile(file) as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
        assert not [name for name in archive.namelist() if "key" in name.lower()]
    assert base64.b64encode(bytes(range(256))) in content, "the sealed answer is there"
    forms = (key, key.hex().encode(), key.hex().upper().encode(), base64.b64encode(key), base64.urlsafe_b64encode(key))
    assert not [form for form in forms if form in content or form in file.read_bytes()]


def test_only_its_owner_may_read_a_backup(source: Flask, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    write_backup(db.session(), file)
    assert file.stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.glob("*.partial")] == []


def test_a_database_that_holds_rows_is_not_overwritten_by_mistake(source: Flask, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    write_backup(db.session(), file)
    before = all_rows()
    with pytest.raises(RestoreRefused, match="not empty"):
        read_backup(db.session(), file)
    make_partnership(db.session, name="Made after the backup")
    db.session.commit()
    read_backup(db.session(), file, replace=True)
    db.session.commit()
    assert all_rows() == before


def rewrite(file: Path, name: str, content: bytes | None) -> None:
    """Replace or leave out one member of a zip."""
    with zipfile.ZipFile(file) as archive:
        members = {member: archive.read(member) for member in archive.namelist()}
    del members[name]
    if content is not None:
        members[name] = content
    with zipfile.ZipFile(file, "w") as archive:
        for member, data in members.items():
            archive.writestr(member, data)


@pytest.mark.parametrize(
    ("member", "content", "words"),
    [
        ("tables/agency.jsonl", b"", "changed in the table agency"),
        ("tables/agency.jsonl", b"{not json\n", "damaged in the table agency"),
        ("tables/agency.jsonl", None, "damaged in the table agency"),
        ("manifest.json", b"{}", "another version"),
        ("manifest.json", b"nonsense", "no readable manifest"),
        ("manifest.json", None, "no readable manifest"),
    ],
)
def test_a_damaged_backup_is_refused_and_changes_nothing(
    source: Flask, tmp_path: Path, member: str, content: bytes | None, words: str
) -> None:
    file = tmp_path / "backup.zip"
    write_backup(db.session(), file)
    rewrite(file, member, content)
    before = all_rows()
    with pytest.raises(RestoreRefused, match=words):
        read_backup(db.session(), file, replace=True)
    db.session.rollback()
    assert all_rows() == before


def test_a_backup_of_another_schema_is_refused(source: Flask, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    write_backup(db.session(), file)
    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    rewrite(file, "manifest.json", json.dumps(manifest | {"revision": "9999"}).encode())
    with pytest.raises(RestoreRefused, match="schema 9999"):
        read_backup(db.session(), file, replace=True)


def test_something_else_is_no_backup(source: Flask, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("not a zip", encoding="utf-8")
    with pytest.raises(RestoreRefused, match="no whole zip"):
        read_backup(db.session(), file)
