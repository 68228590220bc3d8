from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.audit_log import AuditEvent
from survey_app.collect.models import AnonymousResponse, Submission, SubmissionRevision
from survey_app.results.downloads.models import ExportJob
from survey_app.results.models import Coding
from survey_app.rounds.importing.models import ImportBatch, ImportedAnswer, ImportReceipt, ImportUpload, SavedMapping
from survey_app.rounds.models import Round
from tests.survey_app.rounds.importing.sending import address, confirm, export, import_all, send, sent, text_of

TWELVE = [("Yes" if number % 3 else "No", f"Remark {number}") for number in range(12)]


def documents(session: Session, round_: Round) -> list[dict[str, object]]:
    session.commit()
    if round_.anonymous:
        return list(session.scalars(select(AnonymousResponse.document).where(AnonymousResponse.round_id == round_.id)))
    statement = select(SubmissionRevision.document).join(Submission).where(Submission.round_id == round_.id)
    return list(session.scalars(statement))


def test_a_confirmed_file_becomes_submissions_with_what_is_known_of_it(
    managing: FlaskClient, session: Session, opening: Round, tmp_path: Path
) -> None:
    import_all(managing, opening, export(tmp_path / "a.csv", TWELVE))
    found = documents(session, opening)
    expected = [{"useful": useful.lower(), "comment": comment} for useful, comment in TWELVE]
    assert sorted(map(str, found)) == sorted(map(str, expected))
    batch = session.scalars(select(ImportBatch)).one()
    assert (batch.program, batch.rows, batch.answers) == ("microsoft_forms", 12, 12)
    days = session.scalars(
        select(SubmissionRevision.received_at).join(Submission).where(Submission.round_id == opening.id)
    )
    assert {day.date() for day in days} == {date(2026, 3, 14)}
    assert session.scalar(select(func.count()).select_from(ImportedAnswer)) == 12
    events = session.scalars(select(AuditEvent.action).where(AuditEvent.partnership_id == opening.partnership_id)).all()
    assert events == ["import file sent", "answers imported"]


def test_the_same_row_in_a_later_file_is_not_counted_twice(
    managing: FlaskClient, session: Session, opening: Round, tmp_path: Path
) -> None:
    import_all(managing, opening, export(tmp_path / "a.csv", TWELVE[:8]))
    later = export(tmp_path / "b.csv", TWELVE)
    key = sent(managing, opening, later)
    assert "8 rows are there already" in text_of(managing.get(address(opening, key, "check")))
    confirm(managing, opening, key)
    assert len(documents(session, opening)) == 12
    assert "nothing to import" in confirm(managing, opening, sent(managing, opening, later)).text
    assert len(documents(session, opening)) == 12


def test_an_import_is_taken_back_and_can_be_made_again(
    managing: FlaskClient, session: Session, opening: Round, tmp_path: Path
) -> None:
    content = export(tmp_path / "a.csv", TWELVE)
    import_all(managing, opening, content)
    key = session.scalars(select(ImportBatch.key)).one()
    assert "12 answers" in managing.get(address(opening, "batch", key, "undo")).text
    asked = ExportJob(
        round_id=opening.id, user_id=session.scalars(select(User.id)).first(), format="answers-csv", paper="working",
    )  # fmt: skip
    session.add(asked)
    session.commit()
    assert managing.post(address(opening, "batch", key, "undo")).status_code == 302
    session.refresh(asked)
    assert asked.state == "expired", "a file made of these answers is none any more"
    assert documents(session, opening) == []
    assert session.scalar(select(func.count()).select_from(ImportReceipt)) == 0
    assert session.get_one(ImportBatch, key).undone_at is not None
    assert managing.post(address(opening, "batch", key, "undo")).status_code == 404
    import_all(managing, opening, content)
    assert len(documents(session, opening)) == 12


def test_an_import_on_which_work_was_built_or_whose_round_is_closed_stays(
    managing: FlaskClient, session: Session, opening: Round, tmp_path: Path
) -> None:
    import_all(managing, opening, export(tmp_path / "a.csv", TWELVE))
    key = session.scalars(select(ImportBatch.key)).one()
    answer = session.scalars(select(ImportedAnswer.answer_key)).first()
    coding = Coding(round_id=opening.id, response_key=answer, question="comment", theme="one", stance="neutral")
    session.add(coding)
    assert "coded or quoted" in managing.post(address(opening, "batch", key, "undo")).text
    session.delete(coding)
    opening.state = "closed"
    assert "is closed" in managing.post(address(opening, "batch", key, "undo")).text
    assert len(documents(session, opening)) == 12


def test_what_does_not_fit_must_be_agreed_to(
    managing: FlaskClient, session: Session, opening: Round, tmp_path: Path
) -> None:
    content = export(tmp_path / "a.csv", [("Yes", "fine"), ("Perhaps", ""), ("", "no answer above")])
    key = sent(managing, opening, content)
    page = text_of(managing.get(address(opening, key, "check")))
    assert "“Perhaps”" not in page  # listed as it stands
    assert "Perhaps is none of the choices" in page
    assert "2 rows are refused" in page
    refused = managing.post(address(opening, key, "confirm"), data={"title": ""})
    assert refused.status_code == 409
    assert documents(session, opening) == []
    assert confirm(managing, opening, key).status_code == 302
    assert documents(session, opening) == [{"useful": "yes", "comment": "fine"}]


def test_an_anonymous_round_takes_no_fewer_than_five(
    managing: FlaskClient, session: Session, anonymous_opening: Round, tmp_path: Path
) -> None:
    key = sent(managing, anonymous_opening, export(tmp_path / "a.csv", TWELVE[:4]))
    assert "at least 5 at once" in confirm(managing, anonymous_opening, key).text
    assert documents(session, anonymous_opening) == []
    import_all(managing, anonymous_opening, export(tmp_path / "b.csv", TWELVE))
    assert len(documents(session, anonymous_opening)) == 12


@pytest.mark.parametrize("state", ["draft", "closed"])
def test_only_an_open_round_takes_a_file(
    managing: FlaskClient, session: Session, opening: Round, tmp_path: Path, state: str
) -> None:
    opening.state = state
    assert send(managing, opening, export(tmp_path / "a.csv", TWELVE)).status_code == 410
    assert session.scalars(select(ImportUpload)).all() == []


def test_the_mapping_is_kept_under_a_title_and_used_for_the_next_file(
    managing: FlaskClient, session: Session, opening: Round, tmp_path: Path
) -> None:
    key = sent(managing, opening, export(tmp_path / "a.csv", TWELVE))
    confirm(managing, opening, key, title="Forum evaluation from Forms")
    kept = session.scalars(select(SavedMapping)).one()
    assert kept.mapping["questions"]["useful"]["column"] == "Was it useful?"
    page = managing.get(address(opening)).text
    assert "Forum evaluation from Forms" in page
    again = sent(managing, opening, export(tmp_path / "b.csv", TWELVE, first=30), saved=str(kept.id))
    assert confirm(managing, opening, again).status_code == 302
    assert len(documents(session, opening)) == 24


def test_the_file_waits_for_its_own_user_alone_and_is_removed_in_the_end(
    app: Flask, managing: FlaskClient, session: Session, opening: Round, tmp_path: Path
) -> None:
    directory = app.config["WALKABOUT_INSTANCE"] / "imports"
    key = sent(managing, opening, export(tmp_path / "a.csv", TWELVE))
    file = directory / key
    assert file.stat().st_mode & 0o777 == 0o600
    assert directory.stat().st_mode & 0o777 == 0o700
    confirm(managing, opening, key)
    assert not file.exists()
    discarded = sent(managing, opening, export(tmp_path / "b.csv", TWELVE))
    assert managing.post(address(opening, discarded, "discard")).status_code == 302
    assert list(directory.iterdir()) == []
    assert session.scalars(select(ImportUpload)).all() == []
