"""The routes by which a device keeps its answers here: hello, changes, files, sending. See offline-visits.md."""

from __future__ import annotations

from flask import abort, current_app, g, jsonify, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from survey_app.accounts.permissions import held_permissions, permission
from survey_app.collect.changes import ChangeRefused
from survey_app.collect.display import LOCAL_TIME
from survey_app.collect.fieldwork import work_rows
from survey_app.collect.keys import KeyStore
from survey_app.collect.uploads import MEGABYTE, UploadRefused
from survey_app.database import db, now
from survey_app.walkabouts.notes.pages import blueprint
from survey_app.walkabouts.notes.receiving_files import OtherFile, take_file
from survey_app.walkabouts.notes.routes import APP_PERMISSIONS, BodyRefused, json_route, own_work, read_object
from survey_app.walkabouts.notes.sending import send_notes
from survey_app.walkabouts.notes.syncing import NotesGone, OutOfTurn, read_message, take_message


@blueprint.get("/hello")
@permission(*APP_PERMISSIONS)
@json_route
def hello() -> ResponseReturnValue:
    """Who is signed in, a fresh form token, the time, and one's visits and returns."""
    today = now().astimezone(LOCAL_TIME).date()
    visits = work_rows(db.session(), g.partnership.id, current_user, today=today, held=held_permissions())
    db.session.commit()
    return jsonify(
        user={"id": current_user.id, "name": current_user.name}, csrf=generate_csrf(), server_time=now().isoformat(),
        visits=visits,
    )  # fmt: skip


@blueprint.post("/<draft_id>/sync")
@permission(*APP_PERMISSIONS)
@json_route
def sync(draft_id: str) -> ResponseReturnValue:
    """Take a numbered message of changes."""
    work = own_work(draft_id)
    try:
        answer = take_message(db.session(), work, read_message(read_object()))
    except NotesGone:
        abort(404)
    except OutOfTurn as gap:
        db.session.rollback()
        return jsonify(gap.body), 409
    except (ChangeRefused, BodyRefused) as refused:
        db.session.rollback()
        return jsonify(error=str(refused), change=getattr(refused, "index", None)), 422
    db.session.commit()
    return jsonify(answer)


@blueprint.post("/<draft_id>/files")
@permission(*APP_PERMISSIONS)
@json_route
def files(draft_id: str) -> ResponseReturnValue:
    """Take one file under the name that the device gives it."""
    work = own_work(draft_id)
    sent, name = request.files.get("file"), request.form.get("name", "")
    if sent is None:
        return jsonify(error="Send one file as “file”, and its name as “name”."), 422
    limit = current_app.config["WALKABOUT_MAX_FILE_MB"] * MEGABYTE
    total = current_app.config["WALKABOUT_MAX_FILES_MB"] * MEGABYTE
    try:
        taken = take_file(
            db.session(), work, name, sent.stream.read(limit + 1), limit=limit, total_limit=total
        )  # fmt: skip
    except NotesGone:
        abort(404)
    except UploadRefused as refused:
        db.session.rollback()
        return jsonify(error=f"The file {refused}."), 422
    except OtherFile:
        db.session.rollback()
        return jsonify(error="Another file has this name already."), 409
    answer = {"name": taken.file.name, "size": taken.file.size, "sha256": taken.file.sha256}
    db.session.commit()
    return jsonify(answer), taken.status


@blueprint.post("/<draft_id>/send")
@permission(*APP_PERMISSIONS)
@json_route
def send(draft_id: str) -> ResponseReturnValue:
    """Turn the draft into a submission; the receipt, or what stands in the way."""
    work = own_work(draft_id)
    try:
        revision = read_object().get("revision")
    except BodyRefused as refused:
        return jsonify(error=str(refused), problems=[]), 422
    if not isinstance(revision, int) or isinstance(revision, bool) or abs(revision) >= 2**31:
        return jsonify(error="“revision” must be the number of the revision to send.", problems=[]), 422
    keys = KeyStore(current_app.config["WALKABOUT_KEY_DIR"])
    try:
        sent = send_notes(db.session(), keys, work, current_user, revision)
    except NotesGone:
        abort(404)
    db.session.commit()
    return jsonify(sent.body), sent.status
