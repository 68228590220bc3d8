"""The database itself refuses to change a line of the history, whoever asks: also past the program.

Lines may be added, and destroyed with their record when its time has come. The one thing that may become empty is who
did it, when that person's account is deleted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import DDL, event

from survey_app.improvement.models.history import ChainChange

FIELDS = 'id, partnership_id, record_type, record_id, field, was, became, why, batch, "at"'
MESSAGE = "a line of the history cannot be changed"

TRIGGERS: Mapping[str, Sequence[str]] = {
    "sqlite": (
        f"CREATE TRIGGER chain_change_is_kept BEFORE UPDATE OF {FIELDS} ON chain_change "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
        "CREATE TRIGGER chain_change_person_is_kept BEFORE UPDATE OF by_id ON chain_change WHEN NEW.by_id IS NOT NULL "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION refuse_change_of_history() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$",
        f"CREATE TRIGGER chain_change_is_kept BEFORE UPDATE OF {FIELDS} ON chain_change "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history()",
        "CREATE TRIGGER chain_change_person_is_kept BEFORE UPDATE OF by_id ON chain_change FOR EACH ROW "
        "WHEN (NEW.by_id IS NOT NULL) EXECUTE FUNCTION refuse_change_of_history()",
    ),
}

for _dialect, _statements in TRIGGERS.items():
    for _statement in _statements:
        event.listen(ChainChange.__table__, "after_create", DDL(_statement).execute_if(dialect=_dialect))
