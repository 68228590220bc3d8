"""The blueprint of self-assessments, and what all of its pages need."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, g
from flask_login import current_user

from survey_app.collect.keys import KeyStore
from survey_app.collect.uploads import MEGABYTE
from survey_app.database import db
from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.self_assessment.access import find_led
from survey_app.walkabouts.self_assessment.models import Evidence, SelfAssessment
from survey_app.walkabouts.self_assessment.returns import find_return

blueprint = Blueprint(
    "self_assessment", __name__, url_prefix="/p/<partnership>/walkabouts/self-assessment", template_folder="templates"
)


def led_or_404(assessment_id: str) -> Section11Assessment:
    """An assessment of the signed-in lead's own agency; any other does not exist for them."""
    assessment = find_led(db.session(), g.partnership.id, current_user.id, assessment_id)
    if assessment is None:
        abort(404)
    return assessment


def begun_or_404(assessment_id: str) -> tuple[Section11Assessment, SelfAssessment]:
    """The assessment with its return, once that was begun."""
    assessment = led_or_404(assessment_id)
    kept = find_return(db.session(), assessment)
    if kept is None or kept.begun_at is None:
        abort(404)
    return assessment, kept


def managed_or_404(assessment_id: str) -> Section11Assessment:
    """An assessment that this partnership leads."""
    assessment = db.session.get(Section11Assessment, assessment_id)
    if assessment is None or assessment.partnership_id != g.partnership.id:
        abort(404)
    return assessment


def key_store() -> KeyStore:
    return KeyStore(current_app.config["WALKABOUT_KEY_DIR"])


def file_limit() -> int:
    """The largest file, in bytes."""
    return int(current_app.config["WALKABOUT_MAX_FILE_MB"]) * MEGABYTE


def files_limit() -> int:
    """How large the files of one return may be together, in bytes."""
    return int(current_app.config["WALKABOUT_MAX_FILES_MB"]) * MEGABYTE


def handed_out(item: Evidence) -> Response:
    """A file of the evidence store to save, which no browser opens as a page of this site."""
    response = Response(item.content or b"", mimetype=item.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{_plain(item.file_name)}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _plain(name: str) -> str:
    """A name for a header, which takes ASCII only."""
    return "".join(letter if letter.isascii() and (letter.isalnum() or letter in ".-_") else "-" for letter in name)
