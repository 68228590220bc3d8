"""Tables and points of forums for tests, a call each, through the services that facilitators use."""

from __future__ import annotations

import itertools
from typing import Any

from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.database import now, random_key
from survey_app.forums.models import Forum
from survey_app.forums.tables.models import DiscussionTable, TablePoint
from survey_app.forums.tables.points import Writing, write
from survey_app.forums.tables.tables import table_named
from survey_app.forums.tables.words import Words
from tests.survey_app.factories import make_user

_numbers = itertools.count(1)


def make_table(session: Session, forum: Forum, name: str = "", size: int | None = None) -> DiscussionTable:
    """A table of a forum."""
    return table_named(session, forum, name or f"Table {next(_numbers)}", size)


def make_point(session: Session, table: DiscussionTable, by: User | None = None, **words: Any) -> TablePoint:
    """A point of a table, taken down by somebody."""
    person = by or make_user(session, table.forum.cycle.partnership, roles=("facilitator",))
    details = {"question": table.forum.cycle.questions[0], "text": f"A constructed point {next(_numbers)}", **words}
    writing = Writing(id=random_key(), change=random_key(), words=Words(**details), by=person.id, at=now())
    return write(session, table.forum, table, writing).point
