from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.database import db
from survey_app.results import releases
from survey_app.results.coding import save_coding
from survey_app.results.comments import comments_of
from survey_app.results.models import ReportSnapshot
from survey_app.results.releases import leaves_out_the_last, released_report
from survey_app.rounds.models import Round
from survey_app.rounds.policies import standing_decision
from tests.survey_app.answers import add_codeframe, add_opened_answers
from tests.survey_app.factories import make_partnership, make_round

AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
YES = {"useful": "yes", "comment": "Fine"}


def make_anonymous_round(session: Session, answers: int) -> Round:
    round_ = make_round(session, make_partnership(session), access="open", anonymous=True)
    add_opened_answers(session, round_, [YES] * answers)
    return round_


def snapshots(session: Session, round_: Round) -> list[ReportSnapshot]:
    query = select(ReportSnapshot).where(ReportSnapshot.round_id == round_.id).order_by(ReportSnapshot.number)
    return list(session.scalars(query))


def test_the_first_reading_makes_a_release_and_stores_it_with_its_ledger(session: Session) -> None:
    round_ = make_anonymous_round(session, 10)
    report = released_report(session, round_, at=AT)
    assert (report.release_class, report.release_number, report.responses) == ("release", 1, 10)
    assert [snapshot.number for snapshot in snapshots(session, round_)] == [1]
    assert [entry["responses"] for entry in round_.ledger["entries"]] == [10]


def test_later_readers_get_the_very_same_release(session: Session) -> None:
    round_ = make_anonymous_round(session, 10)
    assert released_report(session, round_, at=AT) == released_report(session, round_, at=LATER)
    assert len(snapshots(session, round_)) == 1


def test_fewer_than_five_new_answers_change_nothing_that_can_be_read(session: Session) -> None:
    round_ = make_anonymous_round(session, 10)
    first = released_report(session, round_, at=AT)
    add_opened_answers(session, round_, [{"useful": "no", "comment": None}] * 4)
    assert released_report(session, round_, at=LATER) == first
    add_opened_answers(session, round_, [{"useful": "no", "comment": None}])
    second = released_report(session, round_, at=LATER)
    assert (second.release_number, second.responses) == (2, 15)
    assert [snapshot.number for snapshot in snapshots(session, round_)] == [1, 2]


def test_closing_with_enough_new_answers_renews_the_figures_once(session: Session) -> None:
    round_ = make_anonymous_round(session, 10)
    released_report(session, round_, at=AT)
    add_opened_answers(session, round_, [YES] * 6)
    round_.state = "closed"
    session.flush()
    assert released_report(session, round_, at=LATER).responses == 16
    assert released_report(session, round_, at=LATER).release_number == 2
    assert not leaves_out_the_last(round_)


def test_closing_with_a_few_new_answers_keeps_the_last_release(session: Session) -> None:
    round_ = make_anonymous_round(session, 10)
    first = released_report(session, round_, at=AT)
    add_opened_answers(session, round_, [{"useful": "no", "comment": None}] * 2)
    round_.state = "closed"
    session.flush()
    assert released_report(session, round_, at=LATER) == first
    assert leaves_out_the_last(round_)
    assert len(snapshots(session, round_)) == 1


def test_what_was_refused_is_not_computed_again_until_something_changes(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_ = make_anonymous_round(session, 10)
    first = released_report(session, round_, at=AT)
    add_opened_answers(session, round_, [YES] * 2)
    assert released_report(session, round_, at=LATER) == first
    monkeypatch.setattr(releases, "compute_figures", lambda data: pytest.fail("computed again"))
    assert released_report(session, round_, at=LATER) == first
    monkeypatch.undo()
    add_opened_answers(session, round_, [YES] * 3)
    assert released_report(session, round_, at=LATER).responses == 15


def test_a_policy_that_hides_more_waits_for_more_answers(session: Session) -> None:
    partnership = make_partnership(session)
    policy = standing_decision(session, partnership.id, "nhs", decided_by="QA group", today=AT.date())
    round_ = make_round(session, partnership, access="open", anonymous=True, policy=policy)
    add_opened_answers(session, round_, [YES] * 12)
    assert released_report(session, round_, at=AT).responses == 10
    add_opened_answers(session, round_, [YES] * 7)
    assert released_report(session, round_, at=LATER).release_number == 1
    add_opened_answers(session, round_, [YES])
    assert released_report(session, round_, at=LATER).responses == 20


def test_two_readers_at_the_same_moment_never_release_twice(app: Flask, session: Session) -> None:
    round_ = make_anonymous_round(session, 10)
    round_id = round_.id
    session.commit()  # and no reading after it: on SQLite the test's own session would hold the writer's lock
    together = threading.Barrier(4)
    numbers: list[int | None] = []

    def read() -> None:
        with app.app_context():
            together.wait()
            found = released_report(db.session(), db.session().get_one(Round, round_id), at=AT)
            db.session.commit()
            numbers.append(found.release_number)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    session.expire_all()
    assert numbers == [1, 1, 1, 1]
    assert len(snapshots(session, round_)) == 1
    assert len(round_.ledger["entries"]) == 1


def test_an_empty_round_can_be_read(session: Session) -> None:
    round_ = make_anonymous_round(session, 0)
    assert released_report(session, round_, at=AT).responses == 0


def test_comments_coded_after_closing_renew_the_themes_five_at_a_time(session: Session) -> None:
    round_ = make_anonymous_round(session, 12)
    round_.state = "closed"
    (theme,) = add_codeframe(session, round_, "Training").themes
    places = [comment.place for comment in comments_of(session, round_, secret="s")]
    first = released_report(session, round_, at=AT)
    for place in places[:4]:
        save_coding(session, round_, place, {theme.name: "concern"}, coder_id=None)
    assert released_report(session, round_, at=LATER) == first
    save_coding(session, round_, places[4], {theme.name: "concern"}, coder_id=None)
    second = released_report(session, round_, at=LATER)
    assert second.release_number == 2
    assert second.sections == first.sections
    assert second.themes is not None
    assert second.themes.rows[0].mentions == 5
