from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.audit_log import AuditEvent
from survey_app.results.services import (
    Reader,
    ResultsRefused,
    current_report,
    is_blind,
    paper_for,
    raw_answers,
    unlogged_report,
)
from survey_app.rounds.models import Round
from tests.survey_app.answers import OUTSIDER, TEAM, add_answer, add_opened_answers, revise_answer
from tests.survey_app.factories import make_partnership, make_round, make_user, publish

AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
YES = {"useful": "yes", "comment": "Fine"}
NO = {"useful": "no", "comment": None}


def actions(session: Session, round_: Round) -> list[str]:
    query = select(AuditEvent).where(AuditEvent.partnership_id == round_.partnership_id).order_by(AuditEvent.id)
    return [event.action for event in session.scalars(query)]


def make_answered_round(session: Session) -> Round:
    round_ = make_round(session, make_partnership(session))
    for document in [YES] * 7 + [NO] * 2:
        add_answer(session, round_, document)
    return round_


def useful_counts(report: object) -> list[int | None]:
    question = report.sections[0].questions[0]  # type: ignore[attr-defined]
    return [row.share.count for row in question.rows]


def test_the_named_team_reads_working_paper_and_each_reading_is_logged(session: Session) -> None:
    round_ = make_answered_round(session)
    user = make_user(session)
    reader = Reader(user_id=user.id, may_read_working=True)
    assert paper_for(round_, reader, None) == "working"
    for _ in range(2):
        report = current_report(session, round_, reader=reader, at=AT, paper="working")
    assert report.release_class == "working"
    assert useful_counts(report) == [7, 2]
    assert actions(session, round_) == ["working results read"] * 2


def test_everyone_else_reads_the_release_with_small_numbers_hidden(session: Session) -> None:
    round_ = make_answered_round(session)
    assert paper_for(round_, OUTSIDER, "working") == "release"
    report = current_report(session, round_, reader=OUTSIDER, at=AT, paper="release")
    assert report.release_class == "release"
    assert useful_counts(report) == [None, None]
    assert actions(session, round_) == []


def test_working_paper_cannot_be_had_by_asking_for_it(session: Session) -> None:
    round_ = make_answered_round(session)
    with pytest.raises(ResultsRefused, match="named team"):
        current_report(session, round_, reader=OUTSIDER, at=AT, paper="working")
    assert unlogged_report(session, round_, reader=OUTSIDER, at=AT, paper="working").release_class == "release"


def test_an_anonymous_round_has_releases_only_and_no_raw_data_whoever_reads(session: Session) -> None:
    round_ = make_round(session, make_partnership(session), access="open", anonymous=True)
    add_opened_answers(session, round_, [YES] * 7)
    assert paper_for(round_, TEAM, "working") == "release"
    with pytest.raises(ResultsRefused):
        current_report(session, round_, reader=TEAM, at=AT, paper="working")
    with pytest.raises(ResultsRefused, match="anonymous"):
        raw_answers(session, round_, reader=TEAM)


def test_working_paper_follows_a_corrected_answer_at_once(session: Session) -> None:
    round_ = make_round(session, make_partnership(session))
    key = add_answer(session, round_, YES)
    assert useful_counts(current_report(session, round_, reader=TEAM, at=AT, paper="working")) == [1, 0]
    revise_answer(session, key, NO)
    assert useful_counts(current_report(session, round_, reader=TEAM, at=AT, paper="working")) == [0, 1]


def test_raw_answers_are_given_with_a_line_in_the_log(session: Session) -> None:
    round_ = make_answered_round(session)
    assert len(list(raw_answers(session, round_, reader=TEAM).responses)) == 9
    assert actions(session, round_) == ["raw answers read"]


def test_case_audits_stay_blind_until_their_round_closes(session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_round(session, partnership, publish(session, partnership, "case-audit"))
    assert is_blind(round_)
    for paper in ("working", "release"):
        with pytest.raises(ResultsRefused, match="without seeing the others"):
            current_report(session, round_, reader=TEAM, at=AT, paper=paper)  # type: ignore[arg-type]
    with pytest.raises(ResultsRefused):
        raw_answers(session, round_, reader=TEAM)
    round_.state = "closed"
    session.flush()
    assert current_report(session, round_, reader=TEAM, at=AT, paper="working").responses == 0
