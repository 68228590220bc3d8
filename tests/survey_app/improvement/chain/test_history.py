"""The history of a record: who, when, from what to what and why; and nobody rewrites a line of it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from survey_app.improvement.chain.findings import add_finding, change_finding, withdraw_finding
from survey_app.improvement.chain.history import BY_RULE, history_of
from survey_app.improvement.chain.recommending import change_recommendation
from survey_app.improvement.models import ChainChange
from survey_app.improvement.models.history import HistoryChanged
from tests.survey_app.factories import make_agency, make_partnership, make_user, sign_in
from tests.survey_app.improvement.chain.chain_world import (
    finding_text,
    make_finding,
    make_recommendation,
    recommendation_text,
)


def test_the_history_says_who_changed_what_in_words_and_why(session: Session) -> None:
    partnership = make_partnership(session)
    by = make_user(session, partnership, roles=("qa_group",))
    recommendation = make_recommendation(session, partnership)
    first_owner, second = recommendation.owner.name, make_agency(session, partnership)
    words = recommendation_text(second, priority="low")
    change_recommendation(
        session, recommendation, words, by_id=by.id, seen=recommendation.revision, why="The duty moved."
    )
    newest, *_, first = history_of(session, recommendation)
    assert newest.by == by.name
    assert {(line.field, line.was, line.became, line.why) for line in newest.lines} == {
        ("Owner", first_owner, second.name, "The duty moved."),
        ("Priority", "High", "Low", "The duty moved."),
    }  # fmt: skip
    assert first.by == BY_RULE


def test_a_line_of_the_history_is_never_changed(session: Session) -> None:
    finding = make_finding(session, make_partnership(session))
    line = session.scalars(select(ChainChange).where(ChainChange.record_id == finding.id)).one()
    session.commit()
    line.why = "Another reason"
    with pytest.raises((HistoryChanged, DBAPIError)):
        session.flush()
    session.rollback()
    for attack in (
        update(ChainChange).values(became="What never was"),
        update(ChainChange.__table__).values(became="What never was"),
        text("UPDATE chain_change SET became = 'What never was'"),
        text("UPDATE chain_change SET at = '2001-01-01 00:00:00', why = 'x'"),
    ):
        with pytest.raises((HistoryChanged, DBAPIError)):
            session.execute(attack)
        session.rollback()
    assert session.scalars(select(ChainChange.became)).all() == [finding.text]


def test_who_did_it_may_be_forgotten_and_never_be_somebody_else(session: Session) -> None:
    partnership = make_partnership(session)
    by, other = (make_user(session, partnership, roles=("qa_group",)) for _ in range(2))
    add_finding(session, partnership.id, finding_text(), by.id)
    session.commit()
    with pytest.raises(DBAPIError):
        session.execute(update(ChainChange.__table__).values(by_id=other.id))
    session.rollback()
    session.execute(update(ChainChange.__table__).values(by_id=None))
    assert session.scalars(select(ChainChange.by_id)).all() == [None]


def test_a_record_that_was_changed_and_withdrawn_tells_its_whole_way_on_its_page(app: Flask, session: Session) -> None:
    partnership = make_partnership(session, slug="north")
    by = make_user(session, partnership, roles=("qa_group",))
    finding = make_finding(session, partnership)
    change_finding(session, finding, finding_text(text="Said anew."), by_id=by.id, seen=1, why="Clearer")
    withdraw_finding(session, finding, "Of another year.", by_id=by.id, seen=2)
    page = sign_in(app.test_client(), by).get("/p/north/improvement/findings/1/history").get_data(as_text=True)
    for said in ("Referrers are not told", "Said anew.", "Clearer", "Of another year.", by.name):
        assert said in page
    assert "<form" not in page.split("<main")[1].split("</main>")[0]
