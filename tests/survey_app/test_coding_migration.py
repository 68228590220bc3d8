"""Codings and roles that were there before the coding grid are carried over, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask_migrate import downgrade, upgrade
from sqlalchemy import MetaData, insert, select

from survey_app import create_app
from survey_app.accounts.roles import ROLES
from survey_app.database import db, now
from tests.survey_app.conftest import settings_for

NEW = {"coding.manage", "quotes.propose", "quotes.approve", "quotes.erase", "feedback.read", "feedback.write"}
KEPT = {"legal_hold": False, "retention_state": "kept"}


def add_rows_of_before(tables: dict[str, Any]) -> None:
    """A partnership as it was: shipped roles, a role of its own, a codeframe, and two codings of one comment."""
    connection = db.session.connection()

    def put(table: str, **values: Any) -> None:
        connection.execute(insert(tables[table]).values(**values))

    for key, (name, permissions) in ROLES.items():
        put("role", key=key, name=name, permissions=[one for one in permissions if one not in NEW])
    put("role", key="own", name="Our own", permissions=["partnership.read"])
    put("partnership", id=1, slug="p", name="P", boards="", urgent_route="", urgent_phone="", out_of_hours_phone="",
        contact_email="", is_demo=False)  # fmt: skip
    put("disclosure_decision", id=1, partnership_id=1, policy="default", threshold=5, decided_by="", reason="",
        decided_on=now().date())  # fmt: skip
    put("instrument", id=1, partnership_id=1, form_id="f", title="F", draft_source="")
    put("instrument_version", id=1, instrument_id=1, number=1, content_hash="", source="", published_at=now())
    put("codeframe", id=7, partnership_id=1, title="Ours")
    for number, name in ((1, "training"), (2, "time")):
        put("theme", id=number, codeframe_id=7, position=number, name=name, label=name, definition="", include="",
            exclude="", example="")  # fmt: skip
    put("round", id=1, partnership_id=1, slug="r", title="R", version_id=1, access="named", anonymous=False,
        state="open", population_known=False, population_note="?", breakdowns=[], introduction="", policy_id=1,
        codeframe_id=7, created_at=now(), **KEPT)  # fmt: skip
    for theme in (1, 2):
        put("coding", round_id=1, response_key="k", question="q", entry="0", theme_id=theme, stance="concern",
            created_at=now(), **KEPT)  # fmt: skip


def reflected() -> dict[str, Any]:
    metadata = MetaData()
    metadata.reflect(db.session.connection())
    return dict(metadata.tables)


def test_codings_keep_their_themes_and_shipped_roles_get_the_new_permissions(database_url: str, tmp_path: Path) -> None:
    app = create_app(settings_for(database_url, tmp_path), pages=False)
    directory = str(app.config["MIGRATIONS_DIR"])
    with app.app_context():
        upgrade(directory=directory, revision="0004")
        add_rows_of_before(reflected())
        db.session.commit()
        upgrade(directory=directory, revision="0005")
        tables = reflected()

        def rows(table: str, *columns: str) -> set[tuple[Any, ...]]:
            found = db.session.connection().execute(select(*(tables[table].c[name] for name in columns)))
            return {tuple(row) for row in found}

        assert rows("coding", "theme", "layer", "source") == {("training", "agreed", ""), ("time", "agreed", "")}
        assert rows("comment_coding", "response_key", "how", "done", "revision") == {("k", "coded", True, 1)}
        assert rows("codeframe", "key", "version", "state") == {("codeframe-7", 1, "published")}
        assert rows("retention_rule", "record_type", "months") == {("quote", 36), ("feedback_entry", 84)}
        permitted = {row.key: row.permissions for row in db.session.execute(select(tables["role"]))}
        assert permitted.pop("own") == ["partnership.read"]
        assert {key: set(held) for key, held in permitted.items()} == {
            key: set(held) for key, (_, held) in ROLES.items()
        }
        db.session.rollback()
        downgrade(directory=directory, revision="0004")
        tables = reflected()
        assert rows("coding", "theme_id", "stance") == {(1, "concern"), (2, "concern")}
        held = {name for row in db.session.execute(select(tables["role"])) for name in row.permissions}
        assert held.isdisjoint(NEW)
        db.session.rollback()
        db.engine.dispose()
