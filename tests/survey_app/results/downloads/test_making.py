"""Files made in the background: once each, by whoever claims them first, and gone when they are not wanted any more."""

from __future__ import annotations

import io
import stat
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import Membership, User
from survey_app.audit_log import newest_events
from survey_app.database import db, now
from survey_app.errors import UserError
from survey_app.jobs import huey_of
from survey_app.mail import OutboxMessage
from survey_app.partnership.models import Partnership
from survey_app.results.comments import comments_of
from survey_app.results.downloads import making
from survey_app.results.downloads.asking import NotThere, ask, find_job, jobs_of, ready_file
from survey_app.results.downloads.catalogue import FORMATS
from survey_app.results.downloads.claiming import MOST_ATTEMPTS, PATIENCE, STOPPED, begin_lost_again, claim
from survey_app.results.downloads.ending import DESTROYED, cancel, drop_files_of, drop_old_exports
from survey_app.results.downloads.files import export_folder
from survey_app.results.downloads.making import KEPT, NOT_ALLOWED, make_exports
from survey_app.results.downloads.models import ExportJob
from survey_app.results.downloads.order import Order
from survey_app.results.downloads.wording import state_sentence
from survey_app.results.voices.erasing import erase_original
from survey_app.retention import GRACE_DAYS, add_default_rules, apply_retention
from survey_app.rounds.models import Round
from tests.survey_app.answers import add_answer
from tests.survey_app.factories import make_partnership, make_round, make_user

YES = {"useful": "yes", "comment": "A secret sentence"}
NO = {"useful": "no", "comment": None}


@pytest.fixture
def partnership(session: Session) -> Partnership:
    return make_partnership(session)


@pytest.fixture
def round_(session: Session, partnership: Partnership) -> Round:
    found = make_round(session, partnership)
    for document in [YES] * 3 + [NO] * 2:
        add_answer(session, found, document)
    return found


@pytest.fixture
def asker(session: Session, partnership: Partnership) -> User:
    return make_user(session, partnership, roles=("qa_group",))


@pytest.fixture(autouse=True)
def at_every_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Progress is written down at every answer, not once a second."""
    monkeypatch.setattr(making, "SECONDS_BETWEEN_WORDS", 0.0)


def asked(session: Session, round_: Round, asker: User, key: str = "answers-workbook") -> ExportJob:
    job = ask(session, round_, FORMATS[key], "working", user_id=asker.id)
    session.commit()
    return job


def writing(monkeypatch: pytest.MonkeyPatch, write: Callable[[Order], None]) -> None:
    """Let the workbook of single answers be written by this."""
    changed = dict(FORMATS) | {"answers-workbook": replace(FORMATS["answers-workbook"], write=write)}
    monkeypatch.setattr(making, "FORMATS", changed)


def files() -> list[str]:
    return sorted(path.name for path in export_folder().iterdir())


def test_a_file_is_made_kept_to_its_asker_and_announced(session: Session, round_: Round, asker: User) -> None:
    job = asked(session, round_, asker)
    assert (job.state, job.total) == ("queued", 5)
    make_exports(session)
    assert (job.state, job.done, job.attempts) == ("ready", 5, 1)
    one, path = ready_file(job)
    assert one.key == "answers-workbook"
    assert path.stat().st_size == job.size
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    rows = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes())).get_sheet_by_name("Raw data").to_python()
    assert sum("A secret sentence" in row for row in rows) == 3
    assert files() == [job.file_name]
    [message] = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "export"))
    assert message.to_address == asker.email
    assert f"/rounds/{round_.slug}/results/downloads" in message.body
    assert "secret" not in message.body
    assert job.file_name not in message.body
    logged = [(event.action, event.actor_id) for event in newest_events(session, partnership_id=round_.partnership_id)]
    assert ("raw answers read", asker.id) in logged
    assert ("download made", asker.id) in logged


def test_every_format_of_the_catalogue_can_be_made(session: Session, round_: Round, asker: User) -> None:
    offered = [one for one in FORMATS.values() if "working" in one.papers and one.offered(round_)]
    jobs = {one.key: asked(session, round_, asker, one.key) for one in offered}
    make_exports(session)
    assert {key: (job.state, job.problem) for key, job in jobs.items()} == dict.fromkeys(jobs, ("ready", ""))


def test_the_worker_is_told_and_makes_the_file(app: Flask, session: Session, round_: Round, asker: User) -> None:
    job = asked(session, round_, asker)
    queue = huey_of(app)
    task = queue.dequeue()
    while task is not None and task.name != "make_exports_now":
        task = queue.dequeue()
    assert task is not None
    worker = threading.Thread(target=queue.execute, args=(task,))
    worker.start()
    worker.join(timeout=60)
    session.expire_all()
    assert job.state == "ready"


def test_asking_twice_makes_one_file(session: Session, round_: Round, asker: User) -> None:
    first, again = asked(session, round_, asker), asked(session, round_, asker)
    assert first.id == again.id
    make_exports(session)
    assert asked(session, round_, asker).id != first.id
    assert len(jobs_of(session, round_, user_id=asker.id)) == 2


def test_two_people_get_a_file_each_and_neither_that_of_the_other(
    session: Session, partnership: Partnership, round_: Round, asker: User
) -> None:
    other = make_user(session, partnership, roles=("qa_group",))
    mine, theirs = asked(session, round_, asker), asked(session, round_, other)
    make_exports(session)
    assert {mine.state, theirs.state} == {"ready"}
    assert mine.file_name != theirs.file_name
    assert find_job(session, round_, theirs.id, user_id=asker.id) is None
    assert find_job(session, make_round(session, partnership, round_.version), mine.id, user_id=asker.id) is None


def test_two_workers_never_make_the_same_file(session: Session, round_: Round, asker: User) -> None:
    job = asked(session, round_, asker)
    assert claim(session) == job.id
    assert claim(session) is None


def test_what_a_file_is_made_for_sees_how_far_it_is(
    session: Session, round_: Round, asker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def write(order: Order) -> None:
        for _ in order.answers().responses:
            with Session(db.engine) as own:
                seen.append(state_sentence(own.get_one(ExportJob, job.id)))

    writing(monkeypatch, write)
    job = asked(session, round_, asker)
    make_exports(session)
    assert seen[:3] == ["0 of 5 answers read.", "1 of 5 answers read.", "2 of 5 answers read."]
    assert state_sentence(job).startswith("Ready: ")


def test_while_answers_are_read_others_can_write(
    app: Flask, session: Session, round_: Round, asker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(order: Order) -> None:
        for _ in order.answers().responses:
            with Session(db.engine) as own:  # on SQLite this would wait for a writer, and then fail
                own.get_one(User, asker.id).name = "Renamed meanwhile"
                own.commit()

    writing(monkeypatch, write)
    job = asked(session, round_, asker)
    make_exports(session)
    assert (job.state, job.problem) == ("ready", "")


def test_a_file_called_off_while_it_is_made_leaves_nothing(
    session: Session, round_: Round, asker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(order: Order) -> None:
        for number, _ in enumerate(order.answers().responses):
            order.out.write(b"begun")
            if number == 1:
                with Session(db.engine) as own:
                    assert cancel(own, own.get_one(ExportJob, job.id))
                    own.commit()
        raise AssertionError("it went on after it was called off")

    writing(monkeypatch, write)
    job = asked(session, round_, asker)
    make_exports(session)
    session.refresh(job)
    assert (job.state, state_sentence(job)) == ("cancelled", "Called off.")
    assert files() == []
    assert session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "export")).all() == []


def test_a_failure_says_so_without_its_values_and_the_next_file_is_made(
    session: Session, round_: Round, asker: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def write(order: Order) -> None:
        order.out.write(b"begun")
        raise ValueError("A secret sentence")

    writing(monkeypatch, write)
    failing, other = asked(session, round_, asker), asked(session, round_, asker, "figures-json")
    make_exports(session)
    assert (failing.state, failing.problem) == ("failed", making.FAILED)
    assert other.state == "ready"
    assert "ValueError at" in caplog.text
    assert "secret" not in caplog.text
    assert files() == [other.file_name]


def test_what_a_person_can_put_right_is_told_to_them(
    session: Session, round_: Round, asker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(order: Order) -> None:
        raise UserError("There is no forum in this round.")

    writing(monkeypatch, write)
    job = asked(session, round_, asker)
    make_exports(session)
    assert state_sentence(job) == "Not made. There is no forum in this round."


def test_rights_withdrawn_meanwhile_end_it(session: Session, round_: Round, asker: User) -> None:
    job = asked(session, round_, asker)
    session.query(Membership).filter_by(user_id=asker.id).delete()
    session.commit()
    make_exports(session)
    assert (job.state, job.problem) == ("failed", NOT_ALLOWED)


def test_an_account_that_was_closed_gets_no_file(session: Session, round_: Round, asker: User) -> None:
    job = asked(session, round_, asker)
    asker.active = False
    session.commit()
    make_exports(session)
    assert (job.state, job.problem) == ("failed", NOT_ALLOWED)


def test_a_file_whose_maker_died_is_begun_again_once(session: Session, round_: Round, asker: User) -> None:
    job = asked(session, round_, asker)
    claim(session)
    job.beat_at = now() - PATIENCE - timedelta(seconds=1)
    session.commit()
    make_exports(session)
    assert (job.state, job.attempts) == ("ready", 2)


def test_a_file_whose_maker_dies_again_is_given_up_with_a_sentence(
    session: Session, round_: Round, asker: User
) -> None:
    job = asked(session, round_, asker)
    claim(session)
    job.attempts, job.beat_at = MOST_ATTEMPTS, now() - PATIENCE - timedelta(seconds=1)
    session.commit()
    make_exports(session)
    assert (job.state, job.problem) == ("failed", STOPPED)


def test_a_maker_that_is_heard_of_is_left_alone(session: Session, round_: Round, asker: User) -> None:
    job = asked(session, round_, asker)
    claim(session)
    make_exports(session)
    session.refresh(job)
    assert (job.state, job.attempts) == ("running", 1)


def test_a_worker_that_starts_waits_for_no_maker(session: Session, round_: Round, asker: User) -> None:
    job = asked(session, round_, asker)
    claim(session)
    assert begin_lost_again(session) == 0
    assert begin_lost_again(session, silent_for=timedelta(0)) == 1
    make_exports(session)
    assert (job.state, job.attempts) == ("ready", 2)


def test_a_file_goes_after_its_days(session: Session, round_: Round, asker: User) -> None:
    job = asked(session, round_, asker)
    make_exports(session)
    assert drop_old_exports(session, at=now() + KEPT - timedelta(minutes=1)) == 0
    assert files() == [job.file_name]
    assert drop_old_exports(session, at=now() + KEPT + timedelta(minutes=1)) == 1
    assert files() == []
    assert job.state == "expired"
    with pytest.raises(NotThere, match="some days only"):
        ready_file(job)


def test_files_that_no_job_names_are_swept(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    (export_folder() / "left-behind").write_bytes(b"")
    (export_folder() / "making-left").mkdir()
    drop_old_exports(session, at=now())
    assert files() == ["left-behind", "making-left"]  # somebody may be at them
    monkeypatch.setattr("survey_app.results.downloads.files.ORPHANED_AFTER_SECONDS", -1)
    drop_old_exports(session, at=now())
    assert files() == []


def test_when_a_comment_is_erased_the_files_of_its_round_go(session: Session, round_: Round, asker: User) -> None:
    ready = asked(session, round_, asker)
    make_exports(session)
    waiting = asked(session, round_, asker)
    elsewhere = asked(session, make_round(session, round_.partnership, round_.version), asker, "figures-json")
    comment = next(iter(comments_of(session, round_, secret="only for tests")))
    erase_original(session, round_, comment, by_id=asker.id)
    session.commit()
    assert {ready.state, waiting.state} == {"expired"}
    assert elsewhere.state == "queued"
    assert files() == []
    with pytest.raises(NotThere, match="erased meanwhile"):
        ready_file(ready)


def test_an_answer_erased_while_a_file_is_made_is_not_handed_out(
    session: Session, round_: Round, asker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(order: Order) -> None:
        order.out.write(b"with the words in it")
        with Session(db.engine) as own:
            drop_files_of(own, [round_id], "erased")
            own.commit()

    round_id = round_.id
    writing(monkeypatch, write)
    job = asked(session, round_, asker)
    make_exports(session)
    session.refresh(job)
    assert job.state == "expired"
    assert files() == []


def test_when_retention_destroys_answers_their_files_go(session: Session, partnership: Partnership) -> None:
    add_default_rules(session, partnership)
    closed = make_round(session, partnership, state="closed", closes_on=date(2020, 1, 31))
    add_answer(session, closed, YES)
    job = asked(session, closed, make_user(session, partnership, roles=("qa_group",)))
    make_exports(session)
    apply_retention(session, today=date(2023, 2, 1))
    assert job.state == "ready"
    apply_retention(session, today=date(2023, 2, 1) + timedelta(days=GRACE_DAYS))
    assert (job.state, job.problem, files()) == ("expired", DESTROYED, [])
