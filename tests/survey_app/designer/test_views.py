from __future__ import annotations

import io

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.audit_log import AuditEvent
from tests.survey_app.factories import SMALL_INSTRUMENT, make_partnership, make_user, publish, sign_in


def test_an_instrument_is_uploaded_read_through_published_and_downloaded(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    base = f"/p/{partnership.slug}/instruments"
    data = {"upload": (io.BytesIO(SMALL_INSTRUMENT.encode()), "small.yaml")}
    response = client.post(f"{base}/upload/file", data=data, content_type="multipart/form-data")
    assert response.location == f"{base}/small-form"
    draft = client.get(f"{base}/small-form").text
    assert "Was it useful?" in draft
    assert "Publish the draft" in draft
    client.post(f"{base}/small-form/publish")
    assert "Version 1" in client.get(f"{base}/small-form").text
    assert "Was it useful?" in client.get(f"{base}/small-form/versions/1").text
    assert client.get(f"{base}/small-form/versions/1.yaml").text == SMALL_INSTRUMENT
    actions = session.scalars(select(AuditEvent.action).where(AuditEvent.partnership_id == partnership.id)).all()
    assert actions == ["instrument draft saved", "instrument published"]


def test_all_problems_of_a_faulty_file_are_listed_with_their_lines(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    faulty = SMALL_INSTRUMENT.replace("select_one yes_no", "select_one nowhere").replace("type: text", "type: txt")
    response = client.post(f"/p/{partnership.slug}/instruments/upload/file", data={"source": faulty})
    assert response.status_code == 422
    assert "2 problems in the instrument" in response.text
    assert "nowhere" in response.text
    assert "txt" in response.text
    assert ">12</td>" in response.text
    assert client.get(f"/p/{partnership.slug}/instruments/small-form").status_code == 404


def test_an_upload_that_is_no_text_and_an_empty_form_are_explained(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    target = f"/p/{partnership.slug}/instruments/upload/file"
    binary = client.post(
        target, data={"upload": (io.BytesIO(b"\xff\xfe\x00"), "x.yaml")}, content_type="multipart/form-data"
    )
    assert binary.status_code == 422
    assert "not text in UTF-8" in binary.text
    assert "Choose a file, or paste the YAML" in client.post(target, data={}).text


def test_a_library_instrument_is_previewed_and_made_ones_own(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    base = f"/p/{partnership.slug}/instruments"
    assert "Section 11" in client.get(f"{base}/").text
    preview = client.get(f"{base}/library/learning-hub-evaluation").text
    assert "The forum did what it set out to do" in preview
    assert client.get(f"{base}/library/learning-hub-evaluation.yaml").text.startswith("#")
    assert client.post(f"{base}/library/learning-hub-evaluation/take").location == f"{base}/learning-hub-evaluation"
    assert client.get(f"{base}/library/nothing").status_code == 404


def test_editing_starts_from_the_newest_version(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    publish(session, partnership)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    base = f"/p/{partnership.slug}/instruments/small-form"
    assert "form_id: small-form" in client.get(f"{base}/edit").text
    changed = SMALL_INSTRUMENT.replace("Was it useful?", "Useful?")
    assert client.post(f"{base}/edit", data={"source": changed}).location == base
    assert client.post(f"{base}/discard").status_code == 302
    assert "Discard" not in client.get(base).text


def test_readers_read_and_do_not_publish(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    publish(session, partnership)
    sign_in(client, make_user(session, partnership, roles=("scrutineer",)))
    base = f"/p/{partnership.slug}/instruments"
    page = client.get(f"{base}/").text + client.get(f"{base}/small-form").text
    assert "Upload" not in page
    assert "/draft" not in page
    for target in ("upload/file", "small-form/edit", "small-form/publish", "library/case-audit/take"):
        assert client.post(f"{base}/{target}").status_code == 403
