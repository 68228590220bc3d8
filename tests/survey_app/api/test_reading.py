"""What programs read: the same reports as on the pages, in pages, each reading recorded."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.disclosure import report_to_json
from survey_app.accounts.models import User
from survey_app.audit_log import AuditEvent
from survey_app.database import now
from survey_app.designer.models import InstrumentVersion
from survey_app.partnership.models import Partnership
from survey_app.results.services import Reader, current_report
from survey_app.rounds.models import Round
from survey_app.rounds.services import find_round
from tests.survey_app.answers import add_answer, add_opened_answers
from tests.survey_app.api.conftest import ANSWERS
from tests.survey_app.factories import make_round, publish, sign_in

Read = Callable[..., Any]


def actions(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


def test_rounds_come_newest_first_in_pages_that_lead_to_each_other(read: Read) -> None:
    first = read("/rounds?per_page=2")
    assert [one["slug"] for one in first["items"]] == ["planned", "hidden"]
    assert first["total"] == 3
    second = read(first["next"])
    assert [one["slug"] for one in second["items"]] == ["answering"]
    assert second["next"] is None
    assert read("/rounds?state=open&per_page=1")["next"].count("state=open") == 1
    assert read("/rounds?page=9")["items"] == []


def test_a_round_says_what_it_asks_of_whom(read: Read) -> None:
    read("/rounds/answering/report")
    found = read("/rounds/answering")
    assert found["instrument"]["form_id"] == "small-form"
    assert found["population"] == {"size": 40, "known": True, "note": ""}
    assert (found["answers"], found["has_results"], found["anonymous"]) == (13, True, False)


def test_how_many_have_answered_is_told_only_as_the_newest_release_tells_it(
    session: Session, partnership: Partnership, read: Read
) -> None:
    before = read("/rounds/answering")
    assert (before["answers"], before["population"]["size"]) == (None, None), "nothing is released yet"
    read("/rounds/answering/report")
    round_ = find_round(session, partnership.id, "answering")
    assert round_ is not None
    for _ in range(2):
        add_answer(session, round_, {"useful": "no", "comment": None})
    session.commit()
    assert read("/rounds/answering")["answers"] == 13, "two further answers are not counted before a release may be"


def test_the_released_report_is_the_one_of_the_pages(session: Session, partnership: Partnership, read: Read) -> None:
    answered = read("/rounds/answering/report")
    round_ = find_round(session, partnership.id, "answering")
    assert round_ is not None
    reader = Reader(user_id=None, may_read_working=False)
    page = current_report(session, round_, reader=reader, at=now(), paper="release")
    assert answered == json.loads(report_to_json(page))
    assert answered["release_class"] == "release"


def test_a_release_stays_to_be_had_as_it_was(read: Read) -> None:
    report = read("/rounds/answering/report")
    listed = read("/rounds/answering/releases")["items"]
    assert [one["number"] for one in listed] == [report["release_number"]]
    assert read(f"/rounds/answering/releases/{report['release_number']}") == report
    read("/rounds/answering/releases/99", 404)


def test_answers_come_in_the_order_of_random_keys_and_all_of_them_once(session: Session, read: Read) -> None:
    page, seen = read("/rounds/answering/answers?per_page=5"), []
    while True:
        seen += page["items"]
        if page["next"] is None:
            break
        page = read(page["next"])
    keys = [one["id"] for one in seen]
    assert keys == sorted(keys)
    assert sorted(map(str, (one["answers"] for one in seen))) == sorted(map(str, ANSWERS))
    assert actions(session).count("raw answers read") == 3, "each request is recorded"


def test_an_anonymous_round_gives_no_single_answers(session: Session, partnership: Partnership, read: Read) -> None:
    hidden = find_round(session, partnership.id, "hidden")
    assert hidden is not None
    add_opened_answers(session, hidden, [{"useful": "yes", "comment": "Said in confidence"}] * 9)
    assert "anonymous" in read("/rounds/hidden/answers", 403)["detail"]
    assert read("/rounds/hidden/report")["responses"] == 9
    assert "anonymous" not in read("/rounds/hidden/report?paper=working", 403)["title"].lower()
    assert "Said in confidence" not in json.dumps(read("/rounds/hidden/report"))


def test_blind_case_audits_show_nothing_until_they_close(
    session: Session, partnership: Partnership, read: Read
) -> None:
    audit = make_round(session, partnership, publish(session, partnership, "case-audit"), slug="cases")
    for path in ("report", "report?paper=working", "answers", "releases", "releases/1"):
        assert read(f"/rounds/cases/{path}", 403)["title"] == "Returns are still blind"
    assert read("/rounds/cases")["has_results"] is False
    audit.state = "closed"
    assert read("/rounds/cases/report")["unit"] == "cases"


def test_a_planned_round_has_no_results_and_says_why(read: Read) -> None:
    assert "not opened" in read("/rounds/planned/report", 409)["detail"]


def test_reading_results_is_recorded_with_the_token(session: Session, analyst: User, read: Read) -> None:
    read("/rounds/answering/report?paper=working")
    session.rollback()
    entries = session.scalars(select(AuditEvent).where(AuditEvent.subject == "round answering")).all()
    assert {entry.action for entry in entries} == {"working results read", "results downloaded"}
    assert all(entry.actor_id == analyst.id for entry in entries)
    assert any(entry.details.get("by", "").startswith("access token") for entry in entries)


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/rounds?page=0", 422, "page"),
        ("/rounds?page=many", 422, "page"),
        ("/rounds?per_page=501", 422, "per_page"),
        ("/rounds?page=1&page=2", 422, "twice"),
        ("/rounds?colour=green", 422, "no parameter “colour”"),
        ("/rounds/answering/answers?after=a%00b", 422, "after"),
        ("/rounds/nowhere", 404, "no such round"),
        ("/nothing/here", 404, "address"),
    ],
)
def test_a_request_that_does_not_fit_gets_a_sentence(read: Read, path: str, status: int, says: str) -> None:
    problem = read(path, status)
    assert problem["status"] == status
    assert says in problem["detail"]


def test_other_methods_are_refused_with_the_ones_there_are(app: Flask, partnership: Partnership, analyst: User) -> None:
    response = sign_in(app.test_client(), analyst).post("/api/v1/rounds")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert response.mimetype == "application/problem+json"


def test_figures_are_a_table_in_pages_of_one_and_the_same_release(
    session: Session, partnership: Partnership, read: Read
) -> None:
    first = read("/rounds/answering/figures?per_page=5")
    assert first["release_class"] == "release"
    round_ = find_round(session, partnership.id, "answering")
    assert round_ is not None
    for _ in range(9):
        add_answer(session, round_, {"useful": "yes", "comment": None})
    session.commit()
    assert read("/rounds/answering/report")["release_number"] == first["release_number"] + 1, "renewed meanwhile"
    rows, page = list(first["items"]), first
    while page["next"] is not None:
        page = read(page["next"])
        assert page["release_number"] == first["release_number"]
        rows += page["items"]
    assert len(rows) == first["total"]
    useful = {row["choice"]: row["count"] for row in rows if row["question"] == "useful" and row["figure"] == "choice"}
    assert useful == {"yes": 7, "no": 6}


def test_figures_of_one_question_and_hidden_ones_with_their_mark(
    session: Session, partnership: Partnership, read: Read
) -> None:
    version = session.scalars(select(InstrumentVersion).join(Round).where(Round.slug == "answering")).one()
    small = make_round(session, partnership, version, slug="small")
    for document in [{"useful": "yes", "comment": None}] * 9 + [{"useful": "no", "comment": None}] * 2:
        add_answer(session, small, document)
    rows = read("/rounds/small/figures?question=useful")["items"]
    assert {row["question"] for row in rows} == {"useful"}
    choices = [row for row in rows if row["figure"] == "choice"]
    assert [(row["count"], row["share"], row["mark"]) for row in choices] == [(None, None, "c")] * 2
    working = read("/rounds/small/figures?question=useful&paper=working")
    assert working["release_number"] is None
    assert [row["count"] for row in working["items"] if row["figure"] == "choice"] == [9, 2]


def test_a_working_paper_has_no_release_number_to_ask_for(read: Read) -> None:
    assert "no release number" in read("/rounds/answering/figures?paper=working&release=1", 404)["detail"]
