"""After a list was loaded by its page, its identifiers are in the opened key and nowhere else: the adversary looks.

They look into every table, every byte of the database's files, every file of the instance, the log, the session's
cookie, and every page there is.
"""

from __future__ import annotations

import io
import json
import logging
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request, request_started
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from survey_app.case_audits.models import CaseAudit, CaseList
from survey_app.case_audits.sampling.case_keys import open_case_key
from survey_app.case_audits.sampling.key_store import CaseKeyStore
from survey_app.schema import metadata
from tests.survey_app.case_audits.audit_factories import make_audit
from tests.survey_app.case_audits.sampling.list_factories import (
    PASSPHRASE,
    UNTIL,
    as_csv,
    as_xlsx,
    case_rows,
    identifiers_of,
)
from tests.survey_app.factories import make_partnership, make_user, sign_in

ROWS = case_rows(30)
# Of addresses and names the whole; "1 Constructed Lane" is looked for as it stands.
SECRETS = sorted({*identifiers_of(ROWS), PASSPHRASE})


@pytest.fixture
def untouched() -> bool:
    """Bytes of a database that other tests used before would be theirs."""
    return True


@pytest.fixture
def audit(session: Session, client: FlaskClient) -> CaseAudit:
    partnership = make_partnership(session)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    made = make_audit(session, partnership, state="planning")
    session.commit()
    return made


def base(audit: CaseAudit) -> str:
    return f"/p/{audit.partnership.slug}/case-audits/{audit.slug}"


def send(client: FlaskClient, audit: CaseAudit, content: bytes, **fields: str) -> Any:
    data: dict[str, Any] = {
        "upload": (io.BytesIO(content), "list"), "step": "load", "key_password": PASSPHRASE,
        "key_password_again": PASSPHRASE, "unlock_until": UNTIL.isoformat(), **fields,
    }  # fmt: skip
    return client.post(f"{base(audit)}/lists/new", data=data, content_type="multipart/form-data")


def everything_written(app: Flask, session: Session, caplog: pytest.LogCaptureFixture) -> Iterator[tuple[str, str]]:
    """Where, and what is written there."""
    for table in metadata.sorted_tables:
        for row in session.execute(select(table)).all():
            yield f"table {table.name}", " ".join(map(str, row))
    for root in {Path(app.config["WALKABOUT_INSTANCE"]), Path(app.config["WALKABOUT_CASE_KEY_DIR"])}:
        for file in root.rglob("*"):
            if file.is_file():
                yield f"file {file.name}", file.read_bytes().decode("latin-1")
    if session.get_bind().dialect.name == "sqlite":
        database = Path(str(session.get_bind().url.database))  # type: ignore[union-attr]
        for file in database.parent.glob(f"{database.name}*"):
            yield f"file {file.name}", file.read_bytes().decode("latin-1")
    yield "log", caplog.text


def seen(where_and_what: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
    """Where which secret is seen, in plain letters or as JSON writes them."""
    return [
        (where, secret)
        for where, what in where_and_what
        for secret in SECRETS
        if secret in what or json.dumps(secret)[1:-1] in what
    ]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_identifier_is_anywhere_but_in_the_opened_key(
    kind: str, app: Flask, client: FlaskClient, session: Session, audit: CaseAudit, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    content = as_csv(ROWS) if kind == "csv" else as_xlsx(ROWS)
    pages = [send(client, audit, content, step="look"), send(client, audit, content, key_password_again="other")]
    pages += [
        send(client, audit, content[:-200], step="look"),
        send(client, audit, content, **{"heading-0": "Child name", "column-0": "keep"}),
    ]
    loaded = send(client, audit, content)
    assert loaded.status_code == 302, loaded.text
    session.expire_all()
    case_list = session.scalars(select(CaseList)).one()
    here = f"{base(audit)}/lists/{case_list.id}"
    pages += [client.post(f"{base(audit)}/draw", data={"list": case_list.id, "method": "simple", "n": "4"})]
    pages += [
        client.get(path)
        for path in (
            here, f"{here}/rows", f"{here}/meaning", f"{here}/left-out", f"{here}/key", f"{here}/how-many",
            f"{base(audit)}/lists", f"{base(audit)}/cases", f"{base(audit)}/draw?method=simple", pages[-1].location,
            f"{pages[-1].location}/record.json", f"{pages[-1].location}/frame.csv", base(audit),
        )
    ]  # fmt: skip
    pages.append(client.post(f"{here}/key", data={"use": "drawn", "key_password": PASSPHRASE + "x"}))
    assert {page.status_code for page in pages} <= {200, 302, 403, 422}
    shown = (("page", page.text) for page in pages)
    cookies = (("cookie", " ".join(value for _, value in page.headers if "session" in value)) for page in pages)
    assert seen(shown) == []
    assert seen(cookies) == []
    session.commit()
    assert seen(everything_written(app, session, caplog)) == []
    key = open_case_key(CaseKeyStore.here().read(case_list.id), PASSPHRASE)
    assert sorted(key.cases.values()) == sorted((row[0], row[1], row[3]) for row in ROWS)


def test_what_the_key_page_shows_is_written_nowhere(
    app: Flask, client: FlaskClient, session: Session, audit: CaseAudit, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    send(client, audit, as_csv(ROWS))
    session.expire_all()
    case_list = session.scalars(select(CaseList)).one()
    here = f"{base(audit)}/lists/{case_list.id}/key"
    found = client.post(here, data={"use": "find", "known": ROWS[3][1], "key_password": PASSPHRASE})
    assert ROWS[3][0] in found.text
    assert found.headers["Cache-Control"] == "no-store"
    session.commit()
    assert seen(everything_written(app, session, caplog)) == []


def test_the_adversarys_eyes_are_open(app: Flask, session: Session, caplog: pytest.LogCaptureFixture) -> None:
    """The search would find a name that somebody put into a table."""
    audit = make_audit(session, state="planning", title=ROWS[0][0])
    session.commit()
    assert {where for where, _ in seen(everything_written(app, session, caplog))} >= {f"table {audit.__tablename__}"}


def test_a_large_upload_is_never_spooled_to_a_disk(
    client: FlaskClient, session: Session, audit: CaseAudit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Above 500 kB files of other requests wait in a temporary file; here no such file may be made at all."""

    def refuse(*args: Any, **kwargs: Any) -> Any:
        raise AssertionError("a temporary file was made")

    def watch(*args: Any, **kwargs: Any) -> None:  # from when the server has the request on
        for name in ("TemporaryFile", "NamedTemporaryFile", "SpooledTemporaryFile", "mkstemp", "mkdtemp"):
            monkeypatch.setattr(tempfile, name, refuse)

    monkeypatch.setattr("werkzeug.wrappers.request.Request._get_file_stream", refuse)
    request_started.connect(watch)
    rows = [[*row, "-" * 600] for row in case_rows(1200)]
    content = as_csv(rows, (*"abcdefgh", "filler"))
    assert len(content) > 700_000
    boundary, body = encode_multipart({"step": "look", "upload": FileStorage(io.BytesIO(content), "list")})
    sent = client.post(
        f"{base(audit)}/lists/new", data=body, content_type=f"multipart/form-data; boundary={boundary}"
    )  # fmt: skip
    request_started.disconnect(watch)
    assert sent.status_code == 200
    assert "filler" in sent.text


def test_other_uploads_are_spooled_as_before(app: Flask) -> None:
    """The guard above guards something: the same file to another page does wait on the disk."""
    with app.test_request_context("/sign-in", method="POST"), request._get_file_stream(700_000, None) as stream:
        assert not isinstance(stream, io.BytesIO)
    with app.test_request_context("/p/a/case-audits/b/lists/new", method="POST"):
        assert isinstance(request._get_file_stream(700_000, None), io.BytesIO)


def test_a_fault_while_storing_leaves_no_key_behind(
    app: Flask, client: FlaskClient, session: Session, audit: CaseAudit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the disk burns")

    monkeypatch.setattr("survey_app.case_audits.sampling.list_views.log", fail)
    with pytest.raises(RuntimeError, match="the disk burns"):
        send(client, audit, as_csv(ROWS))
    session.rollback()
    assert session.scalars(select(CaseList)).all() == []
    assert list(CaseKeyStore.here().held()) == []
