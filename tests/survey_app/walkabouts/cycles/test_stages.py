"""An assessment goes its way stage by stage, and never back behind the moment the self-grades were seen."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import product

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.audit_log import AuditEvent
from survey_app.database import db
from survey_app.errors import UserError
from survey_app.walkabouts.cycles.stages import MOVES, MoveRefused, advance, withdraw
from survey_app.walkabouts.models import STAGES, Section11Assessment
from tests.survey_app.factories import make_user
from tests.survey_app.walkabouts.section11_factories import make_cycle, make_section11_assessment

ALLOWED = {
    ("planned", "fieldwork"), ("fieldwork", "reconciled"), ("reconciled", "graded"), ("reconciled", "fieldwork"),
    ("graded", "compared"), ("graded", "reconciled"), ("compared", "signed"), ("signed", "replying"),
    ("signed", "compared"), ("replying", "final"),
}  # fmt: skip


def test_these_moves_there_are_and_no_others() -> None:
    assert {(start, to) for start, ends in MOVES.items() for to in ends} == ALLOWED
    assert MOVES.keys() == STAGES.keys()


def test_no_way_leads_back_to_grading_once_the_self_grades_were_seen() -> None:
    reached, todo = set(), ["compared"]
    while todo:
        stage = todo.pop()
        reached.add(stage)
        todo += [to for to in MOVES[stage] if to not in reached]
    assert not reached & {"planned", "fieldwork", "reconciled", "graded"}


def test_every_other_move_is_refused_and_changes_nothing(session: Session) -> None:
    assessment = make_section11_assessment(session, make_cycle(session, rounds=()))
    for start, to in product(STAGES, STAGES):
        if (start, to) in ALLOWED or to == "withdrawn":
            continue
        assessment.stage = start
        with pytest.raises(MoveRefused, match="somebody may have moved it"):
            advance(session, assessment, to, None)
        assert assessment.stage == start


def test_a_move_is_logged_with_who_made_it(session: Session) -> None:
    assessment = make_section11_assessment(session, make_cycle(session, rounds=()))
    user = make_user(session)
    advance(session, assessment, "reconciled", user.id)
    entry = session.scalars(select(AuditEvent).where(AuditEvent.action == "section 11 stage")).one()
    assert (entry.actor_id, entry.details) == (user.id, {"from": "fieldwork", "to": "reconciled"})
    assert entry.partnership_id == assessment.partnership_id


def test_of_two_who_move_it_at_once_one_does(app: Flask, session: Session) -> None:
    assessment_id = make_section11_assessment(session, make_cycle(session, rounds=()), stage="graded").id
    session.commit()

    def move(to: str) -> str:
        with app.app_context():
            own = db.session.get_one(Section11Assessment, assessment_id)
            assert own.stage
            try:
                advance(db.session(), own, to, None)
            except MoveRefused:
                db.session.rollback()
                return "refused"
            db.session.commit()
            return to

    with ThreadPoolExecutor(2) as people:
        found = set(people.map(move, ["compared", "compared"]))
    assert found == {"compared", "refused"}


@pytest.mark.parametrize(("state", "said"), [("planning", "has not opened its fieldwork"), ("closed", "is closed")])
def test_fieldwork_needs_a_cycle_in_fieldwork(session: Session, state: str, said: str) -> None:
    assessment = make_section11_assessment(session, make_cycle(session, rounds=(), state=state))
    assessment.stage = "planned"
    with pytest.raises(MoveRefused, match=said):
        advance(session, assessment, "fieldwork", None)


def test_withdrawing_says_why_and_is_for_good(session: Session) -> None:
    assessment = make_section11_assessment(session, make_cycle(session, rounds=()))
    with pytest.raises(UserError, match="Say why"):
        withdraw(session, assessment, reason=" ", by=None)
    withdraw(session, assessment, reason=" The agency was dissolved. ", by=None)
    assert (assessment.stage, assessment.withdrawn_reason) == ("withdrawn", "The agency was dissolved.")
    with pytest.raises(MoveRefused, match="withdrawn already"):
        withdraw(session, assessment, reason="Again.", by=None)


def test_a_final_assessment_is_not_withdrawn(session: Session) -> None:
    assessment = make_section11_assessment(session, make_cycle(session, rounds=()), stage="final")
    with pytest.raises(MoveRefused, match="final already"):
        withdraw(session, assessment, reason="Late doubt.", by=None)


def test_withdrawn_is_reached_with_a_reason_only(session: Session) -> None:
    assessment = make_section11_assessment(session, make_cycle(session, rounds=()))
    with pytest.raises(ValueError, match="withdrawn"):
        advance(session, assessment, "withdrawn", None)
