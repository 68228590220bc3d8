"""Beside the results of an audit's round stands the agreement of its agencies, as the audit knows them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from survey_app.case_audits.blindness import StillBlind
from survey_app.case_audits.figures.agreement import agreement_of_audit, audit_with_returns_in
from survey_app.case_audits.models import CaseAudit
from survey_app.database import now
from survey_app.results.beside import beside_of
from survey_app.results.services import Reader, current_report
from tests.survey_app.case_audits.audit_factories import (
    case_document,
    make_asked,
    make_audit,
    make_case,
    make_returned,
)
from tests.survey_app.case_audits.figures.four_agencies import graded
from tests.survey_app.factories import make_round

READER = Reader(user_id=None, may_read_working=True)


def make_schools(session: Session, *, late: bool = False) -> CaseAudit:
    """Two schools that grade a case apart; a third comes after moderation has opened, on the day on which it did."""
    audit = make_audit(session, state="moderation")
    case = make_case(session, audit)
    times = [("good", -1), ("good", -1), *([("inadequate", 1)] if late else [])]
    for grade, minutes in times:
        document = {**graded(case_document(case), {"b1": grade}), "return_agency": "school"}
        at = now() + timedelta(minutes=minutes)
        make_returned(session, make_asked(session, case), document, at=at)
    assert audit.round is not None
    audit.round.state = "closed"
    session.flush()
    return audit


def test_two_schools_are_two_raters_beside_the_results_of_the_round(session: Session) -> None:
    audit = make_schools(session)
    assert audit.round is not None
    report = current_report(session, audit.round, reader=READER, at=now(), paper="working")
    judgements = beside_of(session, audit.round, report, reader=READER, at=now()).agreement
    assert [one.name for one in judgements] == ["b1"]
    assert (judgements[0].exact.count, judgements[0].exact.n_pairs) == (1, 1)
    assert judgements[0].label == "B1. The agency recognised the child's need or risk, and responded in time."


def test_what_came_after_the_opening_is_left_out_to_the_moment(session: Session) -> None:
    audit = make_schools(session, late=True)
    found = agreement_of_audit(session, audit, reader=READER)
    assert found.judgements[0].exact.n_pairs == 1
    assert found.note == "1 return was made after the others could be seen, and left out."


def test_a_blind_audit_has_no_agreement_for_anybody(session: Session) -> None:
    audit = make_audit(session, state="fieldwork")
    with pytest.raises(StillBlind):
        agreement_of_audit(session, audit, reader=READER)


def test_a_round_of_no_audit_has_none(session: Session) -> None:
    audit = make_audit(session)
    assert audit.round is not None
    assert audit_with_returns_in(session, audit.round) is audit
    other = make_round(session, audit.partnership, audit.round.version)
    assert audit_with_returns_in(session, other) is None
