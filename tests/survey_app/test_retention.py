"""Records go when their time is over, unless somebody has put them on hold."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.collect.models import AnonymousResponse, Draft, HelpRequest, Submission, SubmissionRevision
from survey_app.database import new_uuid
from survey_app.partnership.models import Partnership
from survey_app.partnership.retention_settings import set_rule
from survey_app.retention import GRACE_DAYS, KINDS, add_default_rules, add_months, apply_retention, count_due
from survey_app.rounds.models import Invitation, Round
from tests.survey_app.factories import make_invitation, make_partnership, make_round

CLOSED = date(2020, 1, 31)
DUE = date(2023, 2, 1)  # 36 months after the round closed, and a day
DESTROYED = DUE + timedelta(days=GRACE_DAYS)


@pytest.fixture
def partnership(session: Session) -> Partnership:
    found = make_partnership(session)
    add_default_rules(session, found)
    return found


@pytest.fixture
def closed_round(session: Session, partnership: Partnership) -> Round:
    return make_round(session, partnership, state="closed", closes_on=CLOSED)


def add_submission(session: Session, round_: Round, **values: Any) -> Submission:
    submission = Submission(
        id=new_uuid(), round_id=round_.id, version_id=round_.version_id, reference=new_uuid()[:16], **values
    )
    submission.revisions = [SubmissionRevision(number=1, document={"comment": "Words"}, content_hash="0" * 64)]
    session.add(submission)
    session.flush()
    return submission


def count(session: Session, model: Any, **values: Any) -> int:
    return session.scalar(select(func.count()).select_from(model).filter_by(**values)) or 0


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 6, 15), 36, date(2029, 6, 15)),
    ],
)
def test_months_end_where_the_calendar_does(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


def test_answers_are_kept_then_due_then_destroyed(session: Session, closed_round: Round) -> None:
    submission = add_submission(session, closed_round)
    apply_retention(session, today=DUE - timedelta(days=1))
    session.refresh(submission)
    assert (submission.retention_state, submission.retain_until) == ("kept", date(2023, 1, 31))
    apply_retention(session, today=DUE)
    session.refresh(submission)
    assert submission.retention_state == "due"
    assert apply_retention(session, today=DESTROYED)["submission"] == 1
    session.refresh(submission)
    assert submission.retention_state == "destroyed"
    assert count(session, SubmissionRevision, submission_id=submission.id) == 0


def test_what_is_due_is_counted_for_its_own_partnership(session: Session, closed_round: Round) -> None:
    add_submission(session, closed_round)
    apply_retention(session, today=DUE)
    assert count_due(session, closed_round.partnership_id)["submission"] == 1
    assert count_due(session, make_partnership(session).id)["submission"] == 0


@pytest.mark.parametrize("held", ["record", "round"])
def test_a_legal_hold_keeps_everything(session: Session, closed_round: Round, held: str) -> None:
    submission = add_submission(session, closed_round, legal_hold=held == "record")
    closed_round.legal_hold = held == "round"
    session.flush()
    apply_retention(session, today=DUE)
    apply_retention(session, today=DESTROYED)
    session.refresh(submission)
    assert submission.retention_state == "kept"
    assert count(session, SubmissionRevision, submission_id=submission.id) == 1


def test_a_hold_set_while_records_are_due_stops_their_destruction(session: Session, closed_round: Round) -> None:
    submission = add_submission(session, closed_round)
    apply_retention(session, today=DUE)
    closed_round.legal_hold = True
    session.flush()
    apply_retention(session, today=DESTROYED)
    assert count(session, SubmissionRevision, submission_id=submission.id) == 1


def test_an_open_round_keeps_its_answers(session: Session, partnership: Partnership) -> None:
    submission = add_submission(session, make_round(session, partnership, closes_on=CLOSED))
    apply_retention(session, today=date(2040, 1, 1))
    session.refresh(submission)
    assert submission.retain_until is None


def test_without_a_rule_nothing_is_destroyed(session: Session) -> None:
    lawless = make_partnership(session)
    submission = add_submission(session, make_round(session, lawless, state="closed", closes_on=CLOSED))
    apply_retention(session, today=date(2040, 1, 1))
    assert count(session, SubmissionRevision, submission_id=submission.id) == 1


def test_anonymous_answers_are_deleted(session: Session, partnership: Partnership) -> None:
    round_ = make_round(session, partnership, state="closed", closes_on=CLOSED, access="token", anonymous=True)
    session.add(
        AnonymousResponse(round_id=round_.id, version_id=round_.version_id, document={}, received_on=date(2020, 1, 30))
    )
    session.flush()
    apply_retention(session, today=DUE)
    assert apply_retention(session, today=DESTROYED)["anonymous_response"] == 1
    assert count(session, AnonymousResponse, round_id=round_.id) == 0


def test_an_invitation_that_an_answer_still_names_waits_for_it(session: Session, closed_round: Round) -> None:
    used = make_invitation(session, closed_round)[0]
    make_invitation(session, closed_round)
    submission = add_submission(session, closed_round, invitation_id=used.id)
    past = add_months(CLOSED, 12) + timedelta(days=1)
    apply_retention(session, today=past)
    apply_retention(session, today=past + timedelta(days=GRACE_DAYS))
    invited = select(Invitation.id).where(Invitation.round_id == closed_round.id)
    assert set(session.scalars(invited)) == {used.id}
    apply_retention(session, today=DUE)
    apply_retention(session, today=DESTROYED)
    session.refresh(submission)
    assert (set(session.scalars(invited)), submission.invitation_id) == (set(), None), "the shell names nobody"


def test_unfinished_answers_age_from_their_last_change_and_dates_do_not_touch_it(
    session: Session, partnership: Partnership
) -> None:
    changed = datetime(2026, 1, 10, 9, 30, tzinfo=UTC)
    draft = Draft(round_id=make_round(session, partnership).id, document={"useful": "yes"}, updated_at=changed)
    request = HelpRequest(partnership_id=partnership.id, name="A Person", contact="01632 960003", created_at=changed)
    session.add_all([draft, request])
    session.flush()
    apply_retention(session, today=date(2026, 2, 1))
    session.expire_all()
    assert (draft.updated_at, draft.retain_until) == (changed, date(2026, 4, 10))
    assert request.retain_until == date(2027, 1, 10)
    apply_retention(session, today=date(2026, 4, 11))
    assert apply_retention(session, today=date(2026, 5, 12))["draft"] == 1


def test_a_changed_rule_counts_for_what_is_kept_already(session: Session, closed_round: Round) -> None:
    submission = add_submission(session, closed_round)
    apply_retention(session, today=date(2021, 1, 1))
    set_rule(session, closed_round.partnership, "submission", months=120, basis="A new schedule")
    apply_retention(session, today=DESTROYED)
    session.refresh(submission)
    assert (submission.retention_state, submission.retain_until) == ("kept", date(2030, 1, 31))


def test_what_a_shorter_rule_makes_due_has_the_whole_time_of_notice(session: Session, closed_round: Round) -> None:
    submission = add_submission(session, closed_round)
    changed = date(2021, 6, 1)
    apply_retention(session, today=changed - timedelta(days=1))
    set_rule(session, closed_round.partnership, "submission", months=1, basis="A new schedule")
    for day in (0, 1, GRACE_DAYS - 1):
        assert apply_retention(session, today=changed + timedelta(days=day))["submission"] == 0
        session.refresh(submission)
        assert (submission.retention_state, submission.due_on) == ("due", changed)
    assert apply_retention(session, today=changed + timedelta(days=GRACE_DAYS))["submission"] == 1


def test_a_server_that_stood_still_for_years_gives_notice_first(session: Session, closed_round: Round) -> None:
    add_submission(session, closed_round)
    late = date(2040, 1, 1)
    assert apply_retention(session, today=late)["submission"] == 0
    assert apply_retention(session, today=late + timedelta(days=GRACE_DAYS))["submission"] == 1


def test_a_longer_rule_brings_back_what_is_due_and_notice_begins_anew(session: Session, closed_round: Round) -> None:
    submission = add_submission(session, closed_round)
    apply_retention(session, today=DUE)
    set_rule(session, closed_round.partnership, "submission", months=60, basis="Longer")
    assert apply_retention(session, today=DESTROYED)["submission"] == 0
    session.refresh(submission)
    assert (submission.retention_state, submission.due_on) == ("kept", None)
    set_rule(session, closed_round.partnership, "submission", months=36, basis="As before")
    again = DESTROYED + timedelta(days=5)
    assert apply_retention(session, today=again)["submission"] == 0
    assert apply_retention(session, today=again + timedelta(days=GRACE_DAYS))["submission"] == 1


def test_what_was_due_before_the_day_of_notice_was_kept_has_it_from_now(session: Session, closed_round: Round) -> None:
    submission = add_submission(session, closed_round, retention_state="due", retain_until=date(2023, 1, 31))
    assert apply_retention(session, today=date(2024, 1, 1))["submission"] == 0
    session.refresh(submission)
    assert submission.due_on == date(2024, 1, 1)


def test_every_kind_of_record_with_a_retention_state_has_a_rule_or_a_reason() -> None:
    from survey_app.database import Base, Retained

    without_rule = {"round"}  # it is what the others hang on
    retained = {m.class_.__tablename__ for m in Base.registry.mappers if issubclass(m.class_, Retained)}
    assert retained - without_rule == {kind.model.__tablename__ for kind in KINDS}
