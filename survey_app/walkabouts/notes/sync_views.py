"""The routes by which a device keeps its notes here: hello, changes, files, sending. See offline-visits.md."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, g, jsonify, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from survey_app.accounts.permissions import permission
from survey_app.collect.changes import ChangeRefused
from survey_app.collect.display import LOCAL_TIME
from survey_app.collect.keys import KeyStore
from survey_app.collect.uploads import MEGABYTE, UploadRefused
from survey_app.database import db, now
from survey_app.walkabouts.notes.pages import blueprint
from survey_app.walkabouts.notes.receiving_files import OtherFile, take_file
from survey_app.walkabouts.notes.routes import BodyRefused, json_route, own_notes, read_object
from survey_app.walkabouts.notes.sending import send_notes
from survey_app.walkabouts.notes.services import OwnVisit, own_visits
from survey_app.walkabouts.notes.syncing import NotesGone, OutOfTurn, read_message, take_message


@blueprint.get("/hello")
@permission("walkabouts.visit")
@json_route
def hello() -> ResponseReturnValue:
    """Who is signed in, a fresh form token, the time, and one's visits."""
    today = now().astimezone(LOCAL_TIME).date()
    visits = [_visit_json(own) for own in own_visits(db.session(), g.partnership.id, current_user, today=today)]
    db.session.commit()
    return jsonify(
        user={"id": current_user.id, "name": current_user.name}, csrf=generate_csrf(), server_time=now().isoformat(),
        visits=visits,
    )  # fmt: skip


def _visit_json(own: OwnVisit) -> dict[str, Any]:
    visit, notes = own.visit, own.notes
    return {
        "draft_id": notes.draft_id if notes is not None else None,
        "visit_id": visit.id,
        "title": visit.assessment.title if visit.assessment is not None else visit.agency.name,
        "site": visit.site,
        "day": visit.day.isoformat() if visit.day is not None else None,
        "starts_at": visit.starts_at,
        "ends_at": visit.ends_at,
        "state": visit.state,
        "ready": notes is not None and notes.made_ready_at is not None,
        "reference": own.reference,
        "why": own.why,
    }


@blueprint.post("/<draft_id>/sync")
@permission("walkabouts.visit")
@json_route
def sync(draft_id: str) -> ResponseReturnValue:
    """Take a numbered message of changes."""
    notes = own_notes(draft_id)
    try:
        answer = take_message(db.session(), notes, read_message(read_object()))
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
@permission("walkabouts.visit")
@json_route
def files(draft_id: str) -> ResponseReturnValue:
    """Take one file under the name that the device gives it."""
    notes = own_notes(draft_id)
    sent, name = request.files.get("file"), request.form.get("name", "")
    if sent is None:
        return jsonify(error="Send one file as “file”, and its name as “name”."), 422
    limit = current_app.config["WALKABOUT_MAX_FILE_MB"] * MEGABYTE
    total = current_app.config["WALKABOUT_MAX_FILES_MB"] * MEGABYTE
    try:
        taken = take_file(
            db.session(), notes, name, sent.stream.read(limit + 1), limit=limit, total_limit=total
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
@permission("walkabouts.visit")
@json_route
def send(draft_id: str) -> ResponseReturnValue:
    """Turn the draft into a submission; the receipt, or what stands in the way."""
    notes = own_notes(draft_id)
    try:
        revision = read_object().get("revision")
    except BodyRefused as refused:
        return jsonify(error=str(refused), problems=[]), 422
    if not isinstance(revision, int) or isinstance(revision, bool) or abs(revision) >= 2**31:
        return jsonify(error="“revision” must be the number of the revision to send.", problems=[]), 422
    keys = KeyStore(current_app.config["WALKABOUT_KEY_DIR"])
    try:
        sent = send_notes(db.session(), keys, notes, current_user, revision)
    except NotesGone:
        abort(404)
    db.session.commit()
    return jsonify(sent.body), sent.status
