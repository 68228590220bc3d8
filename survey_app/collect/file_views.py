"""Handing out the files of answers: to their author while answering, and to whoever may read raw answers."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, g, jsonify, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from survey_app.accounts.permissions import permission
from survey_app.audit_log import record
from survey_app.collect import attachments, drafts
from survey_app.collect.attachment_models import Attachment
from survey_app.collect.draft_state import current_draft
from survey_app.collect.keeping import refuse_single_people
from survey_app.collect.models import Submission
from survey_app.collect.receipts import canonical_uuid
from survey_app.collect.services import check_open
from survey_app.collect.uploads import MEGABYTE, UploadRefused, accept
from survey_app.collect.ways import Way, named_round
from survey_app.database import db, now
from survey_app.designer.files import find_file
from survey_app.results.services import refuse_blind
from survey_app.rounds.services import find_round


def own_file(way: Way, name: str) -> ResponseReturnValue:
    """A file of one's own draft."""
    found = attachments.find_attachment(db.session(), current_draft(way).id, name)
    if found is None:
        abort(404)
    return _handed_out(found)


def media(way: Way, name: str) -> ResponseReturnValue:
    """A picture, sound or film that the form shows beside a label."""
    version = way.version
    found = find_file(db.session(), version.instrument_id, version.files or {}, name)
    if found is None:
        abort(404)
    response = Response(found.content, mimetype=found.media_type)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def read_file(slug: str, submission_id: str, name: str) -> ResponseReturnValue:
    """A file of a received answer, for those who may read raw answers. Each reading is logged."""
    round_ = find_round(db.session(), g.partnership.id, slug)
    uuid = canonical_uuid(submission_id)
    if round_ is None or uuid is None or round_.anonymous:
        abort(404)
    refuse_blind(round_)
    received = db.session.scalars(select(Submission).where(Submission.id == uuid, Submission.round_id == round_.id))
    submission = received.one_or_none()
    found = attachments.find_attachment(db.session(), uuid, name) if submission is not None else None
    if submission is None or found is None:
        abort(404)
    response = _handed_out(found)
    record(
        db.session(), "file read", actor_id=current_user.id, partnership_id=g.partnership.id,
        subject=f"submission {submission.reference}", details={"round": round_.slug, "file": found.id},
    )  # fmt: skip
    db.session.commit()
    return response


def store_file(slug: str, submission_id: str) -> ResponseReturnValue:
    """Take a file for an answers document that a program sends afterwards: 201 with the name to put into it."""
    round_, uuid = named_round(slug), canonical_uuid(submission_id)
    if uuid is None or not drafts.has_begun(db.session(), round_, current_user.id, uuid):
        refuse_single_people(db.session(), round_)
    check_open(round_, now().date())
    sent = request.files.get("file")
    if uuid is None or sent is None or not sent.filename:
        return jsonify(error="Send one file as “file” to the address of a UUID."), 422
    if not _is_own(round_.id, uuid):
        return jsonify(error="These answers belong to somebody else or to another round."), 409
    try:
        kept = _store(round_, uuid, sent)
    except UploadRefused as refused:
        db.session.rollback()
        return jsonify(error=f"The file {refused}."), 422
    answer = {"name": kept.name, "media_type": kept.media_type, "size": kept.size, "sha256": kept.sha256}
    db.session.commit()
    return jsonify(answer), 201


def _store(round_: object, uuid: str, sent: FileStorage) -> Attachment:
    limit = current_app.config["WALKABOUT_MAX_FILE_MB"] * MEGABYTE
    upload = accept("file", sent.filename or "", sent.stream.read(limit + 1), {}, limit=limit)
    total = current_app.config["WALKABOUT_MAX_FILES_MB"] * MEGABYTE
    return attachments.keep_upload(db.session(), round_, uuid, upload, total_limit=total)  # type: ignore[arg-type]


def _is_own(round_id: int, uuid: str) -> bool:
    """Whether answers of this UUID are the signed-in person's in this round, or nobody's yet."""
    sent = db.session.get(Submission, uuid)
    draft = drafts.find_draft(db.session(), uuid)
    owners = {(one.round_id, one.author_id) for one in (sent, draft) if one is not None}
    files = attachments.rounds_with_files(db.session(), uuid)
    return owners <= {(round_id, current_user.id)} and files <= {round_id}


def _handed_out(found: Attachment) -> Response:
    """A file to save, which no browser opens as a page of this site."""
    response = Response(found.content, mimetype=found.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{_plain(found.name)}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _plain(name: str) -> str:
    """A name for a header, which takes ASCII only."""
    return "".join(letter if letter.isascii() and (letter.isalnum() or letter in ".-_") else "-" for letter in name)


def register(blueprint: Blueprint) -> None:
    base = "/p/<partnership>/rounds/<slug>"
    blueprint.add_url_rule(f"{base}/files/<submission_id>/<name>", "read_file", permission("results.raw")(read_file))
    blueprint.add_url_rule(
        f"{base}/submissions/<submission_id>/files",
        "store_file",
        permission("collect.answer")(store_file),
        methods=["POST"],
    )
