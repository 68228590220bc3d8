"""Two people act on one indicator at one moment: no figure is read in two ways, and no name is given twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from survey_app.database import db
from survey_app.errors import UserError
from survey_app.partnership.models import Agency, Partnership
from survey_app.programme.indicators import submitting
from survey_app.programme.indicators.defining import IndicatorRefused, change_definition
from survey_app.programme.indicators.models import IndicatorDefinition, IndicatorSubmission
from tests.services.databases import POSTGRESQL
from tests.survey_app.factories import make_agency, make_partnership, make_user
from tests.survey_app.programme.indicators.indicator_factories import give, make_indicator, text

FEBRUARY = date(2026, 2, 1)
Act = Callable[[Session], object]


def at_once(app: Flask, *acts: Act) -> list[str]:
    """Do all of it at one moment, each in a session of its own; what came of each."""
    ready = Barrier(len(acts))

    def one(act: Act) -> str:
        with app.app_context():
            ready.wait(60)
            try:
                act(db.session())
                db.session.commit()
            except UserError:
                db.session.rollback()
                return "refused"
            return "done"

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(one, acts))


def test_a_name_that_two_people_choose_at_once_is_given_once(app: Flask, session: Session) -> None:
    partnership = make_partnership(session)
    council = make_agency(session, partnership)
    ids = partnership.id, council.id
    session.commit()

    def define(own: Session) -> object:
        return make_indicator(own, own.get_one(Partnership, ids[0]), own.get_one(Agency, ids[1]))

    assert sorted(at_once(app, define, define)) == ["done", "refused"]
    mine = select(func.count()).select_from(IndicatorDefinition).where(IndicatorDefinition.publisher_id == ids[0])
    assert session.scalar(mine) == 1


@pytest.mark.parametrize("database_kind", [POSTGRESQL], indirect=True)  # SQLite lets one write at a time
def test_a_change_waits_for_a_figure_that_is_being_submitted(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Checked in the old way, and stored once the definition has changed: it must not come to that."""
    partnership = make_partnership(session)
    council, by = make_agency(session, partnership), make_user(session)
    adoption = make_indicator(session, partnership, council)
    ids = adoption.definition_id, by.id
    session.commit()
    came, whole = [], submitting.newest

    def change_meanwhile(*args: Any) -> IndicatorSubmission | None:
        with Session(db.engine) as other:
            other.connection().exec_driver_sql("SET LOCAL lock_timeout = '200ms'")
            definition = other.get_one(IndicatorDefinition, ids[0])
            try:
                change_definition(
                    other, definition, text(numerator="Other"), valid_from=FEBRUARY, why="Clearer.", by_id=ids[1]
                )  # fmt: skip
                other.commit()
                came.append("changed")
            except OperationalError:
                came.append("waits")
        return whole(*args)

    monkeypatch.setattr(submitting, "newest", change_meanwhile)
    assert give(session, adoption, council, FEBRUARY, 40, 50) is not None
    session.commit()
    assert came == ["waits"]
    with pytest.raises(IndicatorRefused, match="February 2026 has been submitted"):
        change_definition(
            session, adoption.definition, text(numerator="Other"), valid_from=FEBRUARY, why="Clearer.", by_id=ids[1]
        )  # fmt: skip
