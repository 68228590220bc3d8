"""The blueprint of imports, and what all of its pages need."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint, Response, abort, current_app, g
from flask_login import current_user

from analysis.importing import PROGRAMS, Mapping
from survey_app.database import db
from survey_app.rounds.importing import uploads
from survey_app.rounds.importing.files import WaitingFiles
from survey_app.rounds.importing.models import ImportUpload
from survey_app.rounds.importing.pages import field_of
from survey_app.rounds.importing.uploads import Pending
from survey_app.rounds.models import Round

blueprint = Blueprint(
    "imports", __name__, url_prefix="/p/<partnership>/rounds/<slug>/import", template_folder="templates"
)


@blueprint.context_processor
def _for_templates() -> dict[str, object]:
    return {"programs": PROGRAMS, "field_of": field_of}


def waiting_files() -> WaitingFiles:
    """Where uploads wait."""
    return WaitingFiles.of(current_app.config["WALKABOUT_INSTANCE"])


def secret() -> str:
    """What the hashes of imported responses are keyed with; it is not in the database."""
    return str(current_app.config["SECRET_KEY"])


@contextmanager
def reading_a_file() -> Iterator[None]:
    """Hold no lock on the database while a file is read: other people's answers must not wait for it."""
    db.session.commit()
    g.writing = False
    try:
        yield
    finally:
        db.session.rollback()
        g.pop("writing", None)


def upload_or_404(round_: Round, key: str) -> ImportUpload:
    """The upload of this address, if the signed-in person sent it."""
    upload = uploads.find_upload(db.session(), round_, key, current_user.id)
    if upload is None:
        abort(404)
    return upload


def pending_or_404(round_: Round, key: str) -> Pending:
    """The same with what it holds."""
    return uploads.open_upload(waiting_files(), round_, upload_or_404(round_, key))


def save_mapping(round_: Round, key: str, pending: Pending, mapping: Mapping) -> None:
    """Keep a changed mapping."""
    uploads.save_draft(db.session(), upload_or_404(round_, key), pending, mapping)
    db.session.commit()


def file_response(data: bytes, name: str, kind: str) -> Response:
    """A file to download."""
    response = Response(data, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
