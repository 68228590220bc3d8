"""The page of downloads: who is offered what, what is made at once or in the background, and who may fetch it."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import Membership
from survey_app.audit_log import AuditEvent
from survey_app.collect.models import Submission, SubmissionRevision
from survey_app.partnership.models import Partnership
from survey_app.results.downloads import catalogue
from survey_app.results.downloads.files import export_folder
from survey_app.results.downloads.making import make_exports
from survey_app.results.downloads.models import ExportJob
from survey_app.rounds.models import Round
from tests.survey_app.answers import add_answer, add_opened_answers
from tests.survey_app.factories import make_partnership, make_round, make_user, publish, sign_in

YES = {"useful": "yes", "comment": "A secret sentence"}
NO = {"useful": "no", "comment": None}
RAW = sorted(one.key for one in catalogue.ANSWERS)


@pytest.fixture
def partnership(session: Session) -> Partnership:
    return make_partnership(session)


@pytest.fixture
def round_(session: Session, partnership: Partnership) -> Round:
    found = make_round(session, partnership, state="closed")
    for document in [YES] * 7 + [NO] * 6:
        add_answer(session, found, document)
    return found


@pytest.fixture
def everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "IN_BACKGROUND_FROM", 10)


def address(round_: Round, rest: str = "") -> str:
    return f"/p/{round_.partnership.slug}/rounds/{round_.slug}/results/downloads{rest}"


def offered(page: str) -> set[str]:
    """The formats that a page offers, at once or in the background."""
    return set(re.findall(r'(?:href|action)="[^"]*/results/downloads/([a-z-]+)(?:\?[^"]*)?"', page))


def actions(session: Session, partnership: Partnership) -> list[str]:
    session.expire_all()
    query = select(AuditEvent).where(AuditEvent.partnership_id == partnership.id).order_by(AuditEvent.id)
    return [event.action for event in session.scalars(query)]


def only_job(session: Session) -> ExportJob:
    session.expire_all()
    return session.scalars(select(ExportJob)).one()


def have_made(client: FlaskClient, session: Session, round_: Round, key: str = "answers-workbook") -> ExportJob:
    """Ask for a file and let the worker make it."""
    assert client.post(address(round_, f"/{key}")).status_code == 302
    make_exports(session)
    return only_job(session)


def test_the_team_is_offered_every_format_and_others_the_release_without_single_answers(
    client: FlaskClient, session: Session, partnership: Partnership, round_: Round
) -> None:
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    team = offered(client.get(address(round_)).text)
    assert team == set(catalogue.FORMATS) - {"feedback-letters"}
    assert offered(client.get(address(round_, "?paper=release")).text) == team - set(RAW)
    sign_in(client, make_user(session, partnership, roles=("executive_member",)))
    for query in ("", "?paper=working"):
        page = client.get(address(round_, query)).text
        assert offered(page) == team - set(RAW)
        assert "may be passed on" in page


@pytest.mark.parametrize("key", RAW)
def test_single_answers_come_only_with_the_permission_and_never_of_an_anonymous_round(
    client: FlaskClient, session: Session, partnership: Partnership, round_: Round, key: str
) -> None:
    anonymous = make_round(session, partnership, round_.version, access="token", anonymous=True, state="closed")
    add_opened_answers(session, anonymous, [YES] * 8)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    assert client.get(address(round_, f"/{key}")).status_code == 200
    assert "raw answers read" in actions(session, partnership)
    assert client.get(address(round_, f"/{key}?paper=release")).status_code == 404
    for refused in (client.get(address(anonymous, f"/{key}")), client.post(address(anonymous, f"/{key}"))):
        assert refused.status_code == 403
        assert "anonymous" in refused.text
    assert not set(RAW) & offered(client.get(address(anonymous)).text)
    sign_in(client, make_user(session, partnership, roles=("executive_member",)))
    for response in (client.get(address(round_, f"/{key}")), client.post(address(round_, f"/{key}"))):
        assert response.status_code == 403


def test_a_small_file_comes_at_once_is_logged_and_kept_by_no_cache(
    client: FlaskClient, session: Session, partnership: Partnership, round_: Round
) -> None:
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    response = client.get(address(round_, "/answers-csv"))
    assert response.headers["Content-Disposition"] == f"attachment; filename={round_.slug}-answers-csv.zip"
    assert response.headers["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(response.data)) as archive:
        assert archive.read("responses.csv").decode("utf-8").count("A secret sentence") == 7
    assert actions(session, partnership) == ["raw answers read", "results downloaded"]
    assert list(export_folder().iterdir()) == []
    assert client.get(address(round_, "/no-such-format")).status_code == 404


def test_single_answers_say_which_of_them_are_partial(
    client: FlaskClient, session: Session, partnership: Partnership, round_: Round
) -> None:
    query = select(SubmissionRevision).join(Submission).where(Submission.round_id == round_.id)
    session.scalars(query.order_by(SubmissionRevision.id)).all()[0].partial = True
    session.flush()
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    response = client.get(address(round_, "/answers-csv"))
    with zipfile.ZipFile(io.BytesIO(response.data)) as archive:
        head, *rows = csv.reader(io.StringIO(archive.read("responses.csv").decode("utf-8-sig")))
    at = head.index("group:return")
    assert sorted(row[at] for row in rows) == [*["complete"] * (len(rows) - 1), "partial"]


def test_a_release_is_named_by_its_number(
    client: FlaskClient, session: Session, partnership: Partnership, round_: Round
) -> None:
    sign_in(client, make_user(session, partnership, roles=("executive_member",)))
    response = client.get(address(round_, "/figures-csv"))
    assert response.headers["Content-Disposition"] == f"attachment; filename={round_.slug}-release-1-figures.csv"
    assert actions(session, partnership) == ["results downloaded"]


@pytest.mark.usefixtures("everything_is_large")
def test_a_large_file_is_asked_for_watched_and_fetched(
    client: FlaskClient, session: Session, partnership: Partnership, round_: Round
) -> None:
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    at_once = client.get(address(round_, "/answers-workbook"), follow_redirects=True)
    assert "made in the background" in at_once.text
    page = client.post(address(round_, "/answers-workbook"), follow_redirects=True).text
    assert "You get an e-mail when it is ready" in page
    assert "Waits for its turn." in page
    job_id = only_job(session).id
    assert f"/files/{job_id}/state" in page
    assert client.get(address(round_, f"/files/{job_id}/state")).json == {
        "state": "queued", "done": 0, "total": 13, "sentence": "Waits for its turn."
    }  # fmt: skip
    early = client.get(address(round_, f"/files/{job_id}"))
    assert (early.status_code, "still being made" in early.text) == (410, True)
    make_exports(session)
    session.commit()
    assert client.get(address(round_, f"/files/{job_id}/state")).json["state"] == "ready"
    fetched = client.get(address(round_, f"/files/{job_id}"))
    assert fetched.headers["Content-Disposition"] == f"attachment; filename={round_.slug}-answers.xlsx"
    assert fetched.headers["Cache-Control"] == "no-store"
    rows = CalamineWorkbook.from_filelike(io.BytesIO(fetched.data)).get_sheet_by_name("Raw data").to_python()
    assert sum("A secret sentence" in row for row in rows) == 7
    fetched.close()
    assert actions(session, partnership) == [
        "download asked for", "raw answers read", "download made", "results downloaded"
    ]  # fmt: skip


@pytest.mark.usefixtures("everything_is_large")
def test_a_file_is_there_for_whoever_asked_and_nobody_else(
    client: FlaskClient, session: Session, partnership: Partnership, round_: Round
) -> None:
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    job = have_made(client, session, round_)
    job_id, other_round = job.id, make_round(session, partnership, round_.version)
    assert client.get(address(other_round, f"/files/{job_id}")).status_code == 404
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    for path in (f"/files/{job_id}", f"/files/{job_id}/state"):
        assert client.get(address(round_, path)).status_code == 404
    assert client.post(address(round_, f"/files/{job_id}/cancel")).status_code == 404
    assert "Made for you" not in client.get(address(round_)).text


@pytest.mark.usefixtures("everything_is_large")
def test_a_right_that_is_withdrawn_closes_the_file(
    client: FlaskClient, session: Session, partnership: Partnership, round_: Round
) -> None:
    user = make_user(session, partnership, roles=("qa_group",))
    sign_in(client, user)
    job_id = have_made(client, session, round_).id
    session.query(Membership).filter_by(user_id=user.id).update({"role_key": "executive_member"})
    assert client.get(address(round_, f"/files/{job_id}")).status_code == 403
    session.query(Membership).filter_by(user_id=user.id).update({"role_key": "duty_person"})
    assert client.get(address(round_)).status_code == 403


@pytest.mark.usefixtures("everything_is_large")
def test_a_file_can_be_called_off_and_deleted_early(
    client: FlaskClient, session: Session, partnership: Partnership, round_: Round
) -> None:
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    client.post(address(round_, "/answers-workbook"))
    waiting = only_job(session).id
    page = client.post(address(round_, f"/files/{waiting}/cancel"), follow_redirects=True).text
    assert "The file is called off." in page
    assert "Called off." in page
    session.query(ExportJob).delete()
    ready = have_made(client, session, round_).id
    assert len(list(export_folder().iterdir())) == 1
    page = client.post(address(round_, f"/files/{ready}/cancel"), follow_redirects=True).text
    assert "The file is deleted." in page
    assert list(export_folder().iterdir()) == []
    assert client.get(address(round_, f"/files/{ready}")).status_code == 410


@pytest.mark.usefixtures("everything_is_large")
def test_a_file_that_is_missing_is_gone_and_no_error(
    client: FlaskClient, session: Session, partnership: Partnership, round_: Round
) -> None:
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    job = have_made(client, session, round_)
    Path(export_folder() / job.file_name).unlink()
    gone = client.get(address(round_, f"/files/{job.id}"))
    assert (gone.status_code, "Ask for it again" in gone.text) == (410, True)


def test_while_returns_are_blind_there_is_nothing_to_download(
    client: FlaskClient, session: Session, partnership: Partnership
) -> None:
    blind = make_round(session, partnership, publish(session, partnership, "case-audit"))
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    for response in (
        client.get(address(blind)), client.get(address(blind, "/workbook")), client.post(address(blind, "/workbook")),
        client.post(address(blind, "/answers-csv")),
    ):  # fmt: skip
        assert response.status_code == 403
        assert "Returns are still blind" in response.text


def test_the_results_page_leads_to_the_workbook_and_to_all_downloads(
    client: FlaskClient, session: Session, partnership: Partnership, round_: Round
) -> None:
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    page = client.get(address(round_).removesuffix("/downloads")).text
    assert address(round_, "?paper=working") in page
    assert "/results/workbook?paper=working" in page


@pytest.mark.parametrize("paper", ["working", "release"])
def test_every_file_opens_as_what_its_name_says(
    client: FlaskClient, session: Session, partnership: Partnership, round_: Round, paper: str
) -> None:
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    begins = {".xlsx": b"PK", ".docx": b"PK", ".pptx": b"PK", ".zip": b"PK", ".json": b"{", ".xml": b"<?xml"}
    for one in catalogue.FORMATS.values():
        if paper in one.papers and not one.slow and one.offered(round_):
            response = client.get(address(round_, f"/{one.key}?paper={paper}"))
            assert response.status_code == 200, one.key
            assert response.mimetype == one.mimetype
            assert response.data.startswith(begins.get(Path(one.name).suffix, b""))
