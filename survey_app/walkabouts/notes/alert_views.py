"""A worry about a child goes to the duty list at once, also when the sign-in of the device has run out."""

from __future__ import annotations

from typing import Any

from flask import abort, g, jsonify
from flask.typing import ResponseReturnValue

from survey_app.accounts.permissions import public
from survey_app.collect.changes import ENTRY_ID
from survey_app.collect.device_alerts import DeviceWorry, TooManyAlerts, device_moment, raise_by_device
from survey_app.collect.fields import clean_text
from survey_app.collect.receipts import canonical_uuid
from survey_app.database import db, now
from survey_app.designer.services import compiled_version
from survey_app.walkabouts.notes.alert_keys import draft_of_key
from survey_app.walkabouts.notes.pages import blueprint
from survey_app.walkabouts.notes.present import lock_present
from survey_app.walkabouts.notes.routes import BodyRefused, read_object, speaks_json

LONGEST_NOTE = 20_000


@blueprint.post("/alert/<key>")
@speaks_json
@public("whoever holds the key may do one thing: tell the duty list of a worry from the key’s draft")
def alert(key: str) -> ResponseReturnValue:
    """Put a worry on the duty list, or bring it up to date. Whatever else is odd about it, the worry is taken."""
    draft_id = draft_of_key(db.session(), key)
    present = lock_present(db.session(), draft_id) if draft_id is not None else None
    if draft_id is None or present is None or g.partnership is None or present.round.partnership_id != g.partnership.id:
        abort(404)
    try:
        body = read_object()
    except BodyRefused as refused:
        return jsonify(error=str(refused)), 422
    uuid = canonical_uuid(body.get("alert"))
    if uuid is None:
        return jsonify(error="“alert” must be a UUID."), 422
    author = present.draft or present.submission
    try:
        raise_by_device(
            db.session(), present.round, draft_id, compiled_version(present.version), _worry(uuid, body),
            author.author_id if author is not None else None,
        )  # fmt: skip
    except TooManyAlerts:
        db.session.rollback()
        return jsonify(error="Too many worries have come from this visit. Ring the duty number."), 429
    db.session.commit()
    return jsonify(received_at=now().isoformat())


def _worry(uuid: str, body: dict[str, Any]) -> DeviceWorry:
    entry = body.get("entry")
    ids = entry if isinstance(entry, list) and len(entry) <= 20 else []
    said_at = device_moment(body.get("raised_at"), body.get("sent_at"), at=now())
    return DeviceWorry(
        alert=uuid, question=_text(body, "question", 200), said_at=said_at,
        entry=tuple(one for one in ids if isinstance(one, str) and ENTRY_ID.fullmatch(one)),
        told=_text(body, "told", 300), told_at=_text(body, "told_at", 40), note=_text(body, "note", LONGEST_NOTE),
    )  # fmt: skip


def _text(body: dict[str, Any], name: str, limit: int) -> str:
    value = body.get(name)
    return clean_text(value)[:limit].strip() if isinstance(value, str) else ""
