"""A round of an audit is blind until moderation opens, whatever its own state; asking costs one query a transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from survey_app.case_audits.models import CaseVoice
from survey_app.collect.models import SafetyAlert
from survey_app.database import db, now
from survey_app.results.services import ResultsRefused, blind_until, is_audited_blind, refuse_blind
from survey_app.rounds.models import Round
from tests.survey_app.case_audits.audit_factories import (
    case_document,
    make_asked,
    make_audit,
    make_case,
    make_returned,
)
from tests.survey_app.factories import make_partnership, make_round, make_user, publish, sign_in


@contextmanager
def queries(what: str) -> Iterator[list[str]]:
    """The statements that are sent meanwhile and name this table."""
    seen: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if what in statement:
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("state", ["draft", "open", "closed"])
def test_an_audits_round_is_blind_until_moderation_opens_and_not_afterwards(session: Session, state: str) -> None:
    audit = make_audit(session)
    assert audit.round is not None
    audit.round.state = state
    assert is_audited_blind(audit.round)
    assert blind_until(audit.round) == "when moderation opens"
    with pytest.raises(ResultsRefused, match="when moderation opens"):
        refuse_blind(audit.round)
    audit.opened_at = now()
    assert not is_audited_blind(audit.round)
    refuse_blind(audit.round)


def test_a_round_of_voices_is_blind_as_long_as_one_of_its_audits(session: Session) -> None:
    partnership = make_partnership(session)
    first, second = make_audit(session, partnership), make_audit(session, partnership, state="planning")
    voices = make_round(session, partnership, state="closed")
    assert not is_audited_blind(voices)
    for audit in (first, second):
        session.add(CaseVoice(case_id=make_case(session, audit).id, whose="child", round_id=voices.id))
    assert is_audited_blind(voices)
    first.opened_at = now()
    assert is_audited_blind(voices)
    second.opened_at = now()
    assert not is_audited_blind(voices)


def test_another_round_of_cases_is_blind_until_it_is_closed(session: Session) -> None:
    partnership = make_partnership(session)
    alone = make_round(session, partnership, publish(session, partnership, "case-audit"))
    assert blind_until(alone) == "as soon as the round is closed"
    alone.state = "closed"
    assert not is_audited_blind(alone)


def test_a_page_of_many_rounds_asks_once(session: Session) -> None:
    audit = make_audit(session)
    assert audit.round is not None
    rounds = [make_round(session, audit.partnership, audit.round.version) for _ in range(5)] + [audit.round]
    session.commit()
    listed = session.query(Round).filter(Round.id.in_([one.id for one in rounds])).all()
    with queries("case_audit") as seen:
        assert [is_audited_blind(one) for one in listed].count(True) == 6
    assert len(seen) == 1


def test_another_transaction_that_opens_moderation_is_seen_in_the_next_one(session: Session) -> None:
    audit = make_audit(session)
    session.commit()
    assert audit.round is not None
    assert is_audited_blind(audit.round)
    session.commit()
    with Session(db.engine) as other:
        other.merge(audit).opened_at = now()
        other.commit()
    session.expire_all()
    assert not is_audited_blind(audit.round)


def test_the_page_of_a_round_that_was_closed_by_hand_says_when_it_opens(app: Flask, session: Session) -> None:
    audit = make_audit(session)
    assert audit.round is not None
    audit.round.state = "closed"
    client = sign_in(app.test_client(), make_user(session, audit.partnership, roles=("qa_group",)))
    address = f"/p/{audit.partnership.slug}/rounds/{audit.round.slug}"
    assert "Results and comments are there when moderation opens" in client.get(address).text
    assert client.get(f"{address}/results").status_code == 403


def test_the_duty_list_shows_a_worry_of_a_return_without_anything_that_was_returned(
    app: Flask, session: Session
) -> None:
    audit = make_audit(session)
    assert audit.round is not None
    case = make_case(session, audit)
    asked = make_asked(session, case)
    make_returned(session, asked, case_document(case, b1="inadequate", b1_rationale="Quillfeather", d1="yes"))
    session.add(
        SafetyAlert(
            partnership_id=audit.partnership_id, round_id=audit.round.id, draft_id=asked.draft_id, question="d1",
            raised_by_id=asked.auditor_id, told="The front door",
        )
    )  # fmt: skip
    client = sign_in(app.test_client(), make_user(session, audit.partnership, roles=("duty_person",)))
    page = client.get(f"/p/{audit.partnership.slug}/duty").text
    assert "Immediate worry about a child" in page
    assert "The front door" in page
    for grade in ("inadequate", "Inadequate", "Quillfeather", case.pseudonym):
        assert grade not in page
