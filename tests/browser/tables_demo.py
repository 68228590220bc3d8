"""A table discussion that the browser tests look at: a table with points, points from phones, an open screen."""

from __future__ import annotations

from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.forums.models import Forum
from survey_app.forums.tables.phones import Said, take
from survey_app.forums.tables.screen import open_wall, screen_of, set_phones
from tests.survey_app.forums.tables.table_factories import make_point, make_table


def prepare_tables(session: Session, forum: Forum) -> dict[str, Any]:
    """The ids of a table and of a point, the key of the wall and the code of the room."""
    question = forum.cycle.questions[0]
    table = make_table(session, forum, "Table 4", size=7)
    point = make_point(
        session, table, question=question, tone="strength", text="School nurses and police meet weekly (constructed).",
        quote="We know who to ring (constructed).",
    )  # fmt: skip
    make_point(session, table, question=question, tone="concern", text="Thresholds differ between teams (constructed).")
    screen = screen_of(session, forum)
    set_phones(session, screen, "open", straight=False, at=now())
    said = Said(ticket="one", question=question, text="Nobody answers after five (constructed).", tone="concern")
    take(session, screen, said, now())
    wall = open_wall(session, screen, current_app.config["SECRET_KEY"], now())
    return {"table": table.id, "point": point.id, "wall": wall, "room": screen.code}
