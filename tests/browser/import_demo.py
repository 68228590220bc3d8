"""A constructed export that waits to be imported, and one that has been, for the pages of imports."""

from __future__ import annotations

import io
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from analysis.importing import accepted_rows
from survey_app.accounts.models import User
from survey_app.database import now
from survey_app.designer.services import compiled_version
from survey_app.rounds.importing import storing, uploads
from survey_app.rounds.importing.files import WaitingFiles
from survey_app.rounds.models import Round
from tests.survey_app.factories import make_round

HEAD = (
    "ID,Start time,Completion time,Email,Name,The forum did what it set out to do,The length of this forum was,My team"
)
ROWS = "".join(
    f"{number},03/04/2026 10:00,03/04/2026 10:05,anonymous,,{answer},About right,Police\r\n"
    for number, answer in enumerate(["Agree", "Totally agree", "Disagree", "Agree", "", "Agree", "Agree"], start=1)
)


def prepare_import(session: Session, app: Flask, evaluation: Round, user: User) -> dict[str, Any]:
    """The address of the round, of the waiting file and of the batch."""
    round_ = make_round(
        session, evaluation.partnership, evaluation.version, access="open", anonymous=True,
        title="Imported (constructed)",
    )  # fmt: skip
    files, compiled = WaitingFiles.of(app.config["WALKABOUT_INSTANCE"]), compiled_version(round_.version)

    def send() -> uploads.Received:
        stream = io.BytesIO(f"{HEAD}\r\n{ROWS}".encode())
        received = uploads.receive(files, stream, compiled, anonymous=True, given=None)
        uploads.record_upload(session, round_, received, user_id=user.id, at=now())
        return received

    waiting, stored = send(), send()
    upload = uploads.find_upload(session, round_, stored.key, user.id)
    assert upload is not None
    mapping = stored.mapping.model_copy(update={"dates": "day_first", "accept_blanks": True})
    upload.mapping = uploads.stored(mapping, anonymous=True)
    plan = uploads.plan_of(session, uploads.open_upload(files, round_, upload), "only for tests")
    batch = storing.store_import(
        session, round_, plan, list(accepted_rows(plan)), version_id=round_.version_id, user_id=user.id,
        secret="only for tests", at=now(),
    )  # fmt: skip
    uploads.discard(session, files, upload)
    return {"imports": round_.slug, "import": waiting.key, "batch": batch.key}
