"""“Make ready”: all that a device needs of a visit or a return, at once, for whoever writes it."""

from __future__ import annotations

import json

from flask import Response, current_app, g, jsonify, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.collect.device_drafts import take_onto_devices
from survey_app.collect.models import Draft
from survey_app.collect.places import has_fixed_number
from survey_app.collect.ways import Way
from survey_app.database import db
from survey_app.walkabouts.notes.alert_keys import alert_key_for
from survey_app.walkabouts.notes.bundling import bundle_of
from survey_app.walkabouts.notes.compressing import compressed
from survey_app.walkabouts.notes.pages import blueprint
from survey_app.walkabouts.notes.routes import APP_PERMISSIONS, json_route, own_work


@blueprint.get("/<draft_id>/bundle")
@permission(*APP_PERMISSIONS)
@json_route
def bundle(draft_id: str) -> ResponseReturnValue:
    """The bundle of somebody's own notes or return."""
    session, work = db.session(), own_work(draft_id)
    if why := work.refusal(session):
        return jsonify(error=why), 403
    draft = session.get(Draft, work.draft_id)
    if draft is None:
        return jsonify(error=work.sent_already), 404
    way = _way(draft)
    if not draft.is_on_devices:
        take_onto_devices(session, draft, [one.name for one in way.compiled.sections if has_fixed_number(one)])
    made = bundle_of(session, draft, way.speaker, work, current_user)
    work.note_made_ready()
    made |= {"alert_key": alert_key_for(session, draft), "limits": _limits()}
    made["links"] = _links(draft.id, made["alert_key"])
    session.commit()
    response = Response(json.dumps(made, ensure_ascii=False, separators=(",", ":")), mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return compressed(response)


def _way(draft: Draft) -> Way:
    """How the draft's own pages are shown: in its language, on its version."""
    way = Way(
        kind="named", round=draft.round, author_id=current_user.id, username=current_user.email, draft=draft,
        values={"slug": draft.round.slug, "draft_id": draft.id},
    )  # fmt: skip
    way.use_language(draft.language)
    return way


def _limits() -> dict[str, int]:
    config = current_app.config
    return {"file_mb": config["WALKABOUT_MAX_FILE_MB"], "files_mb": config["WALKABOUT_MAX_FILES_MB"]}


def _links(draft_id: str, alert_key: str) -> dict[str, str]:
    """The addresses that the device sends to."""
    app_address = url_for("notes.app")
    return {
        **{name: url_for(f"notes.{name}", draft_id=draft_id) for name in ("sync", "files", "send")},
        "alert": url_for("notes.alert", partnership=g.partnership.slug, key=alert_key),
        "hello": url_for("notes.hello"),
        "sign_in": url_for("accounts.sign_in", next=app_address),
    }
