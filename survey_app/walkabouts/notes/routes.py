"""What all routes of the device have in common: they speak JSON, whatever goes wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import abort, current_app, g, jsonify, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError

from survey_app.accounts.permissions import held_permissions
from survey_app.collect.fieldwork import OwnWork, find_work
from survey_app.collect.receipts import canonical_uuid
from survey_app.database import db
from survey_app.extensions import csrf

# Any of these opens the app; each kind of work asks for its own once more (survey_app/collect/fieldwork.py).
APP_PERMISSIONS = ("walkabouts.visit", "case_audits.audit")
LARGEST_BODY = 4 * 1024 * 1024

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


class BodyRefused(ValueError):
    """What was sent is not a JSON object of a sensible size; the message says which."""


def json_route(view: View) -> View:
    """Let a view answer in JSON: errors and "sign in" too, and an old form token as what it is.

    The token is looked at after the sign-in, so that a sign-in that has run out is never taken for an old token.
    """

    @wraps(view)
    def answered(**values: Any) -> ResponseReturnValue:
        if current_app.config["WTF_CSRF_ENABLED"]:
            try:
                csrf.protect()
            except CSRFError:
                return jsonify(error="The token is old. Ask for a new one, and send this again.", reason="csrf"), 400
        return view(**values)

    return speaks_json(answered)  # type: ignore[return-value]


def speaks_json(view: View) -> View:
    """Mark a view that answers in JSON whatever goes wrong, and looks at form tokens itself or needs none."""
    view.speaks_json = True  # type: ignore[attr-defined]
    csrf.exempt(view)
    return view


def own_work(draft_id: str) -> OwnWork:
    """The signed-in person's notes or return of this address; 404 for anybody else's."""
    uuid, held = canonical_uuid(draft_id), held_permissions()
    work = find_work(db.session(), g.partnership.id, uuid, current_user.id, held=held) if uuid is not None else None
    if work is None:
        abort(404)
    return work


def read_object() -> dict[str, Any]:
    """The JSON object of the request."""
    if (request.content_length or 0) > LARGEST_BODY:
        raise BodyRefused(f"Send at most {LARGEST_BODY // 1024 // 1024} MB at once.")
    try:
        body = json.loads(request.get_data(cache=False), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise BodyRefused("Send one JSON object.") from None
    if not isinstance(body, dict):
        raise BodyRefused("Send one JSON object.")
    return body


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")
