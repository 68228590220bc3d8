from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from survey_app.demo.data import read_data
from survey_app.results.dashboard import stored
from survey_app.results.dashboard.stored import RENEWED_AT_ONCE, Newest, newest_reports, opened_rounds
from survey_app.results.models import ReportSnapshot
from survey_app.rounds.models import Round
from tests.survey_app.answers import OUTSIDER, add_answer, add_opened_answers
from tests.survey_app.factories import make_round, publish
from tests.survey_app.results.dashboard.rounds import AT, make_evaluation, make_place


def newest(session: Session, partnership_id: int, *, renew: bool = True) -> Newest:
    rounds = opened_rounds(session, partnership_id)
    return newest_reports(session, rounds, reader=OUTSIDER, at=AT, renew=renew)


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    sent: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        sent.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def test_each_round_has_the_release_that_its_results_page_shows(session: Session) -> None:
    partnership, agencies = make_place(session)
    round_ = make_evaluation(session, partnership, agencies)
    found = newest(session, partnership.id)
    assert found.reports[round_.id].release_number == 1
    assert found.reports[round_.id].responses == 30
    assert not found.waiting
    assert newest(session, partnership.id, renew=False).reports == found.reports


def test_only_rounds_of_the_partnership_are_read(session: Session) -> None:
    partnership, agencies = make_place(session)
    mine = make_evaluation(session, partnership, agencies)
    other, elsewhere = make_place(session)
    make_evaluation(session, other, elsewhere)
    assert [round_.id for round_ in opened_rounds(session, partnership.id)] == [mine.id]
    assert set(newest(session, partnership.id).reports) == {mine.id}


def test_a_draft_and_a_blind_round_are_left_out(session: Session) -> None:
    partnership, _ = make_place(session)
    make_round(session, partnership, state="draft")
    case = make_round(session, partnership, publish(session, partnership, "case-audit"), population_size=5)
    for document in read_data("audited_cases")["responses"]:
        add_answer(session, case, document)
    found = newest(session, partnership.id)
    assert (found.reports, found.waiting) == ({}, frozenset())
    assert session.scalars(select(ReportSnapshot).where(ReportSnapshot.round_id == case.id)).first() is None


def test_an_open_round_is_renewed_once_enough_more_have_answered(session: Session) -> None:
    partnership, agencies = make_place(session)
    round_ = make_evaluation(session, partnership, agencies, state="open", closes_on=AT.date() + timedelta(days=9))
    assert newest(session, partnership.id).reports[round_.id].responses == 30
    add_opened_answers(session, round_, [{"useful": "agree", "heard": "agree", "comment": None}] * 2)
    assert newest(session, partnership.id).reports[round_.id].responses == 30
    add_opened_answers(session, round_, [{"useful": "agree", "heard": "agree", "comment": None}] * 9)
    assert newest(session, partnership.id, renew=False).reports[round_.id].responses == 30
    assert newest(session, partnership.id).reports[round_.id].responses == 41


def test_few_rounds_are_released_in_one_request_and_the_others_wait(session: Session) -> None:
    partnership, agencies = make_place(session)
    rounds = [make_evaluation(session, partnership, agencies) for _ in range(RENEWED_AT_ONCE + 2)]
    first = newest(session, partnership.id)
    assert len(first.reports) == RENEWED_AT_ONCE
    assert len(first.waiting) == 2
    second = newest(session, partnership.id)
    assert set(second.reports) == {round_.id for round_ in rounds}
    assert not second.waiting


def test_a_document_may_ask_for_all_at_once(session: Session) -> None:
    partnership, agencies = make_place(session)
    for _ in range(RENEWED_AT_ONCE + 2):
        make_evaluation(session, partnership, agencies)
    rounds = opened_rounds(session, partnership.id)
    found = newest_reports(session, rounds, reader=OUTSIDER, at=AT, most=None)
    assert (len(found.reports), found.waiting) == (RENEWED_AT_ONCE + 2, frozenset())


def test_many_settled_rounds_take_no_more_queries_than_a_few(session: Session) -> None:
    partnership, agencies = make_place(session)
    counts = []
    for _ in range(2):
        for _ in range(3):
            make_evaluation(session, partnership, agencies, answered=12)
        session.commit()
        newest(session, partnership.id)
        newest(session, partnership.id)
        session.commit()
        with counted(session) as sent:
            newest(session, partnership.id)
        counts.append(len(sent))
    assert counts[0] == counts[1]
    assert counts[0] < 14


def test_a_closed_round_that_was_looked_at_is_not_asked_again(session: Session, monkeypatch: object) -> None:
    partnership, agencies = make_place(session)
    round_ = make_evaluation(session, partnership, agencies)
    newest(session, partnership.id)
    asked: list[Round] = []
    monkeypatch.setattr(stored, "current_report", lambda _, one, **__: asked.append(one))  # type: ignore[attr-defined]
    newest(session, partnership.id)
    assert asked == []
    round_.title = "Another title"
    session.flush()
    newest(session, partnership.id)
    assert asked == [round_]
