from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.collect.models import SafetyAlert, Submission
from survey_app.database import now
from survey_app.errors import Conflict
from survey_app.partnership.models import Partnership
from survey_app.rounds.importing import files, storing, uploads
from survey_app.rounds.importing.files import WaitingFiles
from survey_app.rounds.importing.models import ImportUpload
from survey_app.rounds.models import Round
from tests.analysis.importing.constructed import FORUM, comma_separated
from tests.survey_app.factories import make_round, publish
from tests.survey_app.rounds.importing.sending import address, confirm, export, send, sent, text_of

ANSWERS = [("Yes", "a"), ("No", "b"), ("Yes", "c"), ("Yes", "d"), ("No", "e"), ("Yes", "f")]


def waiting(app: Flask) -> WaitingFiles:
    return WaitingFiles.of(app.config["WALKABOUT_INSTANCE"])


def test_a_file_is_removed_after_seven_days_and_one_without_an_upload_too(
    app: Flask, managing: FlaskClient, session: Session, opening: Round, tmp_path: Path
) -> None:
    key = sent(managing, opening, export(tmp_path / "a.csv", ANSWERS))
    lost = waiting(app).directory / ("0" * 32)
    lost.write_bytes(b"left by a crash")
    os.utime(lost, (time.time() - 9_000,) * 2)
    assert uploads.drop_old_uploads(session, waiting(app), at=now() + timedelta(days=6)) == 1
    assert waiting(app).keys() == [key]
    assert uploads.drop_old_uploads(session, waiting(app), at=now() + timedelta(days=8)) == 1
    assert waiting(app).keys() == []
    assert session.scalars(select(ImportUpload)).all() == []
    session.commit()
    assert managing.get(address(opening, key)).status_code == 404


def test_a_page_whose_file_is_gone_says_so(app: Flask, managing: FlaskClient, opening: Round, tmp_path: Path) -> None:
    key = sent(managing, opening, export(tmp_path / "a.csv", ANSWERS))
    waiting(app).remove(key)
    for steps in ((), ("columns",), ("check",)):
        response = managing.get(address(opening, key, *steps))
        assert (response.status_code, "no longer here" in response.text) == (409, True)
    assert managing.post(address(opening, key, "discard")).status_code == 302


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"", "is empty"), (b"PK\x03\x04rubbish", "damaged"), (b'"a,b\r\n', "Line 1"), (b"a" * 2_000, "")],
)
def test_a_bad_file_is_refused_and_leaves_nothing(
    app: Flask, managing: FlaskClient, session: Session, opening: Round, content: bytes, told: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    if not told:
        monkeypatch.setattr(files, "LARGEST", 1_000)
        told = "is larger than"
    response = send(managing, opening, content)
    assert response.status_code == 422
    assert told in text_of(response)
    assert waiting(app).keys() == []
    assert session.scalars(select(ImportUpload)).all() == []


def test_too_many_rows_and_too_many_files_are_refused(
    app: Flask, managing: FlaskClient, opening: Round, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_ROWS", 3)
    assert "more than 3 rows" in send(managing, opening, export(tmp_path / "a.csv", ANSWERS)).text
    assert waiting(app).keys() == []
    for number in range(uploads.MOST_WAITING):
        sent(managing, opening, export(tmp_path / f"{number}.csv", ANSWERS[:2]))
    assert "wait already" in send(managing, opening, export(tmp_path / "b.csv", ANSWERS[:2])).text


def test_a_case_audit_takes_no_returns_from_files(
    managing: FlaskClient, session: Session, partnership: Partnership, tmp_path: Path
) -> None:
    round_ = make_round(session, partnership, publish(session, partnership, "case-audit"), access="named")
    response = send(managing, round_, export(tmp_path / "a.csv", ANSWERS))
    assert response.status_code == 409
    assert "without seeing the others" in response.text


def test_a_worry_about_a_child_in_a_file_is_shown_and_goes_on_the_duty_list(
    managing: FlaskClient, session: Session, partnership: Partnership, tmp_path: Path
) -> None:
    source = FORUM + "      - {type: safety, name: worry, label: Are you worried about a child?}\n"
    version = publish(session, partnership, source)
    rows = [
        ["Was it useful?", "Are you worried about a child?"],
        *[["Disagree", "Yes" if n == 3 else "No"] for n in range(6)],
    ]
    content = comma_separated(tmp_path / "a.csv", rows).read_bytes()
    named = make_round(session, partnership, version, access="open")
    key = sent(managing, named, content)
    assert "worried about a child in row 5" in text_of(managing.get(address(named, key, "check")))
    # The file does not say who was told; the form asks for it, unless rows without it are taken on purpose.
    managing.post(address(named, key, "file"), data={"dates": "", "submitted": "", "accept_blanks": "y"})
    assert confirm(managing, named, key).status_code == 302
    session.commit()
    assert session.scalar(select(func.count()).where(Submission.round_id == named.id)) == 6
    [alert] = session.scalars(select(SafetyAlert).where(SafetyAlert.round_id == named.id)).all()
    assert (alert.question, alert.told) == ("worry", "")
    hidden = make_round(session, partnership, version, access="open", anonymous=True)
    page = text_of(managing.get(address(hidden, sent(managing, hidden, content), "check")))
    assert "keeps nothing of that question" in page


def test_what_was_imported_meanwhile_is_not_stored_twice(
    app: Flask, managing: FlaskClient, session: Session, opening: Round, tmp_path: Path
) -> None:
    content = export(tmp_path / "a.csv", ANSWERS)
    first, second = sent(managing, opening, content), sent(managing, opening, content)
    upload = session.get_one(ImportUpload, second)
    pending = uploads.open_upload(waiting(app), opening, upload)
    secret = app.config["SECRET_KEY"]
    plan = uploads.plan_of(session, pending, secret)  # both were planned before either was stored
    assert plan.accepted == 6
    session.commit()
    assert confirm(managing, opening, first).status_code == 302
    from analysis.importing import accepted_rows

    with pytest.raises(Conflict):
        storing.store_import(
            session, opening, plan, list(accepted_rows(plan)), version_id=opening.version_id,
            user_id=upload.uploaded_by_id, secret=secret, at=now(),
        )  # fmt: skip
    session.rollback()
    assert session.scalar(select(func.count()).where(Submission.round_id == opening.id)) == 6


def test_a_round_that_moved_on_to_another_version_is_a_conflict(
    app: Flask, managing: FlaskClient, session: Session, opening: Round, tmp_path: Path
) -> None:
    key = sent(managing, opening, export(tmp_path / "a.csv", ANSWERS))
    pending = uploads.open_upload(waiting(app), opening, session.get_one(ImportUpload, key))
    plan = uploads.plan_of(session, pending, "x")
    with pytest.raises(Conflict, match="moved on"):
        storing.store_import(
            session, opening, plan, [], version_id=opening.version_id + 1, user_id=1, secret="x", at=now()
        )
