"""Contacts that were there before the book: what is known of them is kept, and nothing goes unseen."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import MetaData, insert, select

from survey_app import create_app
from survey_app.database import db
from tests.survey_app.conftest import settings_for

ADDED = datetime(2025, 3, 10, 9, tzinfo=UTC)
KEPT = {"legal_hold": False, "retention_state": "kept"}


def add_rows_of_before() -> None:
    metadata = MetaData()
    metadata.reflect(db.session.connection())

    def put(table: str, **values: Any) -> None:
        db.session.connection().execute(insert(metadata.tables[table]).values(**values))

    put("partnership", id=1, slug="p", name="P", boards="", urgent_route="", urgent_phone="", out_of_hours_phone="",
        contact_email="", is_demo=False)  # fmt: skip
    put("retention_rule", partnership_id=1, record_type="booking", months=24, basis="Ours")
    people: list[tuple[list[str], bool, datetime | None]] = [
        (["List: Everybody", "List: Nurses"], False, ADDED), (["May be asked again"], True, ADDED), ([], False, None),
    ]  # fmt: skip
    for number, (sources, consented, added) in enumerate(people, 1):
        put("contact", id=number, partnership_id=1, name=f"C{number}", email=f"c{number}@a.example",
            consented=consented, sources=sources, added_at=added, **KEPT)  # fmt: skip
        put("contact_standing", contact_id=number, opted_out_by="themselves", opted_out_on=ADDED.date(), bounce="")
    put("outbox_message", id="m", partnership_id=1, kind="k", about="", to_address="a@b.example", subject="s",
        body="b", state="sent", attempts=1, problem="", queued_at=ADDED, not_before=ADDED)  # fmt: skip


def test_contacts_keep_their_sources_agreements_and_standing(database_url: str, tmp_path: Path) -> None:
    app = create_app(settings_for(database_url, tmp_path), pages=False)
    directory = str(app.config["MIGRATIONS_DIR"])
    with app.app_context():
        upgrade(directory=directory, revision="0023")
        add_rows_of_before()
        db.session.commit()
        db.engine.dispose()
        upgrade(directory=directory, revision="0024")
        metadata = MetaData()
        metadata.reflect(db.session.connection())
        tables = metadata.tables

        def rows(table: str, *columns: str) -> list[tuple[Any, ...]]:
            picked = [tables[table].c[column] for column in columns]
            found = db.session.connection().execute(select(*picked).order_by(*tables[table].primary_key.columns))
            return [tuple(row) for row in found]

        assert rows("contact_source", "contact_id", "kind", "label") == [
            (1, "list", "Everybody"), (1, "list", "Nurses"), (2, "survey", "May be asked again"),
        ]  # fmt: skip
        assert rows("contact_consent", "contact_id", "act", "email", "place") == [
            (2, "given", "c2@a.example", "After a survey")
        ]
        assert len(rows("contact_standing", "contact_id")) == 3, "replacing a table deletes no row that points to it"
        today = datetime.now(UTC).date()
        assert all((today - day).days <= 1 for (day,) in rows("contact", "active_on")), "nothing is destroyed unseen"
        assert rows("retention_rule", "record_type", "months") == [
            ("booking", 24), ("contact", 24), ("outbox_message", 3),
        ]  # fmt: skip
        assert rows("outbox_message", "retention_state", "due_on") == [("kept", None)]
        db.session.rollback()
        db.engine.dispose()
