"""The submission contract for programs: one answers document as JSON, on the same terms as the form."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, current_app, g, jsonify, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.audit_log import record
from survey_app.collect.drafts import has_begun
from survey_app.collect.keeping import refuse_answers
from survey_app.collect.keys import KeyStore
from survey_app.collect.problems import AnswersRefused, NotYours, SubmissionConflict
from survey_app.collect.receipts import canonical_uuid
from survey_app.collect.services import submit
from survey_app.collect.ways import named_round
from survey_app.database import db

LARGEST_BODY = 4 * 1024 * 1024
_KEYS = {"uuid", "version", "document", "replaces"}


def receive(slug: str) -> ResponseReturnValue:
    """Take a submission: 201 with a receipt, 200 with the first receipt again, 409 or 422 with what is wrong."""
    round_ = named_round(slug)
    body = request.get_json(silent=True) if (request.content_length or 0) <= LARGEST_BODY else None
    uuid = canonical_uuid(body.get("uuid")) if isinstance(body, dict) else None
    refuse_answers(
        db.session(), round_, uuid or "", current_user.id,
        has_begun=uuid is not None and has_begun(db.session(), round_, current_user.id, uuid),
    )  # fmt: skip
    problem = _problem_with(body, round_.version.number)
    if problem or body is None:
        return jsonify(error=problem), 422
    try:
        receipt = submit(
            db.session(), KeyStore(current_app.config["WALKABOUT_KEY_DIR"]), round_, str(uuid),
            body["document"], author_id=current_user.id, replaces=body.get("replaces"), username=current_user.email,
        )  # fmt: skip
    except AnswersRefused as refused:
        db.session.rollback()
        return jsonify(error=refused.title, problems=[asdict(problem) for problem in refused.problems]), 422
    except SubmissionConflict as conflict:
        db.session.rollback()
        return jsonify(
            error=conflict.message, reference=conflict.reference,
            received={"revision": conflict.received_revision, "content": conflict.received_hash},
            offered={"content": conflict.offered_hash},
        ), 409  # fmt: skip
    except NotYours as refused:
        db.session.rollback()
        return jsonify(error=refused.message), 409
    record(
        db.session(), "submission.received", actor_id=current_user.id, partnership_id=g.partnership.id,
        subject=f"submission {receipt.reference}", details={"round": round_.slug, "revision": receipt.revision},
    )  # fmt: skip
    db.session.commit()
    answer = {"reference": receipt.reference, "uuid": receipt.uuid, "revision": receipt.revision}
    return jsonify(answer), 200 if receipt.repeated else 201


def _problem_with(body: Any, version: int) -> str:
    """What is wrong with the envelope, in a sentence; empty when nothing is."""
    if not isinstance(body, dict) or set(body) - _KEYS:
        return f"Send one JSON object with the keys {', '.join(sorted(_KEYS))}, and no others."
    if canonical_uuid(body.get("uuid")) is None:
        return "The key “uuid” must be a UUID, such as 123e4567-e89b-42d3-a456-426614174000."
    if body.get("version") != version or isinstance(body.get("version"), bool):
        return f"The key “version” must be {version}: this round asks version {version} of its instrument."
    if not isinstance(body.get("document"), dict):
        return "The key “document” must be an object: question name → answer."
    replaces = body.get("replaces")
    if replaces is not None and (isinstance(replaces, bool) or not isinstance(replaces, int)):
        return "The key “replaces” must be the number of the revision to replace."
    return ""


def register(blueprint: Blueprint) -> None:
    address = "/p/<partnership>/rounds/<slug>/submissions"
    blueprint.add_url_rule(address, "receive", permission("collect.answer")(receive), methods=["POST"])
